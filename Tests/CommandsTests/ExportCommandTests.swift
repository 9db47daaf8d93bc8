import Bytes
import EventLog
import Foundation
import Recording
import TestSupport
import Testing

/// `export --without`: what it leaves of everybody else.
@Suite struct ExportCommandTests {
  private static let target = "new.jsonl"

  private func export(_ subjects: [String], _ stage: Stage, _ more: [String] = []) -> Stage.Outcome
  {
    stage.run(
      ["export", "-f", "old.jsonl", "-o", Self.target, "--origin", "example.org/new"]
        + ["--reason", "asked to"] + subjects.flatMap { ["--without", $0] } + more)
  }

  /// The new number of each line of the old log that is in the new one.
  private func numbers(_ disk: SimulatedDisk) throws -> [Int: Int] {
    func names(_ path: String) throws -> [[UInt8]] {
      try (disk.bytes(at: path) ?? []).split(separator: 0x0A).map { line in
        let root = try JSONDocument(Array(line)).root
        return (root["source"]?.string ?? []) + [0] + (root["id"]?.string ?? [])
      }
    }
    let new = try names(Self.target)
    let places = Dictionary(uniqueKeysWithValues: new.enumerated().map { ($1, $0) })
    var numbers: [Int: Int] = [:]
    for (seq, name) in try names("old.jsonl").enumerated() { numbers[seq] = places[name] }
    return numbers
  }

  /// A document without the log's size and origin, its lines' numbers turned into those that
  /// `numbers` says; the type of what no number is known for is kept as a mark.
  private func normal(_ node: JSONNode, _ numbers: [Int: Int]?, key: String = "") -> String {
    switch node.kind {
    case .object:
      return "{"
        + node.members.map { name, value in
          name.text == "log" ? "" : name.text + ":" + normal(value, numbers, key: name.text)
        }.joined(separator: ",") + "}"
    case .array:
      return "[" + node.elements.map { normal($0, numbers, key: key) }.joined(separator: ",") + "]"
    case .number where Self.seqKeys.contains(key) || key.hasSuffix("Seq"):
      guard let numbers, let seq = node.whole.map(Int.init) else { return node.raw.text }
      return numbers[seq].map(String.init) ?? "gone"
    default: return node.raw.text
    }
  }

  private static let seqKeys: Set<String> = [
    "seq", "seqs", "notGiven", "orphanedDoses", "duplicateLabels", "afterFollowUp",
  ]

  private func answers(
    _ subject: String, _ path: String, _ stage: Stage, _ numbers: [Int: Int]?
  ) throws -> [String] {
    try [["timeline", subject], ["relief", subject], ["response"]].map { words in
      let only = words.count == 1 ? ["--explain"] : []
      let outcome = stage.run(words + only + ["-f", path, "--format", "json"])
      guard outcome.code == 0 else { return "\(outcome.code)" }
      let root = try JSONDocument(outcome.output).root
      if words == ["response"] {
        let units = root["courses"]?.elements.filter { $0["subject"]?.text == subject } ?? []
        return units.map { normal($0, numbers) }.joined()
      }
      return normal(root, numbers)
    }
  }

  private func subjects(_ bytes: [UInt8]) throws -> [String] {
    let names = try bytes.split(separator: 0x0A).dropFirst().compactMap {
      try JSONDocument(Array($0)).root["subject"]?.text
    }
    return Array(Set(names)).sorted()
  }

  /// Holds what is said about some others, at most so many, to what the old log said.
  private func expectRestUnchanged(
    _ bytes: [UInt8], without subject: String, others most: Int
  ) throws {
    var generator = SeededGenerator(seed: UInt64(bytes.count))
    let disk = SimulatedDisk()
    disk.install("old.jsonl", bytes)
    let stage = Stage(disk: disk)
    var outcome = export([subject], stage)
    if outcome.code == 1 {
      // A pseudonym such as exit is the name of a type, too.
      #expect(outcome.errors.contains("still name") && disk.bytes(at: Self.target) == nil)
      outcome = export([subject], stage, ["--allow-mentions"])
    } else {
      let text = (disk.bytes(at: Self.target) ?? []).text
      let word = "(?<![A-Za-z0-9._-])\(subject)(?![A-Za-z0-9._-])"
      let plain = text.replacingOccurrences(
        of: #""root":"[^"]*""#, with: "", options: .regularExpression)
      #expect(plain.range(of: word, options: .regularExpression) == nil, "\(subject) is there")
    }
    #expect(outcome.code == 0, "\(subject): \(outcome.errors)")
    let reading = try LogVerification.verify(disk, Self.target).reading
    #expect(reading.finding.verdict == .ok && reading.identity.origin == "example.org/new")
    let numbers = try numbers(disk)
    let others = try subjects(bytes).filter { $0 != subject }
    for other in others.shuffled(using: &generator).prefix(most)
    where !outcome.errors.contains(other) {
      #expect(
        try answers(other, "old.jsonl", stage, numbers)
          == answers(other, Self.target, stage, nil), "\(other) without \(subject)")
    }
    #expect(disk.bytes(at: "old.jsonl") == bytes)
    // Who is left out is gone.
    let gone = stage.run(["timeline", subject, "-f", Self.target])
    #expect(gone.code == 2)
  }

