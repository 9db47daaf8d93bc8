import Bytes
import EventLog
import Histories
import Projections
import Reports

/// `compare --as-of A --as-of B`: two views of one log.
extension Command {
  static func compareViews(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    let names = arguments.all(.asOf)
    guard names.count == 2 else {
      throw CommandError(
        ExitCode.usage, "compare takes two views, not \(names.count)",
        remedy: "write --as-of A --as-of B, the earlier view first")
    }
    guard arguments.all(.set).count < 2 else {
      throw CommandError(
        ExitCode.usage, "two views and two sets can't be compared at once",
        remedy: "name one set, or one view")
    }
    try refuse([.paired, .pool, .explain, .extra], beside: .asOf, arguments)
    if try Inquiry.releaseRule(arguments) != nil {
      throw CommandError(
        ExitCode.withheld,
        "what changed between two views is about those who changed, however few they are",
        remedy: "ask for each view alone, and look at both before you hand them out")
    }
    let earlier = try Inquiry.asOf(names[0])
    let inquiry = try Inquiry(arguments, printer, asOf: try Inquiry.asOf(names[1]))
    try Inquiry.refuseLines(earlier, of: inquiry.paths)
    if isLater(earlier, inquiry.replay.asOf) { throw Inquiry.wrongOrder(names) }
    let views = try inquiry.views(from: earlier, names)
    return try inquiry.answer(views, from: earlier, arguments)
  }

  /// Whether a view is the later one, as far as that can be told without the log.
  private static func isLater(_ view: Replay.AsOf, _ other: Replay.AsOf?) -> Bool {
    switch (view, other) {
    case (.lines(let mine), .lines(let theirs)): mine > theirs
    case (.recorded(let mine), .recorded(let theirs)): mine > theirs
    default: false
    }
  }
}

extension Inquiry {
  /// The later of two views comes second.
  fileprivate static func wrongOrder(_ names: [String]) -> CommandError {
    CommandError(
      ExitCode.usage, "--as-of \(names[0]) is later than --as-of \(names[1])",
      remedy: "the earlier view comes first: --as-of \(names[1]) --as-of \(names[0])")
  }

  /// Both views of each log, from one reading of it.
  fileprivate func views(
    from earlier: Replay.AsOf, _ names: [String]
  ) throws(CommandError) -> [TwoViews] {
    var all: [TwoViews] = []
    for (index, path) in paths.enumerated() {
      let views: TwoViews?
      do throws(LogProblem) {
        views = try replay.views(of: path, from: earlier, limit: limit(index))
      } catch { throw CommandError(error) }
      guard let views else { throw Self.wrongOrder(names) }
      all.append(views)
    }
    return all
  }

  fileprivate func answer(
    _ views: [TwoViews], from earlier: Replay.AsOf, _ arguments: Arguments
  ) throws(CommandError) -> Int32 {
    let (before, after) = (try joined(views.map(\.earlier)), try joined(views.map(\.later)))
    remark(on: after)
    if views.allSatisfy(\.between.isEmpty) {
      printer.note("both views have the same lines: nothing can differ")
    }
    let sides = [before, after].map { fold(Stratified<ViewProjection>(plan), $0) }
    noteEmpty(
      sides.map(\.whole.people).max() ?? 0, treated: sides[1].whole.cohort.flow.withTreatment)
    var header = header(
      "compare.views.v1", after,
      instruments: sides[0].whole.instruments.union(sides[1].whole.instruments),
      [.criterion, .confirm, .visits])
    header.earlier = AnswerHeader.Earlier(
      asOf: earlier, sizes: views.map(\.earlier.size))
    func report(
      _ stratum: Stratum?, _ subjects: [ViewComparisonReport.Subject]?
    ) -> ViewComparisonReport {
      ViewComparisonReport(
        sides[0].value(of: stratum), sides[1].value(of: stratum), subjects, plan,
        showsEstimates: !arguments.has(.noEstimates))
    }
    let strata = Set(sides.flatMap { $0.strata.map(\.0) }).sorted()
    let subjects = arguments.has(.summary) ? nil : try changed(views)
    return try print(
      Answer(
        header, report(nil, subjects), keys: plan.strata?.keys ?? [],
        parts: strata.map { ($0, report($0, nil)) }, isSummary: arguments.has(.summary)),
      arguments)
  }

  /// The subjects who have another answer, in the order in which they are shown.
  private func changed(
    _ views: [TwoViews]
  ) throws(CommandError) -> [ViewComparisonReport.Subject] {
    var all: [ViewComparisonReport.Subject] = []
    for log in views {
      let prefix = views.count > 1 ? log.later.reading.identity.name + "/" : ""
      let changes = Attribution(plan).changes(in: log, prefix: prefix)
      let cited: [Int: CitedEvent]
      do throws(LogProblem) {
        cited = try log.chronicle.cite(Set(changes.flatMap { $0.steps.map(\.seq) }))
      } catch { throw CommandError(error) }
      let events = NamedEvent.events(of: changes, log, cited: cited)
      all += changes.map { ($0, events) }
    }
    return all.sorted { bytesPrecede(Array($0.change.subject.utf8), Array($1.change.subject.utf8)) }
  }
}
