/// Rows of text in aligned columns: numbers to the right, words to the left, two spaces between.
package struct TextTable {
  /// Where the text of a column stands.
  package enum Side: Sendable { case left, right }

  private let sides: [Side]
  private var rows: [[String]] = []

  /// A table with one side for each column, and its head.
  package init(_ columns: [(head: String, side: Side)]) {
    sides = columns.map(\.side)
    rows = [columns.map(\.head)]
  }

  /// Adds a row.
  package mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines of the table, without spaces at their ends.
  package var lines: [String] {
    let widths = sides.indices.map { column in
      rows.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
        if column > 0 { line += "  " }
        line += sides[column] == .left ? cell + padding : padding + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

/// Rows of comma-separated values (RFC 4180): CR LF, quotes where they are needed.
package struct CSV {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  package init(_ head: [String]) { add(head) }

  /// Adds a row. A text that a spreadsheet would take for a formula gets an apostrophe in front.
  package mutating func add(_ row: [String]) {
    bytes.append(contentsOf: row.map(Self.field).joined(separator: ",").utf8)
    bytes.append(contentsOf: "\r\n".utf8)
  }

  private static func field(_ text: String) -> String {
    // Byte by byte: a comma with a combining mark behind it is still a comma.
    var bytes = Array(text.utf8)
    if isFormula(text) { bytes.insert(UInt8(ascii: "'"), at: 0) }
    guard bytes.contains(where: { ",\"\r\n".utf8.contains($0) }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var quoted = [UInt8(ascii: "\"")]
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}

extension CSV {
  /// Whether a spreadsheet may take a cell for something to compute: it begins with a sign of a
  /// formula, spaces before it or not, in ASCII or full width, or with a tab or a line end, which
  /// some programs drop. A number is none (`docs/decisions/0020`).
  private static func isFormula(_ text: String) -> Bool {
    switch text.unicodeScalars.first(where: { $0 != " " }) {
    case "=", "+", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF20}", "\u{FF0D}": true
    case "-": text != "-" && Double(text) == nil
    default: false
    }
  }
}

/// Numbers in text answers.
package enum Digits {
  /// One decimal, rounded down: what relief certainly lasted longer than.
  package static func down(_ days: Double) -> String { tenths((days * 10).rounded(.down)) }

  /// One decimal, rounded up: what relief certainly did not last longer than.
  package static func up(_ days: Double) -> String { tenths((days * 10).rounded(.up)) }

  /// One decimal, the nearest.
  package static func near(_ days: Double) -> String { tenths((days * 10).rounded()) }

  /// So many decimals, the nearest; halves away from zero. Not for numbers beyond 10^15.
  package static func fixed(_ number: Double, _ decimals: Int) -> String {
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (number * Double(scale)).rounded()
    guard abs(scaled) < 1e15 else { return number.description }
    let whole = Int(scaled)
    let sign = whole < 0 ? "-" : ""
    guard decimals > 0 else { return "\(whole)" }
    let fraction = String(abs(whole) % scale)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(abs(whole) / scale).\(zeros)\(fraction)"
  }

  /// The shortest digits, a whole number without fraction.
  package static func exact(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : number.description
  }

  private static func tenths(_ count: Double) -> String {
    guard abs(count) < 1e15 else { return (count / 10).description }
    let whole = Int(count)
    let sign = whole < 0 ? "-" : ""
    return "\(sign)\(abs(whole) / 10).\(abs(whole) % 10)"
  }
}
