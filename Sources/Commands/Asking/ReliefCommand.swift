import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `relief`: how long did relief last?
  static let relief = Command(
    name: "relief", aliases: [], usage: "[SUBJECT]",
    summary: "how long did relief last: each course as an interval; without SUBJECT the cohort",
    details: [
      "Relief lasted between the last rating in relief and the first of a confirmed loss, both",
      "counted from the end of the last infusion. Where no loss was seen it lasted longer than",
      "the last rating in relief. Lower ends are rounded down and upper ends up.",
      "",
      "For a cohort: S by Turnbull's estimate, which takes intervals as they are; beside it",
      "Kaplan-Meier with loss dated at the first rating not in relief, and what ended relief.",
    ],
    options: Option.reading + Option.analysis + Option.grouping
      + [.unit, .criterion, .confirm, .sensitivity, .bootstrap, .noComparison],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    if let subject = try Inquiry.subject(arguments, "relief") {
      return try ReliefOfOne(about: subject, arguments, printer).ask()
    }
    guard !arguments.has(.noComparison) else {
      throw CommandError(
        ExitCode.usage, "--no-comparison is about one person, and none is named",
        remedy: "name a subject, or leave it out")
    }
    return try question("relief", arguments, printer).ask()
  }
}

/// How long did relief last in a cohort?
struct ReliefQuestion: CohortQuestion {
  let inquiry: Inquiry
  let asked:
    Both<
      Both<Stratified<ReliefProjection>, Wanted<SensitivityGrid>>, Wanted<AnswersTogether.Asked>
    >
  private let arguments: Arguments
  private let samples: Int?

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    if arguments.has(.noEstimates) {
      try Command.refuse([.sensitivity, .bootstrap], beside: .noEstimates, arguments)
    }
    samples = try Self.samples(arguments)
    var inquiry = try Inquiry(arguments, printer, paths: paths)
    // Of a summary without estimates, withheld counts and explanations only the flow is told; a
    // partial state, which names its logs here, holds all that may be asked of it.
    inquiry.plan.keepsUnits =
      paths != nil || !(arguments.has(.summary) && arguments.has(.noEstimates))
      || [Option.minCellCount, .release, .explain, .extra].contains(where: arguments.has)
    self.inquiry = inquiry
    self.arguments = arguments
    asked = Both(
      Both(
        Stratified(inquiry.plan),
        Wanted(arguments.has(.sensitivity) ? SensitivityGrid(inquiry.plan) : nil)),
      try AnswersTogether.beside(inquiry.plan, arguments, paths))
  }

  /// How many samples are asked for; `nil`: none.
  static func samples(_ arguments: Arguments) throws(CommandError) -> Int? {
    let samples = try arguments.number(.bootstrap)
    // With fewer, no sample lies beyond a limit of 95 %.
    guard (100...100_000).contains(samples ?? 100) else {
      throw CommandError(
        ExitCode.usage, "--bootstrap must lie between 100 and 100,000",
        remedy: "2000 is plenty: --bootstrap 2000")
    }
    return samples
  }

  /// The limits of resampling the people of these units; `nil`: nobody is analysed.
  static func bootstrap(
    _ units: [ReliefUnit], _ samples: Int, _ printer: Printer
  ) -> ReliefBootstrap? {
    let work = printer.progress("resampling subjects", total: samples, in: .things("samples"))
    defer { work.end() }
    return ReliefBootstrap(units, replicates: samples, drawn: { work.advance(by: 1) })
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) {
    ("relief.\(inquiry.plan.unit.rawValue).v1", [.criterion, .confirm])
  }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    let (relief, grid) = value.first
    let whole = relief.whole
    inquiry.noteEmpty(whole.flow.subjects, treated: whole.flow.withTreatment)
    let header = header(basis, instruments: whole.instruments)
    return try inquiry.answer(relief, beside: value.second, under: header, arguments) {
      stratum, part in
      var report = ReliefReport(
        part, inquiry.plan, showsEstimates: !arguments.has(.noEstimates),
        explains: arguments.has(.explain), wantsExtra: arguments.has(.extra))
      if let samples {
        report.bootstrap = Self.bootstrap(part.units, samples, inquiry.printer)
      }
      // The grid is about everybody.
      if stratum == nil, let grid {
        report.sensitivity = ReliefReport.sheet(of: grid)
      }
      return report
    }
  }
}
