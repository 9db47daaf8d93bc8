import Bytes
import TestSupport

/// Finds counts from 1 to below a minimum in every form that an answer can have.
enum SmallCounts {
  /// Members that count people, courses, treatments, gaps or events.
  private static let names: Set<String> = [
    "subjects", "withTreatment", "units", "noThreshold", "noBaseline", "lowBaseline", "noRating",
    "noRatingNotYet", "noRatingMissed", "notInRelief", "notInReliefLate", "analysed", "lost",
    "censored", "censoredUnconfirmed", "censoredRetreated", "censoredExit",
    "censoredEndOfFollowUp", "courses", "usable", "betweenVisits", "rated", "unratedRetreated",
    "unratedFollowUpTooShort", "unratedMissed", "n", "closed", "open", "needDriven",
    "scheduleDriven", "unknown", "treatments", "atRisk", "paired", "unpaired", "caseAtStart",
    "recovery", "reliableRecovery", "reliableImprovement", "reliableDeterioration",
    "subjectsWithAdverse", "treatmentsWithAdverse", "adverseEvents", "seriousEvents",
    "subjectsAskedAboutSuicide", "subjectsWithFlag", "subjectsWithRise", "comparableCourses",
    "reliablyWorseCourses", "events", "serious", "missing", "pairs", "both", "firstOnly",
    "secondOnly", "neither", "first", "firstOf", "second", "secondOf", "firstN", "secondN",
  ]

  /// The paths of small counts in a document.
  static func paths(in node: JSONNode, _ minimum: Int, at path: String = "") -> [String] {
    switch node.kind {
    case .array:
      return node.elements.enumerated().flatMap {
        paths(in: $1, minimum, at: "\(path)[\($0)]")
      }
    case .object:
      // Figures of two definitions say what they are; cumulative incidences are shares.
      let name = node["figure"]?.text
      let isShare = path.contains("cumulativeIncidence")
      return node.members.flatMap { key, value -> [String] in
        let member = key.text
        if value.kind == .object || value.kind == .array {
          return paths(in: value, minimum, at: "\(path).\(member)")
        }
        let isCount =
          name.map { $0.contains(", count") }
          ?? (Self.names.contains(member) && !(isShare && member != "atRisk"))
        guard isCount, let count = value.whole, count != 0, abs(count) < minimum else { return [] }
        return ["\(path).\(member) = \(count)"]
      }
    default: return []
    }
  }

  /// Rows of tidy tables and of a summarised result that hold a small count. Rows of other tables
  /// are about single people, and there are none.
  static func rows(_ text: String, _ format: String, _ minimum: Int) -> [String] {
    if format == "jsonl" {
      return text.split(separator: "\n").map(String.init).filter { line in
        guard let row = try? JSONDocument(Array(line.utf8)).root,
          row["type"]?.text == "integer"
        else { return (try? JSONDocument(Array(line.utf8)).root["type"]) == nil }
        let isCount = row["estimate"]?.text != "degreesOfFreedom"
        return isCount && (row["value"]?.whole).map { $0 != 0 && abs($0) < minimum } ?? false
      }
    }
    let rows = CSVRows(text)
    guard let head = rows.first,
      let type = head.firstIndex(where: { $0 == "type" || $0 == "estimate_type" }),
      let value = head.firstIndex(where: { $0 == "value" || $0 == "estimate_value" }),
      let name = head.firstIndex(where: { $0 == "estimate" || $0 == "estimate_name" })
    else { return [rows.first?.joined(separator: ",") ?? "nothing"] }
    return rows.dropFirst().filter { row in
      row[type] == "integer" && row[name] != "degreesOfFreedom"
        && (Int(row[value]).map { $0 != 0 && abs($0) < minimum } ?? false)
    }.map { $0.joined(separator: ",") }
  }

  /// Lines for people with a whole number by itself that is small, but for those that name a visit,
  /// an ordinal, or degrees of freedom.
  static func lines(_ text: String, _ minimum: Int) -> [String] {
    var isDegrees = false
    return text.split(separator: "\n").map(String.init).filter { line in
      if line.contains("d. f.") {
        isDegrees = true
        return false
      }
      defer { isDegrees = false }
      if isDegrees || line.contains("degreesOfFreedom") { return false }
      let isTold = ["withheld:", "==", "##"].contains(where: line.hasPrefix)
      if isTold || line.contains(" · ") { return false }
      let plain = line.firstRange(of: ", median ").map { line[..<$0.lowerBound] } ?? line[...]
      let words = plain.split(whereSeparator: { " |,;".contains($0) })
      return words.indices.contains { place in
        guard let count = Int(words[place]), count != 0, abs(count) < minimum else { return false }
        // A day of a curve stands before its share.
        if place == 0, words.count > 1, words[1] == "withheld" || words[1].contains(".") {
          return false
        }
        let before = place > 0 ? words[place - 1] : ""
        let after = place + 1 < words.count ? words[place + 1] : ""
        return before != "->" && before != "ordinal" && after != "->"
      }
    }
  }
}

/// The rows of comma-separated values (RFC 4180).
func CSVRows(_ text: String) -> [[String]] { CSVRows(Array(text.utf8)) }

/// Likewise of bytes, which are UTF-8: what takes them apart is ASCII.
func CSVRows(_ bytes: [UInt8]) -> [[String]] {
  let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
  var rows: [[String]] = []
  var row: [String] = []
  var field: [UInt8] = []
  var isQuoted = false
  var place = 0
  while place < bytes.count {
    let byte = bytes[place]
    let next = place + 1 < bytes.count ? bytes[place + 1] : 0
    place += 1
    if byte == quote {
      if isQuoted && next == quote {
        field.append(quote)
        place += 1
      } else {
        isQuoted.toggle()
      }
    } else if byte == comma && !isQuoted {
      row.append(field.text)
      field.removeAll(keepingCapacity: true)
    } else if byte == 0x0D && next == 0x0A && !isQuoted {
      place += 1
      rows.append(row + [field.text])
      row = []
      field.removeAll(keepingCapacity: true)
    } else {
      field.append(byte)
    }
  }
  return rows
}
