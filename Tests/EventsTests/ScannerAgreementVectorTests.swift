import Bytes
import Definitions
import EventLog
import Events
import TestSupport
import Testing

@Suite struct ScannerAgreementVectorTests {
  static let logs =
    Vectors.names(in: "log/good", ending: ".jsonl").map { "log/good/\($0)" }
    + Vectors.names(in: "outcomes", ending: ".jsonl").map { "outcomes/\($0)" }

  @Test(arguments: logs) func `both paths agree on every line of a good log`(log: String) throws {
    let lines = try Vectors.bytes(log).split(separator: 0x0A).map(Array.init)
    var twins = Twins()
    for line in lines.dropFirst() {
      if let difference = twins.take(line) { Issue.record("\(difference)\n\(line.text)") }
    }
    #expect(twins.isAlike)
    #expect(twins.refused == 0)
    #expect(twins.fast.table.events.count == lines.count)

    // The log's reader chooses as the twins do.
    var decoder = EventDecoder(.builtIn)
    _ = try LogReader(SystemDisk(), "\(Vectors.folder)/\(log)").read(into: &decoder)
    let table = decoder.table
    try #require(table.events.count == twins.general.table.events.count)
    #expect(table.events.indices.allSatisfy { table.told($0) == twins.general.table.told($0) })
  }

  @Test func `lines in canonical order go the fast way`() throws {
    var twins = Twins()
    var all = 0
    for log in Self.logs {
      twins.fast = EventDecoder(.builtIn)
      twins.general = EventDecoder(.builtIn)
      let lines = try Vectors.bytes(log).split(separator: 0x0A).map(Array.init)
      for line in lines.dropFirst() { _ = twins.take(line) }
      all += lines.count - 1
    }
    // The rest has escapes, exponents, attributes behind the data, or another order.
    #expect(twins.scanned * 10 >= all * 9, "\(twins.scanned) of \(all)")
  }
}
