import Bytes
import Definitions
import EventLog
import Events
import Recording
import TestSupport
import Testing

@Suite struct AppendVectorTests {
  static let count = (try? Vectors.json("log/append/cases.json")["cases"]?.elements.count) ?? 0

  @Test(arguments: 0..<count) func `a producer's input gets its answer`(number: Int) throws {
    let file = try Vectors.json("log/append/cases.json")
    let test = try #require(file["cases"]?.elements[number])
    let name = Comment(rawValue: test["name"]?.text ?? "")
    let folder = try TemporaryFolder()
    let log = try #require(file["log"]?.text)
    let base = try Vectors.bytes("log/append/\(log)")
    let path = try folder.write("log.jsonl", base)
    let now = try #require((test["now"] ?? file["now"])?.text.flatMap(Instant.init))
    let appender = try Appender.open(
      SystemDisk(), path, .builtIn, Timekeeper(now: { now }, seconds: { 0 }, sleep: { _ in }))
    let answer = try appender.append(
      try input(test),
      conditions: AppendConditions(
        head: test["ifHead"]?.whole.map(Int.init),
        subjectUnchanged: test["ifSubjectUnchanged"]?.whole.map(Int.init)),
      allowUnknownTypes: test["allowUnknownTypes"]?.bool ?? false)
    appender.close()
    let wanted = try #require(test["expect"])
    let written = try check(answer, wanted, name)
    #expect(folder.read("log.jsonl") == base + written, name)
    let reading = try LogVerification.verify(SystemDisk(), path)
    #expect(reading.finding.verdict == .ok, name)
  }

  private func input(_ test: JSONNode) throws -> [[UInt8]] {
    if let lines = test["input"] { return lines.elements.compactMap(\.string) }
    return (test["inputBase64"]?.elements ?? []).compactMap { Base64.decode($0.string ?? []) }
  }

  /// Compares the answer; returns the bytes that must have been written.
  private func check(
    _ answer: AppendAnswer, _ wanted: JSONNode, _ name: Comment
  ) throws -> [UInt8] {
    let seqs = wanted["seq"]?.elements.compactMap { $0.whole.map(Int.init) }
    switch answer {
    case .accepted(let found, let lines):
      #expect(wanted["answer"]?.text == "accepted", name)
      #expect(found == seqs, name)
      let expected = wanted["written"]?.elements.compactMap(\.string) ?? []
      #expect(lines.map(\.text) == expected.map(\.text), name)
      return expected.flatMap { $0 + [0x0A] }
    case .already(let found):
      #expect(wanted["answer"]?.text == "already", name)
      #expect(found == seqs, name)
    case .conflict(let input, let seq):
      #expect(wanted["answer"]?.text == "conflict", name)
      #expect(input == wanted["input"]?.whole.map(Int.init), name)
      #expect(seq == wanted["seq"]?.whole.map(Int.init), name)
    case .condition(let head):
      #expect(wanted["answer"]?.text == "condition", name)
      #expect(head == wanted["head"]?.whole.map(Int.init), name)
    case .refused(let input, let refusal):
      #expect(wanted["answer"]?.text == "refused", name)
      #expect(input == wanted["input"]?.whole.map(Int.init), name)
      #expect(refusal.member == wanted["member"]?.text, name)
      #expect(refusal.reason.rawValue == wanted["reason"]?.text, name)
    }
    return []
  }
}
