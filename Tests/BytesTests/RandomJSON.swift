import TestSupport

/// Makes JSON texts as the log writes them: no white space, the shortest escapes, names once.
struct RandomJSON {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  static let numbers = [
    "0", "-0", "7", "-12", "27.50", "4e1", "1E-7", "-1.5e+300", "18446744073709551616", "0.000",
  ]

  /// What a string may hold, as text and as it stands between the quotes.
  static let pieces: [(text: String, written: String)] = [
    ("a", "a"), ("B7", "B7"), (" ", " "), ("/", "/"), ("é", "é"), ("e\u{301}", "e\u{301}"),
    ("🙂", "🙂"), ("\u{7F}", "\u{7F}"), ("\u{2028}", "\u{2028}"), ("\u{FFFF}", "\u{FFFF}"),
    ("{", "{"), ("}", "}"), ("[", "["), ("]", "]"), (",", ","), (":", ":"), ("\"", "\\\""),
    ("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), ("\u{8}", "\\b"),
    ("\u{C}", "\\f"), ("\0", "\\u0000"), ("\u{1F}", "\\u001f"),
  ]

  /// A value, at most so many levels deep.
  mutating func value(depth: Int) -> String {
    switch generator.below(depth > 0 ? 10 : 6) {
    case 0: return "null"
    case 1: return generator.coin() ? "true" : "false"
    case 2, 3: return Self.numbers[generator.below(Self.numbers.count)]
    case 4, 5: return string()
    case 6, 7:
      let elements = (0..<generator.below(4)).map { _ in value(depth: depth - 1) }
      return "[" + elements.joined(separator: ",") + "]"
    default:
      let members = (0..<generator.below(5)).map { number in
        "\"\(number)\(piece())\":\(value(depth: depth - 1))"
      }
      return "{" + members.joined(separator: ",") + "}"
    }
  }

  /// A string with its quotes.
  mutating func string() -> String {
    "\"" + (0..<generator.below(6)).map { _ in piece() }.joined() + "\""
  }

  private mutating func piece() -> String {
    Self.pieces[generator.below(Self.pieces.count)].written
  }
}
