import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct LineHeaderTests {
  static let prefix = #"{"specversion":"1.0","seq":7,"recordedtime":"2026-01-05T08:07:00.000Z""#
  static let recorded = Instant("2026-01-05T08:07:00.000Z")!

  private func sealed(_ text: String) -> [UInt8] {
    var line = Array(text.utf8)
    Seal.close(&line)
    return line
  }

  @Test func `a line that the writer makes is read from both of its ends`() throws {
    for seq in [0, 1, 9, 10, 2_147_483_647] {
      for batch in [nil, 0...1, 5...14, 2_147_483_646...2_147_483_647] {
        let line = LineBuilder.line(
          seq: seq, recorded: Self.recorded, body: Array(#","id":"a","data":{}"#.utf8), batch: batch
        )
        let read = LineHeader(canonical: line.span)
        let header = try #require(read)
        #expect(header.seq == seq)
        #expect(header.recorded == Self.recorded)
        #expect(header.first == batch?.lowerBound ?? -1)
        #expect(header.last == batch?.upperBound ?? -1)
        #expect(header.isInBatch == (batch != nil))
        #expect(line[header.body].elementsEqual(#","id":"a","data":{}"#.utf8))
      }
    }
  }

  /// What looks like a batch at the end of a line and is none: the general reader decides.
  @Test(arguments: [
    #","data":{},"last":"6""#, #","data":{},"first":5,"last":"6""#,
    #","data":{},"x":",\"last\":6""#,
    #","data":{},"last":6"#, #","data":{},"first":5"#, #","data":{},"first":5,"x":1,"last":6"#,
    #","data":{},"last":6,"first":5"#, #","data":{},"first":5,"last":06"#,
    #","data":{},"first":05,"last":6"#, #","data":{},"first":-5,"last":6"#,
    #","data":{},"first":5,"last":6.0"#, #","data":{},"first":5.0,"last":6"#,
    #","data":{},"first":5,"last":1e1"#, #","data":{},"first":5,"last":2147483648"#,
    #","data":{},"first":5,"last":10000000000"#, #","data":{},"first":5,"last":true"#,
    #","data":{},"first":"5","last":6"#, #","data":{},"first":null,"last":6"#,
    #","data":{},"attempt":3"#, #","data":{},"first":5,"lust":6"#,
    #","data":{},"first": 5,"last":6"#,
    #","data":{},"first":5 ,"last":6"#, #","data":{},"x":"}""#, #","data":{},"x":true"#,
  ])
  func `near misses of a batch are left to the general reader`(rest: String) {
    let line = sealed(Self.prefix + rest)
    #expect(LineHeader(canonical: line.span) == nil)
  }

  /// Inside of `data` these names are the producer's.
  @Test(arguments: [
    #","data":{"first":5,"last":6}"#, #","data":{"a":{"first":5,"last":6}}"#,
    #","data":{"t":",\"first\":5,\"last\":6"}"#, #","data":{"last":6},"x":{}"#,
    #","data":{"xxh64":"0000000000000000","seq":9}"#,
  ])
  func `names inside of the data are not the log's`(rest: String) throws {
    let line = sealed(Self.prefix + rest)
    let read = LineHeader(canonical: line.span)
    let header = try #require(read)
    #expect(header.seq == 7)
    #expect(!header.isInBatch)
    #expect(try LineHeader(JSONDocument(line)).isInBatch == false)
    #expect(line[header.body].elementsEqual(rest.utf8))
  }

  @Test(arguments: [
    #"{"seq":7,"specversion":"1.0","recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":07,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":-7,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":"7","recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":7.0,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":2147483648,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":10000000000,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":7,"recordedtime":"2026-01-05T08:07:00Z","data":{}"#,
    #"{"specversion":"1.0","seq":7,"recordedtime":"2026-01-05T08:07:00.000+00:00","data":{}"#,
    #"{"specversion":"1.0","seq":7,"recordedtime":"2026-02-30T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":7,"time":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.1","seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0", "seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","data":{}"#,
    #"{"specversion":"1.0","seq":7,"recordedtime":"2026-01-05T08:07:00.000Z""#, "{", "",
  ])
  func `near misses of a beginning are left to the general reader`(text: String) {
    let line = sealed(text)
    #expect(LineHeader(canonical: line.span) == nil)
  }

  /// The reader asks for sealed lines only; a cut one may be misread, but not past its end.
  @Test func `a line cut anywhere is left, or read within its bytes`() {
    let line = TestLog.line(5, 5...6, append: 1)
    for length in 0..<line.count {
      let cut = Array(line.prefix(length))
      guard let header = LineHeader(canonical: cut.span) else { continue }
      #expect(header.body.upperBound <= length - Seal.length && header.seq == 5, "\(length) bytes")
    }
    #expect(LineHeader(canonical: line.span) != nil)
  }

  @Test(arguments: [
    #"{}"#, #"{"seq":7}"#, #"{"recordedtime":"2026-01-05T08:07:00.000Z"}"#,
    #"{"seq":"7","recordedtime":"2026-01-05T08:07:00.000Z"}"#,
    #"{"seq":7.0,"recordedtime":"2026-01-05T08:07:00.000Z"}"#,
    #"{"seq":2147483648,"recordedtime":"2026-01-05T08:07:00.000Z"}"#,
    #"{"seq":10000000000,"recordedtime":"2026-01-05T08:07:00.000Z"}"#,
    #"{"seq":7,"recordedtime":"2026-01-05T08:07:00Z"}"#, #"{"seq":7,"recordedtime":7}"#,
    #"{"seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","first":7}"#,
    #"{"seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","last":7}"#,
    #"{"seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","first":7,"last":"8"}"#,
    #"{"seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","first":null,"last":8}"#,
    #"{"seq":7,"recordedtime":"2026-01-05T08:07:00.000Z","first":7,"last":-8}"#,
  ])
  func `a parsed line without its members breaks the rule`(text: String) throws {
    let document = try JSONDocument(Array(text.utf8))
    #expect(throws: LineFault(.member)) { try LineHeader(document) }
  }
}

@Suite struct LineHeaderVectorTests {
  static let logs =
    Vectors.names(in: "log/good", ending: ".jsonl").map { "log/good/\($0)" }
    + Vectors.names(in: "outcomes", ending: ".jsonl").map { "outcomes/\($0)" }

  @Test func `both ways to read a header agree on every line`() throws {
    var (canonical, all) = (0, 0)
    for log in Self.logs {
      for line in try Vectors.bytes(log).split(separator: 0x0A).map(Array.init) {
        all += 1
        var wanted = try LineHeader(JSONDocument(line))
        guard let header = LineHeader(canonical: line.span) else { continue }
        wanted.body = header.body
        #expect(header == wanted, "\(log), line \(wanted.seq)")
        canonical += 1
      }
    }
    // Some lines are there to be in another order, or to end with attributes.
    #expect(canonical * 10 >= all * 9)
  }
}
