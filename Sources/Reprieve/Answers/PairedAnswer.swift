/// The two periods of a crossover, patient by patient: course 1 under each of two drugs.
public struct PairedAnswer: Sendable {
  /// A subject's two periods, both with a usable baseline.
  public struct Pair: Sendable {
    /// Course 1 under the first drug.
    public let first: ResponseCourse
    /// Course 1 under the second drug.
    public let second: ResponseCourse
  }

  /// Who meets a criterion at a visit under which drug, of those rated there under both.
  public struct Table: Sendable {
    /// The name of the visit.
    public let visit: String
    /// What is met.
    public let criterion: Criterion
    /// The four cells.
    public let counts: PairedTable
    /// McNemar's exact test, two-sided; `nil` without a pair.
    public var p: Double? { counts.total > 0 ? counts.p : nil }
  }

  /// The two drugs, in the order of the plan; empty where it names none.
  public let drugs: [String]
  /// The visits asked for, in order.
  public let visits: [Visit]
  /// Subjects asked about, paired or not.
  public let subjects: Int
  /// Those with two periods, by subject.
  public let pairs: [Pair]
  /// By visit, then criterion.
  public let tables: [Table]
  /// How far each patient's change differs between the periods, at each visit with a pair.
  public let contrasts: [PairedContrast]
  /// What the answer rests on.
  public let basis: AnswerBasis
  /// The strata of the plan, in order; empty without.
  public let strata: [StratumAnswer<PairedAnswer>]

  /// The table of a visit and a criterion; `nil` where there is no such visit.
  public func table(_ visit: String, _ criterion: Criterion = .response) -> Table? {
    tables.first { $0.visit == visit && $0.criterion == criterion }
  }
}

extension Log {
  /// The paired tables and changes of the plan's `pairedDrugs`, which should be two different ones;
  /// without them nobody is a pair.
  ///
  /// The plan's `visitList`, `usesFirstBaseline`, `set`, `instrument`, `selection` and `strata`
  /// count too. Throws `LogError` where the log can't be used.
  public func pairedResponse(_ plan: AnalysisPlan) throws(LogError) -> PairedAnswer {
    let reading = try Reading(self, plan)
    return reading.answer(PairedResponse.self) { value, strata in
      PairedAnswer(
        drugs: plan.pairedDrugs ?? [], visits: plan.visits, subjects: value.subjects,
        pairs: value.pairs.map { PairedAnswer.Pair(first: $0.first, second: $0.second) },
        tables: Self.tables(value, plan), contrasts: PairedContrast.contrasts(value, plan),
        basis: reading.basis("response.paired.v1", value.instruments, .visits), strata: strata)
    }
  }

  private static func tables(
    _ value: PairedResponse.Value, _ plan: AnalysisPlan
  ) -> [PairedAnswer.Table] {
    zip(plan.visits, value.tables).flatMap { visit, tables in
      zip(Criterion.allCases, tables).map { criterion, table in
        PairedAnswer.Table(
          visit: visit.name, criterion: criterion,
          counts: PairedTable(
            both: table.both, firstOnly: table.firstOnly, secondOnly: table.secondOnly,
            neither: table.neither))
      }
    }
  }
}
