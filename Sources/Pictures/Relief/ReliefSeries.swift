import Projections
import Reports
import Statistics

/// How long relief lasted in one group, as it may be drawn.
struct ReliefSeries: Sendable {
  /// Under how many at risk a Kaplan-Meier curve is drawn thin.
  static let few = KaplanMeierWords.few

  /// What the group is called; empty: everybody.
  let name: String
  /// Units that are analysed, and lost; `nil`: kept back.
  let analysed: Int?
  let lost: Int?
  /// `nil`: nobody is analysed, or kept back.
  let figures: ReliefFigures?
  /// That most of those without a loss were out of relief; `nil`: they were not, or it is kept back.
  let unconfirmedWords: String?
  /// Whether the group is kept back whole.
  let isWithheld: Bool

  init(_ name: String, _ report: ReliefReport?) {
    self.name = name
    isWithheld = report == nil
    analysed = report?.flow?.shown("analysed")
    lost = report?.flow?.shown("lost")
    figures = report?.estimates
    unconfirmedWords = report?.unconfirmedWords
  }

  /// Whether only coarse steps may be shown.
  var isCoarse: Bool { figures.map { $0.innermost == nil } ?? false }

  /// The Turnbull intervals that have mass, and S after each; none where they are kept back.
  var intervals: [Turnbull.Innermost] {
    guard let figures, figures.innermost != nil else { return [] }
    return figures.estimates.turnbull.innermost.filter { $0.mass > 1e-9 }
  }

  /// All times at which units end; none where they are kept back.
  var rows: [KaplanMeier.Row] {
    guard let figures, !isCoarse else { return [] }
    return figures.estimates.kaplanMeier.rows
  }

  /// The last time that has to have a place.
  var lastDay: Double {
    guard let figures else { return 0 }
    if isCoarse { return ReliefEstimates.days.last ?? 0 }
    let ends = intervals.map { $0.right ?? $0.left }
    return max(ends.max() ?? 0, figures.lastDays ?? 0)
  }

  /// Units that were at risk at any time, and those that never were: their first rating is L.
  var counted: (atRisk: Int, never: Int)? {
    guard let figures, !isCoarse else { return nil }
    let atRisk = rows.reduce(0) { $0 + $1.events + $1.censored }
    return (atRisk, figures.estimates.units - atRisk)
  }

  // MARK: words

  /// When half had lost relief, as an interval.
  var medianWords: String? {
    guard let figures else { return nil }
    let durations = figures.durations
    guard let after = durations.medianAfter.map(Digits.down) else {
      return "The median is \(durations.absence)."
    }
    guard let through = durations.medianThrough else {
      return "The median is not reached: it lies beyond \(after) d."
    }
    return "Half had lost relief between \(after) and \(Digits.up(through)) d."
  }

  /// The median with loss dated at R, and its limits.
  var laterMedianWords: String? {
    guard let figures else { return nil }
    let durations = figures.durations
    let curve = figures.estimates.kaplanMeier
    guard isCoarse || !curve.rows.isEmpty else {
      return "Kaplan-Meier with loss dated at R: no estimate, since nobody is ever at risk."
    }
    let few = isCoarse ? "" : KaplanMeierWords.remark(curve, until: durations.kaplanMeierMedian)
    guard let time = durations.kaplanMeierMedian else {
      return "Kaplan-Meier with loss dated at R: median \(durations.absence)\(few)."
    }
    let (lower, upper) = (durations.kaplanMeierLower, durations.kaplanMeierUpper)
    let ends = [lower, upper].map { $0.map(Digits.near) ?? durations.absence }
    let limits =
      lower != nil || upper != nil
      ? "95 % limits \(ends[0]) to \(ends[1])"
      : isCoarse ? "95 % limits are \(durations.absence)" : "no 95 % limits"
    return "Kaplan-Meier with loss dated at R: median \(Digits.near(time)) d (\(limits))\(few)."
  }

  /// S at the named days, where it may be shown.
  var survivalWords: [String] {
    (figures?.turnbull ?? []).filter { !$0.isWithheld }.map { point in
      let low = Digits.fixed(point.low * 100, 0)
      let high = Digits.fixed(point.high * 100, 0)
      return low == high
        ? "\(low) % at \(Digits.exact(point.days)) d"
        : "\(low) to \(high) % at \(Digits.exact(point.days)) d"
    }
  }

  /// How many the curves are of.
  var countWords: String {
    guard let analysed, let lost, !isWithheld else { return absence }
    return "\(analysed) analysed, \(lost) lost"
  }

  static let withheld = "withheld"

  /// Why there is no curve.
  var absence: String {
    isWithheld || analysed != 0 ? Self.withheld : "nobody is analysed"
  }
}

/// Who is at risk, not yet rated, censored and lost just before each of some days.
struct RiskTable: Sendable {
  let days: [Double]
  /// By day; `nil`: kept back.
  let atRisk: [Int?]
  /// By day; empty where all are kept back.
  let notYet: [Int]
  let censored: [Int]
  let lost: [Int]

  init(_ series: ReliefSeries, at days: [Double]) {
    self.days = days
    guard let figures = series.figures else {
      (atRisk, notYet, censored, lost) = (days.map { _ in nil }, [], [], [])
      return
    }
    guard let counted = series.counted else {
      atRisk = days.map { day in figures.points.first { $0.days == day }?.atRisk }
      (notYet, censored, lost) = ([], [], [])
      return
    }
    let rows = series.rows
    let curve = figures.estimates.kaplanMeier
    let risks = days.map { curve.at($0).atRisk }
    func before(_ count: (KaplanMeier.Row) -> Int) -> [Int] {
      days.map { day in rows.prefix { $0.time < day }.reduce(0) { $0 + count($1) } }
    }
    lost = before(\.events)
    censored = before(\.censored)
    atRisk = risks
    notYet = days.indices.map { [lost, censored, risks] in
      counted.atRisk - risks[$0] - lost[$0] - censored[$0]
    }
  }

  /// The rows with their names, in the order in which they are shown.
  var lines: [(name: String, counts: [Int?])] {
    let hidden: [(name: String, counts: [Int?])] = [("at risk", atRisk)]
    guard !lost.isEmpty else { return hidden }
    return hidden + [("not yet rated", notYet), ("censored", censored), ("lost", lost)]
  }
}
