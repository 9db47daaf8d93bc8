import Bytes
import Definitions
import EventLog
import Events
import TestSupport
import Testing

/// What is kept of vitals, adverse events and answers about suicide, by both ways of reading.
@Suite struct SafetyDecodingTests {
  private func line(_ type: String, _ data: String) -> [UInt8] {
    let body =
      #","id":"e","source":"/a","type":"\#(type)","subject":"P-1","#
      + #""time":"2026-01-05T10:00:00Z","data":\#(data)"#
    return LineBuilder.line(
      seq: 1, recorded: Instant(milliseconds: 1000), body: Array(body.utf8), batch: nil)
  }

  private func table(_ type: String, _ data: String) throws -> EventTable {
    var twins = Twins()
    #expect(twins.take(line(type, data)) == nil)
    try #require(twins.fast.table.events.count == 2, "\(data) was refused")
    return twins.fast.table
  }

  @Test(
    arguments: [
      ("120", 120_000), ("120.5", 120_500), ("0", 0), ("1.2e2", 120_000), ("0.0005", 1),
      ("0.0004", 0), ("2147483.646", 2_147_483_646), ("2147483.647", 2_147_483_647),
      ("1000000000", 1_000_000_000_000),
    ] as [(String, Int64)])
  func `a pressure is kept in thousandths`(written: String, thousandths: Int64) throws {
    let both = try table("vital", #"{"systolic":\#(written),"diastolic":80}"#)
    let expected = BloodPressure(systolic: thousandths, diastolic: 80_000)
    #expect(both.bloodPressure(both.events[1]) == expected)
    let low = try table("vital", #"{"diastolic":\#(written)}"#)
    #expect(
      low.bloodPressure(low.events[1]) == BloodPressure(systolic: nil, diastolic: thousandths))
  }

  @Test func `a vital names its session or none`() throws {
    let named = try table("vital", #"{"pulse":70,"infusion":"s1"}"#)
    #expect(named.events[1].session.map { named.labels.text($0) } == "s1")
    #expect(named.bloodPressure(named.events[1]) == BloodPressure(systolic: nil, diastolic: nil))
    #expect(try table("vital", #"{"pulse":70}"#).events[1].session == nil)
  }

  @Test(arguments: ["-1", #""120""#, "null", "1000000001", "1e400", "1234567890123456789"])
  func `a pressure that is none is damage`(written: String) {
    var twins = Twins()
    #expect(twins.take(line("vital", #"{"systolic":\#(written)}"#)) == nil)
    #expect(twins.refused == 1)
  }

  @Test(arguments: [true, false]) func `an adverse event keeps its session`(isSerious: Bool) throws
  {
    let table = try table(
      "adverse", #"{"term":"nausea","severity":"severe","serious":\#(isSerious),"infusion":"s1"}"#)
    let event = table.events[1]
    #expect(event.session.map { table.labels.text($0) } == "s1")
    #expect(event.isSerious == isSerious && event.code == 3)
    #expect(table.words.text(event.label) == "nausea")
    let other = try self.table("adverse", #"{"term":"nausea","serious":\#(isSerious)}"#)
    #expect(other.events[1].session == nil && other.events[1].isSerious == isSerious)
  }

  @Test(
    arguments: [
      ("[0,0,0,0,0,0,0,0,0]", 0), ("[0,0,0,0,0,0,0,0,3]", 3), ("[null,0,0,0,0,0,0,0,2]", 2),
      ("[9,0,0,0,0,0,0,0,1]", 1), ("[0,0,0,0,0,0,0,0,null]", nil), ("[0,0,0,0,0,0,0,0,4]", nil),
      ("[1,1,1]", nil),
    ] as [(String, Int?)])
  func `item 9 is kept whatever the total is worth`(items: String, answer: Int?) throws {
    let event = try table("rating", #"{"instrument":"PHQ-9","items":\#(items)}"#).events[1]
    #expect(event.itemNine == answer)
    #expect(event.ideation == nil && event.suicidalBehaviour == nil)
  }

  @Test(
    arguments: [
      ("[0,0,null,null,null,0]", 0, false), ("[1,0,null,null,null,1]", 1, true),
      ("[1,1,0,0,1,null]", 5, nil), ("[null,null,null,null,null,0]", nil, false),
      ("[0,1,1,0,0,0]", 3, false), ("[0,0]", nil, nil),
    ] as [(String, Int?, Bool?)])
  func `the answers of C-SSRS are kept`(items: String, ideation: Int?, behaviour: Bool?) throws {
    let event = try table("rating", #"{"instrument":"C-SSRS","items":\#(items)}"#).events[1]
    #expect(event.ideation == ideation && event.suicidalBehaviour == behaviour)
    #expect(event.itemNine == nil)
  }

  @Test func `amended data replace the session, the pressure and the answers`() throws {
    var decoder = EventDecoder(.builtIn)
    var lines = [
      ("adverse", #"{"term":"nausea","serious":true,"infusion":"s1"}"#, #"{"term":"rash"}"#),
      ("vital", #"{"systolic":3000000,"infusion":"s1"}"#, #"{"systolic":120.5}"#),
      (
        "rating", #"{"instrument":"PHQ-9","items":[0,0,0,0,0,0,0,0,3]}"#,
        #"{"instrument":"PHQ-9","total":4}"#
      ),
    ].makeIterator()
    var amended: [Event] = []
    while let (type, data, later) = lines.next() {
      decoder.table.events.removeLast(decoder.table.events.count - 1)
      let document = try JSONDocument(line(type, data))
      try decoder.take(document, LineHeader(document), at: 0)
      amended.append(try decoder.redecode(Array(later.utf8), decoder.table.events[1]))
    }
    #expect(amended[0].session == nil && !amended[0].isSerious)
    #expect(amended[1].session == nil)
    #expect(
      decoder.table.bloodPressure(amended[1]) == BloodPressure(systolic: 120_500, diastolic: nil))
    #expect(amended[2].itemNine == nil)
  }

  /// Two forks number their names from 0; joined they must say what one decoder says.
  @Test func `tables that are joined keep sessions and pressures`() throws {
    let lines = [
      ("vital", #"{"systolic":3000000,"diastolic":1,"infusion":"s1"}"#),
      ("adverse", #"{"term":"nausea","serious":true,"infusion":"s2"}"#),
      ("vital", #"{"systolic":4000000,"infusion":"s3"}"#),
      ("adverse", #"{"term":"rash","infusion":"s1"}"#),
      ("vital", #"{"systolic":120,"infusion":"s2"}"#), ("adverse", #"{"term":"nausea"}"#),
    ].enumerated().map { index, line in
      let body =
        #","id":"e\#(index)","source":"/a","type":"\#(line.0)","subject":"P-1","#
        + #""time":"2026-01-05T10:00:00Z","data":\#(line.1)"#
      return LineBuilder.line(
        seq: index + 1, recorded: Instant(milliseconds: 1000), body: Array(body.utf8), batch: nil)
    }
    func take(_ range: Range<Int>, into decoder: inout EventDecoder) throws {
      for line in lines[range] {
        guard let header = LineHeader(canonical: line.span) else { continue }
        #expect(try decoder.takeCanonical(line.span, header, at: 0))
      }
    }
    var whole = EventDecoder(.builtIn)
    try take(0..<6, into: &whole)
    for cut in 1...5 {
      var first = EventDecoder(.builtIn)
      try take(0..<cut, into: &first)
      var second = first.fork(from: cut + 1)
      try take(cut..<6, into: &second)
      first.join(second)
      #expect((1...6).allSatisfy { first.table.told($0) == whole.table.told($0) }, "\(cut)")
    }
  }
}
