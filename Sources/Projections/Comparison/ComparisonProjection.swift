import Histories

/// What `compare` asks of each group: its response, and how long relief lasted.
package struct ComparisonProjection: StratifiedProjection {
  /// The answers about one group.
  package struct Value: Sendable {
    package var response: ResponseProjection.Value
    package var relief: ReliefProjection.Value
    /// The response of each stratum of `--pool`, by its name.
    package var sites: [String: ResponseProjection.Value] = [:]
  }

  package let plan: AnalysisPlan
  private let response: ResponseProjection
  private let relief: ReliefProjection

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    response = ResponseProjection(plan)
    relief = ReliefProjection(plan)
  }

  package var nobody: Value { Value(response: response.nobody, relief: relief.nobody) }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = Value(
      response: response.project(record, shownAs: name),
      relief: relief.project(record, shownAs: name))
    if let pooling = plan.pooling, value.response.flow.subjects > 0 {
      let site = pooling.stratum(of: UnitAttributes(record, plan, shownAs: name))
      value.sites[site.values.joined(separator: " ")] = value.response
    }
    return value
  }

  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    response.strata(of: record, shownAs: name)
      .union(relief.strata(of: record, shownAs: name))
  }

  package func merge(_ value: inout Value, with later: Value) {
    response.merge(&value.response, with: later.response)
    relief.merge(&value.relief, with: later.relief)
    for (site, part) in later.sites {
      if value.sites[site] == nil { value.sites[site] = response.nobody }
      response.merge(&value.sites[site]!, with: part)
    }
  }
}

/// Groups held against each other: the first against each of the others, and all in one test.
package struct GroupComparison: Sendable {
  /// The names of the groups, in order.
  package let groups: [String]
  /// Subjects in each.
  package let subjects: [Int]
  /// For each group after the first, its contrasts with the first.
  package let contrasts: [[GroupContrast]]
  /// How long relief lasted in each.
  package let relief: ReliefContrast
  /// For each group after the first, the difference in change pooled over sites; empty without
  /// `--pool`.
  package let pooled: [[PooledContrast]]

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
