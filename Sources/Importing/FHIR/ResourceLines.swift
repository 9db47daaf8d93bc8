import Bytes

/// Files of resources, one on a line (NDJSON): lines that end in LF or CR LF, a byte order mark or
/// none, and where each of them stands.
struct ResourceLines {
  /// A line and where it stands.
  struct Line {
    let place: SourcePlace
    /// Its bytes in its file, without the line end.
    let bytes: Range<Int>
    /// What it says; cut off where it is too long.
    let text: [UInt8]
    let isTooLong: Bool
  }

  /// More than any resource has that could be imported; pictures and documents are larger.
  static let longest = 16 << 20

  private let disk: any Disk
  private let files: [String]
  /// Bytes of all files.
  let size: Int
  /// Bytes that were read.
  private(set) var bytesRead = 0
  private var number = -1
  private var file: OpenFile?
  private var line = 0
  private var buffer: [UInt8] = []
  /// Where in the file the buffer begins.
  private var bufferStart = 0
  private var position = 0
  private var isAtEnd = true

  /// Throws `ImportFault` where a file is not there.
  init(_ files: [String], _ disk: any Disk) throws(ImportFault) {
    self.files = files
    self.disk = disk
    var size = 0
    for path in files {
      do throws(DiskError) {
        let status = try disk.status(at: path)
        guard status.kind == .file else {
          throw DiskError("open", path, DiskError.inputOutput)
        }
        size += status.size
      } catch { throw Self.fault(path, error) }
    }
    self.size = size
  }

  private static func fault(_ path: String, _ error: DiskError) -> ImportFault {
    ImportFault(
      "\(path): \(error.reason)",
      remedy: "name files of FHIR resources, one on a line, or their folder")
  }

  /// The next line that is not blank; `nil` at the end of the last file.
  mutating func next() throws(ImportFault) -> Line? {
    while true {
      if let line = try cut() {
        if line.text.allSatisfy({ $0 == 0x20 || $0 == 0x09 }), !line.isTooLong { continue }
        return line
      }
      guard number + 1 < files.count else { return nil }
      try open(number + 1)
    }
  }

  private mutating func open(_ next: Int) throws(ImportFault) {
    if let file { disk.close(file) }
    number = next
    (line, bufferStart, position) = (0, 0, 0)
    isAtEnd = false
    buffer = []
    do throws(DiskError) { file = try disk.open(files[next], .read) } catch {
      throw Self.fault(files[next], error)
    }
    try fill()
    let problem: (String, String)? =
      if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
        ("is UTF-16", "save it as UTF-8")
      } else if buffer.starts(with: [0x1F, 0x8B]) {
        ("is compressed", "unpack it: gunzip \(files[next])")
      } else if buffer.starts(with: Array("PK".utf8)) {
        ("is a ZIP archive", "unpack it")
      } else {
        nil
      }
    if let (what, remedy) = problem {
      throw ImportFault("\(files[next]) \(what)", remedy: remedy)
    }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private mutating func cut() throws(ImportFault) -> Line? {
    guard file != nil else { return nil }
    var searched = position
    while true {
      if let end = buffer.span.firstIndex(of: 0x0A, in: searched..<buffer.count) {
        return take(upTo: end, behind: end + 1)
      }
      if isAtEnd {
        guard position < buffer.count else { return nil }
        return take(upTo: buffer.count, behind: buffer.count)
      }
      if buffer.count - position > Self.longest { return try skip() }
      searched = buffer.count
      let before = position
      try fill()
      searched -= before - position
    }
  }

  private mutating func take(upTo end: Int, behind next: Int) -> Line {
    var end = end
    if end > position, buffer[end - 1] == 0x0D { end -= 1 }
    line += 1
    defer { position = next }
    return Line(
      place: SourcePlace(file: number, line: line),
      bytes: bufferStart + position..<bufferStart + end, text: buffer.span.copy(position..<end),
      isTooLong: false)
  }

  /// Passes over a line that is too long.
  private mutating func skip() throws(ImportFault) -> Line {
    line += 1
    let start = bufferStart + position
    let beginning = buffer.span.copy(position..<position + 80)
    while true {
      position = buffer.count
      try fill()
      if let end = buffer.span.firstIndex(of: 0x0A, in: position..<buffer.count) {
        position = end + 1
        break
      }
      if isAtEnd {
        position = buffer.count
        break
      }
    }
    return Line(
      place: SourcePlace(file: number, line: line), bytes: start..<bufferStart + position,
      text: beginning, isTooLong: true)
  }

  /// Reads on; what was passed is forgotten.
  private mutating func fill() throws(ImportFault) {
    guard let file else { return }
    if position > 0 {
      buffer.removeSubrange(0..<position)
      bufferStart += position
      position = 0
    }
    do throws(DiskError) {
      let more = try disk.bytes(of: file, at: bufferStart + buffer.count, count: 1 << 20)
      bytesRead += more.count
      isAtEnd = more.isEmpty
      buffer += more
    } catch { throw Self.fault(files[number], error) }
  }

  /// Bytes of a file, once more.
  func bytes(_ range: Range<Int>, of place: SourcePlace) throws(ImportFault) -> [UInt8] {
    do throws(DiskError) {
      let file = try disk.open(files[place.file], .read)
      defer { disk.close(file) }
      return try disk.bytes(of: file, at: range.lowerBound, count: range.count)
    } catch { throw Self.fault(files[place.file], error) }
  }

  /// Closes what is open.
  mutating func close() {
    if let file { disk.close(file) }
    file = nil
  }
}
