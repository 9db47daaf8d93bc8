package import Bytes
package import Events

/// An event that came out of a row, as `append` takes it.
package struct ImportedEvent: Equatable, Sendable {
  /// The type.
  package let kind: EventKind
  /// The pseudonym.
  package let subject: [UInt8]
  /// The label of the infusion that it is, or belongs to; empty for none.
  package let label: [UInt8]
  /// The producer's members as one JSON object, in the order in which the log writes them.
  package let line: [UInt8]
  /// Which columns said what: `data.total` → `MADRS_Total`. A refusal of a member is told by its
  /// column.
  package let columns: [String: String]
  /// When it was entered elsewhere, where the source knows.
  package let entered: Instant?
  /// How it is known where it is made once for a subject, by all rows together; `nil` where a row makes
  /// one of its own.
  package let once: OnceEvent?

  package init(
    kind: EventKind, subject: [UInt8], label: [UInt8], line: [UInt8],
    columns: [String: String] = [:], entered: Instant? = nil, once: OnceEvent? = nil
  ) {
    self.once = once
    self.entered = entered
    self.kind = kind
    self.subject = subject
    self.label = label
    self.line = line
    self.columns = columns
  }

  /// Whether it speaks of an infusion, which must stand before it.
  var refersToInfusion: Bool {
    !label.isEmpty && (kind == .dose || kind == .vital || kind == .adverse)
  }
}

/// An event that is made once for a subject: rows that say a part of it each are put together.
package struct OnceEvent: Equatable, Sendable {
  /// Its id as it stands in the log.
  package let id: [UInt8]
  /// Its source.
  package let source: [UInt8]
  /// Where the event's line holds its data.
  package let data: Range<Int>
}

/// Why a row is not imported.
package struct Reject: Equatable, Sendable {
  /// Where the row begins.
  package let place: SourcePlace
  /// The column, or the member of a resource; `nil` where the row as a whole is meant.
  package let column: String?
  /// What is wrong. It never holds an identifier or a value of a column that does not enter.
  package let reason: String
  /// What would do; may be empty.
  package let remedy: String

  package init(_ place: SourcePlace, column: String?, _ reason: String, remedy: String = "") {
    self.place = place
    self.column = column
    self.reason = reason
    self.remedy = remedy
  }
}

/// What became of one row, or resource: events, or reasons why there are none. All of its events are
/// taken, or none.
package struct ImportedRow: Sendable {
  /// Where it begins.
  package let place: SourcePlace
  /// Its bytes in its file, by which a file of rejects finds it again.
  package let bytes: Range<Int>
  /// Its events in the order in which they are appended.
  package var events: [ImportedEvent] = []
  /// Why it is not imported; then it has no events.
  package var rejects: [Reject] = []
  /// Whether the rest of the row follows, which stands or falls by itself.
  package var isPart = false

  package init(_ place: SourcePlace, bytes: Range<Int>) {
    self.place = place
    self.bytes = bytes
  }
}
