import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `intervals`: time between treatments.
  static let intervals = Command(
    name: "intervals", aliases: ["gaps"], usage: "",
    summary: "time between treatments, by kind and by ordinal, and why people were treated again",
    details: [
      "Gaps run from start to start; the one after the last treatment is open and censored, never",
      "left out. Gaps of an induction and of maintenance are never one number.",
    ],
    options: Option.reading + Option.analysis + Option.grouping + [.criterion],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try question("intervals", arguments, printer).ask()
  }
}

/// Time between treatments.
struct IntervalsQuestion: CohortQuestion {
  let inquiry: Inquiry
  let asked: Both<Stratified<IntervalsProjection>, Wanted<AnswersTogether.Asked>>
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    inquiry = try Inquiry(arguments, printer, paths: paths)
    self.arguments = arguments
    asked = Both(
      Stratified(inquiry.plan), try AnswersTogether.beside(inquiry.plan, arguments, paths))
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) {
    ("intervals.v1", .criterion)
  }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    let whole = value.first.whole
    inquiry.noteEmpty(whole.subjects, treated: whole.withTreatment)
    let header = header(basis, instruments: whole.instruments)
    return try inquiry.answer(value.first, beside: value.second, under: header, arguments) {
      _, part in
      IntervalsReport(part, inquiry.plan, explains: arguments.has(.explain))
    }
  }
}

extension Inquiry {
  /// Commands about groups take no subject.
  static func refuseSubject(_ arguments: Arguments, _ command: String) throws(CommandError) {
    guard let word = arguments.positional.first else { return }
    throw CommandError(
      ExitCode.usage, "\(command) takes no subject",
      remedy: word.hasSuffix(".jsonl")
        ? "a log is named with -f: reprieve \(command) -f \(word)"
        : "reprieve timeline \(word) shows one")
  }
}