  static let vectors = Vectors.names(in: "outcomes", ending: ".jsonl")

  @Test(arguments: vectors) func `what is said about everybody else stays`(name: String) throws {
    let bytes = try Vectors.bytes("outcomes/\(name)")
    // Corrections are what moves events between people.
    let isAboutThem = name.hasPrefix("corrections")
    for subject in try subjects(bytes).prefix(isAboutThem ? 9 : 1) {
      try expectRestUnchanged(bytes, without: subject, others: isAboutThem ? 9 : 1)
    }
  }

  static let good = Vectors.names(in: "log/good", ending: ".jsonl")

  @Test(arguments: good) func `good logs lose each of their subjects`(name: String) throws {
    let bytes = try Vectors.bytes("log/good/\(name)")
    for subject in try subjects(bytes).prefix(3) {
      let disk = SimulatedDisk()
      disk.install("old.jsonl", bytes)
      let outcome = export([subject], Stage(disk: disk), ["--allow-mentions"])
      #expect(outcome.code == 0, "\(subject): \(outcome.errors)")
      #expect(try LogVerification.verify(disk, Self.target).finding.verdict == .ok)
      #expect(try !subjects(disk.bytes(at: Self.target) ?? []).contains(subject))
    }
  }

  @Test(arguments: UInt64(60)...63)
  func `seeded clinics lose somebody, and nobody else changes`(seed: UInt64) throws {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    let clinic = SeededClinic(seed: seed, subjects: 4, corrections: 8, reassigns: seed % 2 == 0)
    #expect(stage.run(["init", "old.jsonl", "--origin", "example.org/old"]).code == 0)
    let input = clinic.events.map(\.line).joined()
    #expect(stage.run(["append", "-f", "old.jsonl", "--batch", "3"], input: input).code == 0)
    let bytes = disk.bytes(at: "old.jsonl") ?? []
    for subject in [seed % 3 == 0 ? "S0" : "S2"] {
      let folder = SimulatedDisk()
      folder.install("old.jsonl", bytes)
      let stage = Stage(disk: folder)
      let outcome = export([subject], stage)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try LogVerification.verify(folder, Self.target).finding.verdict == .ok)
      let numbers = try numbers(folder)
      for other in ["S0", "S1", "S2", "S3"] where other != subject {
        guard !outcome.errors.contains(other) else { continue }
        #expect(
          try answers(other, "old.jsonl", stage, numbers)
            == answers(other, Self.target, stage, nil), "\(other) without \(subject), seed \(seed)")
      }
    }
  }

  @Test func `views by time stay what they were`() throws {
    let disk = SimulatedDisk()
    disk.install("old.jsonl", try Vectors.bytes("outcomes/cohort-small.jsonl"))
    let stage = Stage(disk: disk)
    let all = try subjects(disk.bytes(at: "old.jsonl") ?? [])
    #expect(export([all[0]], stage).code == 0)
    let lines = (disk.bytes(at: "old.jsonl") ?? []).split(separator: 0x0A)
    let middle = try JSONDocument(Array(lines[lines.count / 2])).root["recordedtime"]?.text ?? ""
    func cohort(_ path: String) throws -> [String] {
      let outcome = stage.run(
        ["relief", "-f", path, "--as-of", middle, "--no-estimates", "--format", "json"])
      return try JSONDocument(outcome.output).root["units"]?.elements
        .filter { $0["subject"]?.text != all[0] }.map { normal($0, [:]) } ?? []
    }
    #expect(try cohort("old.jsonl") == cohort(Self.target))
  }

  @Test func `what is printed as JSON is as its schema says`() throws {
    let disk = SimulatedDisk()
    disk.install("old.jsonl", AuditedLog(seed: 4).bytes)
    let outcome = export(["S1", "S2"], Stage(disk: disk), ["--format", "json"])
    let value = try AnswerSchemas.value(outcome.output)
    #expect(try AnswerSchemas.schema("export").faults(in: value).isEmpty, "\(outcome.text)")
    let whole = try #require(value as? [String: Any])
    for name in whole.keys {
      var part = whole
      part[name] = nil
      #expect(try !AnswerSchemas.schema("export").faults(in: part).isEmpty, "\(name)")
    }
    let first = try JSONDocument(outcome.output).root
    let lines = (disk.bytes(at: Self.target) ?? []).split(separator: 0x0A)
    #expect(first["size"]?.whole == Int64(lines.count))
  }
}
