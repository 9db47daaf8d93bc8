package import Bytes

/// What the log itself put on a line: its number, when it was recorded, the batch it stands in.
package struct LineHeader: Equatable, Sendable {
  /// The number of the line, from 0.
  package var seq: Int
  /// When the log took it.
  package var recorded: Instant
  /// The first line of its batch; -1 where it stands alone.
  package var first: Int
  /// The last line of its batch; -1 where it stands alone.
  package var last: Int
  /// In a line of canonical order, the bytes between `recordedtime` and `first` or the seal:
  /// the producer's members, beginning with a comma.
  package var body: Range<Int>

  /// The highest number that a line may have.
  package static let highestSeq = 2_147_483_647

  /// Reads a sealed line that begins and ends in canonical order, as `append` writes it:
  ///
  /// ```
  /// {"specversion":"1.0","seq":7,"recordedtime":"2026-01-05T08:07:00.000Z" … ,"first":7,"last":8,"xxh64":"…"}
  /// ```
  ///
  /// `nil` says nothing about other lines. It looks at both ends only: whoever relies on it must
  /// walk through `body` and find the producer's members there and nothing else.
  package init?(canonical line: Span<UInt8>) {
    var clock = DayClock()
    self.init(canonical: line, &clock)
  }

  /// The same of one line after another.
  package init?(canonical line: Span<UInt8>, _ clock: inout DayClock) {
    guard line.has("{\"specversion\":\"1.0\",\"seq\":", at: 0),
      let (number, afterSeq) = Self.number(line, at: 27),
      line.has(",\"recordedtime\":\"", at: afterSeq)
    else { return nil }
    let time = afterSeq + 17
    guard time + 25 <= line.count, line[time + 24] == UInt8(ascii: "\""),
      line[time + 23] == UInt8(ascii: "Z"),
      let recorded = clock.instant(line, in: time..<time + 24)
    else { return nil }
    seq = number
    self.recorded = recorded
    first = -1
    last = -1
    var end = line.count - Seal.length
    let final = line[end - 1]
    if final != UInt8(ascii: "}") {
      // Either a batch, exactly as written by `append`, or something for the general path.
      guard let (last, beforeLast) = Self.number(line, endingAt: end, name: ",\"last\":"),
        let (first, beforeFirst) = Self.number(line, endingAt: beforeLast, name: ",\"first\":")
      else { return nil }
      self.first = first
      self.last = last
      end = beforeFirst
    }
    body = time + 25..<end
    guard body.lowerBound <= body.upperBound else { return nil }
  }

  /// Reads any line that was parsed.
  package init(_ document: JSONDocument) throws(LineFault) {
    let root = document.root
    guard let seq = Self.number(root["seq"]), let time = root["recordedtime"],
      let raw = time.string, let recorded = Self.recordedTime(raw.span, in: 0..<raw.count)
    else { throw LineFault(.member) }
    self.seq = seq
    self.recorded = recorded
    first = -1
    last = -1
    body = 0..<0
    if root["first"] != nil || root["last"] != nil {
      guard let first = Self.number(root["first"]), let last = Self.number(root["last"]) else {
        throw LineFault(.member)
      }
      self.first = first
      self.last = last
    }
  }

  /// Whether the line stands in a batch.
  package var isInBatch: Bool { last >= 0 }

  private static func number(_ node: JSONNode?) -> Int? {
    guard let node, node.kind == .number else { return nil }
    let raw = node.raw
    guard let (value, end) = number(raw.span, at: 0), end == raw.count else { return nil }
    return value
  }

  /// A whole number from 0 to 2,147,483,647 without leading zeros, and where it ends.
  private static func number(_ line: Span<UInt8>, at start: Int) -> (value: Int, end: Int)? {
    if start &+ 8 <= line.count {
      let (value, count) = line.digits(at: start)
      if count < 8 {
        guard count > 0, count == 1 || line[start] != UInt8(ascii: "0") else { return nil }
        return (value, start &+ count)
      }
    }
    var at = start
    var value = 0
    while at < line.count, at < start + 10 {
      let digit = line[at] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value * 10 + Int(digit)
      at += 1
    }
    guard at > start, value <= highestSeq, at == start + 1 || line[start] != UInt8(ascii: "0")
    else { return nil }
    return (value, at)
  }

  private static func number(
    _ line: Span<UInt8>, endingAt end: Int, name: StaticString
  ) -> (value: Int, start: Int)? {
    var start = end
    while start > 0, end - start < 10, line[start - 1] &- UInt8(ascii: "0") <= 9 { start -= 1 }
    let nameStart = start - name.utf8CodeUnitCount
    guard nameStart > 0, line.has(name, at: nameStart),
      let (value, stop) = number(line, at: start), stop == end
    else { return nil }
    return (value, nameStart)
  }

  /// RFC 3339 in UTC with milliseconds and `Z`.
  private static func recordedTime(_ bytes: Span<UInt8>, in range: Range<Int>) -> Instant? {
    guard range.count == 24, bytes[range.upperBound - 1] == UInt8(ascii: "Z") else { return nil }
    return Instant(bytes, in: range)
  }
}
