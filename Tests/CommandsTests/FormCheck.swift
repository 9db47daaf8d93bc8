import Bytes
import TestSupport

/// What must hold of every answer in a form, whatever it is about.
enum FormCheck {
  static let forms = ["text", "json", "jsonl", "csv", "markdown", "summarised-result"]

  /// What is wrong with an answer; empty: nothing.
  static func faults(_ output: [UInt8], _ form: String) -> [String] {
    var faults = output.contains(0) ? ["a null character"] : []
    let odd = oddNumbers(in: output)
    if odd > 0 { faults.append("\(odd) numbers that are none") }
    switch form {
    case "json": faults += jsonFaults(output)
    case "jsonl": faults += output.split(separator: 0x0A).flatMap { jsonFaults(Array($0)) }
    case "csv", "summarised-result":
      guard output.suffix(2) == [0x0D, 0x0A] else { return faults + ["the last row has no end"] }
      let rows = CSVRows(output)
      faults += csvFaults(rows) + (form == "csv" ? [] : resultFaults(rows))
    case "markdown": faults += markdownFaults(output)
    default: break
    }
    return faults
  }

  /// How many words are `nan`, `inf` or `infinity`. Maintenance has a nan in it: only whole words count.
  private static func oddNumbers(in output: [UInt8]) -> Int {
    var count = 0
    var word: [UInt8] = []
    for byte in output + [0x0A] {
      let small = byte | 0x20
      if small >= 0x61 && small <= 0x7A {
        word.append(small)
      } else if !word.isEmpty {
        // Most words are longer or begin with another letter.
        if word.count <= 8, word[0] == 0x6E || word[0] == 0x69,
          ["nan", "inf", "infinity"].contains(word.text)
        {
          count += 1
        }
        word.removeAll(keepingCapacity: true)
      }
    }
    return count
  }

  private static func jsonFaults(_ bytes: [UInt8]) -> [String] {
    do {
      let document = try JSONDocument(bytes)
      return document.root.kind == .object ? [] : ["no object: \(bytes.text.prefix(80))"]
    } catch { return ["no JSON: \(bytes.text.prefix(80))"] }
  }

  private static func csvFaults(_ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return ["no head"] }
    let odd = rows.filter { $0.count != rows[0].count }
    var faults = odd.isEmpty ? [] : ["\(odd.count) rows of another width: \(odd[0])"]
    if Set(rows[0]).count != rows[0].count { faults.append("two columns of one name") }
    // Of figures one by one each is named by everything but its value.
    if let value = rows[0].firstIndex(where: { ["value", "estimate_value"].contains($0) }) {
      var seen: Set<String> = []
      let names = rows.dropFirst().map { row in
        var name = row
        if value < name.count { name.remove(at: value) }
        return name.joined(separator: "\u{1F}")
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
  private static func markdownFaults(_ output: [UInt8]) -> [String] {
    var faults: [String] = []
    var width: Int?
    for line in output.split(separator: 0x0A, omittingEmptySubsequences: false) {
      guard line.first == UInt8(ascii: "|") else {
        width = nil
        continue
      }
      var cells = 0
      var isEscaped = false
      for byte in line {
        if byte == UInt8(ascii: "|") && !isEscaped { cells += 1 }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      }
      if let width, width != cells { faults.append("a row of another width: \(Array(line).text)") }
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
