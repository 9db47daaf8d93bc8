/// The outcome classes of NHS Talking Therapies.
public struct TalkingTherapiesAnswer: Sendable {
  /// Each course, by subject, then number.
  public let courses: [TalkingTherapiesCourse]
  /// Counts of all courses.
  public let counts: TalkingTherapiesCounts
  /// Counts of courses with two treatments or more, as the NHS counts those who were treated.
  public let countsTwoOrMoreTreatments: TalkingTherapiesCounts
  /// What the answer rests on.
  public let basis: AnswerBasis
  /// The strata of the plan, in order; empty without.
  public let strata: [StratumAnswer<TalkingTherapiesAnswer>]
}

extension Log {
  /// The outcome classes of NHS Talking Therapies, per course: PHQ-9 beside one anxiety measure.
  ///
  /// The plan's `drug`, `selection` and `strata` count; the threshold set and the measures are those
  /// of `Definitions.nhs`, whatever the plan says. Throws `LogError` where the log can't be used.
  public func talkingTherapies(
    _ plan: AnalysisPlan = AnalysisPlan()
  ) throws(LogError) -> TalkingTherapiesAnswer {
    var plan = plan
    plan.set = plan.definitions.nhs.set
    let reading = try Reading(self, plan)
    return reading.answer(TalkingTherapies.self) { courses, strata in
      let measures = courses.filter { $0.outcome != nil }
        .flatMap { [$0.depression?.instrument, $0.anxiety?.instrument] }
      return TalkingTherapiesAnswer(
        courses: courses, counts: TalkingTherapies.counts(courses),
        countsTwoOrMoreTreatments: TalkingTherapies.counts(courses, treatmentsFrom: 2),
        basis: reading.basis("response.nhs.v1", Set(measures.compactMap { $0 })), strata: strata)
    }
  }
}
