package import Bytes
package import EventLog
import Events

/// What the log has of events and people that a producer speaks of again.
extension Appender {
  /// An event of the log as its line says it.
  package struct StandingEvent {
    /// Its number in the log.
    package let seq: Int
    /// Its data.
    package let data: JSONNode
    /// Its line as it was written.
    package let root: JSONNode
    let subject: [UInt8]
    let name: Name
  }

  /// The event of that source and id; `nil` where the log has none.
  ///
  /// Throws `LogProblem` where the log can't be read.
  package func standing(id: [UInt8], source: [UInt8]) throws(LogProblem) -> StandingEvent? {
    guard try !isNew(EventKey.hash(id: id, source: source)), let line = try find(id, source),
      let data = line.root["data"], let subject = line.root["subject"]?.string
    else { return nil }
    return StandingEvent(
      seq: line.seq, data: data, root: line.root, subject: subject,
      name: Name(id: id, source: source))
  }

  /// The data of an event by its corrections: those of the last amend that gives some and was not voided.
  /// `nil` where the event was voided, or belongs to another subject by now.
  ///
  /// Throws `LogProblem` where the log can't be read.
  package func correctedData(of event: StandingEvent) throws(LogProblem) -> JSONNode? {
    try corrected(event)?.data
  }

  /// The data and the time of an event by its corrections, each as the last amend says that gives it and was not
  /// voided. `nil` where the event was voided, or belongs to another subject by now.
  ///
  /// Throws `LogProblem` where the log can't be read.
  package func corrected(
    _ event: StandingEvent
  ) throws(LogProblem) -> (data: JSONNode, time: JSONNode?)? {
    let corrections = try lines(of: event.subject, kinds: [.correction]).map(\.root)
    let voided = Set(corrections.compactMap { Self.target($0, .void) })
    guard !voided.contains(event.name) else { return nil }
    var (data, time) = (event.data, event.root["time"])
    for correction in corrections where !voided.contains(Self.name(correction)) {
      if Self.target(correction, .reassign) == event.name { return nil }
      guard Self.target(correction, .amend) == event.name else { continue }
      data = correction["data"]?["data"] ?? data
      time = correction["data"]?["time"] ?? time
    }
    return (data, time)
  }

  /// Whether the log has a line about a subject.
  ///
  /// Throws `LogProblem` where the log can't be read.
  package func knows(_ subject: [UInt8]) throws(LogProblem) -> Bool {
    try !lines(of: subject).isEmpty
  }

  struct Name: Hashable {
    let id: [UInt8]
    let source: [UInt8]
  }

  private static func name(_ root: JSONNode) -> Name {
    Name(id: root["id"]?.string ?? [], source: root["source"]?.string ?? [])
  }

  /// What a correction with that action is about.
  private static func target(_ correction: JSONNode, _ action: CorrectionAction) -> Name? {
    guard let data = correction["data"],
      data["action"]?.text.flatMap(CorrectionAction.init) == action
    else { return nil }
    return name(data)
  }
}
