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
    try Inquiry.refuseSubject(arguments, "intervals")
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry()
    return try inquiry.answer(IntervalsProjection.self, in: registry, arguments) { value in
      inquiry.noteEmpty(value.subjects, treated: value.withTreatment)
      return inquiry.header(
        "intervals.v1", registry, instruments: value.instruments, .criterion)
    } report: { _, value in
      IntervalsReport(value, inquiry.plan, explains: arguments.has(.explain))
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
