import Bytes
import EventLog
import Events
import Importing
import Recording

/// An event that the log has, beside the same event (by source and id) as a row says it now.
///
/// The log keeps what it has. What differs is told with both values, and where a correction can mend it, it is made for
/// a person to look at and append.
struct LoggedEvent {
  /// A member that differs.
  private struct Difference {
    let member: String
    /// As JSON; `nil` where there is none.
    let here: JSONNode?
    let there: JSONNode?
  }

  /// Its line in the log.
  let seq: Int
  private let isVoided: Bool
  private let row: JSONNode
  private let line: JSONNode
  private let differences: [Difference]

  /// - Parameter line: the event as the row says it.
  ///
  /// `nil` where the log has no such event. Throws `LogProblem` where it can't be read.
  init?(_ line: [UInt8], in appender: Appender) throws(LogProblem) {
    guard let row = (try? JSONDocument(line))?.root, let id = row["id"]?.string,
      let source = row["source"]?.string,
      let standing = try appender.standing(id: id, source: source)
    else { return nil }
    seq = standing.seq
    self.row = row
    self.line = standing.root
    let corrected = try appender.corrected(standing)
    isVoided = corrected == nil
    let (data, time) = corrected ?? (standing.data, standing.root["time"])
    differences =
      Self.differences(row, standing.root, without: Self.own.union(["data", "time"]), in: "")
      + (Self.areSame(row["time"], time)
        ? [] : [Difference(member: "time", here: row["time"], there: time)])
      + Self.differences(row["data"], data, without: [], in: "data.")
  }

  /// Members that the log writes itself, or that name the event.
  private static let own: Set<String> = [
    "specversion", "seq", "recordedtime", "first", "last", "xxh64", "id", "source",
  ]

  /// Whether the log, with its corrections, says what the row says.
  var isSame: Bool { !isVoided && differences.isEmpty }

  private static func areSame(_ one: JSONNode?, _ other: JSONNode?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one.hasSameValue(as: other)
  }

  private static func differences(
    _ here: JSONNode?, _ there: JSONNode?, without own: Set<String>, in path: String
  ) -> [Difference] {
    var names: [String] = []
    for node in [here, there] {
      for (key, _) in node?.members ?? [] where !own.contains(key.text) && !names.contains(key.text)
      { names.append(key.text) }
    }
    return names.filter { !areSame(here?[$0], there?[$0]) }.map {
      Difference(member: path + $0, here: here?[$0], there: there?[$0])
    }
  }

  /// Why a row that says it otherwise is rejected.
  func reason(_ kind: EventKind) -> String {
    guard !isVoided else {
      return "\(kind.word): line \(seq) of the log is the same event, and was voided"
    }
    let told = differences.map { difference in
      guard let here = Self.shown(difference.here, difference.member),
        let there = Self.shown(difference.there, difference.member)
      else { return "\(difference.member) differs" }
      return "\(difference.member) is \(here) here and \(there) there"
    }
    return
      "\(kind.word): differs from line \(seq) of the log, the same event: \(told.joined(separator: "; "))"
  }

  /// A value in a message; `nil` for free text and for what names somebody.
  static func shown(_ node: JSONNode?, _ member: String) -> String? {
    guard let node else { return "not said" }
    guard !["subject", "actor", "data.text"].contains(member) else { return nil }
    let letters = node.raw.text
    let short = letters.count <= 40 ? letters : "\(letters.prefix(37))…"
    return node.kind == .string ? "\"\(short)\"" : short
  }

  /// What would do.
  func remedy(isWritten: Bool) -> String {
    guard correction != nil else {
      return
        "an event in the log can't be changed: void it with a correction, and give the new one another id"
    }
    return isWritten
      ? "where the table is right, append its line of the corrections"
      : "an event in the log can't be changed; --corrections FILE writes what would correct it, to look at and append"
  }

  /// The correction by which the log would say what the row says, as `append` takes it; `nil` where none can.
  var correction: [UInt8]? {
    guard !isVoided, !differences.isEmpty,
      differences.allSatisfy({ $0.member == "time" || $0.member.hasPrefix("data.") }),
      let data = row["data"]
    else { return nil }
    return AmendLine.make(
      row, time: differences.contains { $0.member == "time" } ? row["time"]?.text : nil,
      data: differences.contains { $0.member.hasPrefix("data.") } ? data.raw : nil)
  }
}
