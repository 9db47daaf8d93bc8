/// Running text in columns.
enum Paragraph {
  /// Text behind a head, broken between words at 80 columns and indented under its own beginning.
  ///
  /// A word that is longer than a line stands on a line of its own.
  static func lines(_ head: String, width: Int = 11, _ text: String) -> [String] {
    let indent = String(repeating: " ", count: width)
    var lines: [String] = []
    var line = pad(head, width)
    var isFresh = true
    for word in text.split(separator: " ") {
      if !isFresh, line.unicodeScalars.count + 1 + word.unicodeScalars.count > 80 {
        lines.append(line)
        line = indent
        isFresh = true
      }
      line += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return lines + [line]
  }
}
