import Bytes
import Foundation
import TestSupport
import Testing

/// Answers with `--evidence`: the same answers, and what an auditor needs to replay them.
@Suite struct AnswerEvidenceTests {
  /// A document without what `--evidence` added to it, byte for byte.
  private func withoutEvidence(_ output: [UInt8]) throws -> String {
    let evidence = try #require(try JSONDocument(output).root["extra"]?["evidence"])
    let member = "\"evidence\":\(evidence.raw.text)"
    var text = output.text.replacing(/,"root":"[A-Za-z0-9+\/]{43}="/, with: "")
    text = text.replacing(",\"extra\":{\(member)}", with: "").replacing(",\(member)", with: "")
    return text
  }

  private func logs(_ document: JSONNode) -> [JSONNode] {
    document["log"].map { [$0] } ?? document["logs"]?.elements ?? []
  }

  /// The first run of each command; of the long log one.
  @Test(arguments: OutcomeVectorTests.names)
  func `evidence changes nothing else, and outlives what comes later`(name: String) throws {
    let vector = try Vectors.json("outcomes/\(name)")
    let desk = AuditDesk()
    let files = try desk.install(vector["logs"]?.elements.compactMap(\.text) ?? [])
    let paths = files.filter { $0 != "-f" }
    var asked: Set<String> = []
    for run in vector["runs"]?.elements ?? [] where run["refused"] == nil {
      let words = run["args"]?.elements.compactMap(\.text) ?? []
      guard let command = words.first, asked.isEmpty || name != "ds005917.json",
        asked.insert(command).inserted
      else { continue }
      let plain = desk.run(words + files + ["--format", "json"])
      let told = desk.store(words + files, in: "\(command).json")
      #expect(try withoutEvidence(told) == plain.text, "\(words)")
      let faults = try AnswerSchemas.schema(command).faults(in: try AnswerSchemas.value(told))
      #expect(faults.isEmpty, "\(words): \(faults.prefix(3))")
      for (log, path) in zip(logs(try JSONDocument(told).root), paths) {
        let size = try #require(log["size"]?.whole)
        #expect(log["root"]?.text == desk.root(path, Int(size)), "\(words): \(path)")
      }
    }
    for path in paths { try desk.grow(path) }
    for command in asked.sorted() {
      let document = try desk.document(["audit", "replay", "\(command).json"], code: 0)
      #expect(document["same"]?.bool == true)
    }
  }

  /// Every question that takes `--evidence`, asked of the clinic of `AuditDesk`, whose subjects are
  /// S0 to S4 and whose log is the only one.
  static let questions: [[String]] =
    [
      ["relief"], ["relief", "S1"], ["relief", "--", "S2"],
      ["relief", "--sensitivity", "--bootstrap", "100"],
      ["relief", "--explain", "--extra"], ["relief", "--unit", "episode"],
      ["relief", "--summary", "--no-estimates"], ["relief", "--by", "site,sex", "--explain"],
      ["relief", "--min-cell-count", "3"], ["relief", "--by=site", "--min-cell-count=2"],
      ["relief", "--as-of", "60"], ["relief", "--as-of", "0"],
      ["relief", "--as-of", "2030-01-01T00:00:00Z"], ["relief", "--as-of", "2026-01-01T00:00:00Z"],
      ["relief", "--until", "2026-02-01T00:00:00Z", "--baseline", "first"],
      ["relief", "--definitions", "clinic.json", "--set", "clinic"], ["response"],
      ["response", "--paired", "ketamine,midazolam"], ["response", "--nhs"],
      ["response", "--by", "site"], ["response", "--where", "site='east' and sex!=male"],
      ["response", "--disagreement", "--visits", "early=0..4@2"], ["intervals"],
      ["intervals", "--by", "site", "--criterion", "remission"], ["cohort"],
      ["cohort", "--explain", "--by", "sex", "--extra"], ["cohort", "--where", "indication~F4"],
      ["timeline", "S1"], ["timeline", "S3", "--extra", "--drug", "ketamine"],
      ["compare", "--by", "site", "--pool", "sex"], ["compare", "--by", "site"],
      ["compare", "--paired", "ketamine,midazolam"],
      ["compare", "--set", "standard", "--set", "strict"],
      ["compare", "--as-of", "60", "--as-of", "90"],
      ["compare", "--as-of", "60", "--as-of", "2030-01-01T00:00:00Z", "--by", "site"], ["check"],
      ["check", "--severity", "warning", "--summary"],
      ["check", "--rule", "dose-far-from-ordered"],
    ]

