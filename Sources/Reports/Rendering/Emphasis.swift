import Bytes

/// Colours over lines of text that are laid out already, so that no width depends on them.
///
/// A colour only doubles what the words say. There are the eight of every terminal, in those shades that
/// can be read on dark and on light, and bold and dim.
package struct Emphasis: Sendable {
  /// What a word is set off by: the numbers of ISO 6429, Select Graphic Rendition.
  package enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    case boldRed = "1;31"

    /// The text in this style, and nothing behind it.
    package func around(_ text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
  }

  private let titles: Set<String>

  /// - Parameter titles: lines that are titles.
  package init(titles: Set<String> = []) { self.titles = titles }

  /// Words and what they are set off by, longer ones before those that they begin with.
  private static let words: [(word: String, style: Style)] = [
    ("NOT verified", .boldRed), ("DIFFERS", .boldRed), ("verified", .green), ("agrees", .green),
    ("still in relief", .green), ("lost", .red), ("censored", .dim), ("withheld", .yellow),
    ("unconfirmed", .dim), ("damage", .red),
  ]

  /// Words that a line begins with.
  private static let beginnings: [(word: String, style: Style)] = [
    ("reprieve: error:", .boldRed), ("reprieve: warning:", .yellow), ("reprieve: note:", .cyan),
    ("error ", .red), ("warning ", .yellow), ("note ", .cyan), ("usage:", .bold),
  ]

  /// A line with its words set off. It must be fit for a terminal already.
  package func styled(_ line: String) -> String {
    if titles.contains(line) || line.hasPrefix("== ") { return Style.bold.around(line) }
    if Self.isFooter(line) { return Style.dim.around(line) }
    for (word, style) in Self.beginnings where line.hasPrefix(word) {
      return style.around(word) + line.dropFirst(word.count)
    }
    return Self.marked(line)
  }

  /// Lines of text, line ends included, each with its words set off.
  package func styled(_ bytes: [UInt8]) -> [UInt8] {
    var styled: [UInt8] = []
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      styled.append(text: self.styled(Array(line).text))
      styled.append(0x0A)
    }
    return styled
  }

  /// What an answer rests on: `relief.course.v1 · standard · 412 lines of example.org/clinic`.
  private static func isFooter(_ line: String) -> Bool {
    line.contains(" · ") && line.contains(" lines of ")
  }

  private static func marked(_ line: String) -> String {
    guard words.contains(where: { line.contains($0.word) }) else { return line }
    let letters = Array(line)
    var marked = ""
    var place = 0
    while place < letters.count {
      let isStart = place == 0 || !letters[place - 1].isLetter
      let found = words.first { word, _ in
        let end = place + word.count
        return isStart && end <= letters.count && String(letters[place..<end]) == word
          && (end == letters.count || !letters[end].isLetter)
      }
      if let (word, style) = found {
        marked += style.around(word)
        place += word.count
      } else {
        marked.append(letters[place])
        place += 1
      }
    }
    return marked
  }
}
