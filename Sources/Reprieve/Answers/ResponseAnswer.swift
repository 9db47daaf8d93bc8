/// Responders, remission and change at named visits after each course.
public struct ResponseAnswer: Sendable {
  /// The visits asked for, in order: those of the plan's `visitList`, else of its definitions.
  public let visits: [Visit]
  /// Subjects and courses by what became of them.
  public let flow: ResponseFlow
  /// Each course with its visits, by subject, then number.
  public let courses: [ResponseCourse]
  /// A table for each instrument that a course with a usable baseline is measured on.
  public let tables: [ResponseTable]
  /// What the answer rests on.
  public let basis: AnswerBasis
  /// The strata of the plan, in order; empty without.
  public let strata: [StratumAnswer<ResponseAnswer>]

  /// The counts of a visit on an instrument: `tally("d7", on: "GAD-7")`.
  ///
  /// `nil` where there is no such visit, or no course with a usable baseline on the instrument.
  public func tally(_ visit: String, on instrument: String) -> VisitTally? {
    guard let place = visits.firstIndex(where: { $0.name == visit }) else { return nil }
    return tables.first { $0.instrument == instrument }?.visits[place]
  }
}

extension Log {
  /// Who responds, is in remission or has reliably changed at each visit, and why others are not
  /// rated.
  ///
  /// The plan's `visitList`, `firstCourseOnly`, `usesFirstBaseline`, `set`, `drug`, `instrument`,
  /// `selection` and `strata` count. Throws `LogError` where the log can't be used.
  public func response(_ plan: AnalysisPlan = AnalysisPlan()) throws(LogError) -> ResponseAnswer {
    let reading = try Reading(self, plan)
    return reading.answer(ResponseProjection.self) { value, strata in
      ResponseAnswer(
        visits: plan.visits, flow: value.flow, courses: value.courses,
        tables: ResponseTable.tables(value.courses, plan),
        basis: reading.basis("response.v1", value.instruments, .visits), strata: strata)
    }
  }
}
