/// What may leave the house: a rule keeps back figures about too few people and everything that is
/// derived from them, in every form of an answer.
package struct Disclosure: Sendable {
  /// Something that was kept back, and why.
  package struct Remark: Equatable, Sendable {
    /// What: `units`, `site=B`, `kaplanMeier.curve`.
    package let what: String
    /// Why, in words.
    package let why: String
  }

  /// The rule.
  package let rule: ReleaseRule
  /// What was kept back so far.
  package private(set) var remarks: [Remark] = []

  package init(_ rule: ReleaseRule) { self.rule = rule }

  /// The least number of people, or of events, that a figure may be about.
  package var minimum: Int { rule.minimum }

  /// Whether a count must not be shown: more than nobody and fewer than the minimum.
  package static func isSmall(_ count: Int, _ minimum: Int) -> Bool {
    count > 0 && count < minimum
  }

  /// Whether a count must not be shown.
  package func isSmall(_ count: Int) -> Bool { Self.isSmall(count, minimum) }

  /// Remembers what was kept back.
  package mutating func remark(_ what: String, _ why: String) {
    let remark = Remark(what: what, why: why)
    if !remarks.contains(remark) { remarks.append(remark) }
  }

  /// Remembers what was kept back of another answer too.
  mutating func take(_ other: Disclosure) {
    for remark in other.remarks { self.remark(remark.what, remark.why) }
  }

  /// Rows about single people.
  package mutating func withholdRows(_ what: String) {
    remark(what, "a row of one person")
  }

  /// A figure about too few.
  package mutating func withholdSmall(_ what: String) {
    remark(what, "fewer than \(minimum), or what would give such a number away")
  }

  /// A figure that is computed from counts before they were rounded: it would tell them.
  package mutating func withholdExact(_ what: String) {
    remark(what, "computed from counts that are not rounded")
  }
}
