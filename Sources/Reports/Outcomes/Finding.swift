/// A sentence about a cohort, and what it tells, so that who shows some of them takes them by name
/// and not by the place at which they happen to stand.
package struct Finding: Equatable, Sendable {
  /// What a sentence tells.
  package enum Name: CaseIterable, Sendable {
    /// How long relief lasted, or why that is not known.
    case duration
    /// Who is still in relief at the named days.
    case survival
    /// The median with each loss dated at the first rating that shows it.
    case laterDuration
    /// The limits of a bootstrap over people.
    case bootstrap
    /// Who is in no figure of relief.
    case absent
    /// That people have no rating on the instrument they are measured by.
    case unrated
    /// How relief ended.
    case endings
    /// That most losses were not confirmed.
    case unconfirmed
    /// Who responds, on an instrument.
    case response
    /// How shares of response and shares in relief differ.
    case denominators
    /// Ratings that count at no visit, and why.
    case betweenVisits
    /// On which other instruments people were rated.
    case otherInstruments
    /// Who can't respond, whatever happens.
    case notEvaluable
    /// How many people and treatments there are.
    case people
    /// Time between treatments.
    case gaps
    /// Why people were treated again.
    case whyRetreated
    /// Adverse events.
    case adverse
    /// Answers to questions about suicide.
    case suicidality
    /// Who is reliably worse.
    case worse
  }

  package let name: Name
  package let text: String

  /// What is said in place of numbers that may not be.
  package static let tooFew = "about too few people to publish"

  /// Words with a capital at the start and a full stop behind them.
  static func sentence(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst() + "."
  }

  init(_ name: Name, _ text: String) {
    self.name = name
    self.text = text
  }
}

extension [Finding] {
  /// The sentences of some names, in their order here.
  package func said(_ names: Finding.Name...) -> String {
    filter { names.contains($0.name) }.map(\.text).joined(separator: " ")
  }
}
