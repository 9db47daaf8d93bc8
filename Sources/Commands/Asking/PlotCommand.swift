import Bytes
import Definitions
import Pictures
import Projections
import Reports

extension Command {
  /// `plot`: an answer as a picture.
  static let plot = Command(
    name: "plot", aliases: ["picture", "chart"], usage: "KIND [SUBJECT] [-o FILE.svg]",
    summary: "an answer as a picture (SVG), or the table behind it",
    details: Details {
      PictureKind.allCases.map { kind in
        "\(kind.rawValue)  \(kind.summary) (\(kind.aliases.joined(separator: ", ")))"
      } + [
        "", "The options are those of the question that is drawn: --where, --by, --set, --unit,",
        "--criterion, --visits and so on. --data gives the numbers instead, as text, json, jsonl,",
        "csv or markdown. timeline needs a SUBJECT, forest --by.",
      ]
    },
    options: Option.reading
      + [
        .data, .instrument, .drug, .set, .baseline, .filter, .definitions, .evidence, .by,
        .minCellCount, .release, .unit, .criterion, .confirm, .visits, .visit, .measure,
        .firstCourse,
        .id,
      ],
    formats: Printer.Format.plain + [.markdown]
  ) { arguments, printer throws(CommandError) in
    guard let request = try PictureRequest(arguments) else { return ExitCode.bug }
    try printer.expectPicture(request, arguments)
    if request.kind != .timeline, arguments.positional.count > 1 {
      throw CommandError(
        ExitCode.usage, "plot \(request.kind.rawValue) takes no subject",
        remedy: arguments.positional[1].hasSuffix(".jsonl")
          ? "a log is named with -f FILE"
          : "plot timeline \(arguments.positional[1]) shows one")
    }
    return try draw(request, arguments, printer)
  }
}

extension Command {
  /// Asks what a picture is of; the answer draws itself, after what is about too few is kept back.
  private static func draw(
    _ request: PictureRequest, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    if let rule = try Inquiry.releaseRule(arguments) {
      guard !request.kind.isAboutPersons else {
        throw CommandError(
          ExitCode.withheld,
          "every mark of plot \(request.kind.rawValue) is about one person, fewer than "
            + "\(rule.minimum)",
          remedy: "plot relief, response, intervals, mcf, forest and flow show groups")
      }
      guard rule.rounding == nil else {
        throw CommandError(
          ExitCode.withheld,
          "a place in a picture can be measured more closely than \(rule.words) "
            + "rounds",
          remedy: "ask for the numbers without plot, or use a rule that does not round")
      }
    }
    switch request.kind {
    case .relief, .flow: return try ReliefQuestion(arguments, printer, nil).ask()
    case .response, .change, .trajectories:
      return try ResponseQuestion(arguments, printer, nil).ask()
    case .intervals, .mcf: return try IntervalsQuestion(arguments, printer, nil).ask()
    case .swimmer: return try LaneQuestion(arguments, printer).ask()
    case .forest:
      guard arguments.has(.by) else {
        throw CommandError(
          ExitCode.usage, "a forest needs groups", remedy: "--by site, --by arm, --by sex, age, …")
      }
      switch request.question.measure {
      case .response: return try ResponseQuestion(arguments, printer, nil).ask()
      case .relief: return try ReliefQuestion(arguments, printer, nil).ask()
      }
    case .timeline:
      guard arguments.positional.count > 1 else { throw CommandError(noSubject: "plot timeline") }
      return try TimelineOfOne(about: arguments.positional[1], arguments, printer).ask()
    }
  }
}

/// Whom a lane is drawn for.
private struct LaneQuestion {
  let inquiry: Inquiry

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    inquiry = try Inquiry(arguments, printer)
  }

  func ask() throws(CommandError) -> Int32 {
    var registry = try inquiry.registry()
    let value = try inquiry.ask(&registry) { LaneProjection(inquiry.plan).fold($0) }
    inquiry.noteEmpty(value.subjects, treated: value.lanes.count)
    let header = inquiry.header(
      "relief.course.v1", registry, instruments: value.instruments, [.criterion, .confirm])
    guard let request = inquiry.picture else { return ExitCode.bug }
    return try inquiry.show(Picture.swimmer(value, header, inquiry.plan), as: request)
  }
}

extension Inquiry {
  /// Draws an answer, of which what is about too few is kept back already.
  func show<Body: Report>(
    _ answer: Answer<Body>, as request: PictureRequest
  ) throws(CommandError) -> Int32 {
    guard let picture = Picture.of(answer, request.question) else {
      throw CommandError(
        noVisit: request.question.visit ?? "", among: plan.visits.map(\.name))
    }
    return try show(picture, as: request)
  }

  /// Prints a picture, or the table behind it.
  func show(_ picture: Picture, as request: PictureRequest) throws(CommandError) -> Int32 {
    if picture.isEmpty { printer.note("there is nothing to draw, and the picture says so") }
    guard request.wantsData else {
      try printer.print(bytes: picture.svg(idPrefix: request.id))
      return ExitCode.done
    }
    switch printer.format {
    case .json: try printer.print(bytes: picture.json)
    case .jsonl: try printer.print(bytes: picture.table.jsonLines)
    case .csv: try printer.print(bytes: picture.table.csv)
    case .markdown: try printer.print(picture.markdown)
    default: try printer.print(picture.text(width: printer.width))
    }
    return ExitCode.done
  }
}

extension CommandError {
  /// A visit was named that there is none of.
  init(noVisit name: String, among names: [String]) {
    let near = Nearest.name(to: name, among: names)
    self.init(
      ExitCode.usage, "there is no visit \(name)",
      remedy: near.map { "did you mean \($0)?" }
        ?? "the visits are \(names.joined(separator: ", ")); --visits gives others")
  }
}

extension Printer {
  /// A picture goes to a file or a pipe, under a name that says what it is.
  func expectPicture(_ request: PictureRequest, _ arguments: Arguments) throws(CommandError) {
    guard !request.wantsData else { return }
    let kind = request.kind.rawValue
    if format != .text {
      throw CommandError(
        ExitCode.usage, "\(format.rawValue) is a form of the table behind the picture",
        remedy: "add --data for the table, or name the picture with -o \(kind).svg")
    }
    if let path = try arguments.value(.output) {
      let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
      if let ending, ending.lowercased() != "svg" {
        throw CommandError(
          ExitCode.usage, "\(path): pictures are written as SVG, not as \(ending)",
          remedy: "-o \(kind).svg; rsvg-convert \(kind).svg -o \(kind).png makes another form of it"
        )
      }
    } else if surroundings.isTerminal(1) {
      throw CommandError(
        ExitCode.usage, "a picture is nothing to read in a terminal",
        remedy: "-o \(kind).svg writes it to a file; --data gives its numbers")
    }
  }
}
