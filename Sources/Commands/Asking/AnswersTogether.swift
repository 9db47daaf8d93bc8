import Histories
import Projections
import Reports

/// All four answers about a cohort, asked in one pass: a page has them, and under a rule one of them
/// keeps back what it would on the page, since who reads one may read the others.
enum AnswersTogether {
  /// What is asked of each subject.
  typealias Asked = Both<
    Both<Stratified<ReliefProjection>, Stratified<ResponseProjection>>,
    Both<Stratified<IntervalsProjection>, Stratified<CohortProjection>>
  >

  /// The questions under a plan.
  static func asked(_ plan: AnalysisPlan) -> Asked {
    var plan = plan
    plan.keepsUnits = true
    return Both(Both(Stratified(plan), Stratified(plan)), Both(Stratified(plan), Stratified(plan)))
  }

  /// The questions beside one of them, where a rule holds that does not round: rounded answers about
  /// the same people tell more than rounding leaves open, and each is given alone.
  ///
  /// - Parameter paths: the logs; none where rows come from states that hold one answer.
  static func beside(
    _ plan: AnalysisPlan, _ arguments: Arguments, _ paths: [String]?
  ) throws(CommandError) -> Wanted<Asked> {
    guard let rule = try Inquiry.releaseRule(arguments), rule.rounding == nil else {
      return Wanted(nil)
    }
    if let paths, paths.isEmpty {
      throw CommandError(
        ExitCode.withheld,
        "states hold one answer, and \(rule.words) looks at all four about the same people",
        remedy: "ask the logs themselves, or let --release opensafely7r5 round the answer")
    }
    return Wanted(asked(plan))
  }

  /// All answers about a stratum, or about everybody.
  ///
  /// - Parameters:
  ///   - unknownTypes: lines of types that nobody knows.
  ///   - adding: what else is said of relief.
  static func report(
    _ stratum: Stratum?, _ value: Asked.Value, _ plan: AnalysisPlan,
    unknownTypes: [[UInt8]: Int] = [:],
    adding: (inout ReliefReport, ReliefProjection.Value) -> Void = { _, _ in }
  ) -> OutcomesReport {
    let nobody = asked(plan).nobody
    let units = value.first.first.value(of: stratum) ?? nobody.first.first.whole
    var relief = ReliefReport(units, plan, showsEstimates: true, explains: false)
    adding(&relief, units)
    return OutcomesReport(
      relief: relief,
      response: ResponseReport(
        value.first.second.value(of: stratum) ?? nobody.first.second.whole, plan, explains: false),
      intervals: IntervalsReport(
        value.second.first.value(of: stratum) ?? nobody.second.first.whole, plan, explains: false),
      cohort: CohortReport(
        value.second.second.value(of: stratum) ?? nobody.second.second.whole,
        unknownTypes: unknownTypes, wantsExtra: true, explains: false),
      plan)
  }

  /// The strata that anybody is in by one of the answers, in order.
  static func strata(_ value: Asked.Value) -> [Stratum] {
    let all =
      value.first.first.strata.map(\.0) + value.first.second.strata.map(\.0)
      + value.second.first.strata.map(\.0) + value.second.second.strata.map(\.0)
    return Set(all).sorted()
  }
}
