import Glibc

/// The product-limit estimate of the time to an event, with delayed entry.
///
/// S(t) is the product over event times s <= t of 1 - d/n; at risk at s are the rows with
/// entry < s <= exit. S is constant to the right, and 0 for good once it is 0, which delayed entry
/// can bring about early (Kaplan and Meier 1958; `docs/spec/definitions.md`, section 9).
/// Times are compared exactly: only equal doubles are ties.
public struct KaplanMeier: Sendable {
  /// One time at which a row ends.
  public struct Row: Equatable, Sendable {
    /// The time, in the unit of the times given.
    public let time: Double
    /// How many are at risk at the time, those who end at it included.
    public let atRisk: Int
    /// How many of them have the event at the time.
    public let events: Int
    /// How many of them are censored at the time.
    public let censored: Int
    /// S, the events at the time included.
    public let survival: Double
    /// Greenwood's sum of d / (n (n - d)); `nil` once S is 0.
    public let greenwood: Double?
    /// S times the root of that sum: 0 while S is 1, `nil` once S is 0.
    public let standardError: Double?
    /// The log-log limits of S; `nil` where S is 0 or 1.
    public let limits: Limits?
  }

  /// S at a time that need not be one at which a row ends.
  public struct Point: Equatable, Sendable {
    /// The time.
    public let time: Double
    /// S, the events at the time included.
    public let survival: Double
    /// As in a row: 0 while S is 1; `nil` once S is 0, and where nobody was ever at risk.
    public let standardError: Double?
    /// The log-log limits of S; `nil` where S is 0 or 1.
    public let limits: Limits?
    /// How many have entered before the time and not ended before it.
    public let atRisk: Int
    /// Whether the time is beyond the last one at which a row ends, or nobody was ever at risk:
    /// S is then the last S carried on.
    public let isHeld: Bool
  }

  /// What is kept of a row: from this everything else follows.
  struct Step: Sendable {
    let time: Double
    let survival: Double
    /// Greenwood's sum; without meaning once S is 0.
    let greenwood: Double
    let atRisk: Int32
    let events: Int32
    let censored: Int32
  }

  /// The probability that limits are to cover, such as 0.95.
  public let level: Double
  /// One step for every distinct time at which a row ends, ascending.
  let steps: [Step]
  /// The two-sided normal deviate of `level`.
  let deviate: Double
  private let entries: EntryTimes

  /// Estimates S from rows of an exit time, whether it is an event, and perhaps an entry time.
  ///
  /// Rows that enter at their exit or after it are never at risk and are left out. The order of
  /// the rows does not matter. Takes a time in proportion to the number of rows.
  ///
  /// - Precondition: the arrays have the same length, times are finite, 0 < `level` < 1.
  public init(time: [Double], isEvent: [Bool], entry: [Double]? = nil, level: Double = 0.95) {
    precondition(time.count == isEvent.count)
    precondition(level > 0 && level < 1)
    self.level = level
    deviate = Normal.quantile((1 + level) / 2)
    let exits = ExitRows(time: time, entry: entry)
    let order = TimeOrder<UInt8>(times: exits.time, tags: exits.select(isEvent) { $0 ? 1 : 0 })
    entries = EntryTimes(exits.entry, count: order.count)
    steps = Self.steps(order, entries)
  }

  /// The time of the last row; `nil` where nobody was ever at risk.
  public var lastTime: Double? { steps.last?.time }

  /// Every distinct time at which a row ends, ascending. Made when asked for, limits and all.
  public var rows: [Row] {
    steps.map { step in
      Row(
        time: step.time, atRisk: Int(step.atRisk), events: Int(step.events),
        censored: Int(step.censored), survival: step.survival,
        greenwood: step.survival == 0 ? nil : step.greenwood,
        standardError: standardError(step), limits: limits(step))
    }
  }

  /// S at a time, and who is at risk there.
  public func at(_ time: Double) -> Point {
    let next = steps.boundary { $0.time >= time }
    let past = next < steps.count && steps[next].time == time ? next : next - 1
    let last = past >= 0 ? steps[past] : nil
    return Point(
      time: time, survival: last?.survival ?? 1,
      standardError: last.map(standardError) ?? (steps.isEmpty ? nil : 0),
      limits: last.flatMap(limits),
      atRisk: next < steps.count
        ? entries.atRisk(at: time, next: (steps[next].time, Int(steps[next].atRisk))) : 0,
      isHeld: next == steps.count)
  }
}

extension KaplanMeier {
  private static func steps(_ order: TimeOrder<UInt8>, _ entries: EntryTimes) -> [Step] {
    let (keys, tags) = (order.keys.span, order.tags.span)
    var steps: [Step] = []
    steps.reserveCapacity(order.distinctTimes)
    var survival = DoubleDouble(1)
    var greenwood = 0.0
    var entered = entries.sorted == nil ? entries.count : 0
    var row = 0
    while row < keys.count {
      let key = keys[row]
      let first = row
      var events = 0
      while row < keys.count, keys[row] == key {
        events &+= Int(tags[row])
        row &+= 1
      }
      let time = TimeOrder<UInt8>.time(key)
      if let sorted = entries.sorted {
        while entered < sorted.count, sorted[entered] < time { entered &+= 1 }
      }
      let atRisk = entered - first
      if events > 0 {
        let left = atRisk - events
        survival *= DoubleDouble(left, over: atRisk)
        if left > 0 { greenwood += Double(events) / (Double(atRisk) * Double(left)) }
      }
      steps.append(
        Step(
          time: time, survival: survival.high, greenwood: greenwood,
          atRisk: Int32(truncatingIfNeeded: atRisk), events: Int32(truncatingIfNeeded: events),
          censored: Int32(truncatingIfNeeded: row - first - events)))
    }
    return steps
  }

  private func standardError(_ step: Step) -> Double? {
    step.survival == 0 ? nil : step.survival * step.greenwood.squareRoot()
  }

  private func limits(_ step: Step) -> Limits? {
    guard step.survival > 0, step.survival < 1 else { return nil }
    return Limits(
      lower: exp(-hazard(step, sign: 1)), upper: exp(-hazard(step, sign: -1)))
  }
}
