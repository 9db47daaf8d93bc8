import Bytes
import EventLog
import TestSupport
import Testing

/// Small logs cut and altered in every place (see also `LogTailTests`).
@Suite struct LogReaderTests {
  /// Line 0 and 11 more: appends of 1, 2, 1, 4, 1 and 2 lines.
  static let twelve = TestLog(appends: [1, 2, 1, 4, 1, 2])

  @Test(arguments: [true, false])
  func `a log in order is read whole`(isTrusting: Bool) {
    let log = Self.twelve
    #expect(log.lines.count == 12)
    let reading = Reading(log.bytes, isTrusting: isTrusting)
    #expect(reading.verdict == .ok)
    #expect(reading.committed == 12)
    #expect(reading.committedBytes == log.bytes.count)
    #expect(reading.lines == Array(log.lines.dropFirst()))
    #expect(reading.rule == nil && reading.line == nil && reading.byteOffset == nil)
  }

  @Test func `a file without bytes, no file and a folder are told apart`() {
    #expect(Reading([]).problem == .empty(TestLog.path))
    #expect(Reading(SimulatedDisk()).problem == .missing(TestLog.path))
    let disk = SimulatedDisk()
    disk.install("log.jsonl/other", [1])
    guard case .notAFile? = Reading(disk).problem else {
      Issue.record("a folder is no log")
      return
    }
    disk.install("forbidden", Self.twelve.bytes)
    disk.setPermissions(0o000, at: "forbidden")
    guard case .forbidden? = Reading(disk, path: "forbidden").problem else {
      Issue.record("a file that may not be read")
      return
    }
  }

  @Test func `the bytes of the last append are told`() throws {
    let log = Self.twelve
    let starts = (0...12).map(log.offset)
    for (ends, next) in zip(log.appendEnds, log.appendEnds.dropFirst()) {
      let disk = SimulatedDisk()
      disk.install(TestLog.path, Array(log.bytes.prefix(starts[next])))
      var collector = Collector()
      let reading = try LogReader(disk, TestLog.path).read(into: &collector)
      #expect(reading.lastAppend == starts[ends]..<starts[next])
    }
  }

  /// A cut at the end of an append leaves a shorter log that is in order: nothing in the file can
  /// tell it, only a checkpoint that is kept.
  @Test(arguments: [true, false])
  func `a cut at every byte leaves the whole appends before it`(isTrusting: Bool) {
    let log = Self.twelve
    let bytes = log.bytes
    let starts = (0...12).map(log.offset)
    for length in 1..<bytes.count {
      let reading = Reading(Array(bytes.prefix(length)), isTrusting: isTrusting)
      let committed = log.committed(within: starts.count { $0 <= length } - 1)
      if committed == 0 {
        #expect(reading.verdict == .damage && reading.rule == .whole, "\(length) bytes: line 0")
        #expect(reading.line == 0 && reading.byteOffset == 0)
        continue
      }
      let isClean = length == starts[committed]
      #expect(reading.verdict == (isClean ? .ok : .tornTail), "\(length) bytes")
      #expect(reading.committed == committed, "\(length) bytes")
      #expect(reading.committedBytes == starts[committed], "\(length) bytes")
      #expect(reading.line == (isClean ? nil : committed), "\(length) bytes")
      #expect(reading.byteOffset == (isClean ? nil : starts[committed]), "\(length) bytes")
      #expect(reading.lines == Array(log.lines[1..<committed]), "\(length) bytes")
    }
  }

