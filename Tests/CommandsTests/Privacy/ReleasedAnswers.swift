import Bytes
import EventLog
import Privacy
import TestSupport

/// A log and its de-identified copy on one disk, and their answers in one form: under the new names,
/// with the new dates, without numbers of lines.
struct ReleasedAnswers {
  static let keyBytes = (0..<32).map { UInt8($0 * 7 + 1) }
  let disk = SimulatedDisk()
  private let key: ReleaseKey

  /// - Parameters:
  ///   - log: the bytes of a log in order.
  ///   - origin: that of its line 0.
  init(_ log: [UInt8]) throws {
    disk.install("old.jsonl", log)
    disk.install("release.key", Self.keyBytes)
    disk.setPermissions(0o600, at: "release.key")
    let first = Array(log.prefix { $0 != 0x0A })
    let origin = try JSONDocument(first).root["data"]?["origin"]?.text ?? ""
    key = ReleaseKey(KeyedHash(key: Self.keyBytes), of: origin)
  }

  func run(_ words: [String]) -> Stage.Outcome { Stage(disk: disk).run(words) }

  func release(_ more: [String] = [], to target: String = "new.jsonl") -> Stage.Outcome {
    run(
      [
        "export", "log", "--deidentify", "--key", "release.key", "-f", "old.jsonl", "-o", target,
        "--origin", "example.org/new",
      ] + more)
  }

  func pseudonym(_ subject: String) -> String { key.pseudonym(of: subject) }
  func days(_ subject: String) -> Int { key.days(of: subject) }

  /// The answer of the old log as that of the new one should be.
  func expected(_ words: [String], about subject: String? = nil) throws -> String {
    let outcome = run(
      words + (subject.map { [$0] } ?? []) + ["-f", "old.jsonl", "--format", "json"])
    return try normal(JSONDocument(outcome.output).root, isOld: true, subject)
  }

  /// The answer of the new log.
  func found(_ words: [String], about subject: String? = nil) throws -> String {
    let name = subject.map { [pseudonym($0)] } ?? []
    let outcome = run(words + name + ["-f", "new.jsonl", "--format", "json"])
    return try normal(JSONDocument(outcome.output).root, isOld: false, subject)
  }

  private static let left: Set<String> = ["log", "orphanedDoses", "duplicateLabels"]
  private static let lines: Set<String> = ["seq", "seqs", "notGiven", "afterFollowUp", "lines"]

  private func normal(
    _ node: JSONNode, isOld: Bool, _ subject: String?, key name: String = ""
  ) -> String {
    switch node.kind {
    case .object:
      let own = isOld ? node["subject"]?.text ?? subject : subject
      let members = node.members.filter { !Self.left.contains($0.key.text) }
      return "{"
        + members.map { member, value in
          member.text + ":" + normal(value, isOld: isOld, own, key: member.text)
        }.joined(separator: ",") + "}"
    case .array:
      let all = node.elements.map { normal($0, isOld: isOld, subject, key: name) }
      // Rows stand in the order of names, which are others.
      let isByName = node.elements.first?["subject"] != nil
      return "[" + (isByName ? all.sorted() : all).joined(separator: ",") + "]"
    case .number where Self.lines.contains(name) || name.hasSuffix("Seq"): return "line"
    case .string where isOld:
      let text = node.text ?? ""
      if name == "subject" { return "\"\(pseudonym(text))\"" }
      guard let subject, let instant = Instant(text) else { return node.raw.text }
      let back = Int64(days(subject)) * 86_400_000
      return "\"\(Instant(milliseconds: instant.milliseconds - back).text)\""
    case .string:
      return Instant(node.text ?? "").map { "\"\($0.text)\"" } ?? node.raw.text
    default: return node.raw.text
    }
  }
}
