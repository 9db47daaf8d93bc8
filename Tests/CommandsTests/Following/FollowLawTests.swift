import Bytes
import Histories
import Synchronization
import TestSupport
import Testing

/// Each answer of `follow` is, byte for byte, what the command would print of the log as it is then.
@Suite struct FollowLawTests {
  private static let questions: [[String]] = [
    ["relief"], ["relief", "--unit", "treatment", "--bootstrap", "100", "--extra"],
    ["relief", "--by", "site,baseline"], ["relief", "--no-estimates"],
    ["relief", "--where", "subject in (S1,S2,T-new)", "--min-cell-count", "2"],
    ["relief", "--sensitivity"], ["response", "--by", "sex", "--disagreement"],
    ["response", "--nhs"], ["response", "--paired", "ketamine,midazolam"],
    ["intervals", "--by", "phase", "--tidy"],
    ["cohort", "--by", "site", "--extra"], ["cohort", "--until", "2026-03-01T00:00:00Z"],
    ["compare", "--by", "site", "--pool", "sex"], ["compare", "--paired", "ketamine,midazolam"],
    ["compare", "--set", "standard", "--set", "strict"],
  ]

  private static let formats = ["json", "text", "csv", "json", "markdown", "jsonl"]

  /// Caches for logs of any size.
  private static var cache: CachePlan {
    var plan = CachePlan()
    plan.smallestLog = 0
    plan.blockRows = 16
    return plan
  }

  /// What the command answers of a log, and how long that is.
  private struct Wanted {
    let answer: Stage.Outcome
    let lines: Int
    let since: String
  }

  /// Follows a growing log; what was printed, and what the command prints at each size.
  private func follow(
    _ words: [String], _ log: GrowingLog, fresh: [String], cache: CachePlan = .standard
  ) -> (outcome: Stage.Outcome, wanted: [Wanted]) {
    @Sendable func ask() -> Wanted {
      Wanted(answer: log.fresh(fresh), lines: log.lines, since: log.lastRecorded)
    }
    let wanted = Mutex([ask()])
    let stage = Stage(
      disk: log.disk,
      onSleep: { count in
        guard count < log.ends.count else { return false }
        log.grow(to: log.ends[count])
        let next = ask()
        wanted.withLock { $0.append(next) }
        return true
      }, cache: cache)
    let outcome = stage.run(["follow"] + words + ["--every", "0", "-f", GrowingLog.path])
    return (outcome, wanted.withLock { $0 })
  }

  /// What stands before an answer that is not the first.
  private func gap(_ format: String, _ wanted: Wanted) -> String {
    let words = "\(wanted.lines) lines since \(wanted.since)"
    switch format {
    case "json": return ""
    case "jsonl":
      return #"{"follow":{"lines":\#(wanted.lines),"since":"\#(wanted.since)"}}"# + "\n"
    case "markdown": return "\n---\n\n\(words)\n\n"
    case "text": return "\n── \(words) ──\n\n"
    default: return "# \(words)\n"
    }
  }

  @Test(arguments: questions.indices)
  func `a cohort's answers are those of the command after every append`(place: Int) throws {
    let question = Self.questions[place]
    let seed = UInt64(70 + place) + 100 * UInt64(ReprieveProcess.long ?? 0)
    let log = try GrowingLog(seed: seed, subjects: 3)
    let format = Self.formats[place % Self.formats.count]
    let words = question + ["--format", format]
    let (outcome, wanted) = follow(
      words + (place % 3 == 0 ? ["--no-cache"] : []), log, fresh: words + ["--summary"],
      cache: place.isMultiple(of: 2) ? Self.cache : .standard)
    #expect(wanted.count > 5, "seed \(seed): \(wanted.map(\.lines))")
    #expect(wanted.allSatisfy { $0.answer.code == 0 }, "seed \(seed)")
    #expect(outcome.code == 0, "seed \(seed): \(outcome.errors)")
    var rest = outcome.text[...]
    for (number, next) in wanted.enumerated() {
      let text = (number > 0 ? gap(format, next) : "") + next.answer.text
      try #require(rest.hasPrefix(text), "seed \(seed): \(next.lines) lines")
      rest = rest.dropFirst(text.count)
    }
    #expect(rest.isEmpty, "seed \(seed)")
  }

  /// An answer without the length of the log that it names.
  private func body(_ text: some StringProtocol) -> String {
    String(text).replacing(#/"size":[0-9]+/#, with: "")
  }

  @Test(arguments: [
    ["relief", "S1", "--explain"], ["timeline", "S3", "--explain"],
    ["relief", "S2", "--unit", "treatment"],
  ])
  func `a person's answer is printed when it may have changed`(question: [String]) throws {
    let log = try GrowingLog(seed: 91, subjects: 6, first: 0.9, steps: 20)
    let words = question + ["--format", "json"]
    let (outcome, wanted) = follow(words, log, fresh: words, cache: Self.cache)
    #expect(outcome.code == 0, "\(outcome.errors)")
    var printed = outcome.text.split(separator: "\n")[...]
    var last = ""
    for next in wanted {
      if printed.first?.contains("\"size\":\(next.lines)}") == true {
        #expect("\(printed.removeFirst())\n" == next.answer.text, "\(next.lines)")
        last = body(next.answer.text)
      } else {
        #expect(body(next.answer.text) == last, "\(next.lines): a change was not printed")
      }
    }
    #expect(printed.isEmpty)
    let count = outcome.text.split(separator: "\n").count
    #expect(count > 1 && count < wanted.count, "\(count) of \(wanted.count)")
  }

  @Test func `several logs are followed together`() throws {
    let log = try GrowingLog(seed: 7)
    let stage = Stage(disk: log.disk)
    #expect(stage.run(["init", "/second.jsonl", "--origin", "example.org/second"]).code == 0)
    let events = SeededClinic(seed: 8).events.map(\.line).joined()
    #expect(stage.run(["append", "-f", "/second.jsonl"], input: events).code == 0)
    let words = ["response", "--format", "json", "-f", "/second.jsonl"]
    let (outcome, wanted) = follow(words, log, fresh: words + ["--summary"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.text == wanted.map(\.answer.text).joined())
  }
}
