import Events
package import Histories

/// Which subjects are asked about: `--where indication=F41.1`.
public struct SubjectFilter: Equatable, Sendable {
  /// An expression that cannot be read.
  public struct Fault: Error, Equatable, Sendable {
    /// The character where reading stopped, from 0.
    public let offset: Int
    /// What would do.
    public let expected: String
  }

  /// The expression as given.
  public let text: String
  private let code: String
  private let isPrefix: Bool

  /// Reads `indication=CODE` (the whole first code) or `indication~CODE` (its beginning).
  ///
  /// Throws `Fault`.
  public init(_ text: String) throws(Fault) {
    let key = "indication"
    let expected = "indication=CODE or indication~PREFIX, such as indication=F41.1"
    guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "~" }) else {
      throw Fault(offset: text.count, expected: expected)
    }
    guard text[..<sign].filter({ $0 != " " }) == key else {
      throw Fault(offset: 0, expected: expected)
    }
    let value = text[text.index(after: sign)...].drop { $0 == " " }
    let allowed = value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
    guard !value.isEmpty, allowed else {
      throw Fault(
        offset: text.distance(from: text.startIndex, to: value.startIndex), expected: expected)
    }
    self.text = text
    code = String(value)
    isPrefix = text[sign] == "~"
  }

  /// Whether the first indication of a subject's intake is meant.
  package func includes(_ history: History) -> Bool {
    guard let first = history.intake?.indications.first else { return false }
    return isPrefix ? first.hasPrefix(code) : first == code
  }
}
