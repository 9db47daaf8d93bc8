import Bytes
import Definitions
import EventLog
import Histories
import Projections
import Reports
import Simulation

extension Command {
  /// `demo`: a simulated clinic to try everything on.
  static let demo = Command(
    name: "demo", aliases: [], usage: "[FILE]",
    summary: "makes a simulated clinic's log and shows what can be asked of it",
    details: [
      "Writes the log to FILE, demo.jsonl where none is named, answers for one of its patients and",
      "for all, and says what to type next. A demo log that is there already is used again.",
    ],
    options: [.subjects, .seed]
  ) { arguments, printer throws(CommandError) in
    let path = arguments.positional.first ?? "demo.jsonl"
    let subjects = try arguments.number(.subjects) ?? 200
    guard (1...1_000_000).contains(subjects) else {
      throw CommandError(
        ExitCode.usage, "--subjects must lie between 1 and 1,000,000",
        remedy: "leave it out for 200")
    }
    let clinic = SimulatedClinic(
      subjects: subjects, seed: UInt64(try arguments.number(.seed) ?? 1))
    let isNew = try write(clinic, path, printer)
    let histories: Histories
    do throws(LogProblem) {
      histories = try Replay(printer.surroundings.disk, .builtIn).histories(of: path)
    } catch { throw CommandError(error) }
    guard histories.reading.identity.origin == clinic.origin else {
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is another log, not a simulated clinic",
        remedy: "name another file: reprieve demo my-demo.jsonl")
    }
    try printer.print([
      "\(path): \(histories.size) events of a clinic that does not exist"
        + (isNew ? "" : " (made earlier)"),
      SimulatedClinic.notice, "",
    ])
    try answer(histories, path, printer)
    return ExitCode.done
  }

  /// Writes the log beside its place and links it there; `false` where something stands there.
  private static func write(
    _ clinic: SimulatedClinic, _ path: String, _ printer: Printer
  ) throws(CommandError) -> Bool {
    let disk = printer.surroundings.disk
    if (try? disk.status(at: path)) != nil { return false }
    let draft = path + ".\(UInt32.random(in: 0 ... .max)).new"
    do throws(DiskError) {
      let file = try disk.open(draft, .create)
      defer { disk.close(file) }
      var offset = 0
      try clinic.write { piece throws(DiskError) in
        try disk.writeFully(file, at: offset, piece)
        offset += piece.count
      }
      try disk.link(draft, to: path)
      try? disk.remove(draft)
    } catch {
      try? disk.remove(draft)
      throw CommandError(
        error.isFull ? ExitCode.inputOutput : ExitCode.cannotCreate, "\(path): \(error.reason)",
        remedy: "run it in a folder that you can write to, or name a file there")
    }
    return true
  }

  private static func answer(
    _ histories: Histories, _ path: String, _ printer: Printer
  ) throws(CommandError) {
    let plan = AnalysisPlan()
    let registry: Registry
    do throws(Registry.SameName) { registry = try Registry([histories]) } catch {
      throw CommandError(ExitCode.bug, "one log has two names")
    }
    let projection = ReliefProjection(plan)
    let cohort = projection.fold(registry)
    let shown = patient(cohort.units)
    let replay = Replay(printer.surroundings.disk, .builtIn)
    func print(_ value: ReliefProjection.Value, _ report: ReliefReport) throws(CommandError) {
      let header = AnswerHeader(
        "relief.course.v1", plan, registry, replay, instruments: value.instruments,
        [.criterion, .confirm])
      let answer = Answer(header, report, isSummary: true)
      try printer.print(bytes: answer.render(.text(width: 80), tidy: false))
    }
    if let history = registry.history(of: shown)?.history {
      let value = projection.project(history, shownAs: shown)
      try printer.print(["$ reprieve relief \(shown) -f \(path)"])
      try print(value, ReliefReport(value, of: shown, plan, explains: false))
    }
    try printer.print(["", "$ reprieve relief -f \(path) --summary"])
    try print(cohort, ReliefReport(cohort, plan, showsEstimates: true, explains: false))
    let next = [
      ("relief \(shown) -f \(path) --explain", "the events behind the figures"),
      ("timeline \(shown) -f \(path)", "everything about this patient"),
      ("relief -f \(path)", "a line for each course"),
      ("cohort -f \(path) --format csv", "rows for R, Python or DuckDB"),
      ("help", "all commands"),
    ]
    let width = (next.map(\.0.count).max() ?? 0) + 2
    try printer.print(["", "next:"])
    for (command, meaning) in next {
      let space = String(repeating: " ", count: width - command.count)
      try printer.print(["  reprieve \(command)\(space)\(meaning)"])
    }
  }

  /// A patient worth showing: the first who lost relief in one course and not in another.
  private static func patient(_ units: [ReliefUnit]) -> String {
    var statuses: [String: Set<ReliefUnit.Status>] = [:]
    for unit in units { statuses[unit.subject, default: []].insert(unit.status) }
    let both = units.first { statuses[$0.subject] == [.lost, .censored] }
    return (both ?? units.first { $0.status == .lost } ?? units.first)?.subject ?? ""
  }
}
