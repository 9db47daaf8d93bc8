import Bytes
package import EventLog
import Events

/// One log or several, replayed: all subjects in the order in which they are shown.
///
/// A subject belongs to its log. With several logs it is shown as `LOGNAME/subject`, and equal
/// pseudonyms in two logs are two people.
package struct Registry: Sendable {
  /// Two logs with one name: their subjects could not be told apart.
  package struct SameName: Error, Equatable, Sendable {
    /// The name.
    package let name: String
  }

  /// The logs in the order given.
  package private(set) var logs: [Histories]

  /// A subject: its log, and its number there.
  private struct Place: Sendable {
    let log: Int32
    let subject: Int32
  }

  /// In the order of the bytes of the names that are shown.
  private var roster: [Place]
  /// What stands before the names of each log's subjects.
  private let prefixes: [String]

  package init(_ logs: [Histories]) throws(SameName) {
    self.logs = logs
    var names: Set<String> = []
    for log in logs where !names.insert(log.reading.identity.name).inserted {
      throw SameName(name: log.reading.identity.name)
    }
    prefixes = logs.map { logs.count > 1 ? $0.reading.identity.name + "/" : "" }
    roster = Self.roster(logs, prefixes)
  }

  /// Asks something of the histories; and once more, of the logs themselves, where what lies beside
  /// one turned out to be broken on the way.
  ///
  /// Whoever asks a cohort that may come from a cache asks here: of a block that is broken nothing
  /// is loaded.
  ///
  /// Throws `LogProblem`.
  package mutating func ask<Answer>(
    _ question: (Registry) -> Answer
  ) throws(LogProblem) -> Answer {
    let answer = question(self)
    var isMended = false
    for place in logs.indices {
      guard let mended = try logs[place].mended() else { continue }
      logs[place] = mended
      isMended = true
    }
    guard isMended else { return answer }
    roster = Self.roster(logs, prefixes)
    // Of several logs another one can turn out to be broken now.
    return try ask(question)
  }

  /// The subjects of one log in the order of their names. Eight bytes as one number tell most of
  /// them apart; only where those are equal the names themselves are looked at.
  private static func roster(_ log: Histories) -> [Place] {
    let subjects = log.table.subjects
    typealias Key = (leading: UInt64, subject: Int32)
    var keys: [Key] = []
    keys.reserveCapacity(subjects.count)
    func precede(_ left: Key, _ right: Key) -> Bool {
      left.leading != right.leading
        ? left.leading < right.leading : subjects.precedes(left.subject, right.subject)
    }
    // As a cache has them they mostly stand in order.
    var isAscending = true
    for subject in 0..<Int32(subjects.count) {
      let key = (subjects.leadingBytes(subject), subject)
      if let last = keys.last, !precede(last, key) { isAscending = false }
      keys.append(key)
    }
    if !isAscending { keys.sort(by: precede) }
    return keys.map { Place(log: 0, subject: $0.subject) }
  }

  private static func roster(_ logs: [Histories], _ prefixes: [String]) -> [Place] {
    if logs.count == 1 { return roster(logs[0]) }
    var roster: [(shown: [UInt8], place: Place)] = []
    for (index, log) in logs.enumerated() {
      let prefix = Array(prefixes[index].utf8)
      for number in 0..<Int32(log.table.subjects.count) {
        roster.append(
          (
            prefix + log.table.subjects.bytes(number),
            Place(log: Int32(index), subject: number)
          ))
      }
    }
    roster.sort { bytesPrecede($0.shown, $1.shown) }
    return roster.map(\.place)
  }

  /// How many subjects there are, with and without an effective event. Each has a place, from 0, in
  /// the order of the bytes of the names that are shown.
  package var count: Int { roster.count }

  /// The place among `logs` of the log of the subject at a place.
  package func log(of place: Int) -> Int { Int(roster[place].log) }

  /// The name under which the subject at a place is shown.
  package func name(of place: Int) -> String {
    let (log, subject) = (log(of: place), roster[place].subject)
    let name = logs[log].table.subjects.text(subject)
    return logs.count > 1 ? prefixes[log] + name : name
  }

  /// Fills a history of the subject's log with that of the subject at a place; `false` where it has
  /// no effective event.
  package func load(_ place: Int, into history: inout History) -> Bool {
    history.load(roster[place].subject)
  }

  /// Hands each subject that has an effective event to `body`, with the name that it is shown
  /// under, in the order of the bytes of those names. A history is good during its call only.
  package func forEach(_ body: (String, History) -> Void) {
    var buffers = logs.map(\.emptyHistory)
    for place in roster.indices where load(place, into: &buffers[log(of: place)]) {
      body(name(of: place), buffers[log(of: place)])
    }
  }

  /// Likewise, with the place of the subject's log among `logs`; and those too of whom nothing is
  /// left but orphaned doses, whose history has no event and no follow-up.
  package func forEachWithOrphans(_ body: (String, History, _ log: Int) -> Void) {
    var buffers = logs.map(\.emptyHistory)
    for place in roster.indices {
      let log = log(of: place)
      let isThere = load(place, into: &buffers[log])
      if isThere || !buffers[log].orphanedDoses.isEmpty {
        body(name(of: place), buffers[log], log)
      }
    }
  }

  /// The history of the subject that is shown under that name; `nil` where there is none.
  package func history(of shown: String) -> (history: History, log: Histories)? {
    for (log, prefix) in zip(logs, prefixes) where shown.utf8.starts(with: prefix.utf8) {
      let name = Array(shown.utf8.dropFirst(prefix.utf8.count))
      if let history = log.history(of: name) { return (history, log) }
    }
    return nil
  }

  /// The names of all subjects that have an effective event, as they are shown.
  package var names: [String] {
    var names: [String] = []
    forEach { name, _ in names.append(name) }
    return names
  }

  /// How many lines of the views have each unknown type.
  package var unknownTypes: [[UInt8]: Int] {
    logs.reduce(into: [:]) { $0.merge($1.unknownTypes, uniquingKeysWith: +) }
  }
}
