import Bytes

/// Where a value comes from.
indirect enum ValueRule: Sendable {
  /// What the mapping says itself, as JSON.
  case constant([UInt8])
  case column(ColumnRule)
  /// Texts of which those that are there are put together.
  case joined(separator: [UInt8], [ValueRule])
  /// An array of what is there.
  case list([ValueRule])
  /// An array of what belongs to the boxes that are checked.
  case checked([(column: Int, json: [UInt8])])

  /// The value as JSON; `nil` where there is none.
  func json(_ cells: [[UInt8]]) throws(CellFault) -> [UInt8]? {
    switch self {
    case .constant(let json): return json
    case .column(let rule): return try rule.json(cells)
    case .joined:
      guard let text = try text(cells) else { return nil }
      return Self.quoted(text)
    case .list(let rules):
      var parts: [[UInt8]] = []
      for rule in rules {
        if let json = try rule.json(cells) { parts.append(json) }
      }
      return parts.isEmpty ? nil : Self.array(parts)
    case .checked(let boxes):
      var parts: [[UInt8]] = []
      for box in boxes where try Flag.read(cells[box.column], box.column) == true {
        parts.append(box.json)
      }
      return Self.array(parts)
    }
  }

  /// The value as text; `nil` where there is none.
  func text(_ cells: [[UInt8]]) throws(CellFault) -> [UInt8]? {
    if case .joined(let separator, let rules) = self {
      var parts: [[UInt8]] = []
      for rule in rules {
        if let text = try rule.text(cells) { parts.append(text) }
      }
      return parts.isEmpty ? nil : Array(parts.joined(separator: separator))
    }
    guard let json = try json(cells) else { return nil }
    return Self.text(of: json)
  }

  /// What a JSON text says; of other values how they are written.
  static func text(of json: [UInt8]) -> [UInt8] {
    guard json.first == UInt8(ascii: "\"") else { return json }
    return JSONString.decode(json, 1..<json.count - 1)
  }

  static func quoted(_ text: [UInt8]) -> [UInt8] {
    var json: [UInt8] = []
    JSONString.append(text, to: &json)
    return json
  }

  static func array(_ parts: [[UInt8]]) -> [UInt8] {
    [UInt8(ascii: "[")] + Array(parts.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "]")]
  }
}

/// A value that columns say.
struct ColumnRule: Sendable {
  /// What a value is taken for.
  enum Kind: String, CaseIterable, Sendable {
    case text, number, flag, date, year
    /// An array of texts.
    case texts
    /// An array of numbers.
    case numbers
  }

  /// What becomes of a value that the mapping does not list.
  enum Others: String, CaseIterable, Sendable { case reject, keep, missing }

  let columns: [Int]
  var kind = Kind.text
  /// What values stand for, as JSON; an empty one for nothing.
  var values: [[UInt8]: [UInt8]]?
  var others = Others.reject
  /// What stands there where the cell is empty, as JSON.
  var ifMissing: [UInt8]?
  var without: [UInt8] = []
  var prefix: [UInt8] = []
  /// Between the parts of a cell that holds several.
  var split: UInt8?
  var number = NumberRule()
  var formats: [TimeFormat] = []
  /// How a text is read that names a session by its day; `nil`: as it stands there.
  var reading: CellReading?
  /// Whether the cell may be quoted in a message.
  var isShown = true

  func json(_ cells: [[UInt8]]) throws(CellFault) -> [UInt8]? {
    if columns.count > 1, values == nil { return try array(cells) ?? ifMissing }
    let text =
      columns.count == 1
      ? cells[columns[0]] : Array(columns.map { cells[$0] }.joined(separator: [UInt8(ascii: "|")]))
    let isEmpty = columns.allSatisfy { cells[$0].isEmpty }
    if let values {
      if let found = values[text] { return found.isEmpty ? ifMissing : found }
      if isEmpty { return ifMissing }
      switch others {
      case .missing: return ifMissing
      case .keep: break
      case .reject:
        throw CellFault(
          columns.count == 1 ? columns[0] : nil,
          (isShown ? "\(Self.shown(text)) is" : "a value is")
            + " not among the values of the mapping",
          remedy: "add it there, or mend the cell")
      }
    }
    if isEmpty { return ifMissing }
    return try convert(text, columns[0])
  }

  /// One element for each column, null where one is empty.
  private func array(_ cells: [[UInt8]]) throws(CellFault) -> [UInt8]? {
    guard columns.contains(where: { !cells[$0].isEmpty }) else { return nil }
    var parts: [[UInt8]] = []
    for column in columns {
      parts.append(
        cells[column].isEmpty ? Array("null".utf8) : try convert(cells[column], column))
    }
    return ValueRule.array(parts)
  }

  private func convert(_ cell: [UInt8], _ column: Int) throws(CellFault) -> [UInt8] {
    var text = try reading?.read(cell, column) ?? cell
    if !without.isEmpty, text.starts(with: without) { text.removeFirst(without.count) }
    text = prefix + text
    switch kind {
    case .text: return ValueRule.quoted(text)
    case .number, .numbers: return try number.read(text, column, isShown: isShown)
    case .flag:
      guard let flag = try Flag.read(text, column) else { return Array("null".utf8) }
      return Array((flag ? "true" : "false").utf8)
    case .texts:
      let parts = split.map { sign in
        text.split(separator: sign).map { DelimitedText.trimmed(Array($0)) }.filter { !$0.isEmpty }
      }
      return ValueRule.array((parts ?? [text]).map(ValueRule.quoted))
    case .date, .year:
      if kind == .year, BirthYear.isYear(text) { return text }
      let parts = try DateReading.read(text, formats, column)
      guard let year = parts.year, let month = parts.month, let day = parts.day else {
        throw CellFault(column, "says no day", remedy: "")
      }
      if kind == .year { return Array("\(year)".utf8) }
      let midnight = Instant(year: year, month: month, day: day, ofDay: 0)
      return ValueRule.quoted(Array((midnight?.dayText ?? "").utf8))
    }
  }

  /// A cell in a message, cut short.
  static func shown(_ text: [UInt8]) -> String {
    let letters = text.text
    return letters.count <= 24 ? "\"\(letters)\"" : "\"\(letters.prefix(21))…\""
  }
}

/// Yes and no as people and programs write them.
enum Flag {
  private static let yes: Set<String> = ["1", "yes", "y", "true", "checked", "x"]
  private static let no: Set<String> = ["0", "no", "n", "false", "unchecked"]

  /// `nil` for an empty cell.
  static func read(_ cell: [UInt8], _ column: Int) throws(CellFault) -> Bool? {
    if cell.isEmpty { return nil }
    let word = cell.text.lowercased()
    if yes.contains(word) { return true }
    if no.contains(word) { return false }
    throw CellFault(
      column, "is neither yes nor no", remedy: "translate it with values in the mapping")
  }
}
