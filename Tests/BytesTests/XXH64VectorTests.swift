import Bytes
import TestSupport
import Testing

@Suite struct XXH64VectorTests {
  @Test func `every digest of the vectors is reproduced`() throws {
    guard Vectors.exists("log/xxh64.json") else { return }
    for vector in try Vectors.json("log/xxh64.json")["vectors"]?.elements ?? [] {
      let length = Int(vector["length"]?.whole ?? -1)
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + ($0 >> 8) * 13 + 3) }
      var digits: [UInt8] = []
      Hexadecimal.append(XXH64.hash(message.span), to: &digits)
      #expect(digits.text == vector["xxh64"]?.text, "length \(length)")
    }
  }
}
