import Bytes
import Histories
import TestSupport
import Testing

/// What `follow` waits for, and what stops it.
@Suite struct FollowFaultTests {
  private static let words = ["follow", "relief", "--format", "json", "-f", GrowingLog.path]

  private func lines(_ outcome: Stage.Outcome) -> [String] {
    outcome.text.split(separator: "\n").map { "\($0)\n" }
  }

  /// Follows a log to which something happens at the second look.
  private func follow(
    _ log: GrowingLog, _ words: [String] = words, _ blow: @escaping @Sendable () -> Void
  ) -> Stage.Outcome {
    Stage(
      disk: log.disk,
      onSleep: { count in
        if count == 2 { blow() }
        return count < 6
      }
    ).run(words)
  }

  @Test func `an append that is under way is waited for and not spoken of`() throws {
    let log = try GrowingLog(seed: 1)
    let before = log.fresh(["relief", "--summary", "--format", "json"]).text
    let end = log.ends[1]
    let stage = Stage(
      disk: log.disk,
      onSleep: { count in
        switch count {
        case 1...3: log.grow(to: end - 40 + 10 * count)
        case 4: log.grow(to: end)
        default: break
        }
        return count < 6
      })
    let outcome = stage.run(Self.words)
    #expect(outcome.code == 0)
    let after = log.fresh(["relief", "--summary", "--format", "json"]).text
    // Lines before the torn one may be committed earlier: each was an append of its own.
    #expect(lines(outcome).first == before)
    #expect(lines(outcome).last == after)
    #expect(Set(lines(outcome)).count == lines(outcome).count)
    #expect(outcome.errors.isEmpty)
  }

  @Test func `a tail that is there at first is told once, as the command tells it`() throws {
    let log = try GrowingLog(seed: 2)
    log.write(Array("{\"half".utf8), at: log.ends[0])
    let fresh = log.fresh(["relief", "--summary", "--format", "json"])
    #expect(fresh.errors.contains("the last 6 bytes"))
    let outcome = follow(log) {
      // A writer takes the tail away, and goes on.
      log.truncate(to: log.ends[0])
      log.grow(to: log.ends[2])
    }
    #expect(outcome.code == 0)
    #expect(outcome.errors == fresh.errors)
    let after = log.fresh(["relief", "--summary", "--format", "json"]).text
    #expect(lines(outcome) == [fresh.text, after])
  }

  @Test func `a tail that is taken away is nothing new`() throws {
    let log = try GrowingLog(seed: 2)
    log.write(Array("{\"half".utf8), at: log.ends[0])
    let outcome = follow(log) { log.truncate(to: log.ends[0]) }
    #expect(outcome.code == 0)
    #expect(lines(outcome).count == 1)
  }

  enum Blow: CaseIterable, Sendable {
    case removed, replaced, cut, cutWithinALine, lastLine, anyLine, lastLineAndMore, wrongLine

    func strike(_ log: GrowingLog) {
      let (bytes, ends) = (log.bytes, log.ends)
      let last = bytes[..<(ends[0] - 1)].lastIndex(of: 0x0A) ?? 0
      switch self {
      case .removed: try? log.disk.remove(GrowingLog.path)
      case .replaced:
        log.disk.install("/new", Array(bytes[..<ends[1]]))
        try? log.disk.rename("/new", to: GrowingLog.path)
      case .cut: log.truncate(to: last + 1)
      case .cutWithinALine: log.truncate(to: last + 20)
      case .lastLine: log.write([UInt8(ascii: "X")], at: last + 60)
      case .anyLine: log.write([UInt8(ascii: "X")], at: last / 2)
      case .lastLineAndMore:
        log.write([UInt8(ascii: "X")], at: last + 60)
        log.grow(to: ends[1])
      case .wrongLine:
        log.grow(to: ends[2])
        log.write([UInt8(ascii: "X")], at: ends[0] + 60)
      }
    }

    /// The exit code, and what is said.
    var end: (code: Int32, words: String) {
      switch self {
      case .removed: (66, "there is no such log")
      case .replaced: (65, "was replaced by another file while it was followed")
      case .cut: (65, "became shorter while it was followed")
      case .cutWithinALine: (65, "became shorter while it was followed")
      // Where nothing stands behind it, a line that is wrong is one that never was committed.
      case .lastLine: (65, "became shorter while it was followed")
      case .anyLine, .lastLineAndMore, .wrongLine: (65, "damage: line ")
      }
    }
  }

