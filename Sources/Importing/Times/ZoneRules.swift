package import Bytes

/// When the clocks of a region were how far ahead of UTC: a compiled file of the IANA time zone
/// database (TZif, RFC 8536), as systems keep them, and the rule at its end for the years behind it.
package struct ZoneRules: Equatable, Sendable {
  /// From this second on, seconds ahead of UTC.
  struct Change: Equatable, Sendable {
    let second: Int64
    let ahead: Int
  }

  /// Seconds ahead before the first change.
  let first: Int
  /// All changes that the file lists, ascending.
  let changes: [Change]
  /// For later times.
  let rule: RecurringRule?

  /// Reads a file; `nil` where it is no TZif of version 2 or later.
  package init?(_ bytes: [UInt8]) {
    guard let one = Header(bytes, at: 0), one.version >= 2 else { return nil }
    // The first block has 32-bit times, for old readers.
    let second = Header.length + one.dataLength(timeSize: 4)
    guard let header = Header(bytes, at: second) else { return nil }
    let times = second + Header.length
    let kinds = times + header.timeCount * 8
    let types = kinds + header.timeCount
    let footer = second + Header.length + header.dataLength(timeSize: 8)
    guard footer + 2 <= bytes.count, header.typeCount > 0, bytes[footer] == 0x0A,
      let end = bytes[(footer + 1)...].firstIndex(of: 0x0A)
    else { return nil }
    func ahead(_ kind: Int) -> Int {
      Int(Int32(truncatingIfNeeded: Header.number(bytes, types + kind * 6, 4)))
    }
    var changes: [Change] = []
    for place in 0..<header.timeCount {
      let kind = Int(bytes[kinds + place])
      guard kind < header.typeCount else { return nil }
      changes.append(
        Change(second: Header.number(bytes, times + place * 8, 8), ahead: ahead(kind)))
    }
    self.changes = changes
    first = ahead(0)
    let text = Array(bytes[(footer + 1)..<end])
    rule = RecurringRule(text)
    guard text.isEmpty || rule != nil else { return nil }
  }

  /// The six counts of a header.
  private struct Header {
    static let length = 44
    let version: Int
    let timeCount: Int
    let typeCount: Int
    private let isUTCount: Int
    private let isStandardCount: Int
    private let leapCount: Int
    private let letterCount: Int

    init?(_ bytes: [UInt8], at offset: Int) {
      guard offset >= 0, offset + Self.length <= bytes.count, bytes.span.has("TZif", at: offset)
      else { return nil }
      let digit = bytes[offset + 4]
      version = digit == 0 ? 1 : Int(digit) - 0x30
      func count(_ place: Int) -> Int {
        Int(Self.number(bytes, offset + 20 + place * 4, 4) & 0xFFFF_FFFF)
      }
      isUTCount = count(0)
      isStandardCount = count(1)
      leapCount = count(2)
      timeCount = count(3)
      typeCount = count(4)
      letterCount = count(5)
      guard
        [isUTCount, isStandardCount, leapCount, timeCount, typeCount, letterCount]
          .allSatisfy({ $0 < 1 << 20 })
      else { return nil }
    }

    /// Bytes of a block behind its header.
    func dataLength(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + letterCount + leapCount * (timeSize + 4)
        + isStandardCount + isUTCount
    }

    /// A big-endian number; 0 where it is not all there.
    static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int64 {
      guard offset + count <= bytes.count else { return 0 }
      let bits = bytes[offset..<offset + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int64(bitPattern: bits)
    }
  }

  /// Seconds ahead of UTC at an instant.
  package func ahead(at instant: Instant) -> Int {
    let second = Int64((Double(instant.milliseconds) / 1000).rounded(.down))
    guard let last = changes.last else { return rule?.ahead(at: second) ?? first }
    if second >= last.second, let rule { return rule.ahead(at: second) }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].second <= second { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : changes[low - 1].ahead
  }

  /// The instants at which clocks show a time: one, none where they were put forward over it, two where
  /// they were put back and showed it twice.
  package func instants(_ local: LocalTime) -> [EventTime] {
    guard let middle = local.instant(ahead: 0) else { return [] }
    let around = [-86_400_000, 0, 86_400_000].map { (shift: Int64) in
      ahead(at: Instant(milliseconds: middle.milliseconds + shift))
    }
    var found: [EventTime] = []
    for ahead in Set(around).sorted(by: >) {
      guard let instant = local.instant(ahead: ahead), self.ahead(at: instant) == ahead else {
        continue
      }
      found.append(EventTime(instant, ahead: ahead))
    }
    return found.sorted { $0.instant < $1.instant }
  }
}
