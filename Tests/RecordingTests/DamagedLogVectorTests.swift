import Bytes
import Commands
import EventLog
import Recording
import TestSupport
import Testing

@Suite struct DamagedLogVectorTests {
  static let names = Vectors.members(of: "log/damaged/expected.json")

  /// Copies a log and what lies beside it.
  private func copy(_ name: String) throws -> (TemporaryFolder, String) {
    let folder = try TemporaryFolder()
    let path = try folder.write(name, Vectors.bytes("log/damaged/\(name)"))
    if Vectors.exists("log/damaged/\(name).d/checkpoint") {
      try folder.write("\(name).d/checkpoint", Vectors.bytes("log/damaged/\(name).d/checkpoint"))
    }
    return (folder, path)
  }

  @Test(arguments: names) func `repair gives the verdict of the vector`(name: String) throws {
    let (folder, path) = try copy(name)
    let before = folder.read(name)
    let wanted = try #require(try Vectors.json("log/damaged/expected.json")[name])
    let outcome = Stage().run(["repair", "-f", path, "--format", "json"])
    let found = try JSONDocument(outcome.output).root
    for member in wanted.members where member.key.text != "why" {
      let value = try #require(found[member.key.text], "\(member.key.text) is missing")
      #expect(
        value.hasSameValue(as: member.value),
        "\(member.key.text): found \(value.raw.text), wanted \(member.value.raw.text)")
    }
    #expect(outcome.code == (wanted["verdict"]?.text == "damage" ? 65 : 0))
    #expect(folder.read(name) == before, "explaining changes nothing")
  }

  @Test(arguments: names) func `every reader finds what any reader must find`(name: String) throws {
    let (folder, path) = try copy(name)
    defer { withExtendedLifetime(folder) {} }
    let wanted = try #require(try Vectors.json("log/damaged/expected.json")[name])
    let outcome = Stage().run(["cohort", "-f", path])
    switch (wanted["verdict"]?.text, wanted["level"]?.text) {
    case ("damage", "replay"):
      #expect(outcome.code == 65)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("rule"))
    case ("torn-tail", _):
      #expect(outcome.code == 0)
      #expect(outcome.errors.contains("never ended"))
    case ("ok", _): #expect(outcome.code == 0)
    default: #expect(outcome.code == 0 || outcome.code == 65)
    }
    let isIgnored = wanted["checkpoint"]?.text == "ignored"
    if outcome.code == 0 { #expect(outcome.errors.contains("it is ignored") == isIgnored) }
  }

  @Test(arguments: names)
  func `a writer keeps a torn tail and refuses damage`(name: String) throws {
    let (folder, path) = try copy(name)
    let before = folder.read(name)
    let wanted = try #require(try Vectors.json("log/damaged/expected.json")[name])
    let event =
      #"{"id":"new","source":"/a","type":"note","subject":"P-9","time":"2026-03-10T09:00:00Z","data":{"text":"t"}}"#
    let outcome = Stage().run(["append", "-f", path], input: event)
    let after = folder.read(name)
    switch (wanted["verdict"]?.text, wanted["level"]?.text) {
    case ("torn-tail", _):
      let cut = Int(try #require(wanted["byteOffset"]?.whole))
      #expect(outcome.code == 0)
      #expect(Array(after.prefix(cut)) == Array(before.prefix(cut)))
      #expect(folder.read("\(name).d/torn/\(cut)") == Array(before[cut...]))
      let reading = try LogVerification.verify(SystemDisk(), path)
      #expect(reading.finding.committed == Int(try #require(wanted["committed"]?.whole)) + 1)
    case ("damage", "replay"):
      #expect(outcome.code == 65)
      #expect(after == before, "nothing is cut and nothing is written")
    case ("ok", _): #expect(outcome.code == 0)
    default: #expect(outcome.code == 0 || after == before)
    }
  }
}
