import Bytes
import Projections
import Statistics

/// The estimates of relief as they may be shown: every number taken from `ReliefEstimates`, those
/// about too few kept back.
struct ReliefFigures: Sendable {
  /// S at a day, at low and at high where it is not determined.
  struct Survival: Sendable {
    let days: Double
    var low: Double?
    var high: Double?
  }

  /// The Kaplan-Meier estimate at a day.
  struct Point: Sendable {
    let days: Double
    var survival: Double?
    var limits: Limits?
    var atRisk: Int?
    var isHeld: Bool
  }

  /// A step of the Kaplan-Meier curve.
  struct Step: Sendable {
    let days: Double
    let atRisk: Int
    let lost: Int
    let survival: Double
  }

  /// The cumulative incidence at a day, by ending.
  struct Incidence: Sendable {
    let days: Double
    var atRisk: Int?
    var shares: [Double?]
  }

  /// Mass of the Turnbull estimate on (after, through].
  struct Mass: Sendable {
    let after: Double
    let through: Double?
    let mass: Double
  }

  let estimates: ReliefEstimates
  private(set) var turnbull: [Survival]
  private(set) var innermost: [Mass]
  private(set) var points: [Point]
  private(set) var steps: [Step]
  private(set) var incidence: [Incidence]
  private(set) var incidenceAtEnd: [Double?]
  /// Whether something was kept back.
  private(set) var isCoarse = false

  init(_ estimates: ReliefEstimates) {
    self.estimates = estimates
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
  }

  /// Keeps back what rests on fewer than so many: values at days with so few lost or at risk,
  /// endings that so few had; steps are put together until each has enough.
  mutating func withhold(_ disclosure: Disclosure) {
    isCoarse = true
    let all = steps
    func lostBy(_ day: Double) -> Int {
      all.filter { $0.days <= day }.reduce(0) { $0 + $1.lost }
    }
    for index in turnbull.indices {
      let gone = turnbull[index].low.map { (1 - $0) * Double(estimates.units) } ?? 0
      if gone > 1e-6, gone < Double(disclosure.minimum) {
        turnbull[index].low = nil
        turnbull[index].high = nil
      }
    }
    for index in points.indices {
      let point = points[index]
      if disclosure.isSmall(point.atRisk ?? 0) || disclosure.isSmall(lostBy(point.days)) {
        points[index] = Point(
          days: point.days, survival: nil, limits: nil, atRisk: nil, isHeld: point.isHeld)
      }
    }
    withholdEndings(disclosure)
    steps = Self.coarse(steps, disclosure)
    innermost = Self.coarse(innermost, units: estimates.units, disclosure)
  }

  private mutating func withholdEndings(_ disclosure: Disclosure) {
    let rows = estimates.cumulativeIncidence.rows
    for ending in ReliefEstimates.Ending.allCases {
      let place = ending.rawValue - 1
      func count(through day: Double) -> Int {
        rows.filter { $0.time <= day }.reduce(0) { $0 + $1.events[place] }
      }
      for index in incidence.indices {
        if disclosure.isSmall(count(through: incidence[index].days)) {
          incidence[index].shares[place] = nil
        }
        if disclosure.isSmall(incidence[index].atRisk ?? 0) {
          incidence[index].atRisk = nil
          incidence[index].shares = incidence[index].shares.map { _ in nil }
        }
      }
      if disclosure.isSmall(count(through: .greatestFiniteMagnitude)) {
        incidenceAtEnd[place] = nil
      }
    }
  }

  /// Steps put together until each stands for enough losses, while enough are at risk.
  private static func coarse(_ steps: [Step], _ disclosure: Disclosure) -> [Step] {
    var coarse: [Step] = []
    var lost = 0
    for step in steps {
      guard !disclosure.isSmall(step.atRisk) else { break }
      lost += step.lost
      guard lost >= disclosure.minimum else { continue }
      coarse.append(
        Step(days: step.days, atRisk: step.atRisk, lost: lost, survival: step.survival))
      lost = 0
    }
    return coarse
  }

  /// Neighbouring intervals put together until each holds the mass of enough units; what is left
  /// over at the end joins the last.
  private static func coarse(_ masses: [Mass], units: Int, _ disclosure: Disclosure) -> [Mass] {
    var coarse: [Mass] = []
    var open: Mass?
    for mass in masses {
      let joined = Mass(
        after: open?.after ?? mass.after, through: mass.through, mass: (open?.mass ?? 0) + mass.mass
      )
      if joined.mass * Double(units) >= Double(disclosure.minimum) - 1e-6 {
        coarse.append(joined)
        open = nil
      } else {
        open = joined
      }
    }
    if let open, let last = coarse.popLast() {
      coarse.append(Mass(after: last.after, through: open.through, mass: last.mass + open.mass))
    }
    return coarse
  }
}
