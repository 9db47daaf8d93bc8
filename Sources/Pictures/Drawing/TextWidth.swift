import Reports

/// How wide a text will be, without a font at hand: never less than what is drawn.
///
/// The widths are those of Helvetica (Adobe Font Metrics 4.1), in thousandths of the size; Arial and
/// Liberation Sans have the same. Where a reader has none of them the next best, such as DejaVu Sans,
/// is wider by up to 15 %, which is added.
enum TextWidth {
  /// Of the characters from the space to the tilde.
  private static let widths: [UInt16] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  /// What a text takes, in the unit of its size.
  static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += width(scalar) }
    return Double(thousandths) / 1000 * size * (isBold ? 1.23 : 1.15)
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7E: Int(widths[Int(scalar.value) - 0x20])
    // Latin, Greek, Cyrillic and signs such as the dash.
    case ..<0x1100, 0x2000...0x2E7F: scalar == "—" || scalar == "…" ? 1000 : 760
    default: 1000
    }
  }

  /// A text as it is drawn: what is not to be seen, or is no character of XML (1.0, production 2), is
  /// spelled out.
  static func legible(_ text: String) -> String {
    let shown = Visible.text(text)
    guard shown.unicodeScalars.contains(where: { $0 == "\u{FFFE}" || $0 == "\u{FFFF}" }) else {
      return shown
    }
    return shown.replacing("\u{FFFE}", with: "\\u{FFFE}").replacing("\u{FFFF}", with: "\\u{FFFF}")
  }

  /// The text, or as much of its beginning as there is room for, and an ellipsis.
  static func shortened(_ text: String, to room: Double, size: Double, isBold: Bool = false)
    -> String
  {
    let text = legible(text)
    guard of(text, size: size, isBold: isBold) > room else { return text }
    var kept = String.UnicodeScalarView()
    let end = of("…", size: size, isBold: isBold)
    for scalar in text.unicodeScalars {
      kept.append(scalar)
      if of(String(kept), size: size, isBold: isBold) + end > room {
        kept.removeLast()
        break
      }
    }
    while kept.last == " " { kept.removeLast() }
    return String(kept) + "…"
  }

  /// The text in lines of a width, broken between words, though not between a number and its unit; a
  /// word that is wider is cut.
  static func lines(_ text: String, width: Double, size: Double, isBold: Bool = false) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words(legible(text)) {
      let whole = shortened(word, to: width, size: size, isBold: isBold)
      let longer = line.isEmpty ? whole : line + " " + whole
      if !line.isEmpty, of(longer, size: size, isBold: isBold) > width {
        lines.append(line)
        line = whole
      } else {
        line = longer
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// What a line is broken between: `14.3 d.` and `25 %` are words.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ") {
      let unit = word.prefix { $0.isLetter || $0 == "%" }
      let rest = word.dropFirst(unit.count)
      let isUnit = ["d", "h", "min", "mg", "%"].contains(unit) && rest.allSatisfy(\.isPunctuation)
      if isUnit, let last = words.last, last.last?.isNumber ?? false {
        words[words.count - 1] = last + " " + word
      } else {
        words.append(String(word))
      }
    }
    return words
  }
}
