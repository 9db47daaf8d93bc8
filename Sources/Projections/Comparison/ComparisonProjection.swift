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
  let response: ResponseProjection
  let relief: ReliefProjection

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
