package import Bytes

/// Whoever wants the lines of a log: sealed, but not yet known to be committed.
///
/// Lines that turn out not to be committed must be forgotten afterwards: those whose number is
/// `LogReading.finding.committed` or higher.
package protocol LineConsumer {
  /// Takes a line whose ends are in canonical order.
  ///
  /// Returns `false`, with nothing taken, unless it has walked through the whole of
  /// `header.body` and found the producer's members in canonical order and nothing else.
  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool

  /// Takes any other line, parsed.
  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault)
}

/// What reading a log gave, besides what its consumer took.
package struct LogReading: Sendable {
  /// What line 0 says.
  package var identity: LogIdentity
  /// The state of the log; its verdict is never damage.
  package var finding: LogFinding
  /// The `recordedtime` of line 0; `nil` where reading began behind it.
  package var created: Instant?
  /// The `recordedtime` of the last committed line.
  package var lastRecorded: Instant
  /// The file as it was when it was read.
  package var status: FileStatus
  /// The checkpoint beside it.
  package var checkpoint: CheckpointState
}

/// Reads a log from its first line, or from a committed line that was reached before, and finds
/// where its committed prefix ends. Every line's frame, `xxh64`, `seq`, `recordedtime`, `first`
/// and `last` are checked, every time.
package struct LogReader {
  /// A place right behind a committed line that was checked before.
  package struct Position: Equatable, Sendable {
    /// Committed lines.
    package var lines: Int
    /// Their bytes.
    package var bytes: Int
    /// The `recordedtime` of the last of them.
    package var lastRecorded: Instant
    /// What line 0 says.
    package var identity: LogIdentity

    package init(lines: Int, bytes: Int, lastRecorded: Instant, identity: LogIdentity) {
      self.lines = lines
      self.bytes = bytes
      self.lastRecorded = lastRecorded
      self.identity = identity
    }
  }

  private let disk: any Disk
  private let path: String

  package init(_ disk: any Disk, _ path: String) {
    self.disk = disk
    self.path = path
  }

  /// Reads the log at the path.
  ///
  /// Throws `LogProblem`: missing, forbidden, notAFile, empty, damaged, disk.
  package func read<Consumer: LineConsumer>(
    into consumer: inout Consumer
  ) throws(LogProblem) -> LogReading {
    let checkpoint = LogFolder(beside: path).readCheckpoint(disk)
    let file: OpenFile
    do { file = try disk.open(path, .read) } catch { throw LogProblem(error) }
    defer { disk.close(file) }
    return try read(file, checkpoint, from: nil, into: &consumer)
  }

  /// Reads an open log, from `position` on where one is given.
  package func read<Consumer: LineConsumer>(
    _ file: OpenFile, _ checkpointFile: CheckpointFile, from position: Position?,
    into consumer: inout Consumer
  ) throws(LogProblem) -> LogReading {
    let status: FileStatus
    do { status = try disk.status(file) } catch { throw LogProblem(error) }
    switch status.kind {
    case .file: break
    case .folder: throw .notAFile("\(path) is a folder, not a log")
    case .other: throw .notAFile("\(path) is a device or a pipe, not a log")
    }
    if status.size == 0 { throw .empty(path) }

    var state = ReadingState(position)
    var cutter = LineCutter(disk, file, end: status.size)
    try cutter.forEach(from: state.committedBytes) { line, place throws(LogProblem) in
      state.take(line, place, into: &consumer)
      return state.fault == nil
    }
    guard state.committed > 0, let identity = state.identity else {
      throw .damaged(
        path,
        .damage(state.fault?.rule ?? .lineZero, line: 0, byteOffset: 0, committed: 0, bytes: 0))
    }
    let checkpoint = checkpointFile.state(for: identity.origin)
    var finding = try judge(state, file, status.size, checkpoint)
    finding.checkpoint = checkpoint
    if finding.verdict == .damage { throw .damaged(path, finding) }
    return LogReading(
      identity: identity, finding: finding, created: state.created,
      lastRecorded: state.committedRecorded, status: status, checkpoint: checkpoint)
  }

  private func judge(
    _ state: ReadingState, _ file: OpenFile, _ size: Int, _ checkpoint: CheckpointState
  ) throws(LogProblem) -> LogFinding {
    let (lines, bytes) = (state.committed, state.committedBytes)
    let isCovered = checkpoint.size > lines
    if bytes == size {
      guard isCovered else { return .ok(committed: lines, bytes: bytes) }
      return .damage(.short, line: lines, byteOffset: bytes, committed: lines, bytes: bytes)
    }
    var judge = TailJudge(committed: lines)
    var cutter = LineCutter(disk, file, end: size)
    try cutter.forEach(from: bytes) { line, place throws(LogProblem) in
      judge.take(line, place)
      return !judge.isDamage
    }
    if judge.isTornTail && !isCovered {
      return LogFinding(
        verdict: .tornTail, committed: lines, committedBytes: bytes, line: lines,
        byteOffset: bytes, rule: state.fault?.rule ?? .batch, level: .replay)
    }
    return .damage(
      state.fault?.rule ?? .batch, line: state.fault == nil ? lines : state.line,
      byteOffset: state.fault == nil ? bytes : state.faultOffset, committed: lines, bytes: bytes,
      level: state.fault?.level ?? .replay)
  }
}

/// Where a reader stands: the last good line, the batch it is in, the committed prefix so far.
private struct ReadingState {
  var identity: LogIdentity?
  var created: Instant?
  var line: Int
  var recorded: Instant
  var batch: (first: Int, last: Int)?
  var committed: Int
  var committedBytes: Int
  var committedRecorded: Instant
  var fault: LineFault?
  var faultOffset = 0

  init(_ position: LogReader.Position?) {
    identity = position?.identity
    line = position?.lines ?? 0
    recorded = position?.lastRecorded ?? Instant(milliseconds: .min)
    committed = line
    committedBytes = position?.bytes ?? 0
    committedRecorded = recorded
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
    if line > 0, let header = LineHeader(canonical: bytes) {
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

extension LineFault {
  /// The rule that a line breaks which is not one strict JSON value.
  package init(_ fault: JSONFault) {
    switch fault.kind {
    case .utf8: self.init(.utf8, level: .verify)
    case .json: self.init(.json, level: .verify)
    case .duplicateMember: self.init(.duplicateMember, level: .verify)
    case .surrogate: self.init(.surrogate, level: .verify)
    case .whiteSpace: self.init(.whiteSpace, level: .verify)
    }
  }
}
