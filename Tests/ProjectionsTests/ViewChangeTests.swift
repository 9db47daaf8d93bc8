import Bytes
import Histories
import Projections
import TestSupport
import Testing

/// Two views of one log, and which lines moved whose answer: worked out by hand.
@Suite struct ViewChangeTests {
  /// Who changed between the first lines and all of them, and the events that are named.
  private func changes(
    _ log: HandWrittenLog, from lines: Int, _ plan: AnalysisPlan = AnalysisPlan(),
    to last: Int? = nil, until: Instant? = nil
  ) throws -> (changes: [SubjectChange], events: [Int: NamedEvent]) {
    let replay = Replay(
      log.disk, .builtIn, asOf: .lines(last ?? log.lines.count), until: until)
    let views = try #require(try replay.views(of: HandWrittenLog.path, from: .lines(lines)))
    let changes = Attribution(plan).changes(in: views)
    let cited = try views.chronicle.cite(Set(changes.flatMap { $0.steps.map(\.seq) }))
    return (changes, NamedEvent.events(of: changes, views, cited: cited))
  }

  private func relief(_ state: SubjectAnswer.State?) throws -> SubjectAnswer.Relief {
    guard case .relief(let relief) = state else {
      throw Missing()
    }
    return relief
  }

  private struct Missing: Error {}

  /// The change of one piece.
  private func piece(
    _ changes: [SubjectAnswer.Change], _ part: SubjectAnswer.Part, _ number: Int = 1
  ) -> SubjectAnswer.Change? {
    changes.first { $0.key.part == part && $0.key.number == number }
  }

