import Bytes
import EventLog
import TestSupport
import Testing

/// Out of a log as FHIR, and into another one.
@Suite struct FHIRRoundTripTests {
  static let logs = Vectors.names(in: "outcomes", ending: ".jsonl")

  /// What a log's lines say, without what is the log's; nothing of line 0.
  private static func said(_ log: [UInt8]) throws -> [String] {
    try log.split(separator: 0x0A).dropFirst().map { line in
      let root = try JSONDocument(Array(line)).root
      return ["id", "source", "actor", "type", "subject", "time", "data"].map {
        "\($0)=\(root[$0]?.raw.text ?? "")"
      }.joined(separator: " ")
    }
  }

  private static func imported(
    _ log: [UInt8], on disk: SimulatedDisk
  ) -> (out: Stage.Outcome, back: Stage.Outcome) {
    disk.install("log.jsonl", log)
    let stage = Stage(disk: disk)
    let out = stage.run(["export", "fhir", "-f", "log.jsonl", "-o", "out", "--no-cache"])
    _ = stage.run(["init", "new.jsonl", "--origin", "example.org/new"])
    let back = stage.run([
      "import", "fhir", "out", "-f", "new.jsonl", "--keep-pseudonyms", "--no-cache",
    ])
    return (out, back)
  }

  @Test(arguments: logs) func `a log without corrections comes back line for line`(
    name: String
  ) throws {
    let log = try Vectors.bytes("outcomes/\(name)")
    let disk = SimulatedDisk()
    let (out, back) = Self.imported(log, on: disk)
    #expect(out.code == 0, "\(out.errors)")
    #expect(back.code == 0, "\(back.errors)")
    let before = try Self.said(log)
    let isCorrected = before.contains { $0.contains(" type=correction ") }
    // What can't be carried is said.
    let isLossy = out.errors.contains("note:")
    guard !isCorrected, !isLossy else { return }
    #expect(try Self.said(disk.bytes(at: "new.jsonl") ?? []) == before)
  }

