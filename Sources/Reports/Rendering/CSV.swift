import Bytes

/// Rows of comma-separated values (RFC 4180): CR LF, quotes where they are needed.
///
/// A text is written where it will stand, and only one that needs more than that is written again.
package struct CSV {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  /// Rows without a head.
  package init() {}

  package init(_ head: [String]) { add(head) }

  /// Adds a row. A text that a spreadsheet would take for a formula gets an apostrophe in front.
  package mutating func add(_ row: [String]) {
    for (column, text) in row.enumerated() {
      if column > 0 { bytes.append(UInt8(ascii: ",")) }
      add(text)
    }
    endRow()
  }

  /// Adds a row of which each cell is put by a closure, one after the other.
  package mutating func addRow(_ cells: Int, _ put: (Int, inout CSV) -> Void) {
    for cell in 0..<cells {
      if cell > 0 { bytes.append(UInt8(ascii: ",")) }
      put(cell, &self)
    }
    endRow()
  }

  /// Puts a text, as UTF-8, into the cell at hand.
  package mutating func put(_ text: ArraySlice<UInt8>) {
    guard let first = text.first else { return }
    // Most texts begin with a letter or a digit and hold nothing that needs quotes.
    let isPlain =
      first >= 0x30 && first < 0x80 && first != UInt8(ascii: "=") && first != UInt8(ascii: "@")
    if isPlain, !text.contains(where: Self.needsQuotes) {
      bytes.append(contentsOf: text)
    } else {
      add(String(decoding: text, as: UTF8.self))
    }
  }

  /// Puts what is no text, such as digits, into the cell at hand.
  package mutating func put(_ write: (inout [UInt8]) -> Void) { write(&bytes) }

  /// Adds a row of cells, and behind them what was written elsewhere already, commas included.
  mutating func add(_ row: [Cell], closing: [UInt8] = []) {
    for (column, cell) in row.enumerated() {
      if column > 0 { bytes.append(UInt8(ascii: ",")) }
      if case .text(let text) = cell { add(text) } else { cell.appendExact(to: &bytes) }
    }
    bytes.append(contentsOf: closing)
    endRow()
  }

  /// Cells as they stand at the end of a row, a comma before each.
  static func closing(_ cells: [Cell]) -> [UInt8] {
    var csv = CSV()
    for cell in cells {
      csv.bytes.append(UInt8(ascii: ","))
      csv.add(cell.exact)
    }
    return csv.bytes
  }

  private mutating func endRow() { bytes.append("\r\n") }

  private mutating func add(_ text: String) {
    let start = bytes.count
    bytes.append(text: text)
    let isOdd = Self.isFormula(bytes[start...], text)
    // Byte by byte: a comma with a combining mark behind it is still a comma.
    if isOdd || bytes[start...].contains(where: Self.needsQuotes) { quote(from: start, isOdd) }
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0D || byte == 0x0A
  }

  private mutating func quote(from start: Int, _ isFormula: Bool) {
    let field = (isFormula ? [UInt8(ascii: "'")] : []) + bytes[start...]
    bytes.removeLast(bytes.count - start)
    guard field.contains(where: Self.needsQuotes) else { return bytes += field }
    bytes.append(UInt8(ascii: "\""))
    for byte in field {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a spreadsheet may take a cell for something to compute: it begins with a sign of a
  /// formula, spaces before it or not, in ASCII or full width, or with a tab or a line end, which
  /// some programs drop. A number is none (`docs/decisions/0020`).
  private static func isFormula(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
    // Letters and digits begin nothing of the kind.
    guard let first = bytes.first,
      first < 0x30 || first == UInt8(ascii: "=")
        || first == UInt8(ascii: "@") || first >= 0x80
    else { return false }
    switch text.unicodeScalars.first(where: { $0 != " " }) {
    case "=", "+", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF20}", "\u{FF0D}":
      return true
    case "-": return text != "-" && Double(text) == nil
    default: return false
    }
  }
}
