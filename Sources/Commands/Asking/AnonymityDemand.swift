import EventLog
import Histories
import Privacy
import Projections
import Reports

/// What `--k`, `--quasi` and `--sensitive` ask for: that nobody is alone with what others may know.
struct AnonymityDemand {
  private let least: Int
  /// `nil`: the year of birth alone.
  private let quasi: Stratification?
  private let hasBirthYear: Bool
  private let sensitive: Stratification?

  /// `nil` where none of the options was given.
  init?(_ arguments: Arguments) throws(CommandError) {
    guard
      [Option.anonymity, .quasi, .sensitive].contains(where: arguments.has)
    else { return nil }
    guard let least = try arguments.number(.anonymity), let quasi = try arguments.value(.quasi)
    else {
      throw CommandError(
        ExitCode.usage, "\(Option.anonymity.name) and \(Option.quasi.name) go together",
        remedy: "write --k 5 --quasi age_band,sex,site: how many, and what a neighbour may know")
    }
    guard least > 1 else {
      throw CommandError(
        ExitCode.usage, "--k \(least): everybody is in a group of 1",
        remedy: "ask for 2 or more; 5 is usual")
    }
    self.least = least
    let words = quasi.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let others = words.filter { $0 != AnonymityProjection.birthYear }
    hasBirthYear = others.count < words.count
    self.quasi =
      others.isEmpty ? nil : try Self.keys(others.joined(separator: ","), .quasi)
    sensitive = try arguments.value(.sensitive).map { text throws(CommandError) in
      try Self.keys(text, .sensitive)
    }
    let shared = (self.quasi?.keys ?? []).filter { sensitive?.keys.contains($0) ?? false }
    guard sensitive?.keys.count ?? 1 == 1, shared.isEmpty else {
      throw CommandError(
        ExitCode.usage,
        "\(Option.sensitive.name) takes one key, that is not among those of --quasi",
        remedy: "what a neighbour knows already can't be kept from them")
    }
  }

  /// Of how many ages a neighbour knows one band; `nil`: ages are not among what is known.
  var ageBand: Int? { hasAge ? 10 : nil }

  private var hasAge: Bool { quasi?.keys.contains("age") ?? false }

  /// Refuses what is not told in a release as it is asked: bands of ages that are not those in which it
  /// writes years of birth, and years of birth themselves, which move.
  func refuseCuts() throws(CommandError) {
    guard !hasBirthYear else {
      throw CommandError(
        ExitCode.usage,
        "--quasi \(AnonymityProjection.birthYear): years of birth move in a release",
        remedy: "write age_band, or ask check --k of the new log")
    }
    guard hasAge, let quasi, quasi.text.contains("age:") else { return }
    throw CommandError(
      ExitCode.usage, "--quasi \(quasi.text): a release writes years of birth in bands of ten",
      remedy: "write age_band without cut points")
  }

  /// Keys of strata; bands of ages are those of `age`.
  private static func keys(_ text: String, _ option: Option) throws(CommandError) -> Stratification
  {
    let plain = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0 == "age_band" ? "age" : String($0) }.joined(separator: ",")
    do throws(Stratification.Fault) { return try Stratification(plain) } catch {
      throw CommandError(option, plain, error)
    }
  }

  /// The answer for a registry.
  func report(
    _ inquiry: Inquiry, _ registry: Registry
  ) throws(CommandError) -> AnonymityReport {
    let projection = AnonymityProjection(
      inquiry.plan, quasi: quasi, hasBirthYear: hasBirthYear, sensitive: sensitive,
      over89: try over89(inquiry, registry))
    return AnonymityReport(
      inquiry.header("anonymity.v1", registry, instruments: []), projection,
      projection.fold(registry), least: least)
  }

  /// Who is said to be over 89, as shown, where ages or years of birth are asked for.
  private func over89(
    _ inquiry: Inquiry, _ registry: Registry
  ) throws(CommandError) -> Set<String> {
    guard hasAge || hasBirthYear else { return [] }
    var all: Set<String> = []
    for (path, log) in zip(inquiry.paths, registry.logs) {
      let prefix = registry.logs.count > 1 ? log.reading.identity.name + "/" : ""
      do throws(LogProblem) {
        let found = try OverAge.subjects(of: log, inquiry.printer.surroundings.disk, at: path)
        all.formUnion(found.map { prefix + $0 })
      } catch { throw CommandError(error) }
    }
    return all
  }

  /// Refuses what is to leave where somebody could be told.
  func refuse(_ inquiry: Inquiry, _ registry: Registry) throws(CommandError) {
    let report = try report(inquiry, registry)
    guard report.saysNo else { return }
    throw CommandError(
      ExitCode.withheld, "\(report.sentence); nothing was written",
      remedy: "reprieve check --k --quasi lists them; coarsen what is told, or leave them out with "
        + "export --without")
  }
}

extension Command {
  /// `check --k N --quasi KEYS`.
  static func checkAnonymity(
    _ demand: AnonymityDemand, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuse([.rule, .severity, .list, .summary], beside: .anonymity, arguments)
    let inquiry = try Inquiry(arguments, printer)
    let registry = try inquiry.registry()
    let report = try demand.report(inquiry, registry)
    if demand.ageBand != nil {
      printer.note(
        "age_band is coarser than the log, which holds years of birth: birth_year asks by those, and "
          + "export log --deidentify --k writes them in bands")
    }
    switch printer.format {
    case .json: try printer.print(bytes: report.json)
    case .jsonl: try printer.print(bytes: report.sheet.jsonLines)
    case .csv: try printer.print(bytes: report.sheet.csv)
    default: try printer.print(report.text(width: printer.width))
    }
    return report.saysNo ? ExitCode.no : ExitCode.done
  }
}
