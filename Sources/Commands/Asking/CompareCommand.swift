import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `compare`: groups, periods of a crossover, definitions, or views.
  static let compare = Command(
    name: "compare", aliases: ["diff"],
    usage: "--by KEY | --paired A,B | --set A --set B | --as-of A --as-of B",
    summary:
      "two groups, the periods of a crossover, two definitions or two views, held against each "
      + "other",
    details: [
      "--by site, --by arm, --by mgPerKg:0.4/0.75 and the like: the first group against each of the",
      "others (differences with Newcombe's and Welch's limits, Fisher exact), and the log-rank test",
      "of all. --pool site finds the difference within each site and pools it (REML and others).",
      "--paired ketamine,saline: patient by patient. --set standard --set strict: two definitions.",
      "",
      "--as-of A --as-of B: which figures moved between two views of one log, and of each subject",
      "with another answer which events did it, line by line: added (it happened after the last",
      "line of view A was recorded), late (it had happened by then) or corrected.",
    ],
    options: Option.reading + Option.analysis
      + [
        .by, .minCellCount, .tidy, .pool, .paired, .unit, .criterion, .confirm, .visits,
        .firstCourse,
      ],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try Inquiry.refuseSubject(arguments, "compare")
    if arguments.all(.asOf).count > 1 { return try compareViews(arguments, printer) }
    if arguments.has(.paired) { return try comparePeriods(arguments, printer) }
    if arguments.all(.set).count > 1 { return try compareSets(arguments, printer) }
    guard arguments.has(.by) else {
      throw CommandError(
        ExitCode.usage, "compare needs to know what to hold against each other",
        remedy: "--by arm for groups, --paired ketamine,saline for periods, "
          + "--set standard --set strict for definitions, --as-of A --as-of B for views")
    }
    return try compareGroups(arguments, printer)
  }

  private static func compareGroups(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let inquiry = try Inquiry(arguments, printer)
    let pooled = inquiry.plan.pooling?.keys ?? []
    if let key = inquiry.plan.strata?.keys.first(where: pooled.contains) {
      throw CommandError(
        ExitCode.usage, "\(key) can't be compared within each \(key)",
        remedy: "name another key with --pool, or leave it out")
    }
    let registry = try inquiry.registry()
    let value = Stratified<ComparisonProjection>(inquiry.plan).fold(registry)
    let keys = inquiry.plan.strata?.keys ?? []
    let groups = value.strata.map { stratum, value in
      (name: stratum.name(under: keys), value: value)
    }
    guard groups.count > 1 else {
      let only = groups.first.map { "one group, \($0.name)" } ?? "no group: nobody is asked about"
      throw CommandError(
        ExitCode.usage, "--by gives \(only)", remedy: "two are needed to compare")
    }
    for group in groups
    where keys.contains("arm") && group.name != "arm=missing"
      && group.value.response.flow.courses == 0
    {
      printer.note(
        "nobody in \(group.name) has a course; a control arm has courses where --drug names its "
          + "drug too, as in --drug ketamine,midazolam")
    }
    let header = inquiry.header(
      "compare.v1", registry, instruments: value.whole.response.instruments,
      [.criterion, .confirm, .visits])
    return try inquiry.print(
      Answer(
        header, ComparisonReport(groups, inquiry.plan, explains: arguments.has(.explain)),
        isSummary: arguments.has(.summary)), arguments)
  }

  private static func comparePeriods(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let drugs = try pairedDrugs(arguments)
    try refuse([.by, .pool, .drug, .firstCourse], beside: .paired, arguments)
    var inquiry = try Inquiry(arguments, printer)
    inquiry.plan.pairedDrugs = drugs
    let registry = try inquiry.registry()
    let value = PairedResponse(inquiry.plan).fold(registry)
    inquiry.noteEmpty(value.subjects)
    let header = inquiry.header(
      "compare.paired.v1", registry, instruments: value.instruments, .visits)
    return try inquiry.print(
      Answer(
        header, PeriodComparisonReport(value, inquiry.plan, explains: arguments.has(.explain)),
        isSummary: arguments.has(.summary)), arguments)
  }

  private static func compareSets(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let names = arguments.all(.set)
    guard names.count == 2, names[0] != names[1] else {
      throw CommandError(
        ExitCode.usage, "two different sets are needed to compare",
        remedy: "write --set standard --set strict; reprieve definitions list sets shows them all")
    }
    try refuse([.by, .pool], beside: .set, arguments)
    let inquiry = try Inquiry(arguments, printer, set: names[0])
    var other = inquiry.plan
    other.set = try Inquiry.set(names[1], of: inquiry.plan.definitions)
    let registry = try inquiry.registry()
    let sides = [inquiry.plan, other].map { plan in
      (set: plan.set, value: ComparisonProjection(plan).fold(registry), plan: plan)
    }
    inquiry.noteEmpty(sides[0].value.relief.flow.subjects)
    var header = inquiry.header(
      "compare.sets.v1", registry, instruments: sides[0].value.response.instruments,
      [.criterion, .confirm, .visits])
    header.thresholdSet = names.joined(separator: " ")
    return try inquiry.print(
      Answer(
        header, DefinitionComparisonReport(sides[0], sides[1]),
        isSummary: arguments.has(.summary)), arguments)
  }

  /// The two drugs of `--paired A,B`.
  static func pairedDrugs(_ arguments: Arguments) throws(CommandError) -> [String] {
    let text = try arguments.value(.paired) ?? ""
    let drugs = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard drugs.count == 2, drugs.allSatisfy({ !$0.isEmpty }), drugs[0] != drugs[1] else {
      throw CommandError(
        ExitCode.usage, "--paired \(text): two different drugs are needed",
        remedy: "write --paired ketamine,saline")
    }
    return drugs
  }

  /// Options that say nothing beside another one are refused, not ignored.
  static func refuse(
    _ options: [Option], beside other: Option, _ arguments: Arguments
  ) throws(CommandError) {
    for option in options where arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(option.name) has no meaning beside \(other.name)",
        remedy: "leave one of them out")
    }
  }
}
