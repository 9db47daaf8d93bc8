import Bytes
package import Definitions
import EventLog

/// Reads what producers write, in place and without building anything, where it is in order and in
/// the order in which the log writes it. About all else it says nothing: `Draft` reads that, and
/// says what is wrong. The tests hold both to the same verdicts and the same bytes.
///
/// ```
/// {"specversion":"1.0","id":"r-7","source":"/clinic","type":"rating","subject":"P-1","time":"…","data":{"instrument":"PHQ-9","total":9}}
///                     └─────────────────────────────────────── body ───────────────────────────────────────────────────────────────────┘
/// ```
package struct DraftScanner: Sendable {
  let definitions: Definitions
  let tables: DataTables
  /// What the payload at hand said.
  var found = Found()
  /// The items of the rating at hand, where more than their sum counts; `noItem` where one is null.
  var items: [Int32] = []
  var walk = PlainJSON()
  /// The corrections that were read.
  package private(set) var corrections: [PlainCorrection] = []

  /// Bytes that must stand behind a line in the same piece of memory, whatever they are.
  package static let padding = 16
  /// Longer lines are not read here.
  private static let longest = 65_535
  /// A dose at a later time is read by the general parser, which knows how long it may run.
  private static let lateTime = Instant.latest - 1000 * 365 * Instant.day

  package init(_ definitions: Definitions) {
    self.definitions = definitions
    tables = DataTables(definitions)
  }

  /// Reads one line; `nil` says nothing about it.
  ///
  /// - Parameters:
  ///   - bytes: the line and at least `padding` bytes behind it.
  ///   - line: where it stands, its line end left out.
  package mutating func scan(_ bytes: Span<UInt8>, _ line: Range<Int>) -> PlainDraft? {
    var end = line.upperBound
    guard line.count > 2, line.count <= Self.longest,
      line.upperBound + Self.padding <= bytes.count
    else { return nil }
    while end > line.lowerBound, bytes[end - 1] <= 0x20, Self.isWhite(bytes[end - 1]) { end -= 1 }
    guard end > line.lowerBound, bytes[end - 1] == UInt8(ascii: "}") else { return nil }
    var start = line.lowerBound
    if bytes.has("{\"specversion\":\"1.0\",", at: start) { start += 20 }
    guard
      let parts = CanonicalParts(
        bytes, start..<end - 1, opening: UInt8(ascii: start == line.lowerBound ? "{" : ",")),
      bytes.isPlain(start..<parts.data), Envelope.isInOrder(bytes, parts),
      let time = Instant(bytes, in: parts.time)
    else { return nil }
    let kind = EventKind(bytes, parts.type)
    guard kind != .unknown, takes(bytes, data: parts.data..<parts.limit, of: kind, at: time) else {
      return nil
    }
    let place = line.lowerBound
    func part(_ range: Range<Int>) -> PlainDraft.Part { PlainDraft.Part(range, from: place) }
    return PlainDraft(
      start: place, key: XXH64.hash(bytes.extracting(parts.key)),
      subjectKey: XXH64.hash(bytes.extracting(parts.subject)), id: part(parts.id),
      source: part(parts.source), subject: part(parts.subject), label: part(found.label),
      body: part(start + 1..<parts.limit),
      correction: kind == .correction ? note(bytes, from: place) : -1, kind: kind)
  }

  /// A dose that runs for a thousand days ends early enough, unless it is late.
  private static let longMinutes: Int64 = 1_440_000

  private static func isWhite(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  /// Whether the data of an event of that time are in order for its type and stand there as the log
  /// writes them, whose strings are plain: then they can be decoded. `false` says nothing.
  mutating func takes(
    _ bytes: Span<UInt8>, data: Range<Int>, of kind: EventKind, at time: Instant
  ) -> Bool {
    guard takes(bytes, data: data, of: kind) else { return false }
    return kind != .dose
      || found.minutes <= Self.longMinutes && time.milliseconds <= Self.lateTime
  }

  /// Whether data, of which it is known that they are plain JSON, are in order for a type and stand
  /// there as the log writes them. `false` says nothing.
  package mutating func takes(
    _ bytes: Span<UInt8>, data: Range<Int>, of kind: EventKind
  ) -> Bool {
    kind != .log && scanData(bytes, data.lowerBound, data.upperBound, kind) == data.upperBound
  }

  /// Keeps what the correction at hand says; returns its number.
  private mutating func note(_ bytes: Span<UInt8>, from start: Int) -> Int32 {
    func part(_ range: Range<Int>) -> PlainDraft.Part { PlainDraft.Part(range, from: start) }
    corrections.append(
      PlainCorrection(
        targetKey: EventKey.hash(id: bytes.copy(found.id), source: bytes.copy(found.source)),
        id: part(found.id), source: part(found.source),
        action: CorrectionAction.allCases[found.action], data: part(found.data),
        subject: part(found.subject)))
    return Int32(truncatingIfNeeded: corrections.count - 1)
  }

  /// What a payload says that is looked at once all of it is read; what is not there is empty.
  struct Found: Sendable {
    var roles: UInt16 = 0
    var label = 0..<0
    var source = 0..<0
    var id = 0..<0
    var data = 0..<0
    var subject = 0..<0
    var action = 0
    var scale = -1
    var total: Int64 = 0
    var tally = ItemTally()
    /// Rounded down.
    var minutes: Int64 = 0

    func has(_ role: DataTables.Role) -> Bool { roles & 1 << UInt16(role.rawValue) != 0 }
  }
}
