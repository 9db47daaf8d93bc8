package import Bytes

/// Whoever wants the lines of a log: sealed, but not yet known to be committed.
///
/// Lines that turn out not to be committed must be forgotten afterwards: those whose number is
/// `LogReading.finding.committed` or higher.
package protocol LineConsumer {
  /// Takes line 0, which says what the file is and is no event.
  mutating func takeFirst(_ line: Span<UInt8>)

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

  /// Takes a last look at the bytes in which all lines since the last look stood, one behind the
  /// other, before others take their place.
  ///
  /// - Parameter offset: where these bytes begin in the file.
  mutating func leave(_ bytes: Span<UInt8>, at offset: Int)
}

extension LineConsumer {
  /// Most have seen enough.
  package mutating func leave(_ bytes: Span<UInt8>, at offset: Int) {}

  /// Most have nothing to do with it.
  package mutating func takeFirst(_ line: Span<UInt8>) {}

  /// Who is not in a hurry takes every line parsed.
  package mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool { false }
}

/// A consumer that several threads can be: each takes a range of lines into a fork of its own, and
/// the forks are joined in the order of the lines.
package protocol ForkingConsumer: LineConsumer, Sendable {
  /// A consumer of the same kind that has taken nothing and expects line `seq` next.
  func fork(from seq: Int) -> Self
  /// Makes room for at most so many lines.
  mutating func expect(_ lines: Int)
  /// This consumer and forks of it, for ranges of lines that are read at once.
  ///
  /// - Parameters:
  ///   - starts: the first line of each; the first is this one's.
  ///   - end: behind the last line that can come.
  func forks(at starts: [Int], end: Int) -> [Self]
  /// Adds what a fork took, whose lines follow on those taken here.
  mutating func join(_ later: Self)
}

extension ForkingConsumer {
  /// Most make room as they go.
  package mutating func expect(_ lines: Int) {}

  /// What the later ones take is added to the first.
  package func forks(at starts: [Int], end: Int) -> [Self] {
    starts.indices.map { index in
      var fork = index == 0 ? self : fork(from: starts[index])
      let next = index == 0 || index + 1 == starts.count ? end : starts[index + 1]
      fork.expect(max(0, next - starts[index]))
      return fork
    }
  }
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
  /// The bytes of the last committed append; none where reading began behind it.
  package var lastAppend: Range<Int>
  /// The file as it was when it was read.
  package var status: FileStatus
  /// The checkpoint beside it.
  package var checkpoint: CheckpointState

  package init(
    identity: LogIdentity, finding: LogFinding, created: Instant?, lastRecorded: Instant,
    lastAppend: Range<Int>, status: FileStatus, checkpoint: CheckpointState
  ) {
    self.identity = identity
    self.finding = finding
    self.created = created
    self.lastRecorded = lastRecorded
    self.lastAppend = lastAppend
    self.status = status
    self.checkpoint = checkpoint
  }
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
    try twice(&consumer) { consumer throws(LogProblem) in try readOnce(into: &consumer) }
  }

  /// A writer that recovers cuts a torn tail and goes on behind a reader's back: what looked like
  /// damage between two looks at the tail is damage only if a second reading finds it too.
  private func twice<Consumer>(
    _ consumer: inout Consumer,
    _ read: (inout Consumer) throws(LogProblem) -> LogReading
  ) throws(LogProblem) -> LogReading {
    let fresh = consumer
    do throws(LogProblem) { return try read(&consumer) } catch {
      guard case .damaged = error else { throw error }
      consumer = fresh
      return try read(&consumer)
    }
  }

  private func readOnce<Consumer: LineConsumer>(
    into consumer: inout Consumer
  ) throws(LogProblem) -> LogReading {
    let checkpoint = LogFolder(beside: path).readCheckpoint(disk)
    let file = try disk.openLog(path, .read)
    defer { disk.close(file) }
    return try read(file, checkpoint, from: nil, into: &consumer)
  }

  /// Reads the log at the path on several threads.
  ///
  /// What comes out does not depend on their number: wherever the ranges do not fit together, or
  /// anything is wrong in any but the last, the log is read again from its start by one.
  package func read<Consumer: ForkingConsumer>(
    into consumer: inout Consumer, lanes: Int
  ) throws(LogProblem) -> LogReading {
    try twice(&consumer) { consumer throws(LogProblem) in
      try readOnce(into: &consumer, lanes: lanes)
    }
  }

  private func readOnce<Consumer: ForkingConsumer>(
    into consumer: inout Consumer, lanes: Int
  ) throws(LogProblem) -> LogReading {
    let checkpoint = LogFolder(beside: path).readCheckpoint(disk)
    let file = try disk.openLog(path, .read)
    defer { disk.close(file) }
    let status = try status(of: file)
    if let state = try LaneReader(disk, file, size: status.size).read(into: &consumer, lanes: lanes)
    {
      return try conclude(state, file, status, checkpoint)
    }
    return try read(file, checkpoint, from: nil, into: &consumer)
  }

  /// Reads an open log, from `position` on where one is given.
  package func read<Consumer: LineConsumer>(
    _ file: OpenFile, _ checkpointFile: CheckpointFile, from position: Position?,
    into consumer: inout Consumer
  ) throws(LogProblem) -> LogReading {
    let status = try status(of: file)
    var state = ReadingState(position)
    var cutter = LineCutter(disk, file, end: status.size)
    try cutter.forEach(from: state.committedBytes, leave: { consumer.leave($0, at: $1) }) {
      line, place throws(LogProblem) in
      state.take(line, place, into: &consumer)
      return state.fault == nil
    }
    return try conclude(state, file, status, checkpointFile)
  }

  private func status(of file: OpenFile) throws(LogProblem) -> FileStatus {
    let status: FileStatus
    do { status = try disk.status(file) } catch { throw LogProblem(error) }
    if let problem = LogProblem(notALog: status.kind, path) { throw problem }
    if status.size == 0 { throw .empty(path) }
    return status
  }

  private func conclude(
    _ state: ReadingState, _ file: OpenFile, _ status: FileStatus,
    _ checkpointFile: CheckpointFile
  ) throws(LogProblem) -> LogReading {
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
      lastRecorded: state.committedRecorded,
      lastAppend: state.lastAppend..<state.committedBytes, status: status, checkpoint: checkpoint)
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
