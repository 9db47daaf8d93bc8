/// A word, sign or mark of an expression, and where it stands.
struct ExpressionToken {
  /// What it is.
  enum Kind: Equatable {
    /// A bare word: a key, a value, `and`.
    case word(String)
    /// What stands between quotes, without them and their escapes.
    case quoted(String)
    /// A run of `= ! < > ~ & |`, an operator or not.
    case sign(String)
    case open
    case close
    case comma
    /// What is no token at all, and what would do.
    case broken(problem: String, expected: String)
    case end
  }

  let kind: Kind
  /// Its first character, from 0.
  let offset: Int
  /// Its characters.
  let length: Int

  /// All tokens of a text; the last is the end.
  ///
  /// What is broken becomes a token too, so that a reader complains of the first fault in the text,
  /// whatever its kind.
  static func all(of text: String) -> [ExpressionToken] {
    var scanner = Scanner(characters: Array(text))
    var tokens: [ExpressionToken] = []
    repeat { tokens.append(scanner.next()) } while tokens.last?.kind != .end
    return tokens
  }

  /// Whether a bare word can have this character.
  static func isPlain(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || ".-_/:+@#".contains(character)
  }

  private static func isSign(_ character: Character) -> Bool { "=!<>~&|≤≥≠".contains(character) }

  private struct Scanner {
    let characters: [Character]
    var at = 0

    mutating func next() -> ExpressionToken {
      while at < characters.count, characters[at].isWhitespace { at += 1 }
      let start = at
      guard at < characters.count else {
        return ExpressionToken(kind: .end, offset: start, length: 0)
      }
      let kind = kind(of: characters[at])
      return ExpressionToken(kind: kind, offset: start, length: at - start)
    }

    private mutating func kind(of first: Character) -> Kind {
      if first == "\"" || first == "'" { return quoted(first) }
      if ExpressionToken.isPlain(first) { return .word(run(while: ExpressionToken.isPlain)) }
      if ExpressionToken.isSign(first) { return .sign(run(while: ExpressionToken.isSign)) }
      at += 1
      switch first {
      case "(": return .open
      case ")": return .close
      case ",": return .comma
      case "*", "%", "?":
        return .broken(
          problem: "\(first) can't stand here",
          expected: "KEY~BEGINNING for what begins so, such as indication~F41, or quotes around "
            + "the value")
      default:
        return .broken(
          problem: "\(first) can't stand here",
          expected: "quotes around a value that has it, such as site=\"St. Mary's\"")
      }
    }

    private mutating func run(while belongs: (Character) -> Bool) -> String {
      let start = at
      while at < characters.count, belongs(characters[at]) { at += 1 }
      return String(characters[start..<at])
    }

    /// A quote within is doubled, or stands behind a backslash as a backslash itself does.
    private mutating func quoted(_ quote: Character) -> Kind {
      var value = ""
      at += 1
      while at < characters.count {
        let character = characters[at]
        let following = at + 1 < characters.count ? characters[at + 1] : nil
        at += 1
        if character == quote {
          guard following == quote else { return .quoted(value) }
          at += 1
        } else if character == "\\" {
          guard let following, following == "\"" || following == "'" || following == "\\" else {
            return .broken(
              problem: "a backslash stands only before a quote or another backslash",
              expected: "\\\\ for a backslash")
          }
          value.append(following)
          at += 1
          continue
        }
        value.append(character)
      }
      return .broken(problem: "the quote is never closed", expected: "\(quote) behind the value")
    }
  }
}
