import Bytes
import Definitions
import EventLog
import Events
import TestSupport
import Testing

@Suite struct EventDecoderTests {
  private func line(
    seq: Int = 1, id: String = "e", source: String = "/a", type: String = "note",
    subject: String = "P-1", data: String = #"{"text":"t"}"#, rest: String = ""
  ) -> [UInt8] {
    let body =
      #","id":"\#(id)","source":"\#(source)","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"2026-01-05T10:00:00Z","data":\#(data)\#(rest)"#
    return LineBuilder.line(
      seq: seq, recorded: Instant(milliseconds: Int64(seq) * 1000), body: Array(body.utf8),
      batch: nil)
  }

  /// The bytes `e7","source":"/a` as they stand in the line: by XXH64 for indexes, by a shorter hash
  /// in memory.
  @Test func `an event has one key, however its name is written`() {
    let text = Array(#"e7","source":"/a"#.utf8)
    let hash = XXH64.hash(text.span)
    #expect(EventKey.hash(id: Array("e7".utf8), source: Array("/a".utf8)) == hash)
    let spellings = [("e7", "/a"), (#"\u00657"#, "/a"), ("e7", #"\/a"#), ("e\\u0037", #"\u002fa"#)]
    for (id, source) in spellings {
      var twins = Twins()
      #expect(twins.take(line(id: id, source: source)) == nil)
      let short = EventKey.short(text.span, in: 0..<text.count)
      #expect(twins.fast.table.events.last?.key == short)
      #expect(EventKey.short(id: Array("e7".utf8), source: Array("/a".utf8)) == short)
      #expect(twins.scanned == (id == "e7" && source == "/a" ? 1 : 0))
    }
  }

  @Test func `the names in a line are the same by both ways`() throws {
    for (type, data) in [("note", #"{"text":"t"}"#), ("dose", #"{"infusion":"1","mg":1}"#)] {
      let line = line(id: "e\u{301}7", type: type, data: data)
      let header = LineHeader(canonical: line.span)
      let names = header.flatMap { LineNames(line.span, $0) }
      let parsed = try LineNames(JSONDocument(line).root)
      #expect(names?.key == parsed.key)
      #expect(names?.subject == parsed.subject)
      #expect(names?.otherSubject == nil && parsed.otherSubject == nil)
    }
    let correction = line(type: "correction", data: #"{"subject":"P-2"}"#)
    let header = LineHeader(canonical: correction.span)
    #expect(header.flatMap { LineNames(correction.span, $0) } == nil, "a correction names two")
    let parsed = try LineNames(JSONDocument(correction).root)
    #expect(parsed.otherSubject == LineNames.hash(subject: Array("P-2".utf8)))
  }

  @Test(arguments: [
    (#","specversion":"1.0""#, false), (#","actor":"x""#, false), (#","id2":"x""#, true),
    (#","first":1"#, false), (#","x":{"a":[1]}"#, true), (#","\u0061b":1"#, false),
    (#","x": 1"#, false),
  ])
  func `the scanner leaves members in odd places to the parser`(rest: String, isTaken: Bool) {
    let line = line(rest: rest + #","z":{}"#)
    var decoder = EventDecoder(.builtIn)
    guard let header = LineHeader(canonical: line.span) else {
      Issue.record("both ends are in order")
      return
    }
    var taken = false
    #expect(throws: Never.self) { taken = try decoder.takeCanonical(line.span, header, at: 0) }
    #expect(taken == isTaken)
    #expect(decoder.table.events.count == (isTaken ? 2 : 1))
  }

  /// Such a line breaks a rule; whether it is found must not depend on the way it is read.
  @Test(arguments: [
    ("dose", #""infusion":"1","mg":1,"minutes":2"#), ("rating", #""instrument":"GAD-7","total":3"#),
    ("rating", #""instrument":"GAD-7","items":[1,1,1,1,1,1,1]"#),
    ("medication", #""drug":"x","action":"stop""#),
    ("infusion", #""infusion":"1","drug":"x","route":"IV","phase":"booster""#),
    ("exit", #""reason":"lost""#),
    ("vital", #""systolic":120,"diastolic":80,"infusion":"1""#),
    ("adverse", #""term":"x","severity":"mild","serious":false,"infusion":"1""#),
    (
      "intake",
      #""indications":[],"birthYear":1980,"sex":"male","site":"s","arm":"a","trials":[{}]"#
    ),
  ])
  func `a member that stands twice is found in what is decoded`(type: String, members: String)
    throws
  {
    let good = try JSONDocument(Array("{\(members)}".utf8)).root
    for (name, value) in good.members {
      let written = value.kind == .string ? "\"\(value.raw.text)\"" : value.raw.text
      let line = line(type: type, data: "{\(members),\"\(name.text)\":\(written)}")
      var twins = Twins()
      #expect(twins.take(line) == nil, "\(name.text)")
      #expect(twins.refused == 1, "\(name.text)")
    }
  }

  @Test func `type and subject log are the log's own, and a bad time is none`() {
    for (line, rule) in [
      (line(type: "log"), LogRule.lineZero), (line(subject: "log"), .lineZero),
      (line(type: #"\u006cog"#), .lineZero),
    ] {
      var twins = Twins()
      #expect(twins.take(line) == nil)
      #expect(twins.refused == 1)
      #expect(throws: LineFault(rule, level: .verify)) {
        var decoder = EventDecoder(.builtIn)
        let document = try JSONDocument(line)
        try decoder.take(document, LineHeader(document), at: 0)
      }
    }
  }

  @Test func `a view keeps the lines that it names`() throws {
    let views: [(EventTable.View, Int)] = [
      (.all, 6), (.lines(3), 3), (.lines(1), 1), (.lines(99), 6),
      (.recorded(through: Instant(milliseconds: 3000)), 4),
      (.recorded(through: Instant(milliseconds: 2999)), 3),
      (.recorded(through: Instant(milliseconds: 0)), 1),
    ]
    for (view, count) in views {
      var decoder = EventDecoder(.builtIn, view: view)
      for seq in 1...5 {
        let document = try JSONDocument(line(seq: seq, id: "e\(seq)"))
        try decoder.take(document, LineHeader(document), at: seq * 100)
      }
      #expect(decoder.table.events.count == count, "\(view)")
    }
  }

  @Test func `lines that are not committed are forgotten, with what they corrected`() throws {
    var decoder = EventDecoder(.builtIn)
    let void = #"{"source":"/a","id":"e1","action":"void","reason":"r"}"#
    for seq in 1...4 {
      let isVoid = seq % 2 == 0
      let document = try JSONDocument(
        line(seq: seq, type: isVoid ? "correction" : "note", data: isVoid ? void : "{}"))
      try decoder.take(document, LineHeader(document), at: seq * 100)
    }
    #expect(decoder.table.corrections.map(\.seq) == [2, 4])
    decoder.table.keep(first: 4)
    #expect(decoder.table.events.count == 4)
    #expect(decoder.table.corrections.map(\.seq) == [2])
    decoder.table.keep(first: 9)
    #expect(decoder.table.events.count == 4)
  }

  /// 1,024 lines lie between two marks: line 0, 1,024, 2,048.
  @Test func `each 1,024th line is marked with its offset`() throws {
    var decoder = EventDecoder(.builtIn)
    for seq in 1...2100 {
      let line = line(seq: seq)
      guard let header = LineHeader(canonical: line.span) else { continue }
      _ = try decoder.takeCanonical(line.span, header, at: seq * 10)
    }
    #expect(decoder.table.marks == [0, 10_240, 20_480])
  }

  @Test func `amended data take the place of all that was said`() throws {
    var twins = Twins()
    _ = twins.take(line(type: "dose", data: #"{"infusion":"1","mg":30,"minutes":40}"#))
    let event = twins.fast.table.events[1]
    let amended = try twins.fast.redecode(Array(#"{"infusion":"2","mg":27.50}"#.utf8), event)
    #expect(twins.fast.table.dose(amended) == Dose(microgramAmount: 27_500, duration: 0))
    #expect(twins.fast.table.labels.text(amended.label) == "2")
    #expect(
      amended.time == event.time && amended.key == event.key && amended.subject == event.subject)
    #expect(throws: LineFault(.member, level: .verify)) {
      try twins.fast.redecode(Array(#"{"infusion":"2"}"#.utf8), event)
    }
    #expect(throws: LineFault(.json, level: .verify)) { try twins.fast.redecode([], event) }
  }
}
