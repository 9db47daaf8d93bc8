public import Definitions
public import Statistics

/// Two groups at one visit: who meets a criterion, and how the change from baseline differs.
public struct GroupContrast: Sendable {
  /// A criterion in two groups, among the rated.
  public struct Share: Sendable {
    /// What is met.
    public let criterion: Criterion
    /// Who meets it in the first group, of those rated at the visit.
    public let first: Proportion
    /// Likewise in the second.
    public let second: Proportion
    /// First less second with Newcombe's limits; nothing where a group is empty.
    public let difference: ProportionDifference
    /// Fisher's exact test, two-sided; `nil` where a group is empty.
    public let p: Double?

    /// What two shares of the rated, who meets the criterion, come to beside each other.
    package init(_ criterion: Criterion, _ first: Proportion, _ second: Proportion) {
      self.criterion = criterion
      self.first = first
      self.second = second
      difference = ProportionDifference(first, second)
      p =
        first.total > 0 && second.total > 0
        ? FisherExact.p(
          first.count, first.total - first.count, second.count, second.total - second.count)
        : nil
    }
  }

  /// The instrument: totals of two instruments are never held against each other.
  public let instrument: String
  /// The visit, as a place in the list.
  public let visit: Int
  /// One for each criterion that the threshold set decides.
  public let shares: [Share]
  /// Rating minus baseline in each group, in points.
  public let changes: (first: Moments, second: Moments)
  /// Welch's t of the changes, first less second.
  public let difference: WelchT

  /// The contrasts of two groups of courses, by instrument and visit; visits that nobody is rated
  /// at are left out.
  package static func contrasts(
    _ first: [ResponseCourse], _ second: [ResponseCourse], _ plan: AnalysisPlan
  ) -> [GroupContrast] {
    let instruments = Set((first + second).filter(\.isUsable).map(\.instrument)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    return instruments.flatMap { instrument in
      plan.visits.indices.compactMap { visit -> GroupContrast? in
        let groups = [first, second].map { courses in
          courses.filter { $0.isUsable && $0.instrument == instrument }.map { $0.visits[visit] }
            .filter { $0.rating != nil }
        }
        guard !(groups[0].isEmpty && groups[1].isEmpty) else { return nil }
        return GroupContrast(
          instrument, visit, groups[0], groups[1], plan.yardstick(instrument))
      }
    }
  }

  private init(
    _ instrument: String, _ visit: Int, _ first: [ResponseCourse.Visit],
    _ second: [ResponseCourse.Visit], _ yardstick: Yardstick?
  ) {
    self.instrument = instrument
    self.visit = visit
    shares = Criterion.allCases.filter { yardstick?.decides($0) ?? false }.map { criterion in
      func count(_ group: [ResponseCourse.Visit]) -> Int {
        group.count { $0.meets(criterion) == true }
      }
      return Share(
        criterion, Proportion(count(first), of: first.count),
        Proportion(count(second), of: second.count))
    }
    // Sorted, so that no order of the courses changes the last digit of a sum.
    let points = [first, second].map { $0.compactMap(\.change).sorted().map(Double.init) }
    changes = (Moments(points[0]), Moments(points[1]))
    difference = WelchT(points[0], points[1])
  }
}
