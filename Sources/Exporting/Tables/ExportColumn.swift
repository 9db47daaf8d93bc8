/// What a column of an exported table is: the one description from which files, the data dictionary
/// and the pages are made.
package struct ExportColumn: Equatable, Sendable {
  /// What its values are.
  package enum Kind: String, CaseIterable, Sendable {
    /// UTF-8.
    case text
    /// A whole number of 64 bits.
    case integer
    /// A double; never one that is not finite.
    case number
    /// True or false.
    case boolean
    /// An instant, UTC, whole milliseconds.
    case timestamp
    /// A calendar day in UTC.
    case date
    /// An instant, UTC, for formats whose times have no zone.
    case clockTime
  }

  /// Whether every row has a value.
  package enum Presence: Sendable {
    /// Every row has one.
    case always
    /// A row may have none.
    case optional
  }

  /// Its name, as its format spells names.
  package let name: String
  package let kind: Kind
  package let presence: Presence
  /// The unit of its numbers; `nil` where they have none.
  package let unit: String?
  /// What a value says, in a sentence without its full stop.
  package let meaning: String
  /// Where its values are numbers of rows: of which table they are. Rows get their numbers where all
  /// are put one after the other.
  package let counts: String?

  package init(
    _ name: String, _ kind: Kind, _ presence: Presence = .optional, unit: String? = nil,
    _ meaning: String, counts: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.presence = presence
    self.unit = unit
    self.meaning = meaning
    self.counts = counts
  }
}
