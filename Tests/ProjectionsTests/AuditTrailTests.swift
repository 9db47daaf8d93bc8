import Bytes
import Definitions
import EventLog
import Events
import Foundation
import Histories
import Projections
import TestSupport
import Testing

/// The audit trail against a log worked by hand, random logs, and what replay makes of corrections.
@Suite struct AuditTrailTests {
  private func histories(_ bytes: [UInt8], asOf: Replay.AsOf? = nil) throws -> Histories {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", bytes)
    return try Replay(disk, .builtIn, asOf: asOf).histories(of: "/log.jsonl")
  }

  private func line(
    _ seq: Int, _ recorded: String, _ time: String, _ actor: String?, _ subject: String = "P-1"
  ) -> [UInt8] {
    let actor = actor.map { ",\"actor\":\"\($0)\"" } ?? ""
    let body =
      ",\"id\":\"e\(seq)\",\"source\":\"/s\"\(actor),\"type\":\"note\",\"subject\":\"\(subject)\","
      + "\"time\":\"\(time)\",\"data\":{\"text\":\"t\"}"
    return LineBuilder.line(
      seq: seq, recorded: Instant(recorded)!, body: Array(body.utf8), batch: nil) + [0x0A]
  }

  /// 2026-01-05 is a Monday.
  private var handWorked: [UInt8] {
    LogIdentity(name: "hand", origin: "example.org/hand")!
      .line(recorded: Instant("2026-01-05T00:00:00Z")!) + [0x0A]
      // In time, and at the hour that is no longer in 07-19.
      + line(1, "2026-01-05T19:00:00Z", "2026-01-05T18:00:00Z", "nurse")
      // Exactly 24 h: not late. 24 h before line 1 at most: not back-dated.
      + line(2, "2026-01-06T07:00:00Z", "2026-01-05T07:00:00Z", "nurse")
      // 24 h and a second: late; 11 h after line 2 was said to be, so before nothing by more.
      + line(3, "2026-01-07T10:00:00Z", "2026-01-06T09:59:59Z", "nu\\u0072se")
      // A Saturday; dated ahead by two days.
      + line(4, "2026-01-10T10:00:00Z", "2026-01-12T10:00:00Z", nil)
      // Two days before line 4 was recorded, not four before it is said to have happened.
      + line(5, "2026-01-11T23:59:59Z", "2026-01-08T10:00:00Z", "dr")
      // The same append: neither is before the other, and both lie 3 d before line 4.
      + line(6, "2026-01-13T06:59:59Z", "2026-01-07T10:00:00Z", "dr")
      + line(7, "2026-01-13T06:59:59Z", "2026-01-01T10:00:00Z", "dr", "P-2")
      + line(8, "2026-01-13T06:59:59Z", "2026-01-12T10:00:00Z", "dr", "P-2")
  }