  @Test(arguments: Blow.allCases)
  func `a log that is not the one that was followed stops it`(blow: Blow) throws {
    let log = try GrowingLog(seed: 3)
    let before = log.fresh(["relief", "--summary", "--format", "json"]).text
    let outcome = follow(log) { blow.strike(log) }
    #expect(outcome.code == blow.end.code, "\(outcome.errors)")
    #expect(outcome.errors.contains(blow.end.words), "\(outcome.errors)")
    #expect(outcome.text == before)
    guard blow.end.words.hasPrefix("damage") || blow == .removed else { return }
    let fresh = log.fresh(["relief", "--summary", "--format", "json"])
    #expect(outcome.errors == fresh.errors)
    #expect(outcome.code == fresh.code)
  }

  @Test func `a checkpoint of more lines than the log has is damage`() throws {
    let log = try GrowingLog(seed: 4)
    let outcome = follow(log) {
      let root = SHA256.leaf([UInt8]().span).base64
      let text = "example.org/clinic\n99999\n\(root)\n"
      log.disk.install(GrowingLog.path + ".d/checkpoint", Array(text.utf8))
      log.grow(to: log.ends[1])
    }
    #expect(outcome.code == 65)
    #expect(outcome.errors == log.fresh(["relief"]).errors)
  }

  @Test func `a cache that is broken behind its back changes nothing`() throws {
    var plan = CachePlan()
    plan.smallestLog = 0
    plan.blockRows = 16
    let log = try GrowingLog(seed: 5)
    let stage = Stage(
      disk: log.disk,
      onSleep: { count in
        if count == 1 {
          for name in log.disk.names(under: GrowingLog.path + ".d/cache")
          where name.contains("rows-") {
            guard let file = try? log.disk.open(name, .update) else { continue }
            try? log.disk.truncate(file, to: 10)
          }
          log.grow(to: log.ends[2])
        }
        return count < 4
      }, cache: plan)
    // Writes the cache that is followed from.
    _ = stage.run(["relief", "-f", GrowingLog.path])
    let outcome = stage.run(Self.words)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let after = log.fresh(["relief", "--summary", "--format", "json"]).text
    #expect(lines(outcome).count == 2)
    #expect(lines(outcome).last == after)
  }

  @Test func `a file takes each answer whole`() throws {
    let log = try GrowingLog(seed: 6)
    let fresh = ["cohort", "--summary", "--format", "markdown"]
    let stage = Stage(
      disk: log.disk,
      onSleep: { count in
        switch count {
        case 1...3:
          #expect(log.disk.bytes(at: "/out.md") == log.fresh(fresh).output)
          log.grow(to: log.ends[count])
        default: try? log.disk.remove(GrowingLog.path)
        }
        return true
      })
    let last = Array(log.bytes[..<log.ends[3]])
    let outcome = stage.run(
      ["follow", "cohort", "--every", "0", "-o", "/out.md", "-f", GrowingLog.path])
    #expect(outcome.code == 66)
    #expect(outcome.output.isEmpty)
    // The file has the last answer that there was.
    log.disk.install(GrowingLog.path, last)
    #expect(log.disk.bytes(at: "/out.md") == log.fresh(fresh).output)
  }

  @Test func `somebody of whom nothing is left ends it as the command ends`() throws {
    let log = GrowingLogOfNotes()
    let outcome = Stage(
      disk: log.disk,
      onSleep: { count in
        if count == 1 { log.void() }
        return count < 4
      }
    ).run(["follow", "timeline", "P-1", "-f", "/notes.jsonl"])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("there is no subject P-1 in this view of the log"))
  }
}

/// A log with one note about one person.
private struct GrowingLogOfNotes: Sendable {
  let disk = SimulatedDisk()

  init() {
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "/notes.jsonl"]).code == 0)
    append(PlainNotes.line("n"))
    append(PlainNotes.line("other", subject: "P-2"))
  }

  /// Takes the note back.
  func void() {
    append(
      #"{"id":"v","source":"/ehr","type":"correction","subject":"P-1","#
        + #""time":"2026-03-09T09:00:00Z","data":{"source":"/ehr","id":"n","action":"void","#
        + #""reason":"a slip"}}"# + "\n")
  }

  private func append(_ line: String) {
    let outcome = Stage(disk: disk).run(["append", "-f", "/notes.jsonl"], input: line)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }
}
