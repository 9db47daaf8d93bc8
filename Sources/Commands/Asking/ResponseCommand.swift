import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `response`: responders and remission at each visit.
  static let response = Command(
    name: "response", aliases: ["remission"], usage: "",
    summary: "responders and remission at each visit after a course, with Wilson limits",
    details: [
      "Of the rated, and of all courses with a usable baseline, where who is not rated counts as",
      "no responder. --paired A,B gives the paired tables of a crossover with McNemar's exact test,",
      "--nhs the classes of NHS Talking Therapies.",
    ],
    options: Option.reading + Option.analysis + Option.grouping
      + [.visits, .firstCourse, .paired, .nhs, .disagreement],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try Inquiry.refuseSubject(arguments, "response")
    if arguments.has(.nhs) { return try talkingTherapies(arguments, printer) }
    if arguments.has(.paired) { return try paired(arguments, printer) }
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry()
    let disagreement =
      arguments.has(.disagreement)
      ? Stratified<InstrumentDisagreement>(inquiry.plan).fold(registry) : nil
    return try inquiry.answer(ResponseProjection.self, in: registry, arguments) { value in
      inquiry.noteEmpty(value.flow.subjects, treated: value.flow.withTreatment)
      return inquiry.header("response.v1", registry, instruments: value.instruments, .visits)
    } report: { stratum, value in
      var report = ResponseReport(value, inquiry.plan, explains: arguments.has(.explain))
      report.disagreement = disagreement.map {
        ResponseReport.sheet(of: $0.value(of: stratum) ?? [], inquiry.plan)
      }
      return report
    }
  }

  private static func paired(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let drugs = try pairedDrugs(arguments)
    try refuse([.drug, .firstCourse, .disagreement], beside: .paired, arguments)
    var inquiry = try Inquiry(arguments, printer)
    inquiry.plan.pairedDrugs = drugs
    let registry = try inquiry.registry()
    return try inquiry.answer(PairedResponse.self, in: registry, arguments) { value in
      inquiry.noteEmpty(value.subjects)
      if value.subjects > 0 && value.pairs.isEmpty {
        printer.note("nobody has a usable baseline in both periods: there is no pair")
      }
      return inquiry.header(
        "response.paired.v1", registry, instruments: value.instruments, .visits)
    } report: { _, value in
      PairedReport(value, inquiry.plan, explains: arguments.has(.explain))
    }
  }

  private static func talkingTherapies(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuse(
      [.paired, .visits, .baseline, .instrument, .firstCourse, .disagreement], beside: .nhs,
      arguments)
    var inquiry = try Inquiry(arguments, printer)
    let nhs = inquiry.plan.definitions.nhs.set
    if let set = try arguments.value(.set), set != nhs {
      throw CommandError(
        ExitCode.usage, "--nhs is measured with the set \(nhs), not \(set)",
        remedy: "leave --set out")
    }
    inquiry.plan.set = nhs
    let registry = try inquiry.registry()
    return try inquiry.answer(TalkingTherapies.self, in: registry, arguments) { rows in
      if rows.isEmpty { printer.note("nobody asked about has a course: the answer is empty") }
      let paired = rows.filter { $0.outcome != nil }
      let instruments = paired.flatMap { [$0.depression?.instrument, $0.anxiety?.instrument] }
      return inquiry.header(
        "response.nhs.v1", registry, instruments: Set(instruments.compactMap { $0 }),
        measuredWith: inquiry.plan.definitions.nhs.anxietyInstruments, .nhs)
    } report: { _, rows in
      TalkingTherapiesReport(rows, explains: arguments.has(.explain))
    }
  }
}