  @Test func `a log worked by hand`() throws {
    var question = TrailQuestion()
    question.hours = TrailQuestion.Hours(from: 7, to: 19)
    let trail = try AuditTrailProjection(question).fold(histories(handWorked))
    #expect(trail.late.map(\.entry.seq) == [3, 5, 6, 7])
    #expect(trail.late.first?.milliseconds == 86_401_000)
    #expect(trail.backDated.map(\.entry.seq) == [5, 6])
    #expect(trail.backDated.map(\.later) == [4, 4])
    #expect(trail.backDated.map(\.milliseconds) == [2 * Instant.day, 3 * Instant.day])
    #expect(trail.ahead.map(\.entry.seq) == [4])
    #expect(trail.ahead.first?.milliseconds == 2 * Instant.day)
    #expect(
      trail.actors.map { $0.actor.map(trail.names.actors.text) ?? "-" } == ["dr", "nurse", "-"])
    #expect(trail.actors.map(\.tally.entered) == [4, 3, 1])
    #expect(trail.actors.map(\.tally.outsideHours) == [4, 1, 0])
    #expect(trail.actors.map(\.tally.weekend) == [1, 0, 1])
    #expect(trail.actors[1].tally.first == Instant("2026-01-05T19:00:00Z"))
    #expect(trail.actors[1].tally.last == Instant("2026-01-07T10:00:00Z"))
    #expect(trail.hours[6] == 3 && trail.hours[10] == 2 && trail.hours[23] == 1)
    #expect(trail.total.lines == 8 && trail.total.late == 4 && trail.total.backDated == 2)
  }

  @Test(arguments: [(7, 19, 7, 18, 19), (22, 6, 22, 5, 6), (0, 1, 0, 0, 1), (23, 24, 23, 23, 0)])
  func `hours are half-open and may go over midnight`(
    from: Int, to: Int, first: Int, last: Int, out: Int
  ) throws {
    let hours = try #require(TrailQuestion.Hours(from: from, to: to))
    #expect(hours.contains(first) && hours.contains(last) && !hours.contains(out))
  }

  @Test(arguments: [(0, 24), (7, 7), (24, 7), (7, 25), (-1, 3), (3, 0)])
  func `hours that are none or all are refused`(from: Int, to: Int) {
    #expect(TrailQuestion.Hours(from: from, to: to) == nil)
  }

  @Test(arguments: UInt64(1)...24) func `a random log says what a plain count says`(
    seed: UInt64
  ) throws {
    let log = AuditedLog(seed: seed)
    var question = TrailQuestion()
    question.lateHours = [24, 24, 0, 48][Int(seed % 4)]
    question.hours = TrailQuestion.Hours(from: 22, to: 6)
    switch seed % 6 {
    case 1: question.actor = Array("nurse-1".utf8)
    case 2: question.actor = []
    case 3: question.subject = Array("S1".utf8)
    case 4: question.type = Array("correction".utf8)
    case 5: question.since = .recorded(log.lines[log.lines.count / 2].recorded)
    default: break
    }
    let trail = try AuditTrailProjection(question).fold(histories(log.bytes))
    let oracle = TrailOracle(log, question)
    #expect(trail.late.map(\.entry.seq) == oracle.late, "seed \(seed)")
    #expect(trail.backDated.map(\.entry.seq) == oracle.backDated, "seed \(seed)")
    #expect(trail.ahead.map(\.entry.seq) == oracle.ahead, "seed \(seed)")
    #expect(Set(oracle.backDated).isSubset(of: oracle.late), "back-dated is late, seed \(seed)")
    #expect(trail.corrections.map(\.seq) == oracle.corrections, "seed \(seed)")
    #expect(trail.hours == oracle.hours, "seed \(seed)")
    for (number, tally) in trail.actors {
      let name = number.map(trail.names.actors.text)
      #expect(tally == oracle.tally(of: name), "\(name ?? "-"), seed \(seed)")
    }
    #expect(trail.actors.reduce(0) { $0 + $1.tally.lines } == oracle.asked.count)
    for correction in trail.corrections {
      let root = log.root(of: correction.seq)
      #expect(correction.root == root && correction.target == oracle.target(correction.seq))
      let found = correction.changes.map {
        "\($0.member) \($0.old?.text ?? "") \($0.new?.text ?? "")"
      }
      #expect(found.sorted() == oracle.changes(by: correction.seq), "seed \(seed)")
      #expect((correction.voidedBy == nil) == log.isInForce(correction.seq, size: oracle.size))
    }
    question.isSummary = true
    let summary = try AuditTrailProjection(question).fold(histories(log.bytes))
    #expect(summary.total == trail.total && summary.hours == trail.hours)
    #expect(summary.corrections.isEmpty && summary.late.isEmpty && summary.backDated.isEmpty)
  }

  @Test(arguments: UInt64(30)...37) func `each event's history is what replay makes of it`(
    seed: UInt64
  ) throws {
    let log = AuditedLog(seed: seed, appends: 16)
    for size in [log.lines.count + 1, log.lines.count / 2] {
      let histories = try histories(log.bytes, asOf: .lines(size))
      for line in log.lines.prefix(size - 1) where line.correction == nil {
        let history = try LineHistory(of: line.seq, in: histories, TrailQuestion())
        let place: Comment = "seed \(seed), line \(line.seq), as of \(size)"
        let now = history.parts.filter { $0.now != nil }
        #expect(
          Dictionary(uniqueKeysWithValues: now.map { ($0.member, $0.now?.text ?? "") })
            == log.state(of: line.seq, size: size), place)
        expectSame(history, histories, place)
      }
    }
  }

  static let vectors = Vectors.names(in: "outcomes", ending: ".jsonl")

  @Test(arguments: vectors) func `the vectors' events are what replay makes of them`(
    name: String
  ) throws {
    let histories = try histories(Vectors.bytes("outcomes/\(name)"))
    let roots = Set(histories.links.roots.compactMap(\.self))
    for seq in roots.sorted() {
      let history = try LineHistory(of: seq, in: histories, TrailQuestion())
      expectSame(history, histories, "\(name), line \(seq)")
      #expect(!history.corrections.isEmpty)
    }
  }

  /// Holds an event's effective parts to the table of the replay.
  private func expectSame(_ history: LineHistory, _ histories: Histories, _ place: Comment) {
    let event = histories.table.events[history.entry.seq]
    func now(_ member: String) -> String? {
      history.parts.first { $0.member == member }?.now?.text
    }
    #expect(now("voided") == "\(event.flags.contains(.voided))", place)
    #expect((history.voidedBy != nil) == event.flags.contains(.voided), place)
    #expect(now("time") == "\"\(event.time.text)\"", place)
    #expect(now("subject") == "\"\(histories.table.subjects.text(event.subject))\"", place)
    if event.kind == .rating, event.flags.contains(.hasTotal), let total = now("data.total") {
      #expect(total == "\(event.value)", place)
    }
  }
}
