import Bytes
import EventLog
import TestSupport
import Testing

/// A desk at which logs are audited: a disk in memory, and what owners and auditors do there.
struct AuditDesk {
  let disk = SimulatedDisk()
  let stage: Stage

  init(environment: [String: String] = [:]) {
    stage = Stage(disk: disk, environment: environment)
  }

  /// A desk with one log of a vector, called `log.jsonl`.
  init(log: String) throws {
    self.init()
    disk.install("log.jsonl", try Vectors.bytes(log))
  }

  /// A clinic of five people, called `log.jsonl`, with corrections, sites and sexes.
  static func clinic(environment: [String: String] = [:]) -> AuditDesk {
    let desk = AuditDesk(environment: environment)
    desk.disk.install("log.jsonl", clinicBytes)
    return desk
  }

  private static let clinicBytes =
    (try? Ledger(SeededClinic(seed: 5, subjects: 5).events).bytes) ?? []

  func run(_ words: [String]) -> Stage.Outcome { stage.run(words) }

  /// Copies logs of the outcome vectors to the desk; returns the words that name them.
  func install(_ logs: [String]) throws -> [String] {
    try logs.flatMap { log in
      let name = String(log.split(separator: "/").last ?? "")
      disk.install(name, try Vectors.bytes("outcomes/\(log)"))
      return ["-f", name]
    }
  }

  /// Asks with evidence and stores the answer; returns it.
  @discardableResult
  func store(_ words: [String], in file: String) -> [UInt8] {
    let outcome = run(words + ["--format", "json", "--evidence"])
    #expect(outcome.code <= 1, "\(words): \(outcome.errors)")
    disk.install(file, outcome.output)
    return outcome.output
  }

  /// The owner goes on: a late rating of every subject, a void, an amend and a new label.
  func grow(_ path: String) throws {
    let events = try disk.lines(of: path).dropFirst().map { try JSONDocument($0).root }
    let subjects = Set(events.compactMap { $0["subject"]?.text }).sorted()
    var lines = subjects.map { subject in
      Self.line(
        "late-\(subject)", "rating", subject, #"{"instrument":"GAD-7","total":2}"#)
    }
    let ratings = events.filter { $0["type"]?.text == "rating" }
    for (action, target) in [("void", ratings.last), ("amend", ratings.dropLast().first)] {
      guard let target, let subject = target["subject"]?.text else { continue }
      let more = action == "amend" ? #","time":"2026-01-02T07:00:00Z""# : ""
      lines.append(
        Self.line(
          action, "correction", subject,
          #"{"source":"\#(target["source"]?.text ?? "")","id":"\#(target["id"]?.text ?? "")","#
            + #""action":"\#(action)","reason":"a slip"\#(more)}"#))
    }
    let outcome = stage.run(
      ["append", "-f", path], input: lines.joined(separator: "\n") + "\n")
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private static func line(_ id: String, _ type: String, _ subject: String, _ data: String)
    -> String
  {
    #"{"id":"\#(id)","source":"/late","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"2026-01-02T08:00:00Z","data":\#(data)}"#
  }

  /// Changes who rated, which changes no figure, in the first rating of a log.
  func rewriteRater(_ path: String) {
    let line = disk.lines(of: path).firstIndex { $0.text.contains("\"self\"") } ?? 0
    rewrite(path, line: line, "\"self\"", to: "\"unknown\"")
  }

  /// Changes text in one line of a log and seals it anew, as only its owner would.
  func rewrite(_ path: String, line: Int, _ text: String, to other: String) {
    var lines = disk.lines(of: path)
    let body = Array(
      lines[line].dropLast(28).map { $0 }.text.split(separator: text, maxSplits: 1)
        .joined(separator: other).utf8)
    #expect(body.count > 40 && body != Array(lines[line].dropLast(28)), "nothing was changed")
    let digits = String(XXH64.hash(body.span), radix: 16)
    let seal = String(repeating: "0", count: 16 - digits.count) + digits
    lines[line] = body + Array(",\"xxh64\":\"\(seal)\"}".utf8)
    disk.install(path, lines.flatMap { $0 + [0x0A] })
  }

  /// The root over the first lines of a log, by the words of RFC 6962 and nothing else.
  func root(_ path: String, _ size: Int) -> String {
    func root(_ leaves: ArraySlice<Digest>) -> Digest {
      guard leaves.count > 1 else { return leaves.first ?? SHA256.hash([UInt8]().span) }
      var half = 1
      while half * 2 < leaves.count { half *= 2 }
      let middle = leaves.startIndex + half
      return SHA256.node(root(leaves[..<middle]), root(leaves[middle...]))
    }
    return root(disk.lines(of: path).prefix(size).map { SHA256.leaf($0.span) }[...]).base64
  }

  /// The document of an audit, held to its schema.
  func document(_ words: [String], code: Int32) throws -> JSONNode {
    let outcome = run(words + ["--format", "json"])
    #expect(outcome.code == code, "\(words): \(outcome.errors)")
    let schema = try AnswerSchemas.schema(words.prefix(2).joined(separator: "-"))
    let faults = schema.faults(in: try AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(words): \(faults.prefix(3))")
    return try JSONDocument(outcome.output).root
  }

  /// Expects a command line to be refused with a remedy, nothing printed and nothing written.
  func refuses(_ words: [String], _ code: Int32, _ says: String) {
    let before = (names: disk.names(under: "/"), mark: disk.fingerprint)
    let outcome = run(words)
    #expect(outcome.code == code, "\(words): \(outcome.errors)")
    #expect(outcome.output.isEmpty, "\(words): \(outcome.text)")
    #expect(outcome.errors.hasPrefix("reprieve: error: "), "\(words): \(outcome.errors)")
    #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count > 1, "\(words): no remedy: \(outcome.errors)")
    #expect(disk.names(under: "/") == before.names && disk.fingerprint == before.mark, "\(words)")
  }
}
