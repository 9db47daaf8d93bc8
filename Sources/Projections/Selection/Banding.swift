import Bytes
import Definitions

/// The bands that numbers fall into where no cut points are given.
enum Banding {
  /// The band of an attribute's value.
  static func value(
    of unit: UnitAttributes, _ attribute: Attribute, _ number: ExactRatio
  ) -> Stratum.Value {
    guard attribute != .mgPerKg else { return quarters(number) }
    guard let whole = unit.whole(attribute) else { return .missing }
    switch attribute {
    case .age: return tens(whole)
    case .baseline: return severity(unit, whole)
    default: return Stratum.Value(label: "\(whole)", low: whole)
    }
  }

  /// `30-39`.
  private static func tens(_ whole: Int) -> Stratum.Value {
    let (low, overflow) = whole.subtractingReportingOverflow((whole % 10 + 10) % 10)
    guard !overflow, low < .max - 9 else { return Stratum.Value(label: "\(whole)", low: whole) }
    return Stratum.Value(label: range(low, low + 9), low: low)
  }

  private static func range(_ low: Int, _ high: Int) -> String {
    low < 0 ? "\(low) to \(high)" : "\(low)-\(high)"
  }

  /// `GAD-7 10-14 moderate`, else `PCL-5 30-39`: points of different instruments don't mix.
  private static func severity(_ unit: UnitAttributes, _ total: Int) -> Stratum.Value {
    let (instrument, band) = unit.severity
    let group = Array(instrument.utf8)
    if let band {
      return Stratum.Value(
        label: "\(instrument) \(range(band.from, band.to)) \(band.label)", group: group,
        low: band.from)
    }
    let ten = tens(total)
    return Stratum.Value(label: "\(instrument) \(ten.label)", group: group, low: ten.low)
  }

  /// Quarters of a mg per kg up to this many are told apart.
  private static let quarterCount = 4000

  /// `0.50 to <0.75`, found by exact comparison, not by division.
  private static func quarters(_ ratio: ExactRatio) -> Stratum.Value {
    var low = 0
    var high = quarterCount + 1
    // The quotient is at least `low` quarters and less than `high`, or beyond all of them.
    while high - low > 1 {
      let middle = (low + high) / 2
      let limit = ExactDecimal(mantissa: Int64(middle) * 25, exponent: -2)
      if ratio.compared(to: limit) < 0 { high = middle } else { low = middle }
    }
    let label =
      low == quarterCount ? ">=\(quarter(low))" : "\(quarter(low)) to <\(quarter(low + 1))"
    return Stratum.Value(label: label, low: low)
  }

  /// A number of quarters with two decimals.
  private static func quarter(_ count: Int) -> String {
    "\(count / 4)." + ["00", "25", "50", "75"][count % 4]
  }
}
