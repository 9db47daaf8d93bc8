package import Bytes

extension OutcomesReport {
  /// One of the answers.
  package enum Part: Int, CaseIterable, Sendable {
    /// `relief`.
    case relief
    /// `response`.
    case response
    /// `intervals`.
    case intervals
    /// `cohort`.
    case cohort
  }
}

/// One of the answers about a cohort that a page has together.
package protocol OutcomesPart: Report {
  /// Which of them.
  static var part: OutcomesReport.Part { get }
  /// Where it stands among them.
  static var place: WritableKeyPath<OutcomesReport, Self> { get }
}

extension ReliefReport: OutcomesPart {
  package static var part: OutcomesReport.Part { .relief }
  package static var place: WritableKeyPath<OutcomesReport, Self> { \.relief }
}

extension ResponseReport: OutcomesPart {
  package static var part: OutcomesReport.Part { .response }
  package static var place: WritableKeyPath<OutcomesReport, Self> { \.response }
}

extension IntervalsReport: OutcomesPart {
  package static var part: OutcomesReport.Part { .intervals }
  package static var place: WritableKeyPath<OutcomesReport, Self> { \.intervals }
}

extension CohortReport: OutcomesPart {
  package static var part: OutcomesReport.Part { .cohort }
  package static var place: WritableKeyPath<OutcomesReport, Self> { \.cohort }
}

/// One answer, of which as much is kept back as beside the others about the same people: who has all
/// four, or the page with them, has each number in the same form, or in none.
package struct ReportBeside<Body: OutcomesPart>: Report {
  private var all: OutcomesReport

  /// - Parameter all: the answers of which this is one.
  package init(_ all: OutcomesReport) { self.all = all }

  /// The answer by itself.
  package private(set) var own: Body {
    get { all[keyPath: Body.place] }
    set { all[keyPath: Body.place] = newValue }
  }

  /// Of the fewest that one of the answers is about.
  package var people: Int { all.people }

  package mutating func summarise() { own.summarise() }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    disclosure.take(all.withhold(by: disclosure.rule)[Body.part.rawValue])
  }

  package var title: [String] { own.title }
  package var isSpaced: Bool { own.isSpaced }
  package func write(to json: inout JSONWriter) { own.write(to: &json) }
  package var hasExtra: Bool { own.hasExtra }
  package func writeExtra(to json: inout JSONWriter) { own.writeExtra(to: &json) }
  package func text(width: Int) -> [String] { own.text(width: width) }
  package var sheets: [Sheet] { own.sheets }
  package var rows: Sheet? { own.rows }
  package var figures: [Figure] { own.figures }
}
