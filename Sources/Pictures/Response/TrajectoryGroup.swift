import Definitions
import Projections
import Reports
import Statistics

/// The courses on one instrument, as lines, and their means.
struct TrajectoryGroup {
  struct Line {
    let subject: String
    let course: Int
    let baseline: Int
    /// By visit, in days from the start of the last treatment; `nil`: not rated.
    let points: [(days: Double, total: Int)?]
  }

  let instrument: String
  let isLowBetter: Bool
  /// The total of remission, in points; `nil`: the set has none.
  let remission: Double?
  let lines: [Line]
  let baseline: Moments
  let visits: [Moments]
  /// The mean day of the ratings at each visit, at which its mean stands; `nil`: nobody is rated.
  let days: [Double?]
  /// The totals that there are.
  let range: ClosedRange<Double>

  init(_ table: ResponseTable, _ report: ResponseReport) {
    instrument = table.instrument
    let scale = report.plan.definitions.instrument(table.instrument)
    isLowBetter = scale?.better != .high
    remission = report.plan.yardstick(table.instrument)?.entry?.remission.map { Double($0) / 1000 }
    let lines = (report.courses ?? []).compactMap { course -> Line? in
      guard course.instrument == table.instrument, course.isUsable,
        let baseline = course.baseline?.total
      else { return nil }
      return Line(
        subject: course.subject, course: course.course, baseline: baseline,
        points: course.visits.map { visit in
          visit.rating.map { (elapsedDays(from: course.start, to: $0.time), $0.total) }
        })
    }
    self.lines = lines
    // Sorted, so that no order of the courses changes the last digit of a sum.
    baseline = Moments(lines.map(\.baseline).sorted().map(Double.init))
    visits = report.plan.visits.indices.map { visit in
      Moments(lines.compactMap { $0.points[visit]?.total }.sorted().map(Double.init))
    }
    days = report.plan.visits.indices.map { visit in
      Moments(lines.compactMap { $0.points[visit]?.days }.sorted()).mean
    }
    let totals = lines.flatMap { [$0.baseline] + $0.points.compactMap { $0?.total } }
    let low = scale?.total?.lowerBound ?? totals.min() ?? 0
    range = Double(min(low, totals.min() ?? low))...Double(max(totals.max() ?? low + 1, low + 1))
  }
}
