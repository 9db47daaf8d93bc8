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
      + [.unit, .criterion, .confirm, .sensitivity, .bootstrap],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    let subject = try Inquiry.subject(arguments, "relief")
    for option in [Option.by, .sensitivity, .bootstrap, .tidy] where arguments.has(option) {
      guard let subject else { break }
      throw CommandError(
        ExitCode.usage, "\(option.name) is about groups, and \(subject) is one person",
        remedy: "leave one of them out")
    }
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry(about: subject)
    let explains = arguments.has(.explain)
    guard let subject else {
      return try reliefOfCohort(inquiry, registry, arguments)
    }
    let history = try inquiry.history(of: subject, in: registry)
    let value = ReliefProjection(inquiry.plan).project(history, shownAs: subject)
    inquiry.noteEmpty(value.flow.subjects, treated: value.flow.withTreatment, subject)
    let report = ReliefReport(value, of: subject, inquiry.plan, explains: explains)
    return try inquiry.print(
      Answer(reliefHeader(inquiry, registry, value), report), arguments)
  }

  private static func reliefHeader(
    _ inquiry: Inquiry, _ registry: Registry, _ value: ReliefProjection.Value
  ) -> AnswerHeader {
    inquiry.header(
      "relief.\(inquiry.plan.unit.rawValue).v1", registry, instruments: value.instruments,
      [.criterion, .confirm])
  }

  private static func reliefOfCohort(
    _ inquiry: Inquiry, _ registry: Registry, _ arguments: Arguments
  ) throws(CommandError) -> Int32 {
    if arguments.has(.noEstimates) {
      try refuse([.sensitivity, .bootstrap], beside: .noEstimates, arguments)
    }
    let samples = try arguments.number(.bootstrap)
    // With fewer, no sample lies beyond a limit of 95 %.
    guard (100...100_000).contains(samples ?? 100) else {
      throw CommandError(ExitCode.usage, "--bootstrap must lie between 100 and 100,000")
    }
    let grid = arguments.has(.sensitivity) ? SensitivityGrid(inquiry.plan).fold(registry) : nil
    var inquiry = inquiry
    // Of a summary without estimates, withheld counts and explanations only the flow is told.
    inquiry.plan.keepsUnits =
      !(arguments.has(.summary) && arguments.has(.noEstimates))
      || [Option.minCellCount, .explain, .extra].contains(where: arguments.has)
    return try inquiry.answer(ReliefProjection.self, in: registry, arguments) { value in
      inquiry.noteEmpty(value.flow.subjects, treated: value.flow.withTreatment)
      return reliefHeader(inquiry, registry, value)
    } report: { stratum, value in
      var report = ReliefReport(
        value, inquiry.plan, showsEstimates: !arguments.has(.noEstimates),
        explains: arguments.has(.explain), wantsExtra: arguments.has(.extra))
      if let samples {
        report.bootstrap = ReliefBootstrap(value.units, replicates: samples)
          .map(ReliefReport.sheet)
      }
      // The grid is about everybody.
      if stratum == nil, let grid { report.sensitivity = ReliefReport.sheet(of: grid) }
      return report
    }
  }
}
