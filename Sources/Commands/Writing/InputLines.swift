import Bytes
import Recording

/// The lines that producers give: files one after the other, or standard input.
///
/// A line longer than any log line can be is cut off at that length, so that it is refused without
/// being held in memory.
struct InputLines {
  /// A line and where it stands, for messages.
  struct Line {
    let place: String
    let bytes: [UInt8]
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

  init(_ files: [String], _ surroundings: Surroundings) {
    waiting = files.isEmpty ? ["-"] : files
    self.surroundings = surroundings
  }

  /// The next lines: all that there are, or in a stream up to `batch` of them, fewer when no more
  /// is ready. Empty lines are passed over. `nil` at the end.
  mutating func next(_ batch: Int?) throws(CommandError) -> [Line]? {
    var lines: [Line] = []
    while lines.count < batch ?? .max, let line = try line() {
      lines.append(line)
      if batch != nil, !hasBufferedLine, file == nil, isOpen, !surroundings.hasInput() { break }
    }
    return lines.isEmpty ? nil : lines
  }

  private var hasBufferedLine: Bool {
    buffer.span.firstIndex(of: 0x0A, in: start..<buffer.count) != nil
  }

  private mutating func line() throws(CommandError) -> Line? {
    while true {
      if !isOpen {
        guard !waiting.isEmpty else { return nil }
        try open(waiting.removeFirst())
      }
      guard let bytes = try cut() else {
        if let file { surroundings.disk.close(file) }
        file = nil
        isOpen = false
        continue
      }
      number += 1
      let isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      // Of a line that was cut off nobody knows whether it is blank: it is too long.
      if isBlank && bytes.count < Self.longest { continue }
      return Line(place: "\(name):\(number)", bytes: bytes)
    }
  }

  private mutating func open(_ path: String) throws(CommandError) {
    name = path == "-" ? "standard input" : path
    number = 0
    offset = 0
    start = 0
    buffer.removeAll(keepingCapacity: true)
    isAtEnd = false
    isOpen = true
    guard path != "-" else { return }
    let opened: OpenFile
    let status: FileStatus
    do throws(DiskError) {
      opened = try surroundings.disk.open(path, .read)
      status = try surroundings.disk.status(opened)
    } catch {
      // A socket can't be opened at all.
      if (try? surroundings.disk.status(at: path).kind) == .other { throw notAFile(path) }
      throw CommandError(ExitCode.noLog, "\(path): \(error.reason)")
    }
    guard status.kind == .file else {
      surroundings.disk.close(opened)
      throw notAFile(path)
    }
    file = opened
  }

  private func notAFile(_ path: String) -> CommandError {
    CommandError(
      ExitCode.data, "\(path) is a folder, a device or a pipe, not a file of events",
      remedy: "pipe it in instead: reprieve append < EVENTS")
  }

  /// The bytes up to the next line end, which is passed; `nil` at the end of the input.
  private mutating func cut() throws(CommandError) -> [UInt8]? {
    var searched = 0
    while true {
      let unsearched = start + searched..<buffer.count
      if let end = buffer.span.firstIndex(of: 0x0A, in: unsearched) {
        defer { start = end + 1 }
        return Array(buffer[start..<min(end, start + Self.longest)])
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Array(buffer[start...].prefix(Self.longest))
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
        more = try surroundings.read(1 << 18)
      }
      isAtEnd = more.isEmpty
      buffer += more
    } catch { throw CommandError(ExitCode.inputOutput, "\(name): \(error.reason)") }
  }
}
