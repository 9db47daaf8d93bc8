import Bytes
package import Events
import Statistics

/// How closely people were rated after their treatments, by phase: what the width of an interval
/// comes from.
package struct RatingDensity: Sendable {
  /// A phase of the units' first treatments.
  package struct Row: Sendable {
    /// `nil`: all.
    package let phase: Phase?
    package let units: Int
    /// Units that are lost, whose interval has two ends.
    package let lost: Int
    /// Median of R - L over them; `nil`: nobody.
    package let medianWidthDays: Double?
    /// Eligible ratings between t0 and W.
    package let ratings: Int
    /// The days from t0 to W, over all units.
    package let windowDays: Double

    /// Ratings per 28 d; `nil` without a day.
    package var ratingsPer28Days: Double? {
      windowDays > 0 ? 28 * Double(ratings) / windowDays : nil
    }
  }

  /// All units, then those of each phase that has any.
  package let rows: [Row]

  package init(_ units: [ReliefUnit]) {
    rows =
      [Self.row(nil, units)]
      + Phase.allCases.compactMap { phase in
        let part = units.filter { $0.phase == phase }
        return part.isEmpty ? nil : Self.row(phase, part)
      }
  }

  private static func row(_ phase: Phase?, _ units: [ReliefUnit]) -> Row {
    let widths = units.compactMap { unit in
      unit.lowerDays.flatMap { lower in unit.upperDays.map { $0 - lower } }
    }
    // Whole milliseconds, so that no order of the units changes the sum.
    let milliseconds = units.reduce(Int64(0)) {
      $0 + max(0, $1.windowEnd.milliseconds - $1.t0.milliseconds)
    }
    return Row(
      phase: phase, units: units.count, lost: widths.count,
      medianWidthDays: SampleQuantile.type7(widths, 0.5),
      ratings: units.reduce(0) { $0 + $1.ratings },
      windowDays: Double(milliseconds) / Double(Instant.day))
  }
}
