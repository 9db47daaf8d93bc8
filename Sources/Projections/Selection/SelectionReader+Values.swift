import Bytes
import Definitions
import Events

/// The operators between a key and a value.
enum Relation: String, CaseIterable {
  case equal = "="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case beginning = "~"

  /// The same with its sides exchanged.
  var mirrored: Relation {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .unequal, .beginning: self
    }
  }

  /// Whether it puts numbers in order.
  var isOrder: Bool { self != .equal && self != .unequal && self != .beginning }
}

extension SelectionReader {
  /// What stands behind a key and is an operator and a value.
  mutating func comparison(
    of attribute: Attribute, _ relation: Relation
  ) throws(Fault) -> Comparison {
    if attribute.isNumber ? relation == .beginning : relation.isOrder {
      let kind = attribute.isNumber ? "number: it has no beginning" : "text: it has no order"
      throw fault(token, "\(attribute) is a \(kind)", attribute.operators)
    }
    let sign = relation.rawValue
    advance()
    if attribute.isNumber {
      let number = try number(of: attribute, after: sign)
      return Comparison(
        attribute: attribute, test: Self.test(relation, number), isNegated: relation == .unequal)
    }
    let text = try text(of: attribute, after: sign, isBeginning: relation == .beginning)
    return Comparison(
      attribute: attribute, test: relation == .beginning ? .beginning(text) : .texts([text]),
      isNegated: relation == .unequal)
  }

  private static func test(_ relation: Relation, _ number: ExactDecimal) -> Comparison.Test {
    switch relation {
    case .equal, .unequal, .beginning: .numbers([number])
    case .less: .order(isLess: true, orEqual: false, number)
    case .lessOrEqual: .order(isLess: true, orEqual: true, number)
    case .greater: .order(isLess: false, orEqual: false, number)
    case .greaterOrEqual: .order(isLess: false, orEqual: true, number)
    }
  }

  /// `in (a, b)`, from `in` on.
  mutating func membership(
    of attribute: Attribute, isNegated: Bool
  ) throws(Fault) -> Comparison {
    advance()
    let opening = token
    guard opening.kind == .open else {
      throw fault(
        opening, "after in a list is missing", "(\(attribute.example), …), values in parentheses")
    }
    var texts: [[UInt8]] = []
    var numbers: [ExactDecimal] = []
    repeat {
      advance()
      if attribute.isNumber {
        numbers.append(try number(of: attribute, after: nil))
      } else {
        texts.append(try text(of: attribute, after: nil, isBeginning: false))
      }
    } while token.kind == .comma
    guard token.kind == .close else {
      throw token.kind == .end
        ? fault(opening, "this list is never closed", ") behind its last value")
        : fault(token, "values in a list stand between commas", ", before it, or ) for the end")
    }
    advance()
    return Comparison(
      attribute: attribute, test: attribute.isNumber ? .numbers(numbers) : .texts(texts),
      isNegated: isNegated)
  }

  /// `is missing` or `is not missing`, from `is` on.
  mutating func absence(of attribute: Attribute) throws(Fault) -> Comparison {
    let verb = token
    advance()
    let isNegated = takes("not")
    guard takes("missing") else {
      let sentence = "\(attribute) is \(isNegated ? "not " : "")missing"
      let sign = isNegated ? "!=" : "="
      throw fault(
        token.kind == .end ? verb : token, "is goes with missing",
        "\(sentence), or \(sign) before a value")
    }
    return Comparison(attribute: attribute, test: .missing, isNegated: isNegated)
  }

  private mutating func number(
    of attribute: Attribute, after sign: String?
  ) throws(Fault) -> ExactDecimal {
    let written = try value(of: attribute, after: sign)
    if case .quoted = token.kind {
      throw fault(
        token, "\(attribute) is a number: it has no quotes",
        Self.number(written) == nil ? "a number, such as \(attribute.example)" : written)
    }
    guard let number = Self.number(written) else {
      throw fault(
        token, "\(written) is not a decimal number of at most 18 digits",
        "a number, such as \(attribute.example)")
    }
    advance()
    return number
  }

  /// A decimal number as it is written in a line of JSON; `.5` is one too.
  static func number(_ text: String) -> ExactDecimal? {
    let bytes = Array((text.first == "." ? "0" + text : text).utf8)
    return ExactDecimal(bytes.span, in: 0..<bytes.count)
  }

  private mutating func text(
    of attribute: Attribute, after sign: String?, isBeginning: Bool
  ) throws(Fault) -> [UInt8] {
    let written = try value(of: attribute, after: sign)
    let bytes = Array(written.utf8)
    let known =
      attribute == .instrument ? definitions?.instruments.map(\.id) : attribute.vocabulary
    if let known {
      let isKnown = known.contains { name in
        isBeginning ? name.utf8.starts(with: bytes) : name.utf8.elementsEqual(bytes)
      }
      if !isKnown { throw unknown(written, attribute, among: known, isBeginning) }
    }
    advance()
    return bytes
  }

  private func unknown(
    _ written: String, _ attribute: Attribute, among known: [String], _ isBeginning: Bool
  ) -> Fault {
    let problem =
      isBeginning
      ? "no \(attribute) begins with \(written)"
      : attribute == .instrument
        ? "there is no instrument \(written)" : "\(attribute) is never \(written)"
    let near = Nearest.name(to: written, among: known)
    if attribute == .instrument {
      return fault(token, problem, near ?? "the id of an instrument, such as \(attribute.example)")
    }
    let all = "one of " + known.joined(separator: ", ")
    return fault(token, problem, near.map { "\($0); \(attribute) is \(all)" } ?? all)
  }

  /// The value at hand as it is written; it is not yet passed over.
  private func value(
    of attribute: Attribute, after sign: String?
  ) throws(Fault) -> String {
    let place = sign.map { "after \($0)" } ?? "in the list"
    switch token.kind {
    case .quoted(let text): return text
    case .word(let word):
      switch word.lowercased() {
      case "missing":
        throw fault(
          token, "missing is no value",
          "\(attribute) is \(sign == "!=" ? "not " : "")missing, or quotes for a text of that name")
      case "and", "or", "not":
        throw fault(
          token, "\(place) a value is missing",
          "one, such as \(attribute.example), or quotes: \"\(word)\"")
      default: return word
      }
    case .open where sign != nil:
      throw fault(
        token, "\(sign ?? "") compares with one value",
        "\(attribute)\(sign == "!=" ? " not" : "") in (…)")
    default:
      throw fault(token, "\(place) a value is missing", "one, such as \(attribute.example)")
    }
  }
}
