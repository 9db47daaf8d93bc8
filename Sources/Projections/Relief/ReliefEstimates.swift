public import Statistics

/// How long relief lasted in a cohort, from the units that say anything about it: three estimates
/// that answer three questions, and none of them uses a midpoint.
///
/// Source: `docs/spec/definitions.md`, section 6, "Cohort".
public struct ReliefEstimates: Sendable {
  /// The days at which S is asked for.
  public static let days: [Double] = [7, 14, 28, 56]
  /// The days up to which a restricted mean goes.
  public static let horizons: [Double] = [28, 56]

  /// What ended relief, as the cumulative incidence counts it.
  public enum Ending: Int, CaseIterable, Sendable {
    /// A confirmed loss, dated at R.
    case lost = 1
    /// The next treatment came while in relief, at W.
    case retreated
    /// An exit came while in relief.
    case exit
  }

  /// Units that are lost or censored.
  public let units: Int
  /// The primary estimate: the interval-censored maximum of the likelihood of S over (L, R] and
  /// (L, inf), in days from t0.
  public let turnbull: Turnbull
  /// Loss dated at R, censoring at L, entry at q: what packages print; too long by design.
  public let kaplanMeier: KaplanMeier
  /// Lost at R, retreated while in relief at W, exit; entry at q.
  public let cumulativeIncidence: AalenJohansen

  /// The estimates over units whose status is lost or censored; `nil` where there is none.
  public init?(_ units: some Sequence<ReliefUnit>) {
    var rows = Rows()
    for unit in units { rows.add(unit) }
    guard let turnbull = Turnbull(left: rows.lower, right: rows.upper) else { return nil }
    self.units = rows.lower.count
    self.turnbull = turnbull
    kaplanMeier = KaplanMeier(time: rows.seen, isEvent: rows.isLost, entry: rows.entry)
    cumulativeIncidence = AalenJohansen(
      time: rows.left, cause: rows.cause, causes: Ending.allCases.count, entry: rows.entry)
  }

  /// The primary estimate alone; `nil` where nobody is analysed.
  package static func turnbull(of units: [ReliefUnit]) -> Turnbull? {
    let analysed = units.filter { $0.lowerDays != nil }
    return Turnbull(
      left: analysed.compactMap(\.lowerDays), right: analysed.map(\.upperDays))
  }

  /// The cumulative incidence of each ending at the last time that was seen; all 0 without one.
  public var incidenceAtEnd: [Double] {
    cumulativeIncidence.rows.last?.incidence ?? Ending.allCases.map { _ in 0 }
  }

  /// Units as columns, a row for each that is lost or censored.
  private struct Rows {
    var entry: [Double] = []
    var lower: [Double] = []
    var upper: [Double?] = []
    /// Loss at R, else the last time in relief.
    var seen: [Double] = []
    var isLost: [Bool] = []
    /// When the unit leaves, of whatever cause.
    var left: [Double] = []
    var cause: [Int] = []

    mutating func add(_ unit: ReliefUnit) {
      guard let entry = unit.entryDays, let lower = unit.lowerDays else { return }
      let upper = unit.upperDays
      self.entry.append(entry)
      self.lower.append(lower)
      self.upper.append(upper)
      seen.append(upper ?? lower)
      isLost.append(upper != nil)
      let ending: Ending? =
        upper != nil
        ? .lost : unit.reason == .retreated ? .retreated : unit.reason == .exit ? .exit : nil
      cause.append(ending?.rawValue ?? 0)
      switch ending {
      case .lost?: left.append(upper ?? lower)
      case .retreated?, .exit?: left.append(elapsedDays(from: unit.t0, to: unit.windowEnd))
      case nil: left.append(lower)
      }
    }
  }
}