  @Test func `every question is answered the same when the log has grown`() throws {
    let desk = AuditDesk.clinic()
    let size = desk.disk.lines(of: "log.jsonl").count
    let definitions = Vectors.tests + "/data/definitions/clinic.json"
    desk.disk.install(
      "clinic.json", [UInt8](try Data(contentsOf: URL(fileURLWithPath: definitions))))
    var stored: [(words: [String], answer: [UInt8])] = []
    for (number, words) in Self.questions.enumerated() {
      // `--` ends the options: what is said about the log stands before it.
      let asked = ["-f", "log.jsonl", "--format", "json"]
      let line = [words[0]] + asked + ["--evidence"] + words.dropFirst()
      let outcome = desk.run(line)
      guard outcome.code <= 1 else {
        Issue.record("\(words): \(outcome.errors)")
        continue
      }
      let plain = desk.run([words[0]] + asked + words.dropFirst())
      #expect(try withoutEvidence(outcome.output) == plain.text, "\(words)")
      let value = try AnswerSchemas.value(outcome.output)
      let faults = try AnswerSchemas.schema(words[0]).faults(in: value)
      #expect(faults.isEmpty, "\(words): \(faults.prefix(3))")
      let log = try #require(logs(try JSONDocument(outcome.output).root).first)
      let used = Int(try #require(log["size"]?.whole))
      #expect(used <= size && log["root"]?.text == desk.root("log.jsonl", used), "\(words)")
      if used > 0, number % 8 == 0 {
        let checkpoint = desk.run(
          ["audit", "checkpoint", "-q", "-f", "log.jsonl", "--as-of", "\(used)"])
        #expect(checkpoint.text.hasSuffix("\n\(used)\n\(log["root"]?.text ?? "")\n"))
      }
      desk.disk.install("\(number).json", outcome.output)
      stored.append((words, outcome.output))
    }
    try desk.grow("log.jsonl")
    let today = desk.run(["relief", "-f", "log.jsonl", "--format", "json"])
    #expect(try withoutEvidence(stored[0].answer) != today.text, "growing changed nothing")
    let files = stored.indices.flatMap { ["--answer", "\($0).json"] }
    let document = try desk.document(["audit", "verify", "-f", "log.jsonl"] + files, code: 0)
    for (question, answer) in zip(stored, document["answers"]?.elements ?? []) {
      #expect(
        answer["same"]?.bool == true,
        "\(question.words): \(answer["difference"]?.text ?? "another log")")
    }
    #expect(document["answers"]?.elements.count == Self.questions.count)
  }

  @Test func `a command line names the log and the format, wherever they came from`() throws {
    let desk = AuditDesk.clinic(environment: ["REPRIEVE_LOG": "log.jsonl"])
    let elsewhere = Stage(disk: desk.disk)
    func command(_ words: [String], _ file: String) throws -> [String] {
      let outcome = desk.run(words)
      #expect(outcome.code == 0, "\(words): \(outcome.errors)")
      let bytes = file.isEmpty ? outcome.output : desk.disk.bytes(at: file) ?? []
      let words = try JSONDocument(bytes).root["extra"]?["evidence"]?["command"]?.elements
        .compactMap(\.text)
      let found = try #require(words)
      #expect(found.first == "reprieve")
      // Without the variable it gives the same.
      #expect(elsewhere.run(Array(found.dropFirst())).output == bytes, "\(found)")
      return found
    }
    let named = ["-f", "log.jsonl", "--format", "json"]
    #expect(
      try command(["relief", "--evidence", "-o", "a.json"], "a.json")
        == ["reprieve", "relief", "--evidence"] + named)
    #expect(
      try command(["relief", "--evidence", "--output=a.json", "--", "S1"], "a.json")
        == ["reprieve", "relief", "--evidence"] + named + ["--", "S1"])
    #expect(
      try command(["show", "--evidence", "-o=a.json", "S1"], "a.json")
        == ["reprieve", "timeline", "--evidence", "S1"] + named)
    for log in [["-f=log.jsonl"], ["--file=log.jsonl"], ["--file", "log.jsonl"]] {
      #expect(
        try command(["cohort", "--evidence", "--format=json"] + log, "")
          == ["reprieve", "cohort", "--evidence", "--format=json", "-f", "log.jsonl"])
    }
    #expect(
      try command(["-f", "log.jsonl", "cohort", "--format", "json", "--evidence"], "").count == 7)
  }

  @Test func `what has no place for evidence is refused`() {
    let desk = AuditDesk.clinic()
    for words in [
      ["relief"], ["response"], ["intervals"], ["cohort"], ["timeline", "S1"], ["check"],
      ["compare", "--by", "site"],
    ] {
      for form in [
        ["--format", "csv"], ["--format", "jsonl"], ["-o", "a.csv"], ["-o", "a.jsonl"],
      ] {
        desk.refuses(words + ["-f", "log.jsonl", "--evidence"] + form, 2, "no place for evidence")
      }
    }
    for words in [["log"], ["repair"], ["audit", "verify"]] {
      desk.refuses(words + ["-f", "log.jsonl", "--evidence"], 2, "has no option --evidence")
    }
    desk.refuses(["check", "--list", "--evidence"], 2, "--evidence")
  }

  @Test(arguments: [
    "site=east", "site = 'east'", "site=\"a b\"", "site!='it\"s' and age>=30", "arm=$HOME",
    "site=`x`;", "arm='\\'", "site=Zürich", "sex=female and not site=*",
  ])
  func `text says how to ask again, as a shell takes it`(filter: String) throws {
    let folder = try TemporaryFolder()
    let log = try folder.write(
      "a log's.jsonl", AuditDesk.clinic().disk.bytes(at: "log.jsonl") ?? [])
    let words = ["cohort", "-f", log, "--where", filter, "--evidence", "--format", "text"]
    let outcome = Stage().run(words)
    guard outcome.code == 0 else {
      // What is no condition is told so.
      #expect(outcome.code == 2, "\(outcome.errors)")
      return
    }
    let last = try #require(outcome.text.split(separator: "\n").last)
    try #require(last.hasPrefix("again: "))
    #expect(try ShellWords.split(String(last.dropFirst(7))) == ["reprieve"] + words)
    let root = try #require(outcome.text.split(separator: "\n").dropLast().last)
    #expect(root.hasPrefix("root ") && root.hasSuffix(" lines"))
  }
}

/// A command line as the system's shell takes it apart.
private enum ShellWords {
  static func split(_ line: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "for word in \(line); do printf '%s\\0' \"$word\"; done"]
    process.environment = ["HOME": "/nowhere"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
