package import Bytes

/// What a line of a log can break, by the names of `docs/spec/log-format.md`.
///
/// One line can break several rules; the one that is named is the first of this list.
package enum LogRule: String, Sendable, CaseIterable {
  /// More than 65,535 bytes.
  case length
  /// Starts with a byte order mark.
  case bom
  /// Ends with a carriage return.
  case cr
  /// Does not start with `{` or does not end with `,"xxh64":"` 16 lower-case hex digits `"}`.
  case frame
  /// The digits of `xxh64` are wrong.
  case xxh64
  /// Not UTF-8.
  case utf8
  /// Not JSON.
  case json
  /// A member name twice in one object.
  case duplicateMember = "duplicate-member"
  /// Half of an escaped surrogate pair.
  case surrogate
  /// White space that means nothing.
  case whiteSpace = "white-space"
  /// A member is missing or has the wrong form.
  case member
  /// Not the next number.
  case seq
  /// Not what line 0 must be, or type or subject `log` later on.
  case lineZero = "line-0"
  /// A format other than 1.
  case format
  /// Earlier than the line before.
  case recordedtime
  /// Not the `first` and `last` that stand here, or the rest of the batch is missing.
  case batch
  /// Has the `source` and `id` of an earlier line.
  case unique
  /// No line end: the last bytes of the file.
  case whole
  /// The log has fewer lines than the checkpoint beside it.
  case short
  /// The root of the first lines is not that of the checkpoint beside the log.
  case root

  /// The rule in words, to be read after "line 8 …".
  package var sentence: String {
    switch self {
    case .length: "has more than 65,535 bytes"
    case .bom: "starts with a byte order mark"
    case .cr: "ends with a carriage return"
    case .frame: "does not have the form {…,\"xxh64\":\"<16 hex digits>\"}"
    case .xxh64: "was altered: its xxh64 is not that of its bytes"
    case .utf8: "is not UTF-8"
    case .json: "is not JSON"
    case .duplicateMember: "has a member twice"
    case .surrogate: "holds half of a surrogate pair"
    case .whiteSpace: "holds white space between its members"
    case .member: "lacks a member, or one has the wrong form"
    case .seq: "does not carry the next number (seq)"
    case .lineZero: "is not the line 0 that a log begins with, or has type or subject log later on"
    case .format: "was written by a newer version of the format"
    case .recordedtime: "has a recordedtime earlier than the line before"
    case .batch: "does not fit the batch that it stands in (first, last)"
    case .unique: "has the source and id of an earlier line"
    case .whole: "has no line end: it was cut"
    case .short: "is missing: the checkpoint beside the log has more lines"
    case .root: "the Merkle root of the lines is not that of the checkpoint beside the log"
    }
  }
}

/// A line that cannot be read: what it breaks.
package struct LineFault: Error, Equatable, Sendable {
  /// The rule.
  package let rule: LogRule
  /// Whether any reader must find it, or a full parse only.
  package let level: LogFinding.Level

  package init(_ rule: LogRule, level: LogFinding.Level = .replay) {
    self.rule = rule
    self.level = level
  }
}

extension LineFault {
  /// The rule that a line breaks which is not one strict JSON value.
  package init(_ fault: JSONFault) {
    switch fault.kind {
    case .utf8: self.init(.utf8, level: .verify)
    case .json: self.init(.json, level: .verify)
    case .duplicateMember: self.init(.duplicateMember, level: .verify)
    case .surrogate: self.init(.surrogate, level: .verify)
    case .whiteSpace: self.init(.whiteSpace, level: .verify)
    }
  }
}
