import Bytes
import Definitions
import Foundation
import Testing

/// The built-in definitions are prepared at build time; what was prepared is what the source says.
@Suite struct PreparedDefinitionsTests {
  private static var path: String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return root.appendingPathComponent("Sources/Definitions/definitions.bin").path
  }

  @Test func `definitions.bin holds what instruments.json says`() throws {
    let source = try Definitions.fromSource()
    if ProcessInfo.processInfo.environment["REPRIEVE_UPDATE"] == "1" {
      try Data(source.prepared).write(to: URL(fileURLWithPath: Self.path))
      return
    }
    #expect(source.prepared == Definitions.preparedBytes)
    #expect(Definitions(prepared: Definitions.preparedBytes) == source)
    #expect(Definitions.builtIn == source)
  }

  @Test func `what was altered is not believed`() throws {
    let bytes = try Definitions.fromSource().prepared
    for place in stride(from: 0, to: bytes.count, by: 37) {
      var altered = bytes
      altered[place] ^= 4
      #expect(Definitions(prepared: altered) == nil, "byte \(place)")
      #expect(Definitions(prepared: Array(bytes[..<place])) == nil, "\(place) bytes")
    }
  }
}
