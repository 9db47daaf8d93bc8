import Bytes
import Definitions
import Projections
import Reports

/// Groups held against each other.
struct GroupsQuestion: CohortQuestion {
  let inquiry: Inquiry
  let asked: Stratified<ComparisonProjection>
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    guard arguments.has(.by) else {
      throw CommandError(
        ExitCode.usage, "compare needs to know what to hold against each other",
        remedy: "--by arm for groups, --paired ketamine,saline for periods, "
          + "--set standard --set strict for definitions, --as-of A --as-of B for views")
    }
    inquiry = try Inquiry(arguments, printer, paths: paths)
    let pooled = inquiry.plan.pooling?.keys ?? []
    if let key = inquiry.plan.strata?.keys.first(where: pooled.contains) {
      throw CommandError(
        ExitCode.usage, "\(key) can't be compared within each \(key)",
        remedy: "name another key with --pool, or leave it out")
    }
    self.arguments = arguments
    asked = Stratified(inquiry.plan)
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) {
    ("compare.v1", [.criterion, .confirm, .visits])
  }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
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
      inquiry.printer.note(
        "nobody in \(group.name) has a course; a control arm has courses where --drug names its "
          + "drug too, as in --drug ketamine,midazolam")
    }
    return try inquiry.print(
      Answer(
        header(basis, instruments: value.whole.response.instruments),
        ComparisonReport(groups, inquiry.plan, explains: arguments.has(.explain)),
        isSummary: arguments.has(.summary)), arguments)
  }
}

/// The periods of a crossover held against each other.
struct PeriodsQuestion: CohortQuestion {
  private(set) var inquiry: Inquiry
  let asked: PairedResponse
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    let drugs = try Command.pairedDrugs(arguments)
    try Command.refuse([.by, .pool, .drug, .firstCourse], beside: .paired, arguments)
    inquiry = try Inquiry(arguments, printer, paths: paths)
    inquiry.plan.pairedDrugs = drugs
    self.arguments = arguments
    asked = PairedResponse(inquiry.plan)
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) {
    ("compare.paired.v1", .visits)
  }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    inquiry.noteEmpty(value.subjects)
    return try inquiry.print(
      Answer(
        header(basis, instruments: value.instruments),
        PeriodComparisonReport(value, inquiry.plan, explains: arguments.has(.explain)),
        isSummary: arguments.has(.summary)), arguments)
  }
}

/// The same people under two threshold sets.
struct SetsQuestion: CohortQuestion {
  let inquiry: Inquiry
  let asked: Both<ComparisonProjection, ComparisonProjection>
  private let other: AnalysisPlan
  private let arguments: Arguments

  init(_ arguments: Arguments, _ printer: Printer, _ paths: [String]?) throws(CommandError) {
    let names = arguments.all(.set)
    guard names.count == 2, names[0] != names[1] else {
      throw CommandError(
        ExitCode.usage, "two different sets are needed to compare",
        remedy: "write --set standard --set strict; reprieve definitions list sets shows them all")
    }
    try Command.refuse([.by, .pool], beside: .set, arguments)
    if try Inquiry.releaseRule(arguments)?.rounding != nil {
      throw CommandError(
        ExitCode.withheld,
        "the same people counted twice tell more than rounding leaves open",
        remedy: "ask under each set alone, or use a rule that does not round")
    }
    inquiry = try Inquiry(arguments, printer, paths: paths, set: names[0])
    var other = inquiry.plan
    other.set = try Inquiry.set(names[1], of: inquiry.plan.definitions)
    self.other = other
    self.arguments = arguments
    asked = Both(ComparisonProjection(inquiry.plan), ComparisonProjection(other))
  }

  var definition: (base: String, dependence: AnalysisPlan.Dependence) {
    ("compare.sets.v1", [.criterion, .confirm, .visits])
  }

  func answer(
    _ value: Asked.Value, over basis: AnswerHeader.Basis
  ) throws(CommandError) -> Int32 {
    inquiry.noteEmpty(value.first.relief.flow.subjects)
    var header = header(basis, instruments: value.first.response.instruments)
    header.thresholdSet = "\(inquiry.plan.set) \(other.set)"
    return try inquiry.print(
      Answer(
        header,
        DefinitionComparisonReport(
          (inquiry.plan.set, value.first, inquiry.plan), (other.set, value.second, other),
          explains: arguments.has(.explain)),
        isSummary: arguments.has(.summary)), arguments)
  }
}
