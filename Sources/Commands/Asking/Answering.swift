import Bytes
import Histories
import Projections
import Reports

/// What all commands do with an answer: keep back what is about too few, and print it in the form
/// that was asked for.
extension Inquiry {
  /// Prints what is said about everybody and about each stratum of `--by`.
  ///
  /// - Parameters:
  ///   - report: what is said about a stratum; about everybody where it is `nil`.
  func answer<Base: StratifiedProjection, Body: Report>(
    _ value: Stratified<Base>.Value, under header: AnswerHeader, _ arguments: Arguments,
    report: (Stratum?, Base.Value) -> Body
  ) throws(CommandError) -> Int32 {
    try print(
      Answer(
        header, report(nil, value.whole), keys: plan.strata?.keys ?? [],
        parts: value.strata.map { ($0.0, report($0.0, $0.1)) },
        isSummary: arguments.has(.summary)), arguments)
  }

  /// Likewise, keeping back what the answer would beside the others about the same people.
  ///
  /// - Parameter others: what all of them come to; `nil`: they were not asked.
  func answer<Base: StratifiedProjection, Body: OutcomesPart>(
    _ value: Stratified<Base>.Value, beside others: AnswersTogether.Asked.Value?,
    under header: AnswerHeader, _ arguments: Arguments, report: (Stratum?, Base.Value) -> Body
  ) throws(CommandError) -> Int32 {
    guard let others else {
      return try answer(value, under: header, arguments, report: report)
    }
    func together(_ stratum: Stratum?, _ body: Body) -> ReportBeside<Body> {
      var all = AnswersTogether.report(stratum, others, plan)
      all[keyPath: Body.place] = body
      return ReportBeside(all)
    }
    var answer = Answer(
      header, together(nil, report(nil, value.whole)), keys: plan.strata?.keys ?? [],
      parts: value.strata.map { ($0.0, together($0.0, report($0.0, $0.1))) },
      isSummary: arguments.has(.summary))
    try withhold(&answer, arguments)
    return try show(answer.part(header, \.own), arguments)
  }

  /// Prints an answer; returns the exit code.
  func print<Body: Report>(
    _ answer: Answer<Body>, _ arguments: Arguments
  ) throws(CommandError) -> Int32 {
    var answer = answer
    try withhold(&answer, arguments)
    return try show(answer, arguments)
  }

  /// Prints an answer of which what is about too few is kept back already; returns the exit code.
  private func show<Body: Report>(
    _ answer: Answer<Body>, _ arguments: Arguments
  ) throws(CommandError) -> Int32 {
    if let picture { return try show(answer, as: picture) }
    let bytes = answer.render(form, tidy: arguments.has(.tidy))
    if printer.format == .text {
      try printer.print(text: bytes, titles: answer.titles(width: printer.width))
    } else {
      try printer.print(bytes: bytes)
    }
    return ExitCode.done
  }

  /// Keeps back what is about too few, and says what; there must be something left.
  func withhold<Body: Report>(
    _ answer: inout Answer<Body>, _ arguments: Arguments
  ) throws(CommandError) {
    let rule = try Self.releaseRule(arguments)
    if let rule { answer.withhold(by: rule) }
    if let remarks = answer.disclosure?.remarks, !remarks.isEmpty {
      let what = remarks.map(\.what).joined(separator: "; ")
      printer.note("\(rule?.words ?? "") withholds \(what)")
    }
    guard !answer.isWithheld else {
      throw CommandError(
        ExitCode.withheld,
        "the answer, or a group in it, is about fewer than \(rule?.minimum ?? 0) people",
        remedy: "ask about a larger group; \(rule?.words ?? "") keeps everything else back")
    }
  }

  private var form: FormOfAnswer {
    switch printer.format {
    case .text: .text(width: printer.width)
    case .json: .json
    case .jsonl: .jsonLines
    case .csv: .csv
    case .markdown: .markdown
    case .summarisedResult: .summarisedResult
    }
  }

  /// Says that nobody is asked about, which is an answer too, or that nobody got the drug.
  func noteEmpty(_ subjects: Int, treated: Int? = nil, _ subject: String? = nil) {
    if subjects > 0 {
      guard let drug = plan.drug, treated == 0 else { return }
      let isKnown = Vocabulary.drugs.names.contains(drug)
      let near = isKnown ? nil : CommandError.nearest(drug, among: Vocabulary.drugs.names)
      let whom = subject.map { "\($0) was not" } ?? "nobody was"
      return printer.note(
        "\(whom) given \(drug): names of drugs are compared letter by letter"
          + (near.map { "; " + $0 } ?? ""))
    }
    printer.note(
      subject.map { "\($0) is not among those that --where asks for" }
        ?? "no subject is asked about: the answer is empty")
  }
}