  /// An intake, a baseline of 16, a session, relief on day 1 and 8, and one failing rating on day 22.
  private static var course: HandWrittenLog {
    var log = HandWrittenLog()
    log.add("intake", -20, #"{"indications":["F41.1"]}"#)
    log.rate(-1, 16)
    log.treat(0, "a")
    log.rate(1, 5)
    log.rate(8, 6)
    log.rate(22, 15)
    return log
  }

  @discardableResult
  private func correct(
    _ log: inout HandWrittenLog, _ target: Int, _ action: String, _ day: Double,
    of subject: String = "P-1", _ more: String = ""
  ) -> Int {
    log.add(
      "correction", day,
      #"{"source":"/clinic","id":"e\#(target)","action":"\#(action)","reason":"a slip"\#(more)}"#,
      of: subject)
  }

  @Test func `a late rating turns a censored course into a loss`() throws {
    var log = Self.course
    let size = log.lines.count
    let late = log.add(
      "rating", 15, #"{"instrument":"GAD-7","total":14}"#, recordedOn: 30.5)
    let (found, events) = try changes(log, from: size)
    try #require(found.map(\.subject) == ["P-1"])
    let change = try #require(piece(found[0].changes, .relief))
    let (before, after) = (try relief(change.before), try relief(change.after))
    #expect(before.status == .censored && before.reason == .unconfirmed)
    #expect(after.status == .lost && after.reason == nil)
    // t0 is 40 minutes after the start.
    #expect(before.lowerDays == 8 - 40.0 / 1440 && after.lowerDays == before.lowerDays)
    #expect(before.upperDays == nil && after.upperDays == 15 - 40.0 / 1440)
    #expect(found[0].steps.map(\.seq) == [late])
    let event = try #require(events[late])
    #expect(event.kind == .late && event.lateDays == 15.5 && event.correction == nil)
    #expect(event.event.id == "e\(late)" && event.event.source == "/clinic")
    #expect(event.event.actor == nil && event.event.type == "rating")
    // Day 15 is d14 too; nothing else moved, for follow-up ended later already.
    #expect(found[0].changes.map(\.key.part) == [.relief, .response])
  }

  @Test func `a void restores what was, and says so where the view begins in between`() throws {
    var log = Self.course
    let size = log.lines.count
    let late = log.add("rating", 15, #"{"instrument":"GAD-7","total":14}"#, recordedOn: 30)
    let void = correct(&log, late, "void", 31)
    #expect(try changes(log, from: size).changes.isEmpty)
    let (found, events) = try changes(log, from: size + 1)
    try #require(found.count == 1 && found[0].steps.map(\.seq) == [void])
    let change = try #require(piece(found[0].changes, .relief))
    #expect(try relief(change.before).status == .lost)
    #expect(try relief(change.after).status == .censored)
    let said = try #require(events[void]?.correction)
    #expect(events[void]?.kind == .corrected && events[void]?.lateDays == nil)
    #expect(said.action == .void && said.target == late && said.reason == "a slip")
    #expect(said.subject == nil && said.members.isEmpty)
    // What moves and moves back is named, where the ends differ.
    let again = correct(&log, void, "void", 32)
    let whole = try changes(log, from: size)
    #expect(whole.changes.first?.steps.map(\.seq) == [late, void, again])
    #expect(whole.events[again]?.correction?.target == void)
  }

  @Test func `an infusion that goes to another subject moves both, each by its own line`() throws {
    var log = Self.course
    log.add("intake", -20, #"{"indications":["F41.1"]}"#, of: "P-2")
    let size = log.lines.count
    let infusion = correct(&log, 3, "reassign", 40, #","subject":"P-2""#)
    let dose = correct(&log, 4, "reassign", 41, #","subject":"P-2""#)
    let (found, events) = try changes(log, from: size)
    try #require(found.map(\.subject) == ["P-1", "P-2"])
    // Without its infusion the dose is orphaned, and where it belongs then moves nothing.
    #expect(found[0].steps.map(\.seq) == [infusion])
    #expect(piece(found[0].changes, .relief)?.after == nil)
    // The infusion alone is not given.
    #expect(found[1].steps.map(\.seq) == [dose])
    #expect(piece(found[1].changes, .relief)?.before == nil)
    #expect(try relief(piece(found[1].changes, .relief)?.after).status == .noBaseline)
    #expect(events[dose]?.correction?.action == .reassign)
    #expect(events[dose]?.correction?.subject == "P-2" && events[dose]?.correction?.target == 4)
    let gap = try #require(piece(found[1].changes, .intervals))
    guard case .gap(let open) = gap.after else { throw Missing() }
    #expect(!open.isClosed && open.days == 0)
  }

  @Test func `an amend says which members it changes, against what was said last`() throws {
    var log = Self.course
    let size = log.lines.count
    let time = HandWrittenLog.day(7).text
    let first = correct(
      &log, 6, "amend", 30,
      #","time":"\#(time)","data":{"instrument":"GAD-7","total":7,"rater":"self"}"#)
    let second = correct(
      &log, 6, "amend", 31, #","data":{"instrument":"GAD-7","total":3}"#)
    let (found, events) = try changes(log, from: size)
    try #require(found.count == 1 && found[0].steps.map(\.seq) == [first, second])
    #expect(
      events[first]?.correction?.members.map { [$0.name, $0.before, $0.after] } == [
        ["time", "\"\(HandWrittenLog.day(8).text)\"", "\"\(time)\""],
        ["total", "6", "7"], ["rater", nil, "\"self\""],
      ])
    #expect(
      events[second]?.correction?.members.map { [$0.name, $0.before, $0.after] } == [
        ["total", "7", "3"], ["rater", "\"self\"", nil],
      ])
    let relief = try relief(piece(found[0].changes, .relief)?.after)
    #expect(relief.lowerDays == 7 - 40.0 / 1440)
    // The second leaves the time as it was said, and the rating in relief: only the visit moves.
    #expect(found[0].steps[1].changes.map(\.key.part) == [.response])
  }

  @Test func `what changes nothing is not named`() throws {
    var log = Self.course
    let size = log.lines.count
    // Another instrument, a note and a rating in relief between two others: nothing to be seen.
    log.add("rating", 9, #"{"instrument":"PHQ-9","total":3}"#, recordedOn: 30)
    log.add("note", 10, #"{"text":"called"}"#, recordedOn: 30)
    log.add("rating", 6, #"{"instrument":"GAD-7","total":6}"#, recordedOn: 30)
    let exit = log.add("exit", 22, #"{"reason":"completed"}"#, recordedOn: 31)
    log.add("medication", 23, #"{"drug":"sertraline","action":"start"}"#, recordedOn: 31)
    let (found, _) = try changes(log, from: size, to: exit)
    #expect(found.isEmpty)
    // The exit ends follow-up where it ended before, and an unconfirmed failure comes first.
    #expect(try changes(log, from: size).changes.isEmpty)
    log.add("note", 24, #"{"text":"called"}"#, of: "P-1")
    #expect(try changes(log, from: exit).changes.isEmpty)
  }

  @Test func `an event that only lengthens follow-up moves the open gap`() throws {
    var log = Self.course
    let size = log.lines.count
    let note = log.add("note", 30, #"{"text":"called"}"#)
    let (found, events) = try changes(log, from: size)
    try #require(found.count == 1 && found[0].steps.map(\.seq) == [note])
    #expect(events[note]?.kind == .added && events[note]?.lateDays == nil)
    #expect(found[0].changes.map(\.key.part) == [.intervals])
    #expect(try changes(log, from: size, until: HandWrittenLog.day(29)).changes.isEmpty)
  }

  @Test func `who appears and who disappears is said`() throws {
    var log = Self.course
    let size = log.lines.count
    let note = log.add("note", 30, #"{"text":"called"}"#, of: "P-9")
    let void = correct(&log, note, "void", 31, of: "P-9")
    let there = try changes(log, from: size, to: note + 1)
    try #require(there.changes.map(\.subject) == ["P-9"])
    #expect(
      there.changes[0].changes.map(\.before) == [.standing(.absent)]
        && there.changes[0].changes.map(\.after) == [.standing(.counted)])
    let gone = try changes(log, from: note + 1)
    #expect(gone.changes.first?.changes.map(\.after) == [.standing(.absent)])
    #expect(gone.changes.first?.steps.map(\.seq) == [void])
    #expect(try changes(log, from: size).changes.isEmpty)
    var plan = AnalysisPlan()
    plan.selection = try Selection("sex=female", definitions: .builtIn)
    log.add("intake", -20, #"{"indications":["F41.1"],"sex":"female"}"#)
    let asked = try changes(log, from: size, plan)
    #expect(
      asked.changes.first?.changes.first?.before == .standing(.notAsked)
        && asked.changes.first?.changes.first?.after == .standing(.counted))
    // Who is in neither answer has not changed.
    log.add("note", 31, #"{"text":"called"}"#, of: "P-8")
    #expect(try changes(log, from: log.lines.count - 1, plan).changes.isEmpty)
    #expect(try changes(log, from: log.lines.count - 1).changes.map(\.subject) == ["P-8"])
  }

  /// Late is what had happened when the earlier view's last line was recorded: on it, it is late.
  @Test func `the edge between late and added is the last line's time`() throws {
    var log = Self.course
    // Recorded a minute after day 22.
    let size = log.lines.count
    let edge = 22 + 1.0 / 1440
    let late = log.add("note", edge, #"{"text":"a"}"#, recordedOn: 40)
    let added = log.add("note", edge + 1.0 / 86_400_000, #"{"text":"b"}"#, recordedOn: 41)
    let (_, events) = try changes(log, from: size)
    #expect(events[late]?.kind == .late && events[late]?.lateDays == 40 - edge)
    #expect(events[added]?.kind == .added && events[added]?.lateDays == nil)
    // A view without a line knows of nothing.
    let all = try changes(log, from: 0)
    #expect(all.events.values.allSatisfy { $0.kind == .added } && all.events[1] != nil)
  }

  @Test func `of a later view the earlier one is no beginning`() throws {
    let log = Self.course
    let replay = Replay(log.disk, .builtIn, asOf: .lines(4))
    for earlier in [Replay.AsOf.lines(5), .recorded(HandWrittenLog.day(1_000))] {
      #expect(try replay.views(of: HandWrittenLog.path, from: earlier) == nil)
    }
    for (earlier, size) in [
      (Replay.AsOf.lines(4), 4), (.lines(0), 0), (.recorded(HandWrittenLog.day(-401)), 0),
      (.recorded(HandWrittenLog.day(-19)), 2), (.recorded(HandWrittenLog.day(0)), 3),
    ] {
      let views = try replay.views(of: HandWrittenLog.path, from: earlier)
      #expect(views?.between == size..<4, "\(earlier)")
    }
    // Beyond its end a log has no more lines.
    let whole = Replay(log.disk, .builtIn, asOf: .recorded(HandWrittenLog.day(1_000)))
    let all = try whole.views(of: HandWrittenLog.path, from: .lines(1_000))
    #expect(all?.between == log.lines.count..<log.lines.count)
  }

  /// Such a log was written by something else: a view that ends there is damaged.
  @Test func `an amend that does not fit is damage, also where it is lifted later`() throws {
    var log = Self.course
    let size = log.lines.count
    let misfit = correct(&log, 6, "amend", 30, #","data":{"instrument":7,"total":"x"}"#)
    let void = correct(&log, misfit, "void", 31)
    let replay = Replay(log.disk, .builtIn, asOf: .lines(misfit + 1))
    #expect(throws: (any Error).self) { try replay.histories(of: HandWrittenLog.path) }
    #expect(throws: (any Error).self) { try changes(log, from: size) }
    #expect(try changes(log, from: void + 1).changes.isEmpty)
    #expect(throws: (any Error).self) { try changes(log, from: misfit + 1) }
  }
}
