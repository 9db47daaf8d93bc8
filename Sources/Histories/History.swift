package import Bytes
package import Events

/// One subject's effective history: what projections fold.
///
/// Events in the order of (`time`, `seq`), corrections applied, orphaned doses left out; where
/// follow-up ends, and why.
///
/// ```
/// events     intake  rating  infusion  dose  rating  infusion  dose  dose   in order of time
/// infusions                  2                       5                      their places
/// doses                                3                       6     7
/// owners                               0                       1     1      places in `infusions`
/// ```
///
/// All of it stands in buffers that the next subject's history is loaded into: a cohort is folded
/// without an allocation for a subject.
package struct History: Sendable {
  /// An event and the number of its line.
  package typealias Entry = NumberedEvent

  /// The end of follow-up.
  package struct FollowUp: Equatable, Sendable {
    /// When it ends.
    package var end: Instant
    /// The reason of the exit that ends it; `nil` where it is the last event.
    package var exit: ExitReason?
  }

  private var source: HistorySource
  /// Where events are read from; `nil`: the table of the source.
  private var blocks: BlockWindow?
  /// The subject's number; -1 before any is loaded.
  private var number: Int32 = -1
  /// All effective events, orphaned doses and corrections left out.
  package private(set) var events: [Entry] = []
  /// How many of `events` happened within follow-up: they come first.
  package private(set) var followedCount = 0
  /// The end of follow-up.
  package private(set) var followUp = FollowUp(end: Instant(milliseconds: 0), exit: nil)
  /// Lines of doses without an effective infusion of their label, ascending.
  package private(set) var orphanedDoses: [Int] = []
  /// Lines of infusions whose label another infusion owns, ascending.
  package private(set) var duplicateLabels: [Int] = []
  private var places = EventPlaces()
  /// The infusion that owns the label of each of `doses`, as a place in `infusions`.
  package private(set) var doseOwners: [Int] = []
  private var labels = SessionLabels()

  init(_ source: HistorySource) { self.source = source }

  /// An empty history of a cached cohort.
  init(_ subjects: CachedSubjects) {
    source = HistorySource(
      table: subjects.names, grouping: Grouping(ranges: []), until: subjects.replay.until)
    blocks = BlockWindow(subjects)
  }

  /// The places in `events` of the intakes.
  package var intakes: [Int] { _read { yield places.intakes } }
  /// The places in `events` of the infusions.
  package var infusions: [Int] { _read { yield places.infusions } }
  /// The places in `events` of the doses.
  package var doses: [Int] { _read { yield places.doses } }
  /// The places in `events` of the ratings.
  package var ratings: [Int] { _read { yield places.ratings } }

  /// Names and side tables.
  package var table: EventTable {
    _read { yield source.table }
  }

  /// The pseudonym.
  package var subject: [UInt8] { number < 0 ? [] : source.table.subjects.bytes(number) }

  /// The events within follow-up.
  package var followed: ArraySlice<Entry> { events[..<followedCount] }

  /// Lines of events later than the end of follow-up, ascending.
  package var afterFollowUp: [Int] { events[followedCount...].map(\.seq).sorted() }

  /// The last effective intake; it replaces earlier ones whole.
  package var intake: Intake? { intakeNumber.map { source.table.intakes[$0] } }

  /// The first indication of the last effective intake; `nil` where none is stated.
  package var firstIndication: String? {
    intakeNumber.flatMap { source.table.firstIndication(source.table.intakes[$0]) }
  }

  /// The instrument that the last effective intake names; `nil` where it names none.
  package var namedInstrument: String? {
    intakeNumber.flatMap { source.table.word(source.table.intakes[$0].instrument) }
  }

  private var intakeNumber: Int? { intakes.last.map { Int(events[$0].event.value) } }

  /// The weight that an intake states, in kg; `nil` where it states none.
  package func weight(of intake: Event) -> ExactDecimal? {
    source.table.intakes[Int(intake.value)].weight
  }

  /// What an infusion says besides its label.
  package func detail(of infusion: Event) -> InfusionDetail {
    source.table.infusions[Int(infusion.value)]
  }

  /// What a dose says.
  package func amount(of dose: Event) -> Dose { source.table.dose(dose) }

  /// Whether a line is an infusion that owns its label.
  package func ownsLabel(_ seq: Int) -> Bool { !duplicateLabels.contains(seq) }

  /// Fills the history with a subject's, by its number. Returns whether anything effective is there.
  package mutating func load(_ subject: Int32) -> Bool {
    number = subject
    // A block has events in order, and what is effective alone is taken from it.
    if blocks?.read(subject, &source, into: &events, noting: &places) != nil { return assign() }
    events.removeAll(keepingCapacity: true)
    // The rows are all over the table, and each is waited for. They are only copied here: where
    // nothing is decided by what an event says, the processor fetches a dozen at a time.
    let source = source
    let (rows, lines) = (source.table.events, source.table.lines)
    source.grouping.forEachRow(of: subject) { row in
      events.append(Entry(seq: lines.isEmpty ? row : Int(lines[row]), event: rows[row]))
    }
    return settle()
  }

  /// Fills the history with a subject's events, in the order of their lines.
  mutating func load(_ subject: Int32, _ entries: [Entry]) -> Bool {
    number = subject
    events = entries
    return settle()
  }

  /// Leaves out what is not effective and puts the rest in order.
  private mutating func settle() -> Bool {
    if !survey() {
      let until = source.until
      events.removeAll { !Self.isEffective($0.event, until) }
      events.sort { ($0.event.time, $0.seq) < ($1.event.time, $1.seq) }
      _ = survey()
    }
    return assign()
  }

  /// Finds the owners of doses and the end of follow-up; returns whether anything is left.
  private mutating func assign() -> Bool {
    orphanedDoses.removeAll(keepingCapacity: true)
    duplicateLabels.removeAll(keepingCapacity: true)
    if labels.settle(events, places.infusions, places.doses, into: &doseOwners) {
      duplicateLabels = labels.duplicates
      if let orphans = labels.orphans {
        orphanedDoses = orphans
        events.removeAll { $0.event.kind == .dose && labels.isOrphan($0.event.label) }
        _ = survey()
        _ = labels.settle(events, places.infusions, places.doses, into: &doseOwners)
      }
    }
    guard let last = events.last else {
      followedCount = 0
      return false
    }
    endFollowUp(last)
    return true
  }

  private static func isEffective(_ event: Event, _ until: Int64) -> Bool {
    event.stands && event.time.milliseconds <= until
  }

  /// Notes where the kinds that are asked for again and again stand. Returns whether all events are
  /// effective and in order, as most subjects' are when they are read; else the notes mean nothing.
  private mutating func survey() -> Bool {
    places.removeAll()
    let until = source.until
    var last = Int64.min
    for place in events.indices {
      let event = events[place].event
      guard event.time.milliseconds >= last, Self.isEffective(event, until) else { return false }
      last = event.time.milliseconds
      places.note(event.kind, at: place)
    }
    return true
  }

  private mutating func endFollowUp(_ last: Entry) {
    if places.exit >= 0 {
      let event = events[places.exit].event
      followUp = FollowUp(end: event.time, exit: ExitReason.allCases[Int(event.code)])
      followedCount =
        events[places.exit...].firstIndex { $0.event.time > event.time } ?? events.count
    } else {
      followUp = FollowUp(end: last.event.time, exit: nil)
      followedCount = events.count
    }
  }
}
