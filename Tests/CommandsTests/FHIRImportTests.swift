import Bytes
import EventLog
import TestSupport
import Testing

/// `import fhir` of files that are wrong, and of what must not enter.
@Suite struct FHIRImportTests {
  private static let patient =
    #"{"resourceType":"Patient","id":"pat-17","gender":"female","birthDate":"1985-03-02","name":[{"family":"Duck"}],"telecom":[{"value":"555 0017"}],"text":{"div":"<div>Donald</div>"}}"#

  private static func score(_ id: String, _ total: String, about patient: String = "pat-17")
    -> String
  {
    #"{"resourceType":"Observation","id":"\#(id)","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"70274-6"}]},"subject":{"reference":"Patient/\#(patient)","display":"Donald Duck"},"effectiveDateTime":"2026-01-05T10:00:00Z","valueInteger":\#(total),"note":[{"text":"called Mrs Duck"}]}"#
  }

  /// A disk with an empty log, a key and files.
  private static func disk(_ files: [String: [UInt8]]) -> SimulatedDisk {
    let disk = SimulatedDisk()
    #expect(Stage(disk: disk).run(["init", "log.jsonl", "--origin", "example.org/x"]).code == 0)
    disk.install("key", Array(0..<32))
    disk.setPermissions(0o600, at: "key")
    for (name, bytes) in files { disk.install(name, bytes) }
    return disk
  }

  private static func run(_ words: [String], on disk: SimulatedDisk) -> Stage.Outcome {
    Stage(disk: disk).run(["import", "fhir"] + words + ["-f", "log.jsonl", "--no-cache"])
  }

  private static let good = Array((patient + "\n" + score("o", "17") + "\n").utf8)

  @Test func `names, numbers and notes do not enter, and a second time adds nothing`() throws {
    let disk = Self.disk(["a.ndjson": Self.good])
    let first = Self.run(["a.ndjson", "--key", "key"], on: disk)
    #expect(first.code == 0, "\(first.errors)")
    let log = (disk.bytes(at: "log.jsonl") ?? []).text
    #expect(log.contains(#""data":{"instrument":"GAD-7","total":17}"#))
    for word in ["Duck", "555", "Donald", "pat-17", "03-02"] { #expect(!log.contains(word)) }
    let second = Self.run(["a.ndjson", "--key", "key"], on: disk)
    #expect(second.code == 0)
    #expect((disk.bytes(at: "log.jsonl") ?? []).text == log)
  }

  @Test(arguments: [
    ("a byte order mark", [0xEF, 0xBB, 0xBF] + good),
    ("CR LF", Array(good.text.replacing("\n", with: "\r\n").utf8)),
    ("blank lines and no end", Array(("\n\n" + good.text.dropLast()).utf8)),
    (
      "a line of 1 MB",
      Array(
        (patient + "\n"
          + score("o", "17").replacing(
            "called Mrs Duck", with: String(repeating: "x", count: 1 << 20))).utf8)
    ),
  ])
  func `files may have`(what: String, bytes: [UInt8]) {
    let disk = Self.disk(["a.ndjson": bytes])
    let outcome = Self.run(["a.ndjson", "--key", "key"], on: disk)
    #expect(outcome.code == 0, "\(what): \(outcome.errors)")
    #expect((disk.bytes(at: "log.jsonl") ?? []).count { $0 == 0x0A } == 3, "\(what)")
  }

  static let broken: [(name: String, bytes: [UInt8], says: String)] = [
    ("UTF-16", [0xFF, 0xFE] + good.flatMap { [$0, 0] }, "a.ndjson is UTF-16"),
    ("gzip", [0x1F, 0x8B, 8, 0], "a.ndjson is compressed"),
    ("zip", Array("PK\u{3}\u{4}".utf8), "a.ndjson is a ZIP archive"),
    ("no JSON", good + Array("{\"resourceType\":\n".utf8), "the line is no JSON (json, at byte"),
    ("NUL", good + Array("{\"a\":\"\u{0}\"}\n".utf8), "the line is no JSON (json, at byte 6)"),
    ("half a character", good + [0x22, 0xC3, 0x22, 0x0A], "the line is no JSON (utf8, at byte 1)"),
    ("a member twice", Array("{\"a\":1,\"a\":2}\n".utf8), "(duplicate-member, at byte 8)"),
    ("text", Array("patient,date\n".utf8), "the line is no JSON"),
    (
      "brackets",
      Array(
        ("{\"resourceType\":\"QuestionnaireResponse\",\"item\":"
          + String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000) + "}")
          .utf8),
      "nested more than 100 levels"
    ),
    ("another subject", good + Array(score("p", "3", about: "x").utf8), "not in these files"),
    ("a total out of range", good + Array(score("p", "22").utf8), "found 22"),
  ]

