import Bytes
import Definitions
import Events

/// Reads an expression of `--where`: `or` of `and` of `not` of comparisons and parentheses.
///
/// ```
/// expression   = conjunction *("or" conjunction)
/// conjunction  = negation *("and" negation)
/// negation     = *"not" ("(" expression ")" / comparison)
/// comparison   = key operator value / key ["not"] "in" "(" value *("," value) ")"
///              / key "is" ["not"] "missing"
/// ```
struct SelectionReader {
  typealias Fault = Selection.Fault

  /// Parentheses within parentheses: more would be a program's mistake, and cost stack.
  static let deepest = 100

  var tokens: [ExpressionToken]
  var at = 0
  /// The instruments that can be meant; `nil`: any.
  let definitions: Definitions?

  init(_ text: String, definitions: Definitions?) {
    tokens = ExpressionToken.all(of: text)
    self.definitions = definitions
  }

  /// The whole expression.
  ///
  /// Throws `Fault`.
  mutating func read() throws(Fault) -> Condition {
    if tokens.count == 1 {
      throw fault(
        token, "nothing is asked for", "a comparison, such as indication=F41.1 and age>=30")
    }
    let condition = try disjunction(depth: 0)
    if token.kind != .end { throw trailing() }
    return condition
  }

  /// The token at hand; the end stays at hand.
  var token: ExpressionToken { tokens[at] }

  /// The token after the one at hand.
  var following: ExpressionToken { tokens[min(at + 1, tokens.count - 1)] }

  /// Goes on to the next token.
  mutating func advance() { if at < tokens.count - 1 { at += 1 } }

  /// Whether a keyword is at hand; it is passed over.
  mutating func takes(_ keyword: String) -> Bool {
    guard isAt(keyword) else { return false }
    advance()
    return true
  }

  /// Whether a keyword is at hand, in letters of either case.
  func isAt(_ keyword: String) -> Bool {
    if case .word(let word) = token.kind { word.lowercased() == keyword } else { false }
  }

  /// What is wrong at a token; a token that is broken says so itself.
  func fault(_ token: ExpressionToken, _ problem: String, _ expected: String) -> Fault {
    if case .broken(let own, let remedy) = token.kind {
      return Fault(
        offset: token.offset, length: token.length, problem: own, expected: remedy)
    }
    return Fault(
      offset: token.offset, length: token.length, problem: problem, expected: expected)
  }

  private mutating func disjunction(depth: Int) throws(Fault) -> Condition {
    var parts = [try conjunction(depth: depth)]
    while takes("or") { parts.append(try conjunction(depth: depth)) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction(depth: Int) throws(Fault) -> Condition {
    var parts = [try negation(depth: depth)]
    while takes("and") { parts.append(try negation(depth: depth)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  /// Any number of `not`: two of them cancel, of what is unknown too.
  private mutating func negation(depth: Int) throws(Fault) -> Condition {
    var isNegated = false
    while takes("not") { isNegated.toggle() }
    let condition = try primary(depth: depth)
    return isNegated ? .not(condition) : condition
  }

  private mutating func primary(depth: Int) throws(Fault) -> Condition {
    guard token.kind == .open else { return .comparison(try comparison()) }
    let opening = token
    if depth == Self.deepest {
      throw fault(
        opening, "more than \(Self.deepest) parentheses stand within each other",
        "it with fewer parentheses")
    }
    advance()
    let condition = try disjunction(depth: depth + 1)
    if token.kind == .close {
      advance()
      return condition
    }
    if token.kind == .end {
      throw fault(opening, "this parenthesis is never closed", ") where it ends")
    }
    throw trailing()
  }

  private mutating func comparison() throws(Fault) -> Comparison {
    let attribute = try key()
    switch token.kind {
    case .sign(let sign):
      guard let relation = Relation(rawValue: sign) else {
        throw fault(token, "\(sign) is no operator", Advice.operator(for: sign))
      }
      return try comparison(of: attribute, relation)
    case .word(let word):
      switch word.lowercased() {
      case "in": return try membership(of: attribute, isNegated: false)
      case "is": return try absence(of: attribute)
      case "not":
        guard case .word(let next) = following.kind, next.lowercased() == "in" else {
          throw fault(
            token, "not stands before the key or before in", "not \(attribute)=\(attribute.example)"
          )
        }
        advance()
        return try membership(of: attribute, isNegated: true)
      default:
        throw fault(
          token, "after \(attribute) an operator is missing", Advice.operator(for: word, attribute))
      }
    default:
      throw fault(
        token, "after \(attribute) an operator is missing", Advice.operator(for: "", attribute))
    }
  }

  private mutating func key() throws(Fault) -> Attribute {
    guard case .word(let word) = token.kind else { throw keyMissing() }
    if let attribute = Attribute(rawValue: word) {
      advance()
      return attribute
    }
    if ["and", "or", "in", "is"].contains(word.lowercased()) { throw keyMissing() }
    if let turned = turnedAround(word) {
      throw fault(token, "the key stands before the operator", turned)
    }
    throw fault(token, "there is no key \(word)", Attribute.advice(for: word))
  }

  private func keyMissing() -> Fault {
    switch token.kind {
    case .sign(let sign) where sign == "!":
      fault(token, "! is no operator", Advice.operator(for: sign))
    case .quoted(let text) where Attribute(rawValue: text) != nil:
      fault(token, "a key has no quotes", text)
    case .close where at > 0 && tokens[at - 1].kind == .open:
      fault(token, "nothing stands in these parentheses", "a comparison in them")
    default:
      fault(token, "a comparison is missing here", "a key, an operator and a value: age>=30")
    }
  }

  /// `30<=age` the other way round, where that is what stands here.
  private func turnedAround(_ word: String) -> String? {
    guard case .sign(let sign) = following.kind, let relation = Relation(rawValue: sign),
      at + 2 < tokens.count, case .word(let key) = tokens[at + 2].kind,
      Attribute(rawValue: key) != nil
    else { return nil }
    return key + relation.mirrored.rawValue + word
  }

  /// What stands behind a whole comparison and does not belong there.
  private func trailing() -> Fault {
    let before = at > 0 ? tokens[at - 1].kind : .end
    switch (token.kind, before) {
    case (.close, _):
      return fault(token, "this parenthesis was never opened", "( before it, or none")
    case (.sign(let sign), _):
      if ["&", "|"].contains(sign.first) {
        return fault(token, "\(sign) is no operator", Advice.operator(for: sign))
      }
      return fault(
        token, "a comparison has one operator", "two with and: age>=30 and age<40")
    case (.comma, .word(let first)):
      if case .word(let second) = following.kind, let number = Advice.decimal(first, second) {
        return fault(token, "a decimal has a point", number)
      }
      return fault(token, "a comma stands only in in (…)", "in (\(first), …) after the key")
    case (.word(let second), .word(let first)):
      let near = Nearest.name(to: second, among: ["and", "or"])
      return fault(
        token, "the comparison ends before \(second)",
        near
          ?? "and between two comparisons, or quotes around a value of several words: \"\(first) \(second)\""
      )
    default:
      return fault(token, "the comparison ends before this", "and between two comparisons")
    }
  }
}
