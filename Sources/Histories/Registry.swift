import Bytes
import EventLog
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
  package let logs: [Histories]

  private struct Place: Sendable {
    let shown: [UInt8]
    let log: Int
    let subject: Int32
  }

  private let roster: [Place]

  package init(_ logs: [Histories]) throws(SameName) {
    self.logs = logs
    var names: Set<String> = []
    for log in logs where !names.insert(log.reading.identity.name).inserted {
      throw SameName(name: log.reading.identity.name)
    }
    var roster: [Place] = []
    for (index, log) in logs.enumerated() {
      let prefix = logs.count > 1 ? Array((log.reading.identity.name + "/").utf8) : []
      for number in 0..<Int32(log.table.subjects.count) {
        roster.append(
          Place(shown: prefix + log.table.subjects.bytes(number), log: index, subject: number))
      }
    }
    self.roster = roster.sorted { bytesPrecede($0.shown, $1.shown) }
  }

  /// Hands each subject that has an effective event to `body`, with the name that it is shown
  /// under, in the order of the bytes of those names. A history is good during its call only.
  package func forEach(_ body: (String, History) -> Void) {
    var buffers = logs.map(\.emptyHistory)
    for place in roster
    where logs[place.log].load(place.subject, into: &buffers[place.log]) {
      body(place.shown.text, buffers[place.log])
    }
  }

  /// Likewise, with the place of the subject's log among `logs`; and those too of whom nothing is
  /// left but orphaned doses, whose history has no event and no follow-up.
  package func forEachWithOrphans(_ body: (String, History, _ log: Int) -> Void) {
    var buffers = logs.map(\.emptyHistory)
    for place in roster {
      let isThere = logs[place.log].load(place.subject, into: &buffers[place.log])
      if isThere || !buffers[place.log].orphanedDoses.isEmpty {
        body(place.shown.text, buffers[place.log], place.log)
      }
    }
  }

  /// The history of the subject that is shown under that name; `nil` where there is none.
  package func history(of shown: String) -> (history: History, log: Histories)? {
    let wanted = Array(shown.utf8)
    guard let place = roster.first(where: { $0.shown == wanted }) else { return nil }
    let log = logs[place.log]
    var history = log.emptyHistory
    return log.load(place.subject, into: &history) ? (history, log) : nil
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
