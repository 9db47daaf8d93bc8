/// Why bytes are not one strict JSON value.
package struct JSONFault: Error, Equatable, Sendable {
  /// The kind of fault, by the names that the log's rules use.
  package enum Kind: String, Sendable {
    /// Not UTF-8: RFC 3629 without overlong forms and surrogates.
    case utf8
    /// Not JSON: RFC 8259.
    case json
    /// A member name twice in one object, compared after escapes.
    case duplicateMember = "duplicate-member"
    /// Half of a surrogate pair, written as an escape.
    case surrogate
    /// Good JSON, but with white space that means nothing.
    case whiteSpace = "white-space"
  }

  /// What is wrong.
  package let kind: Kind
  /// The byte where it is wrong, from 0.
  package let offset: Int
  /// The member it is about, as a path (`data.items`), where there is one.
  package let path: String?

  package init(_ kind: Kind, at offset: Int, path: String? = nil) {
    self.kind = kind
    self.offset = offset
    self.path = path
  }
}
