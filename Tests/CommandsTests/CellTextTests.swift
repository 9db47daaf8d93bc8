import Bytes
import Reports
import TestSupport
import Testing

/// Texts written where they stand, against the plain way: looked at first, then written.
@Suite struct CellTextTests {
  private static let pieces = [
    "a", "P-1", "7", ",", "\"", "\r", "\n", "\t", " ", "-", "=", "+", "@", "\u{301}", "é",
    "\u{FF1D}",
    "\u{200B}", "\u{1F}", "\u{7F}", "1.5", "漢",
  ]

  private static func texts(seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    return (0..<2000).map { _ in
      (0..<random.below(5)).map { _ in pieces[random.below(pieces.count)] }.joined()
    }
  }

  private func field(_ text: String) -> String {
    var field = text
    switch text.unicodeScalars.first(where: { $0 != " " }) {
    case "=", "+", "@", "\t", "\r", "\n", "\u{FF1D}": field = "'" + text
    case "-" where text != "-" && Double(text) == nil: field = "'" + text
    default: break
    }
    guard field.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return field }
    let doubled = field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(doubled)\""
  }

  @Test func `a field of CSV has quotes and apostrophes where it needs them`() {
    for text in Self.texts(seed: 31) {
      var csv = CSV(["x"])
      csv.add([text, text])
      let wanted = "x\r\n\(field(text)),\(field(text))\r\n"
      #expect(csv.bytes.text.utf8.elementsEqual(wanted.utf8), "\(Array(text.utf8))")
    }
  }

  @Test func `a text in JSON has escapes where it needs them`() {
    for text in Self.texts(seed: 32) {
      var wanted: [UInt8] = []
      JSONString.append(Array(text.utf8), to: &wanted)
      var bytes: [UInt8] = []
      JSONString.append(text: text, to: &bytes)
      #expect(bytes == wanted, "\(Array(text.utf8))")
    }
  }

  @Test func `lines of a table are padded by what is seen of a text`() {
    var random = SeededGenerator(seed: 33)
    let texts = Self.texts(seed: 33).map(Visible.text)
    for _ in 0..<50 {
      var table = TextTable([("one", .left), ("two", .right), ("three", .left)])
      let rows = (0..<4).map { _ in (0..<3).map { _ in texts[random.below(texts.count)] } }
      for row in rows { table.add(row) }
      let all = [["one", "two", "three"]] + rows
      let widths = (0..<3).map { column in all.map { $0[column].unicodeScalars.count }.max() ?? 0 }
      let wanted = all.map { row in
        let cells = (0..<3).map { column in
          let gap = String(repeating: " ", count: widths[column] - row[column].unicodeScalars.count)
          return column == 1 ? gap + row[column] : row[column] + gap
        }
        var line = Array(cells.joined(separator: "  ").utf8)
        while line.last == 0x20 { line.removeLast() }
        return line
      }
      #expect(table.lines.map { Array($0.utf8) } == wanted)
    }
  }

  @Test func `a number is as short as it can be`() {
    for number in [0, -0.0, 1.5, 1e15, 1e14, -3, 0.1 + 0.2, 1e300, Double.leastNonzeroMagnitude] {
      let exact = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
      #expect(Digits.exact(number) == exact)
      #expect(Cell.number(number, decimals: 1).exact == exact)
    }
  }
}
