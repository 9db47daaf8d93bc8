/// What differs between two topics, or between the built-in definitions and a file's.
package struct DefinitionComparison: Sendable {
  /// One value that is not the same on both sides.
  package struct Difference: Equatable, Sendable {
    /// The topic; the left one where two topics are compared.
    package let topic: DefinitionTopic
    /// The instrument that a set's value is about.
    package let instrument: String?
    package let member: String
    /// `nil`: not given on the left.
    package let left: DefinitionValue?
    /// `nil`: not given on the right.
    package let right: DefinitionValue?
  }

  /// What stands on the left: a name, or `built-in`.
  package let left: String
  /// What stands on the right: a name, or `file`.
  package let right: String
  /// The differences, in the order in which the topics are shown.
  package let differences: [Difference]

  /// Two topics of one kind.
  package init(_ left: DefinitionTopic, _ right: DefinitionTopic, in catalogue: DefinitionCatalogue)
  {
    self.left = left.name
    self.right = right.name
    // Two things have two names; that is not what is asked about.
    let names: Set = ["name", "title"]
    differences = Self.differences(
      left, catalogue.facts(of: left).filter { !names.contains($0.member) },
      catalogue.facts(of: right).filter { !names.contains($0.member) })
  }

  /// Topics as they are built in, and as they are with a file.
  package init(
    _ topics: [DefinitionTopic], _ builtIn: DefinitionCatalogue, _ changed: DefinitionCatalogue
  ) {
    left = "built-in"
    right = "file"
    differences = topics.flatMap { topic in
      Self.differences(topic, builtIn.facts(of: topic), changed.facts(of: topic))
    }
  }

  private static func differences(
    _ topic: DefinitionTopic, _ left: [DefinitionFact], _ right: [DefinitionFact]
  ) -> [Difference] {
    struct Key: Hashable {
      let instrument: String?
      let member: String
      init(_ fact: DefinitionFact) { (instrument, member) = (fact.instrument, fact.member) }
    }
    let left = left.filter { !$0.isRemark }
    let right = right.filter { !$0.isRemark }
    let before = Dictionary(left.map { (Key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(right.map { (Key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let added = right.filter { before[Key($0)] == nil }
    let all = (left + added).enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }
    return all.compactMap { _, fact in
      let (old, new) = (before[Key(fact)]?.value, after[Key(fact)]?.value)
      guard old != new else { return nil }
      return Difference(
        topic: topic, instrument: fact.instrument, member: fact.member, left: old, right: new)
    }
  }
}
