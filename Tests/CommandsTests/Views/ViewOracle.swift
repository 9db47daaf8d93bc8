import Bytes
import TestSupport
import Testing

/// What two views of a log have not in common, found by running the commands at each view and
/// holding what they print against each other: nothing else is known of how it can be found.
final class ViewOracle {
  /// Options that each command takes, besides the view.
  struct Options: CustomStringConvertible {
    /// Of all of them.
    var all: [String] = []
    var relief: [String] = []
    var response: [String] = []
    var intervals: [String] = []
    /// Options of `relief` that the flow of `cohort` follows too, where there are any.
    var flow: [String] = []

    var description: String { "\(all + relief + response + intervals)" }

    /// Of `compare`, which takes them all.
    var compare: [String] { all + relief + response }
  }

  /// A subject's answer: pieces by their names, as JSON members.
  typealias Answer = [String: String]

  private let ledger: Ledger
  private let options: Options
  private var answers: [Int: [String: Answer]] = [:]
  private var figures: [Int: [String: String]] = [:]

  init(_ ledger: Ledger, _ options: Options = Options()) {
    self.ledger = ledger
    self.options = options
  }

  private func rows(
    _ words: [String], _ list: String, at lines: Int
  ) throws -> [JSONNode] {
    try document(words, at: lines)[list]?.elements ?? []
  }

  private func document(_ words: [String], at lines: Int) throws -> JSONNode {
    let outcome = try ledger.answer(words + options.all + ["--as-of", "\(lines)"])
    return try JSONDocument(outcome.output).root
  }

  /// Everybody's answer in the view of the first lines, by subject.
  func answers(at lines: Int) throws -> [String: Answer] {
    if let known = answers[lines] { return known }
    var found: [String: Answer] = [:]
    func add(_ row: JSONNode, _ name: String, _ members: [(String, String)], _ of: JSONNode) {
      let text = members.map { "\($0)=\(of[$1]?.raw.text ?? "")" }.joined(separator: " ")
      found[row["subject"]?.text ?? "", default: [:]][name] = text
    }
    let same = { (names: [String]) in names.map { ($0, $0) } }
    for row in try rows(["relief", "--no-estimates"] + options.relief, "units", at: lines) {
      add(
        row, "relief \(row["unit"]?.whole ?? 0)",
        same(
          ["instrument", "status", "reason", "late", "entryDays", "lowerDays", "upperDays"]), row)
    }
    for row in try rows(["response"] + options.response, "courses", at: lines) {
      for visit in row["visits"]?.elements ?? [] {
        let name = "response \(row["course"]?.whole ?? 0) \(visit["visit"]?.text ?? "")"
        let total = visit["rating"]?["total"]?.raw.text ?? "null"
        let rest = ["unrated", "change", "response", "remission", "reliable"]
          .map { "\($0)=\(visit[$0]?.raw.text ?? "")" }
        found[row["subject"]?.text ?? "", default: [:]][name] =
          ([
            "instrument=\(row["instrument"]?.raw.text ?? "")",
            "usable=\(row["usable"]?.raw.text ?? "")", "total=\(total)",
          ] + rest)
          .joined(separator: " ")
      }
    }
    let intervals = try document(["intervals"] + options.intervals, at: lines)
    for row in intervals["gaps"]?.elements ?? [] {
      add(
        row, "intervals \(row["ordinal"]?.whole ?? 0)",
        same(["closed", "days", "kind", "why"]), row)
    }
    for row in intervals["treatmentFree"]?.elements ?? [] {
      add(row, "treatmentFree \(row["course"]?.whole ?? 0)", [("days", "days")], row)
    }
    for row in try rows(["cohort"], "subjects", at: lines) {
      found[row["subject"]?.text ?? "", default: [:]]["subject"] = "in"
    }
    answers[lines] = found
    return found
  }

  /// Every tidy figure of the four commands in the view of the first lines, by what names it.
  func figures(at lines: Int) throws -> [String: String] {
    if let known = figures[lines] { return known }
    var found: [String: String] = [:]
    for (name, command, more) in [
      ("relief", "relief", options.relief), ("response", "response", options.response),
      ("intervals", "intervals", options.intervals), ("cohort", "cohort", []),
      ("cohort", "relief", options.flow),
    ] where name == command || !more.isEmpty {
      let words = [command, "--tidy", "--as-of", "\(lines)"] + options.all + more
      let outcome = ledger.run(words, format: "jsonl")
      try #require(outcome.code == 0, "\(words): \(outcome.errors)")
      for line in outcome.text.split(separator: "\n") {
        let row = try JSONDocument(Array(line.utf8)).root
        let names = ["stratum", "group", "variable", "level", "at", "estimate"]
          .map { row[$0]?.text ?? "" }
        if name != command && row["variable"]?.text != "flow" { continue }
        let key = ([name] + names).joined(separator: "|")
        #expect(found[key] == nil || name != command, "two figures are called \(key)")
        found[key] = row["value"]?.raw.text ?? ""
      }
    }
    figures[lines] = found
    return found
  }

