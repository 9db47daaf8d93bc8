/// The cumulative incidence of each of several causes, with delayed entry.
///
/// incidence k (t) is the sum over event times s <= t of S(s-) d k(s) / n(s), S the Kaplan-Meier
/// estimate of being free of all causes; events of several causes at one time share n and S(s-)
/// (Aalen and Johansen 1978). With one cause it is 1 - S. At risk are rows with entry < s <= exit.
public struct AalenJohansen: Sendable {
  /// One time at which a row ends.
  public struct Row: Equatable, Sendable {
    /// The time, in the unit of the times given.
    public let time: Double
    /// How many are at risk at the time, those who end at it included.
    public let atRisk: Int
    /// How many have the event at the time, cause 1 first.
    public let events: [Int]
    /// S from all causes, the events at the time included.
    public let survival: Double
    /// The cumulative incidences, cause 1 first.
    public let incidence: [Double]
  }

  /// The estimates at a time that need not be one at which a row ends.
  public struct Point: Equatable, Sendable {
    /// The time.
    public let time: Double
    /// How many have entered before the time and not ended before it.
    public let atRisk: Int
    /// S from all causes, the events at the time included.
    public let survival: Double
    /// The cumulative incidences, cause 1 first.
    public let incidence: [Double]
  }

  /// Every distinct time at which a row ends, ascending.
  public let rows: [Row]
  private let causes: Int
  private let entries: EntryTimes

  /// Estimates the incidences from rows of an exit time, its cause 1...`causes`, or 0 where the row
  /// is censored, and perhaps an entry time.
  ///
  /// Rows that enter at their exit or after it are never at risk and are left out. The order of
  /// the rows does not matter.
  ///
  /// - Precondition: the arrays have the same length, times are finite, causes are in range.
  public init(time: [Double], cause: [Int], causes: Int, entry: [Double]? = nil) {
    precondition(time.count == cause.count && causes >= 0)
    precondition(cause.allSatisfy { $0 >= 0 && $0 <= causes })
    self.causes = causes
    let exits = ExitRows(time: time, entry: entry)
    let order = TimeOrder<UInt32>(times: exits.time, tags: exits.select(cause) { UInt32($0) })
    entries = EntryTimes(exits.entry, count: order.count)
    rows = Self.rows(order, entries, causes)
  }

  /// The estimates at a time, and who is at risk there.
  public func at(_ time: Double) -> Point {
    let next = rows.boundary { $0.time >= time }
    let past = next < rows.count && rows[next].time == time ? next : next - 1
    let atRisk =
      next < rows.count
      ? entries.atRisk(at: time, next: (rows[next].time, rows[next].atRisk)) : 0
    guard past >= 0 else {
      return Point(
        time: time, atRisk: atRisk, survival: 1, incidence: Array(repeating: 0, count: causes))
    }
    return Point(
      time: time, atRisk: atRisk, survival: rows[past].survival, incidence: rows[past].incidence)
  }

  private static func rows(
    _ order: TimeOrder<UInt32>, _ entries: EntryTimes, _ causes: Int
  ) -> [Row] {
    var rows: [Row] = []
    var survival = DoubleDouble(1)
    var incidence = [DoubleDouble](repeating: DoubleDouble(0), count: causes)
    var row = 0
    while row < order.count {
      let first = row
      var events = [Int](repeating: 0, count: causes)
      while row < order.count, order.keys[row] == order.keys[first] {
        let cause = Int(order.tags[row])
        if cause > 0 { events[cause - 1] += 1 }
        row += 1
      }
      let time = TimeOrder<UInt32>.time(order.keys[first])
      let atRisk = entries.entered(before: time) - first
      for (cause, count) in events.enumerated() where count > 0 {
        incidence[cause] += survival * DoubleDouble(count, over: atRisk)
      }
      let all = events.reduce(0, +)
      if all > 0 { survival *= DoubleDouble(atRisk - all, over: atRisk) }
      rows.append(
        Row(
          time: time, atRisk: atRisk, events: events, survival: survival.high,
          incidence: incidence.map(\.high)))
    }
    return rows
  }
}