  /// Without the Patients everything is rejected, and the rejects are what was exported.
  @Test(arguments: ["worked-example.jsonl", "two-instruments.jsonl", "visits.jsonl"])
  func `rejects of an export are imported with the Patients, as if they had been all along`(
    name: String
  ) throws {
    let disk = SimulatedDisk()
    let (out, back) = Self.imported(try Vectors.bytes("outcomes/\(name)"), on: disk)
    #expect(out.code == 0 && back.code == 0)
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "other.jsonl", "--origin", "example.org/other"])
    let files = disk.names(under: "out").map { "out/" + $0 }.filter { $0.hasSuffix(".ndjson") }
    let words = ["-f", "other.jsonl", "--keep-pseudonyms", "--no-cache"]
    let rejected = stage.run(
      ["import", "fhir"] + files.filter { !$0.contains("Patient") } + ["--rejects", "r.ndjson"]
        + words)
    #expect(rejected.code == 0, "\(rejected.errors)")
    let rejects = disk.names(under: "/").filter { $0.hasPrefix("r.") && $0.hasSuffix(".ndjson") }
    #expect(rejects.count == files.count - 1)
    let mended = stage.run(["import", "fhir", "out/Patient.ndjson"] + rejects + words)
    #expect(mended.code == 0, "\(mended.errors)")
    #expect(
      try Self.said(disk.bytes(at: "other.jsonl") ?? [])
        == Self.said(disk.bytes(at: "new.jsonl") ?? []))
  }

  /// An answer without line numbers, the log's name, origin and size.
  private static func normal(_ node: JSONNode, _ key: String = "") -> String {
    switch node.kind {
    case .object:
      "{"
        + node.members.filter { name, _ in
          let name = name.text
          return name != "log" && !name.lowercased().hasSuffix("seq")
        }.map { "\($0.text):\(normal($1, $0.text))" }.joined(separator: ",") + "}"
    case .array where ["notGiven", "afterFollowUp"].contains(key): "\(node.elements.count)"
    case .array: "[" + node.elements.map { normal($0) }.joined(separator: ",") + "]"
    default: node.raw.text
    }
  }

  @Test(arguments: ["corrections.jsonl", "corrections-combined.jsonl", "simulated"])
  func `a log with corrections comes back with the same answers`(name: String) throws {
    let disk = SimulatedDisk()
    let log: [UInt8]
    if name == "simulated" {
      let made = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "5", "--seed", "9"])
      #expect(made.code == 0)
      log = try #require(disk.bytes(at: "demo.jsonl"))
    } else {
      log = try Vectors.bytes("outcomes/\(name)")
    }
    let (_, back) = Self.imported(log, on: disk)
    #expect(back.code == 0, "\(back.errors)")
    let stage = Stage(disk: disk)
    func answer(_ words: [String], _ path: String) throws -> JSONNode {
      let outcome = stage.run(words + ["-f", path, "--format", "json", "--no-cache"])
      return try JSONDocument(outcome.output).root
    }
    let cohort = try answer(["cohort"], "log.jsonl")
    let subjects = cohort["subjects"]?.elements.compactMap { $0["subject"]?.text } ?? []
    #expect(!subjects.isEmpty)
    for words in [["relief"], ["response"], ["intervals"], ["cohort"]]
      + subjects.map({ ["timeline", $0] })
    {
      let (old, new) = (try answer(words, "log.jsonl"), try answer(words, "new.jsonl"))
      #expect(Self.normal(old) == Self.normal(new), "\(words)")
    }
  }

  @Test func `what was amended or voided says so`() throws {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", try Vectors.bytes("outcomes/corrections-combined.jsonl"))
    let stage = Stage(disk: disk)
    func statuses(_ folder: String) -> [String: Int] {
      let text = (disk.bytes(at: "\(folder)/Observation.ndjson") ?? []).text
      return Dictionary(
        text.split(separator: "\n").compactMap { line in
          line.firstRange(of: #""status":""#).map {
            (String(line[$0.upperBound...].prefix { $0 != "\"" }), 1)
          }
        }, uniquingKeysWith: +)
    }
    _ = stage.run(["export", "fhir", "-f", "log.jsonl", "-o", "plain"])
    #expect(statuses("plain")["entered-in-error"] == nil)
    #expect((statuses("plain")["amended"] ?? 0) > 0)
    let voided = stage.run(["export", "fhir", "-f", "log.jsonl", "-o", "all", "--voided"])
    #expect(voided.code == 0)
    #expect((statuses("all")["entered-in-error"] ?? 0) > 0)
    // They are not imported.
    _ = stage.run(["init", "new.jsonl", "--origin", "example.org/new"])
    let back = stage.run(["import", "fhir", "all", "-f", "new.jsonl", "--keep-pseudonyms"])
    #expect(back.code == 0, "\(back.errors)")
    #expect(back.text.contains("Observation with status entered-in-error"))
  }

  @Test func `a view and a selection leave out what they leave out`() throws {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", try Vectors.bytes("outcomes/cohort-small.jsonl"))
    let stage = Stage(disk: disk)
    func count(_ folder: String, _ more: [String]) throws -> Int {
      let outcome = stage.run(["export", "fhir", "-f", "log.jsonl", "-o", folder] + more)
      #expect(outcome.code == 0, "\(outcome.errors)")
      return (disk.bytes(at: "\(folder)/Patient.ndjson") ?? []).count { $0 == 0x0A }
    }
    let all = try count("a", [])
    #expect(all > 3)
    #expect(try count("b", ["--as-of", "8"]) < all)
    #expect(try count("c", ["--where", "subject=A"]) == 1)
  }

  @Test func `nothing is replaced, and nothing is left where writing fails`() throws {
    let log = try Vectors.bytes("outcomes/worked-example.jsonl")
    let disk = SimulatedDisk()
    disk.install("log.jsonl", log)
    disk.install("out", Array("mine".utf8))
    let words = ["export", "fhir", "-f", "log.jsonl", "-o", "out", "--no-cache"]
    let taken = Stage(disk: disk).run(words)
    #expect(taken.code == 73)
    #expect(disk.bytes(at: "out") == Array("mine".utf8))
    let whole = SimulatedDisk()
    whole.install("log.jsonl", log)
    let before = whole.calls
    #expect(Stage(disk: whole).run(words).code == 0)
    var failed = 0
    for call in stride(from: before, to: whole.calls, by: 9) {
      let disk = SimulatedDisk(failures: [call: .shortWrite(0)])
      disk.install("log.jsonl", log)
      guard Stage(disk: disk).run(words).code != 0 else { continue }
      failed += 1
      #expect(try disk.names(in: "/") == ["log.jsonl"], "call \(call)")
    }
    #expect(failed > 0)
  }
}
