package import Bytes

/// One event as replay keeps it: 32 bytes, names turned into numbers of its `EventTable`.
///
/// | kind | `label` | `code` | `value` |
/// |---|---|---|---|
/// | intake | | | index into `intakes` |
/// | infusion | the session's label | | index into `infusions` |
/// | dose | the session's label | | mg and milliseconds, see `Dose` |
/// | rating | the instrument | answers about suicide | the total, in points |
/// | vital | the session's label, or -1 | | blood pressure, see `BloodPressure` |
/// | adverse | the term | severity + 1, or 0 | the session and whether serious |
/// | medication | the drug | action | |
/// | plan | the interval | part of the tolerance | the rest, see `Appointment` |
/// | exit | | reason | |
/// | correction | | | index into `corrections` |
/// | unknown | the type | | |
package struct Event: Equatable, BitwiseCopyable, Sendable {
  /// When it happened.
  package var time: Instant
  /// By kind, see above.
  package var value: Int64 = 0
  /// The subject's number.
  package var subject: Int32 = -1
  /// By kind, see above; -1 where there is none.
  package var label: Int32 = -1
  /// 32 bits of the hash of `id` and `source`: enough to find a correction's target among the
  /// events of its subject, and told apart by the line itself in the rare case of a tie.
  package var key: UInt32 = 0
  /// By kind, see above.
  package var code: UInt16 = 0
  /// Its type.
  package var kind: EventKind
  /// What a rating's total is worth.
  package var flags: Flags = []

  package init(kind: EventKind, time: Instant) {
    self.kind = kind
    self.time = time
  }

  /// What a rating's total is worth, and whether an event still counts.
  package struct Flags: OptionSet, BitwiseCopyable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The rating has a total.
    package static let hasTotal = Flags(rawValue: 1)
    /// Items and total disagree, or an item is missing: no total.
    package static let partial = Flags(rawValue: 2)
    /// Item 16 of HAM-D17 was not assessed and adds 0.
    package static let notAssessed = Flags(rawValue: 4)
    /// The dose is too large for the compact form: `value` is an index into `largeDoses`.
    package static let largeDose = Flags(rawValue: 8)
    /// A void is in force: the event never happened.
    package static let voided = Flags(rawValue: 16)
    /// The blood pressure is too large for the compact form: `value` is an index into
    /// `largePressures`.
    package static let largeVital = Flags(rawValue: 32)
  }
}

/// An event and the number of its line.
package struct NumberedEvent: BitwiseCopyable, Sendable {
  /// The line.
  package let seq: Int
  /// What it says.
  package let event: Event

  package init(seq: Int, event: Event) {
    self.seq = seq
    self.event = event
  }
}

/// What was given: exact, in thousandths of a milligram and in milliseconds.
package struct Dose: Equatable, Sendable {
  /// Thousandths of a milligram.
  package var microgramAmount: Int64
  /// How long it ran, in milliseconds.
  package var duration: Int64

  package init(microgramAmount: Int64, duration: Int64) {
    self.microgramAmount = microgramAmount
    self.duration = duration
  }

  /// Both numbers in one word; `nil` where they don't fit.
  var packed: Int64? {
    guard microgramAmount <= UInt32.max, duration <= UInt32.max else { return nil }
    return duration << 32 | microgramAmount
  }

  init(packed: Int64) {
    microgramAmount = packed & 0xFFFF_FFFF
    duration = packed >> 32 & 0xFFFF_FFFF
  }
}

/// What an infusion event says besides its label.
package struct InfusionDetail: Equatable, BitwiseCopyable, Sendable {
  /// The drug, as a number of `words`.
  package var drug: Int32
  /// Where it goes in.
  package var route: Route
  /// The phase that it states.
  package var phase: Phase?
  /// The weight that it states, in kg, where more than 0.
  package var weight: ExactDecimal?
}

/// What an intake event says. Texts are numbers of `words`, -1 where there is none.
package struct Intake: Equatable, Sendable {
  /// Where its ICD-10-CM codes begin among the table's `codes`; the first is primary.
  package var firstCode: Int32 = 0
  /// How many they are.
  package var codeCount: Int32 = 0
  /// The index instrument, where it names one.
  package var instrument: Int32 = -1
  /// female, male, other, unknown.
  package var sex: Int32 = -1
  /// The site.
  package var site: Int32 = -1
  /// The arm of a trial.
  package var arm: Int32 = -1
  /// Year of birth.
  package var birthYear: Int?
  /// In kg, where more than 0.
  package var weight: ExactDecimal?
  /// Earlier treatments that ended without response: outcome partial, none or intolerant.
  package var failedTrials = 0
  /// Whether it lists earlier treatments, be it none: an intake that does not says nothing of them.
  package var listsTrials = false
}

/// What a correction says.
package struct Correction: Equatable, Sendable {
  /// Its own line.
  package var seq: Int
  /// The subject of its own line, which is the one written in the target's line.
  package var subject: Int32
  /// `id` of the target.
  package let targetID: [UInt8]
  /// `source` of the target.
  package let targetSource: [UInt8]
  /// What `Event.key` holds of the target.
  package let targetKey: UInt32
  /// What it does.
  package var action: CorrectionAction
  /// The target's new time.
  package var time: Instant?
  /// The target's new data, as one JSON object.
  package var data: [UInt8]?
  /// The subject that the target belongs to.
  package var newSubject: Int32?
  /// The mandatory reason, for people.
  package var reason: String

  init(
    seq: Int, subject: Int32, targetID: [UInt8], targetSource: [UInt8], action: CorrectionAction,
    reason: String
  ) {
    self.seq = seq
    self.subject = subject
    self.targetID = targetID
    self.targetSource = targetSource
    self.action = action
    self.reason = reason
    targetKey = EventKey.short(id: targetID, source: targetSource)
  }
}

/// Hashing of what names an event in a log: `source` and `id` together.
package enum EventKey {
  /// What `Event.key` holds: 32 bits over the same bytes, for tables in memory only.
  @inline(__always)
  package static func short(_ line: Span<UInt8>, in range: Range<Int>) -> UInt32 {
    UInt32(truncatingIfNeeded: line.extracting(range).tableHash)
  }

  /// All 64 bits of which `short` takes the lower half.
  package static func wide(id: [UInt8], source: [UInt8]) -> UInt64 {
    joined(id, source).span.tableHash
  }

  /// What `Event.key` holds of an event with that name.
  package static func short(id: [UInt8], source: [UInt8]) -> UInt32 {
    let bytes = joined(id, source)
    return short(bytes.span, in: 0..<bytes.count)
  }

  /// 64 bits over `id","source":"source`: the bytes as they stand side by side in a line in
  /// canonical order, so that a scanner hashes them in place.
  package static func hash(id: [UInt8], source: [UInt8]) -> UInt64 {
    XXH64.hash(joined(id, source).span)
  }

  private static func joined(_ id: [UInt8], _ source: [UInt8]) -> [UInt8] {
    var bytes = id
    bytes.append("\",\"source\":\"")
    bytes.append(contentsOf: source)
    return bytes
  }
}