  /// The names of the pieces in which two answers differ.
  static func differences(_ one: Answer?, _ other: Answer?) -> Set<String> {
    let (one, other) = (one ?? [:], other ?? [:])
    return Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
  }

  /// Holds what `compare` says of two views against what the commands say of each.
  func check(_ first: Int, _ last: Int, figures checksFigures: Bool) throws {
    let words =
      ["compare", "--as-of", "\(first)", "--as-of", "\(last)"]
      + (checksFigures ? [] : ["--no-estimates"])
    let document = try JSONDocument(
      try ledger.answer(words + options.compare).output
    ).root
    let told = document["subjects"]?.elements ?? []
    let (before, after) = (try answers(at: first), try answers(at: last))
    let subjects = Set(before.keys).union(after.keys)
    let changed = subjects.filter { !Self.differences(before[$0], after[$0]).isEmpty }.sorted()
    #expect(
      told.map { $0["subject"]?.text ?? "" } == changed, "\(first) to \(last), \(options)")
    for row in told {
      let subject = row["subject"]?.text ?? ""
      let place = Comment("\(subject), \(first) to \(last), \(options)")
      #expect(Self.pieces(row["changes"], \.0) == Self.told(before[subject], after[subject]), place)
      #expect(Self.pieces(row["changes"], \.1) == Self.told(after[subject], before[subject]), place)
      #expect(row["appears"]?.bool == (before[subject] == nil), place)
      #expect(row["disappears"]?.bool == (after[subject] == nil), place)
      var wanted: [String] = []
      for seq in first..<last {
        let (old, new) = (try answers(at: seq)[subject], try answers(at: seq + 1)[subject])
        let moved = Self.differences(old, new)
        if !moved.isEmpty { wanted.append("\(seq) \(moved.sorted())") }
      }
      let named = (row["events"]?.elements ?? []).map {
        "\($0["seq"]?.whole ?? -1) \(Self.pieces($0["moved"], \.0).keys.sorted())"
      }
      #expect(named == wanted, place)
    }
    if checksFigures { try check(document, first, last) }
  }

  private func check(_ document: JSONNode, _ first: Int, _ last: Int) throws {
    let (before, after) = (try figures(at: first), try figures(at: last))
    var told: Set<String> = []
    var unmoved = document["unmoved"]?.whole ?? -1
    var parts = [("", document["figures"]?.elements ?? [])]
    for part in document["extra"]?["strata"]?.elements ?? [] {
      let values = part["stratum"]?.members ?? []
      let name = values.map { "\($0.key.text)=\($0.value.text ?? "")" }.joined(separator: " ")
      parts.append((name, part["figures"]?.elements ?? []))
      unmoved += part["unmoved"]?.whole ?? -1
    }
    for (stratum, rows) in parts {
      for row in rows {
        let names = ["group", "variable", "level", "at", "estimate"].map { row[$0]?.text ?? "" }
        let name = ([row["answer"]?.text ?? "", stratum] + names).joined(separator: "|")
        told.insert(name)
        let place = Comment("\(name), \(first) to \(last), \(options)")
        #expect(row["before"]?.raw.text == before[name] ?? "null", place)
        #expect(row["after"]?.raw.text == after[name] ?? "null", place)
        let numbers = [before[name], after[name]].map { Double($0 ?? "") }
        let change = Double(row["change"]?.raw.text ?? "")
        if let old = numbers[0], let new = numbers[1] {
          #expect(abs((change ?? .infinity) - (new - old)) <= 1e-12 * max(1, abs(new)), place)
        } else {
          #expect(change == nil, place)
        }
      }
    }
    let all = Set(before.keys).union(after.keys)
    let moved = all.filter { name in
      let (old, new) = (before[name] ?? "null", after[name] ?? "null")
      guard let one = Double(old), let other = Double(new) else { return old != new }
      return abs(one - other) > 1e-9 * max(1, abs(one), abs(other))
    }
    #expect(told == moved, "\(first) to \(last), \(options)")
    #expect(Int(unmoved) == all.count - moved.count, "\(first) to \(last), \(options)")
  }

  /// The pieces of a list of changes on one side, by their names.
  private static func pieces(
    _ list: JSONNode?, _ side: KeyPath<(before: String, after: String), String>
  ) -> Answer {
    var pieces: Answer = [:]
    for change in list?.elements ?? [] {
      let part = change["answer"]?.text ?? ""
      let number = change["number"]?.whole.map { " \($0)" } ?? ""
      let visit = change["visit"]?.text.map { " \($0)" } ?? ""
      func text(_ name: String) -> String {
        let members = change[name]?.members ?? []
        if part == "subject" {
          return change[name]?["standing"]?.text == "counted" ? "in" : "none"
        }
        return members.isEmpty
          ? "none" : members.map { "\($0.key.text)=\($0.value.raw.text)" }.joined(separator: " ")
      }
      pieces[part + number + visit] = (before: text("before"), after: text("after"))[keyPath: side]
    }
    return pieces
  }

  /// What one answer says where the other says something else.
  private static func told(_ one: Answer?, _ other: Answer?) -> Answer {
    Dictionary(
      uniqueKeysWithValues: differences(one, other).map { ($0, one?[$0] ?? "none") })
  }
}
