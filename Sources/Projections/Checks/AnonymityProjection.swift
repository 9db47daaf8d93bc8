import Events
package import Histories

/// How many people share what others may know of them: k-anonymity, and how many values of something
/// that nobody should learn stand in each such group: l-diversity.
///
/// Sources: L. Sweeney, "k-anonymity: a model for protecting privacy", International Journal of
/// Uncertainty, Fuzziness and Knowledge-Based Systems 10 (2002) 557; A. Machanavajjhala and others,
/// "l-diversity: privacy beyond k-anonymity", ACM TKDD 1 (2007), section 3 (distinct l-diversity).
package struct AnonymityProjection: Projection {
  /// People who share their values.
  package struct Group: Sendable {
    /// How many they are.
    package fileprivate(set) var people = 0
    /// How many have each value of what is sensitive.
    package fileprivate(set) var sensitive: [Stratum: Int] = [:]
  }

  package let plan: AnalysisPlan
  /// What others may know: of each subject as a whole, its first treatment and its course 1.
  package let quasi: Stratification
  /// What they should not learn; `nil`: nothing was named.
  package let sensitive: Stratification?

  package init(_ plan: AnalysisPlan, quasi: Stratification, sensitive: Stratification?) {
    self.plan = plan
    self.quasi = quasi
    self.sensitive = sensitive
  }

  package var nobody: [Stratum: Group] { [:] }

  package func project(_ history: History, shownAs name: String) -> [Stratum: Group] {
    let record = CaseRecord(history, plan)
    guard plan.includes(record, shownAs: name) else { return [:] }
    // A log carries years of birth of those too who were never treated.
    let attributes = UnitAttributes(record, plan, shownAs: name)
      .aged(at: history.events.first?.event.time)
    var group = Group(people: 1)
    if let sensitive { group.sensitive[sensitive.stratum(of: attributes)] = 1 }
    return [quasi.stratum(of: attributes): group]
  }

  package func merge(_ value: inout [Stratum: Group], with later: [Stratum: Group]) {
    value.merge(later) { mine, theirs in
      Group(
        people: mine.people + theirs.people,
        sensitive: mine.sensitive.merging(theirs.sensitive, uniquingKeysWith: +))
    }
  }
}
