import Bytes

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
    let lengths = rows.map { $0.map(Self.length) }
    let widths = sides.indices.map { column in lengths.map { $0[column] }.max() ?? 0 }
    var bytes: [UInt8] = []
    return zip(rows, lengths).map { row, lengths in
      bytes.removeAll(keepingCapacity: true)
      for column in sides.indices {
        let padding = repeatElement(UInt8(ascii: " "), count: widths[column] - lengths[column])
        if column > 0 { bytes.append("  ") }
        if sides[column] == .right { bytes.append(contentsOf: padding) }
        bytes.append(text: row[column])
        if sides[column] == .left { bytes.append(contentsOf: padding) }
      }
      while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
      return bytes.text
    }
  }

  /// The columns that a text takes: its Unicode scalars, which are the bytes that do not continue one.
  static func length(_ text: String) -> Int {
    text.utf8.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
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
    var bytes: [UInt8] = []
    append(exact: number, to: &bytes)
    return bytes.text
  }

  /// Adds the shortest digits, a whole number without fraction.
  static func append(exact number: Double, to bytes: inout [UInt8]) {
    if number == number.rounded() && abs(number) < 1e15 {
      bytes.append(decimal: Int(number))
    } else {
      bytes.append(text: number.description)
    }
  }

  private static func tenths(_ count: Double) -> String {
    guard abs(count) < 1e15 else { return (count / 10).description }
    let whole = Int(count)
    let sign = whole < 0 ? "-" : ""
    return "\(sign)\(abs(whole) / 10).\(abs(whole) % 10)"
  }
}
