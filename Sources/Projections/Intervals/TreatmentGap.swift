/// The time from the start of one treatment to the start of the next, or to the end of follow-up.
///
/// Source of all members: `docs/spec/definitions.md`, section 8.
public struct TreatmentGap: Sendable {
  /// Which part of a treatment plan it belongs to: gaps of different kinds are never one number.
  public enum Kind: String, CaseIterable, Sendable {
    /// Between two induction treatments of one course.
    case induction
    /// The first of them is an induction treatment, and it is not of the kind before.
    case afterInduction = "after-induction"
    /// All others.
    case maintenance
  }

  /// Whether relief was gone when the next treatment came.
  public enum Why: String, CaseIterable, Sendable {
    /// The last rating before it was not in relief.
    case needDriven = "need-driven"
    /// The last rating before it was in relief.
    case scheduleDriven = "schedule-driven"
    /// No rating, no usable baseline, or no threshold.
    case unknown
  }

  /// The subject, as shown.
  public var subject: String
  /// 1 for the gap from the first to the second treatment, and so on.
  public var ordinal: Int
  /// Whether the next treatment came; else the gap is right-censored at the end of follow-up.
  public var isClosed: Bool
  /// From start to start, or to the end of follow-up.
  public var days: Double
  /// Which part of a treatment plan it belongs to.
  public var kind: Kind
  /// The line of the infusion that it starts from.
  public var fromSeq: Int
  /// The line of the infusion that closes it.
  public var toSeq: Int?
  /// Why the next treatment came; `nil` for an open gap.
  public var why: Why?
  /// The line of the rating that says so; `nil` where unknown.
  public var whySeq: Int?
}

/// Gaps in numbers: how many, and after how many days the next treatment came.
public struct GapSummary: Sendable {
  /// All gaps.
  public let count: Int
  /// Those that the next treatment closed.
  public let closed: Int
  /// First times at which S <= 3/4, 1/2, 1/4, open gaps being censored; `nil`: not reached.
  public let lowerQuartileDays: Double?
  /// See `lowerQuartileDays`.
  public let medianDays: Double?
  /// See `lowerQuartileDays`.
  public let upperQuartileDays: Double?
  /// Gaps that last until the end of the day of each of the three; 0 where it is not reached. Empty: the
  /// three are as they may be shown.
  let atRisk: [Int]

  /// Whether one of the three that is not there may be kept back.
  package var isCoarse: Bool { atRisk.isEmpty }

  /// Gaps that the end of follow-up cuts off.
  public var open: Int { count - closed }

  /// The same with counts that were rounded.
  package func rounded(closed: Int, open: Int) -> GapSummary {
    GapSummary(
      count: closed + open, closed: closed, lowerQuartileDays: lowerQuartileDays,
      medianDays: medianDays, upperQuartileDays: upperQuartileDays, atRisk: atRisk)
  }

  /// The same in whole days, since each is a gap of one person: the lower quartile goes down, the others
  /// up. One that is reached where fewer than the least number of gaps still last is not there, as if it
  /// were not reached.
  package func coarse(_ minimum: Int) -> GapSummary {
    guard !isCoarse else { return self }
    func backed(_ days: Double?, _ place: Int) -> Double? {
      atRisk[place] >= minimum ? days : nil
    }
    return GapSummary(
      count: count, closed: closed,
      lowerQuartileDays: backed(lowerQuartileDays, 0).map { $0.rounded(.down) },
      medianDays: backed(medianDays, 1).map { $0.rounded(.up) },
      upperQuartileDays: backed(upperQuartileDays, 2).map { $0.rounded(.up) }, atRisk: [])
  }
}

/// The time from the end of a course to the start of the next.
public struct TreatmentFreeTime: Equatable, Sendable {
  /// The subject, as shown.
  public var subject: String
  /// The number of the course that it follows, from 1.
  public var course: Int
  /// From the end of the course's last treatment, in days.
  public var days: Double
}

/// Whether a subject's maintenance gaps grow: three closed ones or more.
public struct MaintenanceTrend: Equatable, Sendable {
  /// The subject, as shown.
  public var subject: String
  /// Closed maintenance gaps.
  public var gaps: Int
  /// Theil-Sen slope of the gap against its ordinal: days that each is longer than the one before.
  public var daysPerOrdinal: Double
}
