import Bytes
import Foundation
import TestSupport
import Testing

/// Every JSON document that the program gives for the logs of the vectors, against `docs/schema`.
@Suite struct SchemaVectorTests {
  /// The logs of the vectors that are in order.
  static let logs = ["outcomes", "log/good"].flatMap { part in
    Vectors.names(in: part, ending: ".jsonl").map { "\(part)/\($0)" }
  }
  static let damaged = Vectors.members(of: "log/damaged/expected.json")
  static let cases = (try? Vectors.json("log/append/cases.json")["cases"]?.elements.count) ?? 0

  private static let analyses: [[String]] = [
    [], ["--explain", "--extra"], ["--baseline", "first", "--until", "2026-06-01T00:00:00Z"],
    ["--criterion", "remission", "--confirm", "1", "--as-of", "9"], ["--drug", "ketamine"],
    ["--where", "indication~F4", "--instrument", "GAD-7"],
  ]

  private func schema(_ command: String) throws -> JSONSchema {
    try AnswerSchemas.schema(command)
  }

  private func value(_ bytes: [UInt8]) throws -> Any { try AnswerSchemas.value(bytes) }

  private func subjects(_ path: String) throws -> [String] {
    let outcome = Stage().run(["cohort", "-f", path, "--format", "json"])
    return try JSONDocument(outcome.output).root["subjects"]?.elements
      .compactMap { $0["subject"]?.text } ?? []
  }

  @Test(arguments: logs) func `answers about a log are as their schema says`(log: String) throws {
    let path = "\(Vectors.folder)/\(log)"
    for unit in ["treatment", "episode"] {
      try AnswerSchemas.expectValid(["relief", "-f", path, "--unit", unit])
    }
    for options in Self.analyses {
      try AnswerSchemas.expectValid(["relief", "-f", path] + options)
    }
    for options in Self.analyses.prefix(2) {
      try AnswerSchemas.expectValid(["cohort", "-f", path] + options)
    }
    try AnswerSchemas.expectValid(["relief", "-f", path, "--summary", "--no-estimates"])
    try AnswerSchemas.expectValid(["cohort", "-f", path, "--summary"])
    for subject in try subjects(path).prefix(2) {
      try AnswerSchemas.expectValid(["relief", subject, "-f", path])
      for options in Self.analyses.prefix(3) {
        try AnswerSchemas.expectValid(["timeline", subject, "-f", path] + options)
      }
    }
  }

  @Test func `answers about several logs are as their schema says`() throws {
    let files = Self.logs.filter { $0.contains("many-logs") }
      .flatMap { ["-f", "\(Vectors.folder)/\($0)"] }
    guard files.count == 4 else { return }
    let cohort = Stage().run(["cohort", "--format", "json"] + files)
    let subjects = try JSONDocument(cohort.output).root["subjects"]?.elements ?? []
    for command in ["relief", "response", "intervals", "cohort", "check"] {
      try AnswerSchemas.expectValid([command] + files)
    }
    for subject in subjects.compactMap({ $0["subject"]?.text }) {
      for command in ["relief", "timeline"] {
        try AnswerSchemas.expectValid([command, subject] + files)
      }
    }
  }

  @Test(arguments: damaged) func `what repair says is as its schema says`(name: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(name, Vectors.bytes("log/damaged/\(name)"))
    let checkpoint = "log/damaged/\(name).d/checkpoint"
    if Vectors.exists(checkpoint) {
      try folder.write("\(name).d/checkpoint", Vectors.bytes(checkpoint))
    }
    for words in [["repair"], ["repair", "--apply", "--yes"]] {
      let outcome = Stage().run(words + ["-f", path, "--format", "json"])
      #expect(try schema("repair").faults(in: value(outcome.output)).isEmpty, "\(words)")
    }
  }

  @Test(arguments: 0..<cases) func `answers to an append are as their schema says`(
    number: Int
  ) throws {
    let file = try Vectors.json("log/append/cases.json")
    let test = try #require(file["cases"]?.elements[number])
    let folder = try TemporaryFolder()
    let base = try Vectors.bytes("log/append/\(try #require(file["log"]?.text))")
    let path = try folder.write("log.jsonl", base)
    let lines = test["input"]?.elements.compactMap(\.string) ?? []
    let outcome = Stage().run(
      ["append", "-f", path, "--format", number % 2 == 0 ? "json" : "jsonl"],
      input: Array(lines.joined(separator: [0x0A])))
    guard !outcome.output.isEmpty else { return }
    let faults = try schema("append").faults(in: value(outcome.output))
    #expect(faults.isEmpty, "case \(number): \(outcome.text)\(faults)")
  }

  /// A schema that asks for nothing would let everything through.
  @Test(arguments: [
    "relief", "response", "intervals", "cohort", "timeline", "compare", "check", "repair", "append",
  ])
  func `a document without one of its members is found`(command: String) throws {
    let folder = try TemporaryFolder()
    let example = URL(
      fileURLWithPath: Vectors.tests + "/vectors/outcomes/worked-example.jsonl")
    let log = try folder.write("log.jsonl", [UInt8](Data(contentsOf: example)))
    let words =
      switch command {
      case "timeline": [command, "P-1"]
      case "compare": [command, "--set", "standard", "--set", "strict"]
      default: [command]
      }
    let outcome = Stage().run(
      words + ["-f", log, "--format", "json"], input: PlainNotes.line("new"))
    let whole = try #require(try value(outcome.output) as? [String: Any])
    let schema = try schema(command)
    #expect(schema.faults(in: whole).isEmpty)
    for (name, part) in parts(of: whole) {
      #expect(!schema.faults(in: part).isEmpty, "\(name) is missed by nobody")
    }
  }

  /// A document without each of its members in turn, the members of its parts too.
  private func parts(of whole: [String: Any]) -> [(String, [String: Any])] {
    // --no-estimates leaves estimators out, --summary leaves lists out.
    let optional: Set<String> = [
      "turnbull", "kaplanMeier", "cumulativeIncidence", "units", "flow", "subjects", "written",
      "checkpoint", "courses", "gaps", "trends", "treatmentFree", "findings",
    ]
    var parts: [(String, [String: Any])] = []
    for name in whole.keys.sorted() {
      var part = whole
      part[name] = nil
      if !optional.contains(name) { parts.append((name, part)) }
      part[name + "s"] = whole[name]
      parts.append(("the right name of \(name)", part))
      let list = whole[name] as? [Any]
      guard let inner = (list?.first ?? whole[name]) as? [String: Any] else { continue }
      for innerName in inner.keys.sorted() where name != "unknownTypes" {
        var rest = inner
        rest[innerName] = nil
        part = whole
        part[name] = list.map { [rest] + $0.dropFirst() } ?? rest
        parts.append(("\(name).\(innerName)", part))
      }
    }
    return parts
  }
}
