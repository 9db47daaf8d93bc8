package import Bytes
package import Events

/// One subject's effective history: what projections fold.
///
/// Events in the order of (`time`, `seq`), corrections applied, orphaned doses left out; where
/// follow-up ends, and why.
package struct History: Sendable {
  /// An event and the number of its line.
  package struct Entry: Sendable {
    /// The line.
    package let seq: Int
    /// What it says.
    package let event: Event
  }

  /// The end of follow-up.
  package struct FollowUp: Equatable, Sendable {
    /// When it ends.
    package var end: Instant
    /// The reason of the exit that ends it; `nil` where it is the last event.
    package var exit: ExitReason?
  }

  /// The pseudonym.
  package private(set) var subject: [UInt8] = []
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
  /// Names and side tables.
  package let table: EventTable

  init(_ table: EventTable) { self.table = table }

  /// The events within follow-up.
  package var followed: ArraySlice<Entry> { events[..<followedCount] }

  /// Lines of events later than the end of follow-up, ascending.
  package var afterFollowUp: [Int] { events[followedCount...].map(\.seq).sorted() }

  /// The last effective intake; it replaces earlier ones whole.
  package var intake: Intake? {
    events.last { $0.event.kind == .intake }.map { table.intakes[Int($0.event.value)] }
  }

  /// The primary code of the last effective intake; `nil` where there is none.
  package var firstIndication: String? { intake.flatMap(table.firstIndication) }

  /// Whether a line is an infusion that owns its label.
  package func ownsLabel(_ seq: Int) -> Bool { !duplicateLabels.contains(seq) }

  /// Fills the history from a subject's rows. Returns whether anything effective is there.
  mutating func load(_ name: [UInt8], _ rows: ArraySlice<Int32>, until: Instant?) -> Bool {
    let table = table
    return load(
      name,
      rows.lazy.map { Entry(seq: table.seq(Int($0)), event: table.events[Int($0)]) },
      until: until)
  }

  /// Likewise, from rows that stand together.
  mutating func load(_ name: [UInt8], _ rows: Range<Int>, until: Instant?) -> Bool {
    let table = table
    return load(
      name, rows.lazy.map { Entry(seq: table.seq($0), event: table.events[$0]) }, until: until)
  }

  /// Fills the history from a subject's events, in the order of their lines.
  mutating func load(
    _ name: [UInt8], _ entries: some Sequence<Entry>, until: Instant?
  ) -> Bool {
    subject = name
    events.removeAll(keepingCapacity: true)
    orphanedDoses.removeAll(keepingCapacity: true)
    duplicateLabels.removeAll(keepingCapacity: true)
    var hasDose = false
    var isInOrder = true
    for entry in entries {
      let event = entry.event
      if event.kind == .correction || event.flags.contains(.voided) { continue }
      if let until, event.time > until { continue }
      if event.kind == .dose || event.kind == .infusion { hasDose = true }
      if let last = events.last, last.event.time > event.time { isInOrder = false }
      events.append(entry)
    }
    // Most subjects' lines come in the order in which things happened.
    if !isInOrder { events.sort { ($0.event.time, $0.seq) < ($1.event.time, $1.seq) } }
    if hasDose { settleLabels() }
    guard let last = events.last else {
      followedCount = 0
      return false
    }
    endFollowUp(last)
    return true
  }

  /// Of two infusions with one label the first by line owns it; a dose without an owner is
  /// orphaned and in no figure.
  private mutating func settleLabels() {
    var owners: [(label: Int32, seq: Int)] = []
    for entry in events where entry.event.kind == .infusion {
      owners.append((entry.event.label, entry.seq))
    }
    owners.sort { ($0.label, $0.seq) < ($1.label, $1.seq) }
    for index in owners.indices.dropFirst() where owners[index].label == owners[index - 1].label {
      duplicateLabels.append(owners[index].seq)
    }
    duplicateLabels.sort()
    var orphans: [Int] = []
    events.removeAll { entry in
      guard entry.event.kind == .dose else { return false }
      var low = 0
      var high = owners.count
      while low < high {
        let middle = (low + high) / 2
        if owners[middle].label < entry.event.label { low = middle + 1 } else { high = middle }
      }
      let isOrphan = low == owners.count || owners[low].label != entry.event.label
      if isOrphan { orphans.append(entry.seq) }
      return isOrphan
    }
    orphanedDoses = orphans.sorted()
  }

  private mutating func endFollowUp(_ last: Entry) {
    if let exit = events.first(where: { $0.event.kind == .exit }) {
      followUp = FollowUp(
        end: exit.event.time, exit: ExitReason.allCases[Int(exit.event.code)])
    } else {
      followUp = FollowUp(end: last.event.time, exit: nil)
    }
    followedCount = events.firstIndex { $0.event.time > followUp.end } ?? events.count
  }
}
