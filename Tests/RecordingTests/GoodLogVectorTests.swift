import Bytes
import Definitions
import EventLog
import Events
import Recording
import TestSupport
import Testing

@Suite struct GoodLogVectorTests {
  static let names = Vectors.members(of: "log/good/expected.json")

  @Test(arguments: names) func `a good log is verified and counted`(name: String) throws {
    let path = Vectors.folder + "/log/good/" + name
    let wanted = try #require(try Vectors.json("log/good/expected.json")[name])
    let verified = try LogVerification.verify(SystemDisk(), path)
    #expect(verified.finding.verdict == .ok)
    #expect(verified.finding.committed == wanted["committed"]?.whole.map(Int.init))
    #expect(verified.reading.status.size == wanted["bytes"]?.whole.map(Int.init))

    let lines = try Vectors.bytes("log/good/\(name)").split(separator: 0x0A).map(Array.init)
    var frontier = MerkleFrontier()
    var types: [String: Int] = [:]
    var subjects: Set<String> = []
    var batches: Set<Int> = []
    for line in lines {
      frontier.append(line.span)
      let document = try JSONDocument(line)
      types[document.root["type"]?.text ?? "", default: 0] += 1
      subjects.insert(document.root["subject"]?.text ?? "")
      let header = try LineHeader(document)
      if header.isInBatch { batches.insert(header.first) }
    }
    subjects.remove("log")
    #expect(lines.map(\.count).max() == wanted["longestLine"]?.whole.map(Int.init))
    #expect(frontier.root.base64 == wanted["root"]?.text)
    #expect(frontier.root.hexadecimal == wanted["rootHex"]?.text)
    #expect(subjects.count == wanted["subjects"]?.whole.map(Int.init))
    #expect(batches.count == wanted["batches"]?.whole.map(Int.init))
    for (type, count) in wanted["types"]?.members ?? [] {
      #expect(types[type.text] == count.whole.map(Int.init), "type \(type.text)")
    }

    var decoder = EventDecoder(.builtIn)
    _ = try LogReader(SystemDisk(), path).read(into: &decoder)
    let unknown = Set(
      decoder.table.events.filter { $0.kind == .unknown }.map { decoder.table.words.text($0.label) }
    )
    #expect(unknown == Set(wanted["unknownTypes"]?.elements.compactMap(\.text) ?? []))
  }
}
