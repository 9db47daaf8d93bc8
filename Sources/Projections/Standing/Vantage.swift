package import Bytes
package import EventLog
package import Histories

/// The instant from which a person's standing is told: what is old, due or overdue is so as of then.
/// No clock is ever read.
package struct Vantage: Equatable, Sendable {
  /// What the instant is.
  package enum Source: String, CaseIterable, Sendable {
    /// `--until`.
    case until
    /// `--as-of` with a time.
    case asOf = "as-of"
    /// When the last line of the view was recorded: until then the log had something to say.
    case lastRecorded = "last-recorded"
    /// The exit that ended the person's follow-up: nobody saw them later.
    case exit
  }

  package let instant: Instant
  package let source: Source

  init(instant: Instant, source: Source) {
    self.instant = instant
    self.source = source
  }

  /// Of the instants that a command line names the earlier one; where it names none, when the last
  /// line of the view was recorded.
  package init(until: Instant?, asOf: Instant?, lastRecorded: Instant) {
    switch (until, asOf) {
    case (let until?, let asOf?) where asOf < until: self.init(instant: asOf, source: .asOf)
    case (let until?, _): self.init(instant: until, source: .until)
    case (nil, let asOf?): self.init(instant: asOf, source: .asOf)
    case (nil, nil): self.init(instant: lastRecorded, source: .lastRecorded)
    }
  }

  /// The same for one person: an exit is the end. An event that is dated later than it was recorded
  /// moves nothing: a slip in the year of a plan would make everything else years old.
  func reaching(_ followUp: History.FollowUp) -> Vantage {
    followUp.exit == nil ? self : Vantage(instant: followUp.end, source: .exit)
  }
}

extension Replay {
  /// From where persons in these histories are looked at.
  ///
  /// Throws `LogProblem` where the last line of the view can't be read again.
  package func vantage(_ histories: Histories) throws(LogProblem) -> Vantage {
    if case .recorded(let instant) = asOf {
      return Vantage(until: until, asOf: instant, lastRecorded: instant)
    }
    return Vantage(until: until, asOf: nil, lastRecorded: try histories.lastRecorded())
  }
}
