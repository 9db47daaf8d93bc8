/// Groups held against each other: the first against each of the others, and all in one test.
public struct GroupComparison: Sendable {
  /// The names of the groups, in order.
  public let groups: [String]
  /// Subjects in each.
  public let subjects: [Int]
  /// For each group after the first, its contrasts with the first.
  public let contrasts: [[GroupContrast]]
  /// How long relief lasted in each.
  public let relief: ReliefContrast
  /// For each group after the first, the difference in change pooled over the sites of
  /// `AnalysisPlan.pooling`; empty without.
  public let pooled: [[PooledContrast]]

  package init(_ groups: [(name: String, value: ComparisonProjection.Value)], _ plan: AnalysisPlan)
  {
    self.groups = groups.map(\.name)
    subjects = groups.map(\.value.response.flow.subjects)
    let courses = groups.map(\.value.response.courses)
    contrasts = courses.dropFirst().map { GroupContrast.contrasts(courses[0], $0, plan) }
    relief = ReliefContrast(groups.map(\.value.relief.units))
    guard plan.pooling != nil else {
      pooled = []
      return
    }
    pooled = groups.dropFirst().map { group in
      let first = groups[0].value.sites
      let names = Set(first.keys).union(group.value.sites.keys).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
      return PooledContrast.contrasts(
        names.map { name in
          (
            name,
            GroupContrast.contrasts(
              first[name]?.courses ?? [], group.value.sites[name]?.courses ?? [], plan)
          )
        })
    }
  }
}
