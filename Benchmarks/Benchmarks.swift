import Bytes
import Simulation

// Goals: how fast each bend of the river is, on one machine, before and after a change; that a
// faster one still gives the same answer, which the digest shows; that nothing here rots, for
// which there is `--smoke`.
//
// Non-goals: comparing machines, asserting times, measuring the disk. The log is in the page cache
// after the first run, so what is timed is our own work. Appending waits for the disk as always: with
// `TMPDIR` on a file system in memory, that is not timed either.

/// `swift run -c release benchmarks [--smoke] [--subjects N] [--only BEND] [--estimators] [--rows N]
/// [--intervals FILE]`
@main
struct Benchmarks {
  /// How many people are simulated where nothing else is asked for.
  private static let sizes = [2_000, 50_000]
  /// Enough to run through everything.
  private static let smokeSizes = [200]
  private static let smokeRows = 20_000
  /// How many events are appended one by one: each waits for the disk.
  private static let singles = 1_000
  private static let seed: UInt64 = 42
  private static let usage =
    "benchmarks [--smoke] [--subjects N] [--only BEND] [--estimators] [--rows N] "
    + "[--intervals FILE]"

  /// What is measured where nothing else is asked for.
  private struct Plan {
    var sizes = Benchmarks.sizes
    /// How many rows the estimators are given.
    var rows = 1_000_000
    /// What the names of the bends begin with that are measured, and nothing else; `nil`: all.
    var wanted: String?
  }

  static func main() throws {
    let console = Console()
    guard !isDebugBuild else {
      try complain("debug builds are not measured: swift run -c release \(usage)", console)
      console.exit(64)
    }
    if CommandLine.arguments.dropFirst().first == "--intervals", CommandLine.arguments.count == 3 {
      return try SimulatedIntervals.standard.write(to: CommandLine.arguments[2], SystemDisk())
    }
    guard let plan = plan(CommandLine.arguments.dropFirst()) else {
      try complain("usage: \(usage)", console)
      console.exit(64)
    }
    if !plan.sizes.isEmpty { print(SimulatedClinic.notice) }
    for subjects in plan.sizes {
      let log = try SimulatedLog(SimulatedClinic(subjects: subjects, seed: seed), console)
      defer { log.remove() }
      print("\n\(log.sentence)\n")
      var harness = Harness(log, only: plan.wanted)
      try harness.measure(Scan())
      try harness.measure(Decode())
      try harness.measure(ReplayLog())
      try harness.measure(Relief())
      try harness.measureFolds(log)
      try harness.measure(Verify())
      try harness.measure(Leaves(usesProcessor: true))
      try harness.measure(Leaves(usesProcessor: false))
      let events = try ProducedEvents(of: log.path)
      try harness.measure(
        Append(events, first: ProducedEvents.most, size: 100_000, "append: batches of 100,000"))
      try harness.measure(Append(events, first: singles, size: 1, "append: one by one, durable"))
      print(harness.table)
    }
    if plan.wanted != nil { return }
    print("\n" + (try Estimators(rows: plan.rows)).text)
    print("\n\(TurnbullFigure(SimulatedIntervals.standard).sentence)")
  }

  /// What to measure; `nil` where the arguments make no sense.
  private static func plan(_ arguments: ArraySlice<String>) -> Plan? {
    var plan = Plan()
    var rest = arguments
    while let argument = rest.popFirst() {
      switch argument {
      case "--smoke": plan = Plan(sizes: smokeSizes, rows: smokeRows)
      case "--estimators": plan.sizes = []
      case "--only":
        guard let name = rest.popFirst() else { return nil }
        plan.wanted = name
      case "--subjects", "--rows":
        guard let count = rest.popFirst().flatMap({ Int($0) }), count > 0 else { return nil }
        if argument == "--rows" { plan.rows = count } else { plan.sizes = [count] }
      default: return nil
      }
    }
    return plan
  }

  private static var isDebugBuild: Bool {
    var isDebug = false
    assert(
      {
        isDebug = true
        return true
      }())
    return isDebug
  }

  private static func complain(_ sentence: String, _ console: Console) throws {
    try console.write(Array("\(sentence)\n".utf8), to: 2)
  }
}
