import Bytes
import EventLog
import Recording
import TestSupport
import Testing

/// The quick way through a log on several threads, against the exact one line by line.
@Suite struct LogVerificationTests {
  private static func note(_ seq: Int, id: String, source: String = "/a", text: String) -> [UInt8] {
    LineBuilder.line(
      seq: seq, recorded: Instant("2026-01-05T08:00:00Z")!,
      body: Array(
        #","id":"\#(id)","source":"\#(source)","type":"note","subject":"P-1","time":"2026-01-05T08:00:00Z","data":{"text":"\#(text)"}"#
          .utf8), batch: nil)
  }

  /// Large enough for two threads.
  private static let lines: [[UInt8]] = {
    let identity = LogIdentity(name: "test", origin: "example.org/test")!
    let first = identity.line(recorded: Instant("2026-01-05T08:00:00Z")!)
    let text = String(repeating: "word ", count: 80)
    return [first] + (1..<1_400).map { note($0, id: "e\($0)", text: text) }
  }()

  private func finding(of lines: [[UInt8]], lanes: Int) -> LogFinding? {
    let disk = SimulatedDisk()
    disk.install("log.jsonl", lines.flatMap { $0 + [0x0A] })
    do throws(LogProblem) {
      return try LogVerification.verify(disk, "log.jsonl", lanes: lanes).finding
    } catch {
      guard case .damaged(_, let finding) = error else { return nil }
      return finding
    }
  }

  @Test(arguments: [1, 2])
  func `a name that comes twice is found wherever the two lines stand`(lanes: Int) {
    for (first, second) in [(1, 1_399), (3, 4), (600, 1_000)] {
      var lines = Self.lines
      lines[second] = Self.note(second, id: "e\(first)", text: "again")
      let finding = finding(of: lines, lanes: lanes)
      #expect(finding?.verdict == .damage)
      #expect(finding?.rule == .unique && finding?.line == second && finding?.level == .verify)
    }
  }

  @Test(arguments: [1, 2])
  func `the name of line 0 is taken, and equal ids of two sources are two names`(lanes: Int) {
    var lines = Self.lines
    lines[9] = Self.note(9, id: "log", source: "/reprieve", text: "t")
    #expect(finding(of: lines, lanes: lanes)?.line == 9)
    lines[9] = Self.note(9, id: "e8", source: "/b", text: "t")
    #expect(finding(of: lines, lanes: lanes)?.verdict == .ok)
    // Two pairs that are the same text where they are joined: only the names themselves tell them
    // apart.
    lines[10] = Self.note(10, id: "a", source: "/x", text: "t")
    #expect(finding(of: lines, lanes: lanes)?.verdict == .ok)
  }

  @Test func `an actor without a name is damage in canonical order too`() {
    var lines = Self.lines
    lines[9] = Self.note(9, id: "e9", source: #"/a","actor":"nurse"#, text: "t")
    #expect(finding(of: lines, lanes: 1)?.verdict == .ok)
    lines[9] = Self.note(9, id: "e9", source: #"/a","actor":""#, text: "t")
    let finding = finding(of: lines, lanes: 1)
    #expect(finding?.rule == .member && finding?.line == 9 && finding?.level == .verify)
  }

  /// Of two faults the first is named, whichever thread sees which.
  @Test func `the first fault is named on any number of threads`() {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<3 {
      var lines = Self.lines
      let (one, two) = (1 + generator.below(1_398), 1 + generator.below(1_398))
      lines[one] = Self.note(one, id: "e\(one)", text: "a\\ud800b")
      lines[two] = Self.note(two, id: two > 1 ? "e\(two - 1)" : "log", text: "again")
      let wanted = finding(of: lines, lanes: 1)
      #expect(wanted?.verdict == .damage)
      #expect(wanted?.line == min(one, two) || two == 1, "round \(round): \(one), \(two)")
      #expect(finding(of: lines, lanes: 2) == wanted, "round \(round)")
    }
  }
}
