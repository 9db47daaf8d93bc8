import Bytes
package import Events
package import Histories

/// An event at which somebody's answer moved, and how it comes that the earlier view lacks it.
package struct NamedEvent: Sendable {
  /// Why an earlier view lacks an event.
  package enum Class: String, CaseIterable, Sendable {
    /// It happened after the last line of that view was recorded.
    case added
    /// It had happened by then, and was recorded only later.
    case late
    /// It says something of another event.
    case corrected
  }

  /// What a correction says.
  package struct Said: Sendable {
    package let action: CorrectionAction
    /// The line that it is about.
    package let target: Int
    /// Why, in the words of whoever corrected.
    package let reason: String
    /// Whom a reassign gives the event to.
    package let subject: String?
    /// What an amend puts in place of what.
    package let members: [AmendedMember]
  }

  /// The line.
  package let event: CitedEvent
  package let kind: Class
  /// Days from when it happened to when it was recorded; of late events only.
  package let lateDays: Double?
  /// What it says as a correction; `nil` for other events.
  package let correction: Said?

  /// The lines at which answers moved, by their numbers.
  ///
  /// - Parameter cited: those lines, and the targets of corrections among them.
  package static func events(
    of changes: [SubjectChange], _ views: TwoViews, cited: [Int: CitedEvent]
  ) -> [Int: NamedEvent] {
    var events: [Int: NamedEvent] = [:]
    for seq in Set(changes.flatMap { $0.steps.map(\.seq) }) {
      if let event = cited[seq] { events[seq] = NamedEvent(event, views, cited) }
    }
    return events
  }

  private init(_ event: CitedEvent, _ views: TwoViews, _ cited: [Int: CitedEvent]) {
    self.event = event
    if let (says, target) = views.chronicle.correction(at: event.seq) {
      kind = .corrected
      lateDays = nil
      correction = Said(
        action: says.action, target: target, reason: says.reason,
        subject: says.newSubject.map { views.chronicle.name($0).text },
        members: cited[target].map { views.chronicle.amendments(by: event.seq, of: $0) } ?? [])
      return
    }
    correction = nil
    // A view without a line knows of nothing: all that follows is added.
    if let known = views.lastRecorded, event.time <= known {
      kind = .late
      lateDays = elapsedDays(from: event.time, to: event.recorded)
    } else {
      kind = .added
      lateDays = nil
    }
  }
}