  @Test func `a checkpoint finds the cut that the file can't show`() throws {
    let log = Self.twelve
    var frontier = MerkleFrontier()
    for (number, line) in log.lines.enumerated() {
      frontier.append(line.span)
      let size = number + 1
      let checkpoint = Checkpoint(origin: "example.org/test", size: size, root: frontier.root)
      let text = Array(checkpoint.text.utf8)
      for end in log.appendEnds {
        let reading = Reading(Array(log.bytes.prefix(log.offset(end))), checkpoint: text)
        let isShort = end < size
        #expect(reading.verdict == (isShort ? .damage : .ok), "\(end) of \(size) lines")
        #expect(reading.rule == (isShort ? .short : nil), "\(end) of \(size) lines")
        #expect(reading.line == (isShort ? end : nil) && reading.committed == end)
        // A torn tail that the checkpoint covers was acknowledged.
        guard end < 12 else { continue }
        let torn = Reading(Array(log.bytes.prefix(log.offset(end) + 9)), checkpoint: text)
        #expect(torn.verdict == (isShort ? .damage : .tornTail), "\(end) of \(size) lines")
        #expect(torn.rule == .whole && torn.line == end)
      }
    }
  }

  /// 100 %: whatever single bit is turned, the log is not in order any more, and nothing from that
  /// line on is taken for committed.
  private func expectFlipsAreFound(_ log: TestLog, bits: Range<Int>) {
    let bytes = log.bytes
    var line = 0
    for index in bytes.indices {
      if index == log.offset(line + 1) { line += 1 }
      for bit in bits {
        var altered = bytes
        altered[index] ^= 1 << UInt8((bit + (bits.count == 1 ? index : 0)) % 8)
        let reading = Reading(altered)
        let committed = log.committed(within: line)
        #expect(reading.verdict != .ok && reading.verdict != nil, "byte \(index), bit \(bit)")
        #expect(reading.committed == committed, "byte \(index), bit \(bit)")
        if committed > 0 {
          #expect(reading.lines == Array(log.lines[1..<committed]), "byte \(index), bit \(bit)")
        }
      }
    }
  }

  @Test func `every single bit of a small log counts`() {
    expectFlipsAreFound(TestLog(appends: [1, 2]), bits: 0..<8)
  }

  @Test func `a bit of every byte of a longer log counts`() {
    expectFlipsAreFound(Self.twelve, bits: 0..<1)
  }

  /// Whether it is a tail is another question: sealed lines behind the altered one say no.
  @Test func `an altered byte in the last append is a torn tail, elsewhere damage`() {
    let log = Self.twelve
    for line in 1..<12 {
      var altered = log.bytes
      altered[log.offset(line) + 40] ^= 1
      let reading = Reading(altered)
      #expect(reading.verdict == (line >= 10 ? .tornTail : .damage), "line \(line)")
      #expect(reading.rule == .xxh64)
      #expect(reading.line == (line >= 10 ? 10 : line))
    }
  }

  @Test func `reading on from a place gives what reading from the start gives`() throws {
    let whole = Self.twelve
    var files = [whole.bytes, whole.bytes + Array("torn".utf8)]
    files.append(Array(whole.bytes.dropLast(30)))
    for bytes in files {
      let disk = SimulatedDisk()
      disk.install(TestLog.path, bytes)
      let fromStart = Reading(bytes)
      for lines in whole.appendEnds where lines <= fromStart.committed {
        let file = try disk.open(TestLog.path, .read)
        var collector = Collector()
        let recorded = try LineHeader(JSONDocument(whole.lines[lines - 1])).recorded
        let position = LogReader.Position(
          lines: lines, bytes: whole.offset(lines), lastRecorded: recorded,
          identity: TestLog.identity)
        let reading = try LogReader(disk, TestLog.path).read(
          file, .missing, from: position, into: &collector)
        #expect(reading.finding.verdict == fromStart.verdict)
        #expect(reading.finding.committed == fromStart.committed)
        #expect(reading.finding.committedBytes == fromStart.committedBytes)
        #expect(reading.created == nil)
        let behind = Array(whole.lines[lines..<max(lines, fromStart.committed)])
        #expect(Array(collector.lines.prefix(behind.count)) == behind, "from line \(lines)")
        if let offset = collector.offsets.first { #expect(offset == whole.offset(lines)) }
      }
    }
  }
}
