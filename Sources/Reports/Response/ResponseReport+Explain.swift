import Definitions
import Projections

extension ResponseReport {
  /// Every criterion at every visit, with the courses that meet it and those that do not.
  var explanations: [Explanation] {
    guard let courses else { return [] }
    return tables.flatMap { table in
      plan.visits.indices.flatMap { visit in
        Criterion.allCases.compactMap { criterion -> Explanation? in
          guard table.yardstick?.decides(criterion) ?? false else { return nil }
          let rated = courses.filter {
            $0.instrument == table.instrument && $0.isUsable && $0.visits[visit].rating != nil
          }
          guard !rated.isEmpty else { return nil }
          let isIn = { (course: ResponseCourse) in
            course.visits[visit].meets(criterion) ?? false
          }
          var plan = plan
          plan.criterion = criterion
          return Explanation(
            figure: "\(table.instrument) \(plan.visits[visit].name)",
            rule: ReliefReport.criterionText(plan, table.instrument)
              + ", of the rated courses with a usable baseline",
            numerator: rated.filter(isIn).map { Self.member($0, visit) },
            others: rated.filter { !isIn($0) }.map { Self.member($0, visit) })
        }
      }
    }
  }

  private static func member(_ course: ResponseCourse, _ visit: Int) -> Explanation.Member {
    let seqs = [course.baseline?.seq, course.visits[visit].rating?.seq].compactMap { $0 }
    return Explanation.Member(subject: course.subject, unit: course.course, seqs: seqs)
  }
}