  @Test(arguments: broken)
  func `a broken file is told, and nothing of it is written`(
    name: String, bytes: [UInt8], says: String
  ) {
    let disk = Self.disk(["a.ndjson": bytes])
    let before = disk.bytes(at: "log.jsonl")
    let outcome = Self.run(["a.ndjson", "--key", "key"], on: disk)
    #expect(outcome.code == 65, "\(name)")
    #expect((outcome.text + outcome.errors).contains(says), "\(outcome.text)\(outcome.errors)")
    #expect(!(outcome.text + outcome.errors).contains("Duck"))
    #expect(disk.bytes(at: "log.jsonl") == before, "\(name)")
  }

  @Test func `rejected resources are written without names, and can be mended`() throws {
    let bytes = Self.good + Array((Self.score("p", "22") + "\n").utf8)
    let disk = Self.disk(["a.ndjson": bytes])
    let first = Self.run(["a.ndjson", "--key", "key", "--rejects", "r.ndjson"], on: disk)
    #expect(first.code == 0, "\(first.errors)")
    let rejects = (disk.bytes(at: "r.ndjson") ?? []).text
    #expect(rejects.contains(#""valueInteger":22"#))
    for word in ["called", "Duck", "Donald"] { #expect(!rejects.contains(word)) }
    disk.install("m.ndjson", Array(rejects.replacing("22", with: "12").utf8))
    let second = Self.run(["a.ndjson", "m.ndjson", "--key", "key"], on: disk)
    // The old p and the mended one share an id.
    #expect(second.code == 65)
    disk.install("p.ndjson", Array((Self.patient + "\n").utf8))
    let third = Self.run(["p.ndjson", "m.ndjson", "--key", "key"], on: disk)
    #expect(third.code == 0, "\(third.errors)")
    #expect((disk.bytes(at: "log.jsonl") ?? []).text.contains(#""total":12"#))
  }

  @Test func `rejects tell nobody's name, day of birth or record number`() throws {
    let known = Self.patient.replacing(
      #""gender""#, with: #""identifier":[{"system":"https://mrn","value":"4711"}],"gender""#)
    let wrong = Self.score("p", "22").replacing(
      #"{"reference":"Patient/pat-17","display":"Donald Duck"}"#,
      with: #"{"identifier":{"system":"https://mrn","value":"4711"}}"#
    ).replacing(#""note""#, with: #""performer":[{"display":"Dr. Duck"}],"note""#)
    let disk = Self.disk(["a.ndjson": Array((known + "\n" + wrong + "\n").utf8)])
    let outcome = Self.run(
      ["a.ndjson", "--key", "key", "--identifier", "https://mrn", "--rejects", "r.ndjson"], on: disk
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rejects = (disk.bytes(at: "r.ndjson") ?? []).text
    #expect(rejects.contains(#""subject":{"reference":"Patient/pat-17"}"#), "\(rejects)")
    for word in ["4711", "Duck", "03-02", "555"] {
      #expect(!rejects.contains(word) && !outcome.errors.contains(word))
    }
    disk.install("m.ndjson", Array(rejects.replacing("22", with: "12").utf8))
    disk.install("p.ndjson", Array((known + "\n").utf8))
    let again = Self.run(
      ["p.ndjson", "m.ndjson", "--key", "key", "--identifier", "https://mrn"], on: disk)
    #expect(again.code == 0, "\(again.errors)")
    #expect((disk.bytes(at: "log.jsonl") ?? []).text.contains(#""total":12"#))
  }

  @Test func `of two versions of one resource neither enters, and both are in the rejects`() {
    let disk = Self.disk([
      "a.ndjson": Self.good + Array((Self.score("o", "9") + "\n").utf8)
    ])
    let outcome = Self.run(["a.ndjson", "--key", "key", "--rejects", "r.ndjson"], on: disk)
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("a.ndjson:2, 3: id: another Observation"), "\(outcome.errors)")
    #expect(!(disk.bytes(at: "log.jsonl") ?? []).text.contains("rating"))
    #expect((disk.bytes(at: "r.ndjson") ?? []).count { $0 == 0x0A } == 2)
  }

  @Test func `another key is refused, and the key's mark stands with the intakes`() {
    let disk = Self.disk(["a.ndjson": Self.good])
    #expect(Self.run(["a.ndjson", "--key", "key"], on: disk).code == 0)
    let log = disk.bytes(at: "log.jsonl")
    let marked = (log ?? []).split(separator: 0x0A).filter { Array($0).text.contains("keymark") }
    #expect(marked.count == 1 && Array(marked[0]).text.contains(#""type":"intake""#))
    disk.install("other", Array(1...32))
    disk.setPermissions(0o600, at: "other")
    let other = Self.run(["a.ndjson", "--key", "other"], on: disk)
    #expect(other.code == 65)
    #expect(other.errors.contains("has people of /fhir under another key"), "\(other.errors)")
    #expect(disk.bytes(at: "log.jsonl") == log)
  }

  @Test func `a folder stands for its files, and one without any is no folder of resources`() {
    let disk = Self.disk(["in/Patient.ndjson": Array((Self.patient + "\n").utf8)])
    disk.install("in/Observation.ndjson", Array((Self.score("o", "17") + "\n").utf8))
    disk.install("in/manifest.json", Array("{}".utf8))
    disk.install("empty/manifest.json", Array("{}".utf8))
    #expect(Self.run(["in", "--key", "key"], on: disk).code == 0)
    let empty = Self.run(["empty", "--key", "key"], on: disk)
    #expect(empty.code == 65)
    #expect(empty.errors.contains("empty has no file that ends in .ndjson"))
    #expect(Self.run(["nothing.ndjson", "--key", "key"], on: disk).code == 65)
  }

  @Test func `pseudonyms come from the identifier that is named, and the crosswalk says so`() throws
  {
    let known = Self.patient.replacing(
      #""gender""#,
      with: #""identifier":[{"system":"https://mrn","value":"4711"}],"gender""#)
    let disk = Self.disk([
      "a.ndjson": Array((known + "\n" + Self.score("o", "17") + "\n").utf8)
    ])
    let words = ["a.ndjson", "--key", "key", "--crosswalk", "who.csv"]
    let outcome = Self.run(words + ["--identifier", "https://mrn"], on: disk)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let crosswalk = (disk.bytes(at: "who.csv") ?? []).text
    let pseudonym = try #require(crosswalk.split(separator: "\r\n").last?.split(separator: ","))
    #expect(pseudonym[1] == "4711")
    #expect((disk.bytes(at: "log.jsonl") ?? []).text.contains(#""subject":"\#(pseudonym[0])""#))
    let other = Self.run(["a.ndjson", "--key", "key", "--identifier", "https://other"], on: disk)
    #expect(other.code == 65)
  }

  @Test(arguments: [
    (["a.ndjson"], "no key was named"),
    (["a.ndjson", "--key", "key", "--keep-pseudonyms"], "makes no pseudonyms"),
    (["a.ndjson", "--keep-pseudonyms", "--identifier", "x"], "leave one of the two out"),
    (["a.ndjson", "--keep-pseudonyms", "--date-hour", "24"], "between 0 and 23"),
  ])
  func `what does not go together is refused`(words: [String], says: String) {
    let disk = Self.disk(["a.ndjson": Self.good])
    let outcome = Self.run(words, on: disk)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
  }
}
