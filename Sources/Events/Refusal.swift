package import Bytes

/// Why `append` does not take a line.
package struct Refusal: Error, Equatable, Sendable {
  /// The sort of fault, by the names that the vectors use.
  package enum Reason: String, Sendable {
    case missing, type, format, range, vocabulary, decimals
    case nullItem = "null-item"
    case itemCount = "item-count"
    case totalMismatch = "total-mismatch"
    case unknownType = "unknown-type"
    case unknownInstrument = "unknown-instrument"
    case unknownInfusion = "unknown-infusion"
    case labelTaken = "label-taken"
    case unknownTarget = "unknown-target"
    case otherSubject = "other-subject"
    case notAllowed = "not-allowed"
    case setByLog = "set-by-log"
    case tooLong = "too-long"
    case json, utf8, surrogate
    case duplicateMember = "duplicate-member"
  }

  /// The member, as a path such as `data.items[2]`; `nil` where the line as a whole is meant.
  package let member: String?
  /// The sort of fault.
  package let reason: Reason
  /// What stands there, as written and cut short; `nil` where nothing does.
  package let found: String?
  /// What would do.
  package let expected: String

  package init(
    _ member: String?, _ reason: Reason, found: JSONNode? = nil, expected: String,
    nearest: String? = nil
  ) {
    self.init(
      member, reason, foundText: found.map(Self.excerpt), expected: expected, nearest: nearest)
  }

  package init(
    _ member: String?, _ reason: Reason, foundText: String?, expected: String,
    nearest: String? = nil
  ) {
    self.member = member
    self.reason = reason
    self.found = foundText
    self.expected = expected + (nearest.map { "; did you mean \($0)?" } ?? "")
  }

  private static func excerpt(_ node: JSONNode) -> String {
    var bytes: [UInt8] = []
    if node.kind == .string {
      JSONString.append(node.string ?? [], to: &bytes)
    } else {
      bytes = node.raw
    }
    return bytes.count <= 60 ? bytes.text : Array(bytes.prefix(57)).text + "…"
  }
}
