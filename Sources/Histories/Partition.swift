package import Bytes
package import EventLog
package import Events

/// Some of a log's subjects with all of their lines: what one process folds of it.
package struct Partition: Sendable {
  /// What line 0 says.
  package let identity: LogIdentity
  /// When line 0 was recorded.
  package let created: Instant
  /// Lines of the view that are about these subjects, line 0 left out.
  package private(set) var lines = 0
  /// The sum of their numbers.
  package private(set) var numbers = 0
  /// The highest number that a line of the view is known to have.
  package let last: Int
  /// How many of the lines have each unknown type, by the type's bytes.
  package private(set) var unknownTypes: [[UInt8]: Int] = [:]
  /// The subjects that have a line, or are given somebody else's event by a correction, in force or
  /// not.
  package let subjects: [[UInt8]]
  private let table: EventTable
  private let grouping: Grouping
  private let members: [Int32]
  private let until: Instant?

  /// - Parameters:
  ///   - table: the events, corrections applied.
  ///   - seqs: the number of each event's line; `nil`: its place in the table.
  ///   - shard: the part of the subjects; `nil`: all.
  init(
    _ identity: LogIdentity, created: Instant, last: Int, _ table: EventTable,
    _ grouping: Grouping, seqs: [Int32]? = nil, shard: Shard? = nil, until: Instant?
  ) {
    self.identity = identity
    self.created = created
    self.last = last
    self.table = table
    self.grouping = grouping
    self.until = until
    var isThere = Array(repeating: false, count: table.subjects.count)
    for event in table.events where event.subject >= 0 { isThere[Int(event.subject)] = true }
    for correction in table.corrections {
      isThere[Int(correction.subject)] = true
      if let receiver = correction.newSubject { isThere[Int(receiver)] = true }
    }
    if let shard {
      let groups = SubjectGroups(table)
      for subject in isThere.indices where isThere[subject] {
        isThere[subject] = groups.isIn(shard, Int32(subject))
      }
    }
    members = isThere.indices.filter { isThere[$0] }.map { Int32($0) }
    subjects = members.map(table.subjects.bytes)
    for (place, event) in table.events.enumerated()
    where event.subject >= 0 && isThere[Int(event.subject)] {
      lines += 1
      numbers += seqs.map { Int($0[place]) } ?? table.seq(place)
      guard event.kind == .unknown else { continue }
      unknownTypes[table.words.bytes(event.label), default: 0] += 1
    }
  }

  /// Hands each subject that has an effective event to `body`. A history is good during its call
  /// only.
  package func forEach(_ body: (History) -> Void) {
    var history = History(HistorySource(table: table, grouping: grouping, until: until))
    for subject in members where history.load(subject) { body(history) }
  }
}

extension Histories {
  /// The subjects of a shard, or all, of a log that was read for them.
  package func partition(_ shard: Shard? = nil) -> Partition {
    precondition(isWhole, "a partition is made of the log itself")
    return Partition(
      reading.identity, created: reading.created ?? Instant(milliseconds: 0),
      last: max(0, size - 1), table, grouping, shard: shard, until: until)
  }
}
