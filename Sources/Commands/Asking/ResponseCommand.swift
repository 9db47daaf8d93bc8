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
      + [.visits, .firstCourse, .paired, .nhs],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try Inquiry.refuseSubject(arguments, "response")
    if arguments.has(.nhs) { return try talkingTherapies(arguments, printer) }
    if let text = try arguments.value(.paired) { return try paired(text, arguments, printer) }
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry()
    let value = ResponseProjection(inquiry.plan).fold(registry)
    inquiry.noteEmpty(value.flow.subjects)
    let header = inquiry.header(
      "response.v1", registry, instruments: value.instruments, .visits)
    return try inquiry.print(
      Answer(
        header, ResponseReport(value, inquiry.plan, explains: arguments.has(.explain)),
        isSummary: arguments.has(.summary)), arguments)
  }

  private static func paired(
    _ text: String, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let drugs = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard drugs.count == 2, drugs.allSatisfy({ !$0.isEmpty }), drugs[0] != drugs[1] else {
      throw CommandError(
        ExitCode.usage, "--paired \(text): two different drugs are needed",
        remedy: "write --paired ketamine,saline")
    }
    try refuse([.drug, .firstCourse], beside: .paired, arguments)
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry()
    let value = PairedResponse(inquiry.plan, drugs: drugs).fold(registry)
    inquiry.noteEmpty(value.subjects)
    if value.pairs.isEmpty {
      printer.note("nobody has a usable baseline in both periods: there is no pair")
    }
    let header = inquiry.header(
      "response.paired.v1", registry, instruments: value.instruments, .visits, paired: drugs)
    let report = PairedReport(
      value, inquiry.plan, drugs: drugs, explains: arguments.has(.explain))
    return try inquiry.print(
      Answer(header, report, isSummary: arguments.has(.summary)), arguments)
  }

  private static func talkingTherapies(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuse([.paired, .visits, .baseline, .instrument, .firstCourse], beside: .nhs, arguments)
    let inquiry = try Inquiry(arguments, printer)
    let nhs = inquiry.plan.definitions.nhs.set
    if let set = try arguments.value(.set), set != nhs {
      throw CommandError(
        ExitCode.usage, "--nhs is measured with the set \(nhs), not \(set)",
        remedy: "leave --set out")
    }
    let registry = try inquiry.registry()
    let rows = TalkingTherapies(inquiry.plan).fold(registry)
    let paired = rows.filter { $0.outcome != nil }
    let instruments = paired.flatMap { [$0.depression?.instrument, $0.anxiety?.instrument] }
    var plan = inquiry.plan
    plan.set = nhs
    let header = AnswerHeader(
      "response.nhs.v1", plan, registry, inquiry.replay,
      instruments: Set(instruments.compactMap { $0 }))
    let report = TalkingTherapiesReport(rows, explains: arguments.has(.explain))
    return try inquiry.print(
      Answer(header, report, isSummary: arguments.has(.summary)), arguments)
  }

  /// Options that say nothing beside another one are refused, not ignored.
  private static func refuse(
    _ options: [Option], beside other: Option, _ arguments: Arguments
  ) throws(CommandError) {
    for option in options where arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(option.name) has no meaning beside \(other.name)",
        remedy: "leave one of them out")
    }
  }
}
