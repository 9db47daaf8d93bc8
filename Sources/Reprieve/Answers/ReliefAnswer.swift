import Histories

/// How long relief lasted, unit by unit, and who is not in the figure and why.
public struct ReliefAnswer: Sendable {
  /// All units, by subject, then number.
  public let units: [ReliefUnit]
  /// Subjects and units by what became of them.
  public let flow: ReliefFlow
  /// What the answer rests on.
  public let basis: AnswerBasis
  /// The strata of the plan, in order; empty without, and for one subject.
  public let strata: [StratumAnswer<ReliefAnswer>]

  /// How long relief lasted in the cohort: Turnbull, Kaplan-Meier, cumulative incidence, in days
  /// from t0; `nil` where no unit is lost or censored.
  ///
  /// Computed anew at each call; the search takes longer the more units there are.
  public var estimates: ReliefEstimates? { ReliefEstimates(units) }

  /// When relief set in, in days from the unit's start; `nil` where it can be asked of no unit.
  ///
  /// Computed anew at each call, as `estimates` are; how far those move with the sample is said by
  /// `ReliefBootstrap(units, replicates:)`.
  public var onset: ReliefOnset? { ReliefOnset(units) }
}

extension Log {
  /// How long relief lasted, for everybody that the plan asks about.
  ///
  /// The plan's `unit`, `criterion`, `confirm`, `usesFirstBaseline`, `set`, `drug`, `instrument`,
  /// `selection` and `strata` count. Throws `LogError` where the log can't be used.
  public func relief(_ plan: AnalysisPlan = AnalysisPlan()) throws(LogError) -> ReliefAnswer {
    let reading = try Reading(self, plan)
    return reading.answer(ReliefProjection.self) { value, strata in
      reading.relief(value, plan, strata)
    }
  }

  /// How long relief lasted for one subject; no unit where there is no such subject, or where the
  /// plan's selection leaves it out.
  ///
  /// Throws `LogError` where the log can't be used.
  public func relief(
    of subject: String, _ plan: AnalysisPlan = AnalysisPlan()
  ) throws(LogError) -> ReliefAnswer {
    let reading = try Reading(self, plan, about: subject)
    let projection = ReliefProjection(plan)
    let found = reading.registry.history(of: subject)
    return reading.relief(
      found.map { projection.project($0.history, shownAs: subject) } ?? projection.nobody, plan, [])
  }
}

extension Reading {
  fileprivate func relief(
    _ value: ReliefProjection.Value, _ plan: AnalysisPlan, _ strata: [StratumAnswer<ReliefAnswer>]
  ) -> ReliefAnswer {
    ReliefAnswer(
      units: value.units, flow: value.flow,
      basis: basis(
        "relief.\(plan.unit.rawValue).v1", value.instruments, [.criterion, .confirm]),
      strata: strata)
  }
}
