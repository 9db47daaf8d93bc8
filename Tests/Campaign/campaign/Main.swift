import Bytes
import CampaignParts

// Goals: that what the log's promises are worth can be counted, by anybody, again; that a failure
// can be run again by itself; that a campaign which can't fail is noticed.
//
// Non-goals: speed; faults of a real system, for which there is `kills.py`.

/// `swift run -c release campaign [--seed N] [--short] [--item N] [PART …]`
@main struct Main {
  private static let usage = """
    usage: campaign [--seed N] [--short] [--item N] [PART …]
    parts: \(Campaign.parts.map(\.name).joined(separator: " ")) mutants
    --item N runs one piece of each part; real processes: Tests/Campaign/kills.py
    """

  private struct Plan {
    var seed: UInt64 = 1
    var form = CampaignForm.full
    var item: Int?
    var parts: Set<String> = []
  }

  static func main() async {
    let console = Console()
    guard let plan = plan(CommandLine.arguments.dropFirst()) else {
      say(usage)
      console.exit(64)
    }
    let start = ContinuousClock.now
    say("seed \(plan.seed), \(plan.form)")
    say(row(["part", "points", "distinct", "acked", "lost", "half", "extra", "wrong", "s"]))
    var isGood = true
    var sum = Tally()
    for part in Campaign.parts where plan.parts.isEmpty || plan.parts.contains(part.name) {
      let start = ContinuousClock.now
      let tally = await Campaign.run(part, plan.form, seed: plan.seed, item: plan.item)
      report(part.name, tally, ContinuousClock.now - start)
      complain(part.name, tally, plan)
      sum.add(tally)
      if tally.wrong > 0 { isGood = false }
    }
    if sum.points > 0 { report("all", sum, ContinuousClock.now - start, details: false) }
    if plan.parts.isEmpty || plan.parts.contains("mutants") {
      isGood = controls(plan.seed) && isGood
    }
    console.exit(isGood ? 0 : 1)
  }

  /// Runs the negative controls; `false` where a mutant was not caught.
  private static func controls(_ seed: UInt64) -> Bool {
    say(
      "\nnegative controls: points until a part catches the mutant, at most "
        + "\(Campaign.mutantLimit)")
    var isGood = true
    for mutant in Mutant.allCases {
      let parts = Campaign.controls(mutant, seed: seed)
      let words = parts.map { "\($0.part) \($0.points.map { "\($0)" } ?? "–")" }
      say("  \(mutant.rawValue): " + words.joined(separator: ", "))
      if parts.allSatisfy({ $0.points == nil }) {
        say("NOT CAUGHT: \(mutant.rawValue)")
        isGood = false
      }
    }
    return isGood
  }

  private static func report(
    _ name: String, _ tally: Tally, _ duration: Duration, details: Bool = true
  ) {
    let numbers = [
      tally.points, tally.distinct, tally.acknowledged, tally.lost, tally.halves, tally.extra,
      tally.wrong, Int(duration.components.seconds),
    ]
    say(row([name] + numbers.map { "\($0)" }))
    guard details else { return }
    for (what, count) in tally.details.sorted(by: { $0.key < $1.key }) {
      say("  \(what): \(count)")
    }
  }

  private static func complain(_ name: String, _ tally: Tally, _ plan: Plan) {
    let form = plan.form == .short ? " --short" : ""
    for failure in tally.failures {
      say("WRONG: \(name), piece \(failure.item), \(failure.place): \(failure.finding)")
      say(
        "  again: swift run -c release campaign --seed \(plan.seed)\(form) "
          + "--item \(failure.item) \(name)")
    }
  }

  /// Prints at once, so that a long run can be watched.
  private static func say(_ text: String) {
    try? Console().write(Array((text + "\n").utf8), to: 1)
  }

  private static func row(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      let room = String(repeating: " ", count: max(0, 11 - cell.count))
      return index == 0 ? cell + room : room + cell
    }.joined()
  }

  private static func plan(_ arguments: ArraySlice<String>) -> Plan? {
    var plan = Plan()
    var words = arguments
    let names = Set(Campaign.parts.map(\.name) + ["mutants"])
    while let word = words.popFirst() {
      switch word {
      case "--short": plan.form = .short
      case "--seed":
        guard let seed = words.popFirst().flatMap({ UInt64($0) }) else { return nil }
        plan.seed = seed
      case "--item":
        guard let item = words.popFirst().flatMap({ Int($0) }), item >= 0 else { return nil }
        plan.item = item
      default:
        guard names.contains(word) else { return nil }
        plan.parts.insert(word)
      }
    }
    return plan
  }
}
