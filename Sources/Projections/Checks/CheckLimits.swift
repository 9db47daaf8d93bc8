import Bytes
import Events

/// The numbers behind the rules, and comparisons that are exact.
///
/// Source: `reference/clinical.md`, C.1 and C.2 (checks that clinics use; none of them is a
/// published standard).
enum CheckLimits {
  /// A dose may differ from the order by so many percent.
  static let dosePercent = 5
  /// A session delivered in part where it gave less than so many percent of the order.
  static let partialPercent = 90
  /// A weight may change by so many percent between two measurements.
  static let weightPercent = 10
  /// A weight serves for so many days.
  static let weightDays: Int64 = 90
  /// Two treatments start at least so many hours apart.
  static let treatmentHours: Int64 = 20
  /// A session into a vein lasts so many minutes.
  static let sessionMinutes: ClosedRange<Int64> = 5...120
  /// A rating is expected within so many days after a treatment.
  static let ratingDays: Int64 = 28
  /// So many successive ratings with the same answers are odd.
  static let identicalRun = 3
  /// Ages in years at which people are treated.
  static let ages = 5...110
  /// Ketamine in mg per kg, into a vein, a muscle or under the skin: a tenth to two. What is
  /// swallowed or sprayed has another availability, and esketamine a fixed dose.
  static let leastPerKilogram = ExactDecimal(mantissa: 1, exponent: -1)
  static let mostPerKilogram = ExactDecimal(mantissa: 2, exponent: 0)
  /// Routes whose doses are compared per kg.
  static let weighedRoutes: Set<Route> = [.intravenous, .intramuscular, .subcutaneous]
  /// Drugs that answers know as active or as a control, as they are spelled.
  static let drugs = ["ketamine", "esketamine", "arketamine", "saline", "midazolam"]

  /// Whether a number differs from another by more than so many percent of that one.
  static func differs(_ value: ExactDecimal, from other: ExactDecimal, percent: Int) -> Bool {
    guard let (left, right) = whole(value, other) else {
      return abs(value.double - other.double) * 100 > other.double * Double(percent)
    }
    return abs(left - right) * 100 > right * Int64(percent)
  }

  /// Whether a number is less than so many percent of another.
  static func isLess(_ value: ExactDecimal, than other: ExactDecimal, percent: Int) -> Bool {
    guard let (left, right) = whole(value, other) else {
      return value.double * 100 < other.double * Double(percent)
    }
    return left * 100 < right * Int64(percent)
  }

  /// The product; `nil` where its digits do not fit.
  static func product(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal? {
    let (digits, overflow) = left.mantissa.multipliedReportingOverflow(by: right.mantissa)
    return overflow
      ? nil : ExactDecimal(mantissa: digits, exponent: left.exponent + right.exponent)
  }

  /// Both in millionths, where that is whole and a hundred times as much still fits.
  private static func whole(
    _ left: ExactDecimal, _ right: ExactDecimal
  ) -> (Int64, Int64)? {
    guard let one = left.scaled(6), let other = right.scaled(6), min(one, other) >= 0,
      max(one, other) < 1 << 56
    else { return nil }
    return (one, other)
  }
}
