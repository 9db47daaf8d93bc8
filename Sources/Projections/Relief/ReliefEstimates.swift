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
  private let rows: Rows

  /// The estimates over units whose status is lost or censored; `nil` where there is none.
  public init?(_ units: some Sequence<ReliefUnit>) {
    var rows = Rows()
    for unit in units { rows.add(unit) }
    guard let turnbull = Turnbull(left: rows.lower, right: rows.upper) else { return nil }
    self.rows = rows
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

  /// What has become of the units by a day, as the values of the curves there tell.
  package struct Seen: Sendable {
    /// Lost at the day or before.
    package fileprivate(set) var lost = 0
    /// Retreated while in relief at the day or before.
    package fileprivate(set) var retreated = 0
    /// Left by an exit at the day or before.
    package fileprivate(set) var exit = 0
    /// Who entered and who was censored before the day, as the number at risk of the Kaplan-Meier
    /// estimate tells; then likewise of the cumulative incidence, and the two endings.
    package fileprivate(set) var ofRisk = [0, 0, 0, 0, 0, 0]
  }

  /// What has become of the units by a day; by an infinite one at last.
  package func seen(by day: Double) -> Seen {
    var seen = Seen()
    for row in rows.entry.indices {
      let entry = rows.entry[row]
      if entry < rows.seen[row] {
        if entry < day { seen.ofRisk[0] += 1 }
        if rows.isLost[row], rows.seen[row] <= day { seen.lost += 1 }
        if !rows.isLost[row], rows.seen[row] < day { seen.ofRisk[1] += 1 }
      }
      guard entry < rows.left[row] else { continue }
      if entry < day { seen.ofRisk[2] += 1 }
      switch Ending(rawValue: rows.cause[row]) {
      case .retreated?:
        if rows.left[row] <= day { seen.retreated += 1 }
        if rows.left[row] < day { seen.ofRisk[3] += 1 }
      case .exit?:
        if rows.left[row] <= day { seen.exit += 1 }
        if rows.left[row] < day { seen.ofRisk[4] += 1 }
      case nil: if rows.left[row] < day { seen.ofRisk[5] += 1 }
      case .lost?: break
      }
    }
    return seen
  }

  /// Units as columns, a row for each that is lost or censored.
  private struct Rows: Sendable {
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
