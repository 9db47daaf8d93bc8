import Definitions
import Projections
import Reports

/// The courses on one instrument that have a rating at the visit, the worst first.
struct ChangeGroup {
  struct Bar {
    let subject: String
    let course: Int
    let baseline: Int
    let total: Int
    /// Below 0: better.
    let percent: Double
    let isResponse: Bool?
    let isRemission: Bool?
    let seq: Int
  }

  let instrument: String
  /// Courses with a usable baseline.
  let courses: Int
  let response: ThresholdSet.Response?
  let bars: [Bar]

  /// What came out, in a sentence.
  var words: String {
    let worse = bars.count { $0.percent > 0 }
    guard bars.contains(where: { $0.isResponse != nil }) else {
      return "\(instrument): \(bars.count) rated \(bars.count == 1 ? "course" : "courses"), "
        + "\(worse) worse than at baseline; the set "
        + "has no threshold of response."
    }
    let responders = bars.count { $0.isResponse == true }
    return
      "\(instrument): \(responders) of \(bars.count) rated \(bars.count == 1 ? "course" : "courses") "
      + "\(bars.count == 1 ? "responds" : "respond"), \(worse) \(worse == 1 ? "is" : "are") worse "
      + "than at baseline."
  }

  init(_ table: ResponseTable, _ report: ResponseReport, _ visit: Int) {
    instrument = table.instrument
    courses = table.courses
    response = report.plan.yardstick(table.instrument)?.entry?.response
    let best = report.plan.definitions.instrument(table.instrument)?.bestTotal
    let bars = (report.courses ?? []).compactMap { course -> Bar? in
      let result = course.visits[visit]
      guard course.instrument == table.instrument, course.isUsable, let best,
        let baseline = course.baseline?.total, let rating = result.rating, baseline != best
      else { return nil }
      return Bar(
        subject: course.subject, course: course.course, baseline: baseline, total: rating.total,
        percent: 100 * Double(rating.total - baseline) / abs(Double(baseline - best))
          * (baseline > best ? 1 : -1),
        isResponse: result.response, isRemission: result.remission, seq: rating.seq)
    }
    self.bars = bars.enumerated().sorted {
      ($1.element.percent, $0.offset) < ($0.element.percent, $1.offset)
    }.map(\.element)
  }
}
