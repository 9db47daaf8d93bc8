import Bytes
import TestSupport

/// What must hold of every answer in a form, whatever it is about.
enum FormCheck {
  static let forms = ["text", "json", "jsonl", "csv", "markdown", "summarised-result"]

  /// What is wrong with an answer; empty: nothing.
  static func faults(_ output: [UInt8], _ form: String) -> [String] {
    let text = output.text
    var faults = text.contains { "\u{0}" == $0 } ? ["a null character"] : []
    // Maintenance has a nan in it: only whole words count.
    let words = text.lowercased().split { !$0.isLetter }
    let numbers = words.filter { ["nan", "inf", "infinity"].contains($0) }
    if !numbers.isEmpty { faults.append("\(numbers.count) numbers that are none") }
    switch form {
    case "json": faults += jsonFaults(output)
    case "jsonl": faults += text.split(separator: "\n").flatMap { jsonFaults(Array($0.utf8)) }
    case "csv": faults += csvFaults(text)
    case "summarised-result": faults += csvFaults(text) + resultFaults(CSVRows(text))
    case "markdown": faults += markdownFaults(text)
    default: break
    }
    return faults
  }

  private static func jsonFaults(_ bytes: [UInt8]) -> [String] {
    do {
      let document = try JSONDocument(bytes)
      return document.root.kind == .object ? [] : ["no object: \(bytes.text.prefix(80))"]
    } catch { return ["no JSON: \(bytes.text.prefix(80))"] }
  }

  private static func csvFaults(_ text: String) -> [String] {
    guard text.hasSuffix("\r\n") else { return ["the last row has no end"] }
    let rows = CSVRows(text)
    guard !rows.isEmpty else { return ["no head"] }
    let odd = rows.filter { $0.count != rows[0].count }
    var faults = odd.isEmpty ? [] : ["\(odd.count) rows of another width: \(odd[0])"]
    if Set(rows[0]).count != rows[0].count { faults.append("two columns of one name") }
    // Of figures one by one each is named by everything but its value.
    if let value = rows[0].firstIndex(where: { ["value", "estimate_value"].contains($0) }) {
      var seen: Set<[String]> = []
      let names = rows.dropFirst().map { row in
        row.enumerated().filter { $0.offset != value }.map(\.element)
      }
      let again = names.filter { !seen.insert($0).inserted }
      if !again.isEmpty { faults.append("\(again.count) figures of one name: \(again[0])") }
    }
    return faults
  }

  /// The 13 columns, and values of their types.
  private static func resultFaults(_ rows: [[String]]) -> [String] {
    let head = [
      "result_id", "cdm_name", "group_name", "group_level", "strata_name", "strata_level",
      "variable_name", "variable_level", "estimate_name", "estimate_type", "estimate_value",
      "additional_name", "additional_level",
    ]
    guard rows.first == head else { return ["other columns: \(rows.first ?? [])"] }
    return rows.dropFirst().compactMap { row -> String? in
      let (type, value) = (row[9], row[10])
      guard value != "-" && value != "NA" else { return nil }
      let isRight =
        switch type {
        case "integer": Int(value) != nil
        case "numeric": Double(value)?.isFinite ?? false
        case "proportion": Double(value).map { (-1...1).contains($0) } ?? false
        // Settings name the columns that are used, and there may be none.
        case "character": !value.isEmpty || row[6] == "settings"
        default: false
        }
      let pairs = [(row[2], row[3]), (row[4], row[5]), (row[11], row[12])]
      let isPaired = pairs.allSatisfy { names, levels in
        names.components(separatedBy: " &&& ").count
          == levels.components(separatedBy: " &&& ").count
      }
      return isRight && isPaired ? nil : "\(type) \(value) of \(row[6]), \(row[7])"
    }
  }

  /// Every line of a table has as many cells as its head.
  private static func markdownFaults(_ text: String) -> [String] {
    var faults: [String] = []
    var width: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacing("\\\\", with: "").replacing("\\|", with: "")
        .count { $0 == "|" }
      if let width, width != cells { faults.append("a row of another width: \(line)") }
      width = cells
    }
    return faults
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
