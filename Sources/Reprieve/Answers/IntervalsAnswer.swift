/// Time between treatments.
public struct IntervalsAnswer: Sendable {
  /// Subjects asked about.
  public let subjects: Int
  /// Those with a treatment that courses are built from.
  public let withTreatment: Int
  /// Every gap, closed or open, by subject, then ordinal.
  public let gaps: [TreatmentGap]
  /// From the end of each course to the next, in days.
  public let treatmentFree: [TreatmentFreeTime]
  /// Whether maintenance gaps grow, for subjects with three closed ones or more.
  public let trends: [MaintenanceTrend]
  /// Medians and quartiles of gaps, why treatment came again, the mean cumulative function.
  public let figures: IntervalsFigures
  /// What the answer rests on.
  public let basis: AnswerBasis
  /// The strata of the plan, in order; empty without.
  public let strata: [StratumAnswer<IntervalsAnswer>]
}

extension Log {
  /// Time between treatments, from start to start: each gap with its kind and why it ended.
  ///
  /// The plan's `criterion` decides whether relief was gone when the next treatment came; its
  /// `usesFirstBaseline`, `set`, `drug`, `instrument`, `selection` and `strata` count too. Throws
  /// `LogError` where the log can't be used.
  public func intervals(_ plan: AnalysisPlan = AnalysisPlan()) throws(LogError) -> IntervalsAnswer {
    let reading = try Reading(self, plan)
    return reading.answer(IntervalsProjection.self) { value, strata in
      IntervalsAnswer(
        subjects: value.subjects, withTreatment: value.withTreatment, gaps: value.gaps,
        treatmentFree: value.treatmentFree, trends: value.trends,
        figures: IntervalsFigures(value),
        basis: reading.basis("intervals.v1", value.instruments, .criterion), strata: strata)
    }
  }
}
