import Bytes
import Definitions
import EventLog
import Events
import TestSupport
import Testing

/// The quick look at one line, against the full parse and the decoder.
@Suite struct StrictDecoderTests {
  /// What the full parse makes of a line: the hash of its name, or `nil` where it breaks a rule.
  private static func parsed(_ line: [UInt8]) -> UInt64? {
    guard let document = try? JSONDocument(line), let header = try? LineHeader(document),
      (try? Envelope.check(document.root)) != nil
    else { return nil }
    var decoder = EventDecoder(.builtIn)
    guard (try? decoder.take(document, header, at: 0)) != nil else { return nil }
    return StrictDecoder.name(document.root)
  }

  private static func quick(_ decoder: inout StrictDecoder, _ line: [UInt8]) -> UInt64? {
    guard let header = LineHeader(canonical: line.span) else { return nil }
    return decoder.take(line.span, header, at: 0)
  }

  @Test(arguments: UInt64(1)...3)
  func `a line that the quick look takes is one that the full parse takes`(seed: UInt64) {
    var random = RandomLines(seed: seed)
    var decoder = StrictDecoder()
    var taken: [String: Int] = [:]
    var others = 0
    for seq in 1...3_000 {
      let line = random.line(seq: seq)
      guard let name = Self.quick(&decoder, line) else {
        others += 1
        continue
      }
      #expect(Self.parsed(line) == name, "seed \(seed): \(line.text)")
      let type = (try? JSONDocument(line))?.root["type"]?.text ?? ""
      taken[type, default: 0] += 1
    }
    #expect(others > 100, "seed \(seed)")
    for kind in EventKind.allCases where kind != .log && kind != .unknown {
      #expect(taken[kind.word.description, default: 0] > 10, "seed \(seed): \(kind), \(taken)")
    }
  }

  private static func line(_ type: String, _ data: String, time: String, source: String) -> [UInt8]
  {
    LineBuilder.line(
      seq: 1, recorded: Instant("2026-01-05T08:00:00Z")!,
      body: Array(
        #","id":"e","source":"\#(source)","type":"\#(type)","subject":"P","time":"\#(time)","data":\#(data)"#
          .utf8), batch: nil)
  }

  /// What only another member, or the lines before, make wrong.
  @Test func `a dose that would end behind the calendar and a source that is none are not taken`() {
    var decoder = StrictDecoder()
    let dose = #"{"infusion":"1","mg":35,"minutes":40}"#
    let day = "2026-01-05T10:00:00Z"
    let (late, last) = ("9999-12-31T23:00:00Z", "9999-12-31T23:19:00Z")
    for _ in 0..<2 {
      #expect(
        Self.quick(&decoder, Self.line("dose", dose, time: day, source: "/a")) != nil)
      #expect(Self.quick(&decoder, Self.line("dose", dose, time: late, source: "/a")) != nil)
      #expect(Self.quick(&decoder, Self.line("dose", dose, time: last, source: "/a")) != nil)
      let (beyond, bad) = ("9999-12-31T23:20:01Z", "2026-02-30T10:00:00Z")
      #expect(Self.quick(&decoder, Self.line("dose", dose, time: beyond, source: "/a")) == nil)
      #expect(Self.quick(&decoder, Self.line("dose", dose, time: bad, source: "/a")) == nil)
      #expect(Self.quick(&decoder, Self.line("dose", dose, time: day, source: "/a b")) == nil)
      #expect(Self.quick(&decoder, Self.line("dose", dose, time: day, source: "")) == nil)
    }
  }
}
