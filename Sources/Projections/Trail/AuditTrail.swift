package import Bytes
package import Events

/// Who entered, amended and voided what, when and why: a projection of the log itself.
package struct AuditTrail: Sendable {
  /// What one actor entered.
  package struct Tally: Equatable, Sendable {
    /// Events; corrections are counted by what they do.
    package var entered = 0
    package var amended = 0
    package var voided = 0
    package var reassigned = 0
    package var late = 0
    package var backDated = 0
    package var ahead = 0
    /// Outside of the hours that were named; 0 where none were.
    package var outsideHours = 0
    package var weekend = 0
    /// When the first and the last of these lines were recorded.
    package var first: Instant?
    package var last: Instant?

    package init() {}

    /// All lines.
    package var lines: Int { entered + amended + voided + reassigned }
  }

  /// An entry whose time is odd.
  package struct Finding: Equatable, Sendable {
    /// Its line.
    package let entry: LineEntry
    /// By how much, in milliseconds.
    package let milliseconds: Int64
    /// Of a back-dated event: the event that happened later and was there already.
    package let later: Int?
  }

  /// A part of what an event says, before and after a correction, as JSON.
  package struct Change: Equatable, Sendable {
    /// `voided`, `time`, `subject`, or `data.` and the name of a member.
    package let member: String
    /// `nil`: it was not there.
    package let old: [UInt8]?
    /// `nil`: it is no longer there.
    package let new: [UInt8]?

    package init(member: String, old: [UInt8]?, new: [UInt8]?) {
      self.member = member
      self.old = old
      self.new = new
    }
  }

  /// A correction and what it did.
  package struct Correction: Equatable, Sendable {
    package let seq: Int
    package let recorded: Instant
    package let actor: Int32?
    /// Its own words.
    package let said: Events.Correction
    /// The line that it names; `nil`: none that is there.
    package let target: Int?
    /// The type of that line.
    package let targetType: String
    /// The event that it is about in the end: other than `target` where that is a correction.
    package let root: Int?
    /// What it changed when it was recorded, by what stood then; none where it changed nothing.
    package var changes: [Change]
    /// The line that takes it back now; `nil`: it is in force.
    package let voidedBy: Int?
  }

  /// What was asked.
  package let question: TrailQuestion
  package let names: EntryNames
  /// The subjects that corrections name by number.
  package let subjects: NameTable
  /// Everybody who entered something that was asked about, by the bytes of the name; those whose
  /// name is not said last.
  package let actors: [(actor: Int32?, tally: Tally)]
  /// All of them together.
  package let total: Tally
  /// Lines by the hour of the day at which they were recorded, UTC.
  package let hours: [Int]
  /// In the order of the log; empty in a summary, as the lists that follow.
  package let corrections: [Correction]
  package let late: [Finding]
  package let backDated: [Finding]
  package let ahead: [Finding]
}
