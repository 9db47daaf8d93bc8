import Bytes
import Recording

/// The lines that producers give: files one after the other, or standard input.
///
/// A line longer than any log line can be is cut off at that length, so that it is refused without
/// being held in memory.
struct InputLines: Sendable {
  /// Lines and where they stand, for messages.
  struct Batch: Sendable {
    fileprivate(set) var lines: ProducerLines
    /// The number of each line in its file.
    fileprivate var numbers: [Int] = []
    /// The files, each with its first line among these.
    fileprivate var files: [(first: Int, name: String)] = []

    /// The file and line of the line at `position`.
    func place(_ position: Int) -> String {
      let name = files.last { $0.first <= position }?.name ?? ""
      return "\(name):\(numbers[position])"
    }
  }

  private static let longest = Appender.longestInput

  private let surroundings: Surroundings
  private var waiting: [String]
  private var name = "standard input"
  private var number = 0
  private var file: OpenFile?
  private var offset = 0
  private var isOpen = false
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// About how many bytes the file that was opened last has, until room was made for them.
  private var expected = 0

  init(_ files: [String], _ surroundings: Surroundings) {
    waiting = files.isEmpty ? ["-"] : files
    self.surroundings = surroundings
  }

  /// The next lines: all that there are, or in a stream up to `batch` of them, fewer when no more
  /// is ready. Empty lines are passed over. `nil` at the end.
  ///
  /// - Parameter last: lines that were read before, a hint of how much room these will need.
  mutating func next(_ batch: Int?, after last: Batch? = nil) throws(CommandError) -> Batch? {
    var taken = Batch(lines: last.map { ProducerLines(like: $0.lines) } ?? ProducerLines())
    expected = 0
    while taken.numbers.count < batch ?? .max, let line = try line() {
      if taken.files.last?.name != name { taken.files.append((taken.numbers.count, name)) }
      if batch == nil, expected > 0 {
        taken.lines.reserve(expected)
        expected = 0
      }
      taken.numbers.append(number)
      taken.lines.append(buffer.span, line)
      if batch != nil, !hasBufferedLine, file == nil, isOpen, !surroundings.hasInput() { break }
    }
    taken.lines.close()
    return taken.numbers.isEmpty ? nil : taken
  }

  private var hasBufferedLine: Bool {
    buffer.span.firstIndex(of: 0x0A, in: start..<buffer.count) != nil
  }

  /// Where the next line that is not blank stands in the buffer.
  private mutating func line() throws(CommandError) -> Range<Int>? {
    while true {
      if !isOpen {
        guard !waiting.isEmpty else { return nil }
        try open(waiting.removeFirst())
      }
      guard let line = try cut() else {
        if let file { surroundings.disk.close(file) }
        file = nil
        isOpen = false
        continue
      }
      number += 1
      // Of a line that was cut off nobody knows whether it is blank: it is too long.
      if line.count < Self.longest, isBlank(line) { continue }
      return line
    }
  }

  private func isBlank(_ line: Range<Int>) -> Bool {
    for at in line {
      let byte = buffer[at]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return false }
    }
    return true
  }

  private mutating func open(_ path: String) throws(CommandError) {
    name = path == "-" ? "standard input" : path
    number = 0
    offset = 0
    start = 0
    buffer.removeAll(keepingCapacity: true)
    isAtEnd = false
    isOpen = true
    guard path != "-" else {
      expected = surroundings.inputSize() ?? 0
      return
    }
    let opened: OpenFile
    let status: FileStatus
    do throws(DiskError) {
      opened = try surroundings.disk.open(path, .read)
      status = try surroundings.disk.status(opened)
    } catch {
      // A socket can't be opened at all.
      if (try? surroundings.disk.status(at: path).kind) == .other { throw notAFile(path) }
      throw CommandError(
        ExitCode.noLog, "\(path): \(error.reason)",
        remedy: "name a file of events that can be read; nothing of this batch was written",
        missing: error.isMissing ? path : nil)
    }
    guard status.kind == .file else {
      surroundings.disk.close(opened)
      throw notAFile(path)
    }
    file = opened
    expected = status.size
  }

  private func notAFile(_ path: String) -> CommandError {
    CommandError(
      ExitCode.data, "\(path) is a folder, a device or a pipe, not a file of events",
      remedy: "pipe it in instead: reprieve append < EVENTS")
  }

  /// Where the bytes up to the next line end stand, which is passed; `nil` at the end of the input.
  private mutating func cut() throws(CommandError) -> Range<Int>? {
    var searched = 0
    while true {
      let unsearched = start + searched..<buffer.count
      if let end = buffer.span.firstIndex(of: 0x0A, in: unsearched) {
        defer { start = end + 1 }
        return start..<min(end, start + Self.longest)
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return start..<min(buffer.count, start + Self.longest)
      }
      if buffer.count - start > Self.longest { drop() }
      searched = buffer.count - start
      try fill()
    }
  }

  /// Of a line that is too long to be taken, keeps just enough to say so.
  private mutating func drop() {
    buffer.removeSubrange(start + Self.longest..<buffer.count)
  }

  private mutating func fill() throws(CommandError) {
    let consumed = start
    if consumed > 1 << 16 {
      buffer.removeSubrange(0..<consumed)
      start = 0
    }
    do throws(DiskError) {
      let more: [UInt8]
      if let file {
        more = try surroundings.disk.bytes(of: file, at: offset, count: 1 << 18)
        offset += more.count
      } else {
        // What a pipe holds.
        more = try surroundings.read(1 << 16)
      }
      isAtEnd = more.isEmpty
      buffer += more
    } catch {
      throw CommandError(
        ExitCode.inputOutput, "\(name): \(error.reason)",
        remedy: "nothing of this batch was written")
    }
  }
}
