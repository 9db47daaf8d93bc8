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
  /// What others may know: of each subject as a whole, its first treatment and its course 1; `nil`: no
  /// key of `--by`.
  private let quasi: Stratification?
  /// Whether they may know the year of birth.
  private let hasBirthYear: Bool
  /// Who is said to be over 89, as shown.
  private let over89: Set<String>
  /// What they should not learn; `nil`: nothing was named.
  package let sensitive: Stratification?

  /// - Parameters:
  ///   - quasi: what others may know, by the keys of `--by`; `nil`: the year of birth alone.
  ///   - hasBirthYear: whether they may know the year of birth.
  ///   - over89: who is said to be over 89, as shown: they have no year of birth, and are no others who
  ///     lack one.
  package init(
    _ plan: AnalysisPlan, quasi: Stratification?, hasBirthYear: Bool,
    sensitive: Stratification?, over89: Set<String> = []
  ) {
    self.plan = plan
    self.quasi = quasi
    self.hasBirthYear = hasBirthYear
    self.sensitive = sensitive
    self.over89 = over89
  }

  /// The key of the year of birth.
  package static let birthYear = "birth_year"

  /// The keys of what others may know.
  package var keys: [String] { (quasi?.keys ?? []) + (hasBirthYear ? [Self.birthYear] : []) }

  /// The age of who is said to be over 89.
  private static let old = Stratum.Value(label: "over 89", low: 90)
  /// The same in place of a year of birth, of which it is before all others.
  private static let bornEarly = Stratum.Value(label: "over 89", low: 0)

  package var nobody: [Stratum: Group] { [:] }

  package func project(_ history: History, shownAs name: String) -> [Stratum: Group] {
    let record = CaseRecord(history, plan)
    guard plan.includes(record, shownAs: name) else { return [:] }
    // A log carries years of birth of those too who were never treated.
    let attributes = UnitAttributes(record, plan, shownAs: name)
      .aged(at: history.events.first?.event.time)
    var group = Group(people: 1)
    if let sensitive { group.sensitive[sensitive.stratum(of: attributes)] = 1 }
    return [stratum(of: attributes, history.intake?.birthYear, isOld: over89.contains(name)): group]
  }

  private func stratum(
    of attributes: UnitAttributes, _ birthYear: Int?, isOld: Bool
  ) -> Stratum {
    var stratum = quasi?.stratum(of: attributes) ?? Stratum([])
    if isOld, let place = quasi?.keys.firstIndex(of: Attribute.age.rawValue) {
      stratum = stratum.filling(place, with: Self.old)
    }
    guard hasBirthYear else { return stratum }
    let year = birthYear.map { Stratum.Value(label: "\($0)", low: $0) }
    return stratum.adding(year ?? (isOld ? Self.bornEarly : .missing))
  }

  package func merge(_ value: inout [Stratum: Group], with later: [Stratum: Group]) {
    value.merge(later) { mine, theirs in
      Group(
        people: mine.people + theirs.people,
        sensitive: mine.sensitive.merging(theirs.sensitive, uniquingKeysWith: +))
    }
  }
}
