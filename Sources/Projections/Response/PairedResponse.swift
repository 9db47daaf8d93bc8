import Bytes
package import Definitions
import Histories
import Statistics

/// The two periods of a crossover: course 1 under each of two drugs, patient by patient.
///
/// A pair is a subject with a usable baseline and a rating at the visit in both periods
/// (`docs/spec/definitions.md`, section 7).
package struct PairedResponse: StratifiedProjection {
  /// A paired table: who meets a criterion at a visit under which drug.
  package struct Table: Equatable, Sendable {
    package var both = 0
    package var firstOnly = 0
    package var secondOnly = 0
    package var neither = 0

    /// Pairs.
    package var pairs: Int { both + firstOnly + secondOnly + neither }

    /// McNemar's exact test, two-sided, on the discordant pairs; `nil` without a pair.
    package var p: Double? {
      pairs > 0 ? McNemarExact.p(firstOnly: firstOnly, secondOnly: secondOnly) : nil
    }

    mutating func count(_ first: Bool, _ second: Bool) {
      switch (first, second) {
      case (true, true): both += 1
      case (true, false): firstOnly += 1
      case (false, true): secondOnly += 1
      case (false, false): neither += 1
      }
    }

    mutating func add(_ other: Table) {
      both += other.both
      firstOnly += other.firstOnly
      secondOnly += other.secondOnly
      neither += other.neither
    }
  }

  /// A subject's two periods, where both say something.
  package struct Pair: Sendable {
    package var first: ResponseCourse
    package var second: ResponseCourse
  }

  /// The answer.
  package struct Value: Sendable {
    /// By visit, then criterion.
    package var tables: [[Table]]
    /// Subjects with a usable baseline in both periods.
    package var pairs: [Pair] = []
    package var instruments: Set<String> = []
    package var subjects = 0

    /// Counts a pair at every visit at which both say something.
    mutating func count(_ pair: Pair) {
      for visit in tables.indices {
        for (index, criterion) in Criterion.allCases.enumerated() {
          guard let first = pair.first.visits[visit].meets(criterion),
            let second = pair.second.visits[visit].meets(criterion)
          else { continue }
          tables[visit][index].count(first, second)
        }
      }
    }
  }

  package let plan: AnalysisPlan
  private let periods: [ResponseProjection]

  /// The paired table of a plan that names two drugs.
  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    periods = (plan.pairedDrugs ?? []).map { drug in
      var period = plan
      period.drug = drug
      return ResponseProjection(period)
    }
  }

  package var nobody: Value {
    Value(tables: plan.visits.map { _ in Criterion.allCases.map { _ in Table() } })
  }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    var value = nobody
    guard plan.includes(record, shownAs: name) else { return value }
    value.subjects = 1
    value.instruments = [record.instrument]
    let courses = periods.compactMap { period -> ResponseCourse? in
      let record = CaseRecord(record.history, period.plan)
      return record.treatmentPlan.courses.first.map {
        period.outcome(of: $0, record, shownAs: name)
      }
    }
    guard courses.count == 2, courses.allSatisfy(\.isUsable) else { return value }
    let pair = Pair(first: courses[0], second: courses[1])
    value.pairs = [pair]
    value.count(pair)
    return value
  }

  package func merge(_ value: inout Value, with later: Value) {
    for visit in value.tables.indices {
      for index in value.tables[visit].indices {
        value.tables[visit][index].add(later.tables[visit][index])
      }
    }
    value.pairs += later.pairs
    value.instruments.formUnion(later.instruments)
    value.subjects += later.subjects
  }
}

extension ResponseCourse.Visit {
  /// Whether a criterion is met; `nil` where that can't be said.
  package func meets(_ criterion: Criterion) -> Bool? {
    switch criterion {
    case .response: response
    case .remission: remission
    case .reliable: reliable.map { $0 == 1 }
    }
  }
}
