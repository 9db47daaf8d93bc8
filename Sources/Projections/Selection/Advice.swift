/// What to write in the place of operators that other languages have.
enum Advice {
  /// The operator that a run of signs was meant to be.
  static func `operator`(for sign: String) -> String {
    switch sign {
    case "==", "===": "="
    case "=>", ">==", "≥": ">="
    case "=<", "<==", "≤": "<="
    case "<>", "=!", "!==", "≠", "><": "!="
    case "=~", "~=", "~~": "~ (begins with)"
    case "!~": "not before the key, and ~: not indication~F41"
    case "!": "not"
    case "&", "&&": "and"
    case "|", "||": "or"
    case "!<": ">="
    case "!>": "<="
    default: "one of = != < <= > >= ~"
    }
  }

  /// The operator that a word was meant to be, behind a key.
  static func `operator`(for word: String, _ attribute: Attribute) -> String {
    let example = attribute.example
    switch word.lowercased() {
    case "like", "starts", "startswith", "begins", "matches", "contains":
      return attribute.isNumber ? attribute.operators : "\(attribute)~\(example) (begins with)"
    case "between":
      guard attribute.isNumber else { break }
      return "\(attribute)>=LOW and \(attribute)<=HIGH"
    case "eq", "equals": return "="
    case "ne", "neq": return "!="
    case "lt", "below", "under": return attribute.isNumber ? "<" : attribute.operators
    case "le", "lte": return attribute.isNumber ? "<=" : attribute.operators
    case "gt", "above", "over": return attribute.isNumber ? ">" : attribute.operators
    case "ge", "gte": return attribute.isNumber ? ">=" : attribute.operators
    case "missing", "null": return "is before missing: \(attribute) is missing"
    default: break
    }
    return "\(attribute.operators) or is missing, such as \(attribute)=\(example)"
  }

  /// `0,5` with a point, where both parts are digits.
  static func decimal(_ whole: String, _ decimals: String) -> String? {
    let digits = "0123456789"
    guard whole.allSatisfy(digits.contains), decimals.allSatisfy(digits.contains) else {
      return nil
    }
    return whole + "." + decimals
  }
}
