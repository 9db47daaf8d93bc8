/// Running text in lines of a terminal's width.
package enum Paragraph {
  /// The columns of a line.
  package static let width = 80

  /// Text behind a head, broken between words and indented under its own beginning.
  ///
  /// A word that is wider than the room for it stands on a line of its own.
  package static func lines(
    _ head: String, _ text: String, width: Int = Paragraph.width
  ) -> [String] {
    let indent = head.unicodeScalars.count
    let room = max(20, width - indent)
    var rows: [String] = []
    var row = ""
    for word in text.split(separator: " ") {
      if !row.isEmpty, row.unicodeScalars.count + 1 + word.unicodeScalars.count > room {
        rows.append(row)
        row = ""
      }
      row += (row.isEmpty ? "" : " ") + word
    }
    rows.append(row)
    let space = String(repeating: " ", count: indent)
    return rows.enumerated().map { position, row in
      trimmed((position == 0 ? head : space) + row)
    }
  }

  /// Lines of text, each broken between words where it is wider than so many columns.
  package static func broken(_ text: [String], width: Int) -> [String] {
    text.flatMap { $0.unicodeScalars.count > width ? lines("", $0, width: width) : [$0] }
  }

  /// A line that is laid out, broken where it is wider than so many columns: between words, the rest
  /// indented a little under its beginning.
  ///
  /// What stands behind the line's indentation and wider gaps stays as it is.
  package static func folded(_ line: String, width: Int) -> [String] {
    var rest = Array(line.unicodeScalars)
    let depth = rest.prefix { $0 == " " }.count
    let indent = Array(repeating: Unicode.Scalar(" "), count: min(depth + 2, width / 2))
    var rows: [String] = []
    while rest.count > width {
      let begun = rest.prefix { $0 == " " }.count
      guard let cut = rest[begun...].prefix(width + 1 - begun).lastIndex(of: " "), cut > begun
      else { break }
      rows.append(trimmed(string(rest[..<cut])))
      rest = indent + rest[cut...].drop { $0 == " " }
    }
    return rows + [string(rest[...])]
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// A table with a last column of running text: `texts[0]` is its head.
  package static func lines(_ table: TextTable, _ texts: [String]) -> [String] {
    let lines = table.lines
    let width = lines.map(\.unicodeScalars.count).max() ?? 0
    return zip(lines, texts).flatMap { line, text in Self.lines(padded(line, width + 2), text) }
  }

  /// Text with spaces up to a width.
  package static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
