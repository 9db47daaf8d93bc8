import Bytes

/// Where a reader stands: the last good line, the batch it is in, the committed prefix so far.
struct ReadingState: Sendable {
  var identity: LogIdentity?
  var created: Instant?
  var line: Int
  var recorded: Instant
  var batch: (first: Int, last: Int)?
  var committed: Int
  var committedBytes: Int
  /// Where the last committed append starts; the end of the prefix where none was read.
  var lastAppend: Int
  var committedRecorded: Instant
  var fault: LineFault?
  var faultOffset = 0
  private var clock = DayClock()

  init(_ position: LogReader.Position?) {
    identity = position?.identity
    line = position?.lines ?? 0
    recorded = position?.lastRecorded ?? Instant(milliseconds: .min)
    committed = line
    committedBytes = position?.bytes ?? 0
    lastAppend = committedBytes
    committedRecorded = recorded
  }

  /// A reader that begins in the middle, at a line whose header is believed for now.
  init(at header: LineHeader, offset: Int) {
    line = header.seq
    recorded = header.recorded
    if header.isInBatch && header.seq > header.first { batch = (header.first, header.last) }
    committed = line
    committedBytes = offset
    lastAppend = offset
    committedRecorded = recorded
  }

  /// Goes on with a reader that began where this one ended. Returns `false`, with nothing changed,
  /// where the two do not fit together.
  mutating func join(_ later: ReadingState, begunAt start: ReadingState) -> Bool {
    guard fault == nil, line == start.line, recorded <= start.recorded,
      batch?.first == start.batch?.first, batch?.last == start.batch?.last
    else { return false }
    line = later.line
    recorded = later.recorded
    batch = later.batch
    fault = later.fault
    faultOffset = later.faultOffset
    if later.committed > start.committed {
      // An append that this reader began and the later one ended starts where this one stands.
      lastAppend = later.lastAppend == start.committedBytes ? committedBytes : later.lastAppend
      committed = later.committed
      committedBytes = later.committedBytes
      committedRecorded = later.committedRecorded
    }
    return true
  }

  mutating func take<Consumer: LineConsumer>(
    _ bytes: Span<UInt8>, _ place: LineCutter.Place, into consumer: inout Consumer
  ) {
    guard place.hasLineEnd else { return stop(LineFault(.whole), place) }
    if place.isTooLong { return stop(LineFault(.length), place) }
    if let rule = Seal.fault(of: bytes) { return stop(LineFault(rule), place) }
    do throws(LineFault) {
      let header = try decode(bytes, place, into: &consumer)
      try check(header)
      line += 1
      recorded = header.recorded
      if header.isInBatch && header.seq < header.last {
        batch = (header.first, header.last)
      } else {
        batch = nil
        committed = line
        lastAppend = committedBytes
        committedBytes = place.offset + bytes.count + 1
        committedRecorded = recorded
      }
    } catch {
      stop(error, place)
    }
  }

  private mutating func decode<Consumer: LineConsumer>(
    _ bytes: Span<UInt8>, _ place: LineCutter.Place, into consumer: inout Consumer
  ) throws(LineFault) -> LineHeader {
    if line > 0, let header = LineHeader(canonical: bytes, &clock) {
      do throws(LineFault) {
        if try consumer.takeCanonical(bytes, header, at: place.offset) { return header }
      } catch { throw try first(of: error, header) }
    }
    let document: JSONDocument
    do { document = try JSONDocument(bytes.copy()) } catch { throw LineFault(error) }
    if line == 0 {
      identity = try LogIdentity(document)
      let header = try LineHeader(document)
      created = header.recorded
      consumer.takeFirst(bytes)
      return header
    }
    let header = try LineHeader(document)
    do throws(LineFault) { try consumer.take(document, header, at: place.offset) } catch {
      throw try first(of: error, header)
    }
    return header
  }

  /// Of what a consumer found and what the line's place in the log breaks, the first by the order
  /// of the rules.
  private func first(of fault: LineFault, _ header: LineHeader) throws(LineFault) -> LineFault {
    if fault.rule == .lineZero || fault.rule == .unique { try check(header) }
    return fault
  }

  private func check(_ header: LineHeader) throws(LineFault) {
    guard header.seq == line else { throw LineFault(.seq) }
    guard header.recorded >= recorded else { throw LineFault(.recordedtime) }
    if let batch {
      guard header.first == batch.first, header.last == batch.last else { throw LineFault(.batch) }
    } else if header.isInBatch {
      guard header.first == line, header.last > header.first else { throw LineFault(.batch) }
    }
  }

  private mutating func stop(_ broken: LineFault, _ place: LineCutter.Place) {
    fault = broken
    faultOffset = place.offset
  }
}
