package import Bytes
package import Definitions
package import EventLog

/// Turns lines into events: the one place where bytes become meaning, and where lines of older
/// versions are brought up to date.
///
/// Lines in canonical member order, which is what `append` writes, are read by a scanner over their
/// bytes; every other valid line by a general parser. Both end in the same functions of
/// `EventTable`, and the tests hold them to equal results.
package struct EventDecoder: ForkingConsumer {
  /// What has been decoded so far.
  package var table: EventTable

  let definitions: Definitions
  /// By number of the table's `instruments`.
  var scales: [Scale] = []
  /// The items of the rating at hand, where its scale needs them; `noItem` where one is null.
  var items: [Int32] = []
  private var clock = DayClock()
  /// Whether the scanner looked at every byte of the last payload, whose strings are plain, and
  /// nothing stands behind it: then it is strict JSON with every member once.
  package internal(set) var sawWholePayload = false

  /// The only subjects whose events are wanted; `nil`: all.
  private let wanted: NameTable?
  /// The part of the subjects whose events are wanted beside those; `nil`: none.
  private let shard: Shard?

  /// A decoder for all subjects, or for some: of the others only corrections are decoded, for they
  /// may give somebody's event to one of those.
  package init(
    _ definitions: Definitions, view: EventTable.View = .all, subjects wanted: [[UInt8]]? = nil,
    shard: Shard? = nil
  ) {
    self.definitions = definitions
    self.wanted = wanted.map { names in
      var table = NameTable()
      for name in names { _ = table.number(name) }
      return table
    }
    self.shard = shard
    table = shard == nil ? EventTable(view: view) : .ofSome(view: view)
  }

  package func fork(from seq: Int) -> EventDecoder {
    var fork = self
    fork.table = table.fork(from: seq)
    fork.scales = []
    return fork
  }

  package func forks(at starts: [Int], end: Int) -> [EventDecoder] {
    table.forks(at: starts, end: end).enumerated().map { index, table in
      var fork = self
      fork.table = table
      if index > 0 { fork.scales = [] }
      return fork
    }
  }

  package mutating func join(_ later: EventDecoder) { table.append(later.table) }

  package mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let parts = CanonicalParts(line, header.body) else { return false }
    return take(line, parts, header, offset)
  }

  /// Takes a line whose parts are known.
  @inline(__always)
  mutating func take(
    _ line: Span<UInt8>, _ parts: CanonicalParts, _ header: LineHeader, _ offset: Int
  ) -> Bool {
    let kind = EventKind(line, parts.type)
    // What is wrong with a line the general parser says, which looks at all of it.
    if kind == .log || line.spells("log", in: parts.subject) { return false }
    if kind != .correction, let wanted, !isWanted(line, parts.subject, wanted) {
      return pass(line, parts, kind, header, offset)
    }
    guard let time = clock.instant(line, in: parts.time) else { return false }
    var event = Event(kind: kind, time: time)
    event.subject = table.subjects.number(line, in: parts.subject)
    guard scan(line, parts, &event, seq: header.seq) else { return false }
    event.key = EventKey.short(line, in: parts.key)
    record(event, header, offset)
    return true
  }

  package mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    let root = document.root
    guard let id = root["id"]?.string, let source = root["source"]?.string,
      let type = root["type"]?.string, let subject = root["subject"]?.string,
      let timeText = root["time"]?.string, let data = root["data"], data.kind == .object,
      let time = Instant(timeText.span, in: 0..<timeText.count)
    else { throw LineFault(.member, level: .verify) }
    let kind = EventKind(type)
    if kind == .log || subject == Array("log".utf8) { throw LineFault(.lineZero, level: .verify) }
    var event = Event(kind: kind, time: time)
    event.key = EventKey.short(id: id, source: source)
    if kind == .unknown { event.label = table.words.number(type) }
    if kind != .correction, let wanted, wanted.find(subject) == nil,
      !(shard?.has(subject.span) ?? false)
    {
      return pass(event, header, offset)
    }
    event.subject = table.subjects.number(subject)
    try decode(data, &event, seq: header.seq)
    record(event, header, offset)
  }

  /// The data of an amend, in place of those of its target.
  package mutating func redecode(_ data: [UInt8], _ event: Event) throws(LineFault) -> Event {
    var amended = event
    amended.value = 0
    amended.code = 0
    amended.flags = []
    if event.kind != .unknown { amended.label = -1 }
    let blank = amended
    // The scanner looks ahead of what it reads.
    let padded = data + repeatElement(UInt8(ascii: " "), count: 16)
    var cursor = PayloadCursor(object: 0, limit: data.count)
    if scan(padded.span, &cursor, &amended, seq: 0, endsWell: { $0 == data.count }) {
      return amended
    }
    let document: JSONDocument
    do { document = try JSONDocument(data) } catch { throw LineFault(error) }
    amended = blank
    try decode(document.root, &amended, seq: 0)
    return amended
  }

  private func isWanted(
    _ line: Span<UInt8>, _ subject: Range<Int>, _ wanted: NameTable
  ) -> Bool {
    wanted.find(line, in: subject) != nil || shard?.has(line.extracting(subject)) ?? false
  }

  /// Passes over an event of somebody else: it keeps its number, and says nothing.
  private mutating func pass(
    _ line: Span<UInt8>, _ parts: CanonicalParts, _ kind: EventKind, _ header: LineHeader,
    _ offset: Int
  ) -> Bool {
    let end = line.valueEnd(parts.data, limit: parts.limit)
    guard end >= 0, parts.endsWell(line, from: end) else { return false }
    var event = Event(kind: kind, time: Instant(milliseconds: 0))
    if kind == .unknown { event.label = table.words.number(line, in: parts.type) }
    pass(event, header, offset)
    return true
  }

  /// Of the lines of others a shard keeps nothing but their number.
  private mutating func pass(_ event: Event, _ header: LineHeader, _ offset: Int) {
    guard shard != nil else { return record(event, header, offset) }
    table.pass(at: header.seq, recorded: header.recorded, offset: offset)
  }

  private mutating func record(_ event: Event, _ header: LineHeader, _ offset: Int) {
    table.add(event, at: header.seq, recorded: header.recorded, offset: offset)
  }
}
