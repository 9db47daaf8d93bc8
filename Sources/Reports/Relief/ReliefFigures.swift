import Bytes
package import Projections
package import Statistics

/// The estimates of relief as they may be shown: every number taken from `ReliefEstimates`, those
/// about too few kept back.
package struct ReliefFigures: Sendable {
  /// S at a day, at low and at high where it is not determined.
  package struct Survival: Sendable {
    /// From t0.
    package let days: Double
    /// S where all mass is gone at once.
    package var low: Double
    /// S where mass is there until the end of its interval.
    package var high: Double
    /// Kept back by `--min-cell-count`.
    package var isWithheld = false
  }

  /// The Kaplan-Meier estimate at a day.
  package struct Point: Sendable {
    /// From t0.
    package let days: Double
    /// `nil`: kept back.
    package var survival: Double?
    /// `nil`: there are none, or they are kept back with the number at risk.
    package var limits: Limits?
    /// `nil`: kept back.
    package var atRisk: Int?
    /// Beyond the last time: the last S carried on; `nil`: kept back, since it tells when the last
    /// one left.
    package var isHeld: Bool?
  }

  /// A step of the Kaplan-Meier curve.
  package struct Step: Sendable {
    /// From t0.
    package let days: Double
    /// `nil`: kept back.
    package let atRisk: Int?
    /// How many losses it stands for.
    package var lost: Int
    /// S, these losses included.
    package var survival: Double
  }

  /// The cumulative incidence at a day, by ending.
  package struct Incidence: Sendable {
    /// From t0.
    package let days: Double
    /// `nil`: kept back.
    package var atRisk: Int?
    /// `nil`: kept back.
    package var shares: [Double?]
  }

  /// Mass of the Turnbull estimate on (after, through].
  package struct Mass: Sendable {
    /// In days from t0.
    package let after: Double
    /// In days from t0; `nil`: no end was seen.
    package let through: Double?
    /// The probability that relief was lost in it.
    package let mass: Double
  }

  /// The estimates themselves, of which nothing is kept back.
  package let estimates: ReliefEstimates
  /// Medians and means.
  package private(set) var durations: ReliefDurations
  /// S of the Turnbull estimate at the named days.
  package private(set) var turnbull: [Survival]
  /// The intervals of the Turnbull estimate; `nil`: kept back.
  package private(set) var innermost: [Mass]?
  /// The Kaplan-Meier estimate at the named days.
  package private(set) var points: [Point]
  /// Its steps, put together where they stand for too few.
  package private(set) var steps: [Step]
  /// The cumulative incidence at the named days.
  package private(set) var incidence: [Incidence]
  /// By ending; `nil`: kept back.
  package private(set) var incidenceAtEnd: [Double?]
  /// The last time seen; `nil`: none, or kept back.
  package private(set) var lastDays: Double?

  init(_ estimates: ReliefEstimates) {
    self.estimates = estimates
    durations = ReliefDurations(estimates)
    turnbull = ReliefEstimates.days.map { day in
      let survival = estimates.turnbull.survival(at: day)
      return Survival(days: day, low: survival.atLow, high: survival.atHigh)
    }
    innermost = estimates.turnbull.innermost.map {
      Mass(after: $0.left, through: $0.right, mass: $0.mass)
    }
    let curve = estimates.kaplanMeier
    points = ReliefEstimates.days.map { day in
      let point = curve.at(day)
      return Point(
        days: day, survival: point.survival, limits: point.limits, atRisk: point.atRisk,
        isHeld: point.isHeld)
    }
    steps = curve.rows.filter { $0.events > 0 }.map {
      Step(days: $0.time, atRisk: $0.atRisk, lost: $0.events, survival: $0.survival)
    }
    incidence = ReliefEstimates.days.map { day in
      let point = estimates.cumulativeIncidence.at(day)
      return Incidence(days: day, atRisk: point.atRisk, shares: point.incidence.map { $0 })
    }
    incidenceAtEnd = estimates.incidenceAtEnd.map { $0 }
    lastDays = curve.lastTime
  }

  /// Keeps back values at days, and steps, between which fewer than the minimum were lost; numbers
  /// at risk and shares, where fewer left, came or had an ending; the times of single people; and
  /// endings of which the flow does not say how many had them. Where fewer than the minimum are at
  /// risk a curve ends. What is left is rounded: every time is one person's, and S with all its digits
  /// tells how many were at risk at each loss.
  ///
  /// - Parameter analysed: how many were analysed, as the flow shows it.
  mutating func withhold(
    _ disclosure: Disclosure, hidden: [ReliefEstimates.Ending], of analysed: Int
  ) {
    // From the estimates themselves: what was kept back before for the same reasons must not choose
    // other days and steps, which beside the first ones would be finer.
    self = ReliefFigures(estimates)
    // An ending that is kept back alone is what the others leave of 1.
    let endings = hidden.isEmpty ? [] : [ReliefEstimates.Ending.retreated, .exit]
    let units = Double(estimates.units)
    let least = disclosure.rule.leastStep
    let seen = ReliefEstimates.days.map { estimates.seen(by: $0) }
    let end = estimates.seen(by: .infinity)
    func chosen(_ places: [Int], _ counts: (Int) -> [Double], _ end: [Double]) -> [Int] {
      CoarseTimes.chosen(
        places.map(counts), from: end.map { _ in 0 }, to: end, least
      ).map { places[$0] }
    }
    let days = chosen(
      points.indices.filter { points[$0].atRisk ?? 0 >= disclosure.minimum },
      { [Double(seen[$0].lost), (1 - turnbull[$0].low) * units, (1 - turnbull[$0].high) * units] },
      [Double(end.lost), units, units])
    let risks = chosen(days, { seen[$0].ofRisk.map(Double.init) }, end.ofRisk.map(Double.init))
    // Those who had a hidden ending are told from those who left by no number.
    func counts(_ seen: ReliefEstimates.Seen) -> [Double] {
      [(ReliefEstimates.Ending.retreated, seen.retreated), (.exit, seen.exit)]
        .map { endings.contains($0.0) ? 0 : Double($0.1) }
    }
    let shares = chosen(days, { counts(seen[$0]) }, counts(end))
    for index in seen.indices {
      if !days.contains(index) {
        turnbull[index].isWithheld = true
        points[index].survival = nil
      }
      if points[index].survival == nil || !risks.contains(index) { points[index].isHeld = nil }
      if !risks.contains(index) {
        points[index].limits = nil
        points[index].atRisk = nil
        incidence[index].atRisk = nil
      }
      for ending in ReliefEstimates.Ending.allCases
      where !shares.contains(index) || endings.contains(ending) {
        incidence[index].shares[ending.rawValue - 1] = nil
      }
    }
    for ending in endings { incidenceAtEnd[ending.rawValue - 1] = nil }
    steps = coarseSteps(between: days.map { ReliefEstimates.days[$0] }, disclosure.rule)
    innermost = nil
    lastDays = nil
    durations = ReliefDurations(estimates, disclosure.rule)
    round(by: disclosure.rule, of: analysed)
  }

  /// Shares get as many digits as so many people support, two under a hundred and three from there on;
  /// where counts are rounded they are multiples of what one step of them is of all. An upper end goes
  /// up and a lower end down.
  private mutating func round(by rule: ReleaseRule, of analysed: Int) {
    let digits = analysed < 100 ? 100.0 : 1000
    let parts = rule.rounding.map { Double(max(1, analysed / $0)) } ?? digits
    func share(_ share: Double, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero)
      -> Double
    {
      // A share that is a multiple but for its last digits is that multiple.
      let scaled = share * parts
      let whole = scaled.rounded()
      return min(1, (abs(scaled - whole) < 1e-9 ? whole : scaled.rounded(rule)) / parts)
    }
    for index in turnbull.indices {
      turnbull[index].low = share(turnbull[index].low, .down)
      turnbull[index].high = share(turnbull[index].high, .up)
    }
    for index in points.indices {
      points[index].survival = points[index].survival.map { share($0) }
      points[index].limits = points[index].limits.map {
        Limits(lower: share($0.lower, .down), upper: share($0.upper, .up))
      }
      points[index].atRisk = points[index].atRisk.map(rule.rounded)
    }
    for index in incidence.indices {
      incidence[index].atRisk = incidence[index].atRisk.map(rule.rounded)
      incidence[index].shares = incidence[index].shares.map { $0.map { share($0) } }
    }
    incidenceAtEnd = incidenceAtEnd.map { $0.map { share($0) } }
    var (lost, told) = (0, 0)
    for index in steps.indices {
      lost += steps[index].lost
      steps[index].lost = rule.rounded(lost) - told
      steps[index].survival = share(steps[index].survival)
      told = rule.rounded(lost)
    }
  }

  /// Steps put together until each stands for enough losses, between the days that are shown, at the
  /// ends of whole days.
  private func coarseSteps(between days: [Double], _ rule: ReleaseRule) -> [Step] {
    let curve = estimates.kaplanMeier
    var ends: [Double] = []
    var losses: [Int] = []
    for row in curve.rows where row.events > 0 {
      let day = row.time.rounded(.up)
      if ends.last == day {
        losses[losses.count - 1] += row.events
      } else {
        ends.append(day)
        losses.append((losses.last ?? 0) + row.events)
      }
    }
    let rows = zip(ends, losses).compactMap {
      day, lost -> (day: Double, lost: Int, survival: Double)? in
      let point = curve.at(day)
      return point.atRisk >= rule.minimum ? (day, lost, point.survival) : nil
    }
    var coarse: [Step] = []
    var (start, since, shown) = (0, -Double.infinity, 0)
    for day in days + [.infinity] {
      let end = estimates.seen(by: day).lost
      let places = rows.indices.filter { rows[$0].day > since && rows[$0].day <= day }
      let chosen = CoarseTimes.chosen(
        places.map { [Double(rows[$0].lost)] }, from: [Double(start)], to: [Double(end)],
        rule.leastStep)
      for place in chosen.map({ places[$0] }) {
        coarse.append(
          Step(
            days: rows[place].day, atRisk: nil, lost: rows[place].lost - shown,
            survival: rows[place].survival))
        shown = rows[place].lost
      }
      (start, since) = (end, day)
    }
    return coarse
  }
}
