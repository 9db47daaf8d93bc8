package import Bytes

/// A file of delimited text: how it is written, and its headings.
package struct DelimitedFile {
  /// Its path.
  package let name: String
  /// Its bytes.
  package let size: Int
  /// What stands between cells.
  package let separator: UInt8
  /// The headings, trimmed.
  package let headings: [String]
  private let disk: any Disk
  private let file: OpenedFile
  /// Whether its bytes are Windows-1252 and not UTF-8.
  let isWindows: Bool
  /// Whether it begins with a byte order mark, by which Excel knows UTF-8.
  let hasMark: Bool
  private var reader: DelimitedReader

  /// Opens a file and reads its headings.
  ///
  /// - Parameters:
  ///   - separator: what stands between cells; `nil`: the most frequent of comma, semicolon, tab and
  ///     bar on the line of headings.
  ///   - isWindows: whether its bytes are Windows-1252.
  ///
  /// Throws `ImportFault` where it is no such text, or has no headings.
  package init(
    _ disk: any Disk, _ name: String, separator: UInt8?, isWindows: Bool
  ) throws(ImportFault) {
    self.disk = disk
    self.name = name
    self.isWindows = isWindows
    let start: [UInt8]
    let status: FileStatus
    do throws(DiskError) {
      status = try disk.status(at: name)
      file = OpenedFile(disk, try disk.open(name, .read))
      start = status.kind == .file ? try disk.bytes(of: file.file, at: 0, count: 1 << 16) : []
    } catch {
      throw ImportFault(
        "\(name): \(error.reason)", remedy: "name a file that is there and can be read",
        isMissing: error.isMissing)
    }
    guard status.kind == .file else {
      throw ImportFault(
        "\(name) is a folder, a device or a pipe", remedy: "import reads files: save it as one")
    }
    size = status.size
    let mark = try FileStart.check(start, name)
    let separator = separator ?? FileStart.separator(start[mark...])
    self.separator = separator
    hasMark = mark > 0
    reader = DelimitedReader(
      disk, file.file, named: name, from: mark, separator: separator, isWindows: isWindows)
    guard let first = try reader.next() else {
      throw ImportFault(
        "\(name) is empty: not even headings are there", remedy: "export it once more")
    }
    headings = first.cells.map { DelimitedText.trimmed($0).text }
    var seen: [String: Int] = [:]
    for (place, heading) in headings.enumerated() where !heading.isEmpty {
      guard let earlier = seen.updateValue(place, forKey: heading) else { continue }
      // The heading is not shown: of a file without headings it is what a row says of somebody.
      throw ImportFault(
        "\(name):\(first.line): columns \(earlier + 1) and \(place + 1) have the same heading",
        remedy:
          "columns are told apart by their headings: rename one; or put a line of headings first, if there is none"
      )
    }
  }

  /// Bytes that were read.
  package var offset: Int { reader.offset }

  /// The next row behind the headings; `nil` at the end.
  package mutating func next() throws(ImportFault) -> DelimitedRow? { try reader.next() }

  /// A row in the form of the file, with its line end.
  func row(_ cells: [[UInt8]]) -> [UInt8] {
    DelimitedText.row(isWindows ? cells.map(Windows1252.encode) : cells, separator: separator)
  }

  /// The cells of the row at a place, read once more.
  package func cells(at bytes: Range<Int>) throws(ImportFault) -> [[UInt8]] {
    var again = DelimitedReader(
      disk, file.file, named: name, from: bytes.lowerBound, separator: separator,
      isWindows: isWindows)
    return try again.next()?.cells ?? []
  }
}

/// A file that is closed when nobody reads it any more.
private final class OpenedFile: Sendable {
  let file: OpenFile
  private let disk: any Disk

  init(_ disk: any Disk, _ file: OpenFile) {
    self.disk = disk
    self.file = file
  }

  deinit { disk.close(file) }
}

/// What the first bytes of a file tell.
enum FileStart {
  /// Sees that a file can be text, and returns how long its byte order mark is.
  static func check(_ start: [UInt8], _ name: String) throws(ImportFault) -> Int {
    let bytes = start.span
    func refuse(_ what: String, _ remedy: String) -> ImportFault {
      ImportFault("\(name) is \(what)", remedy: remedy)
    }
    if start.isEmpty {
      throw ImportFault(
        "\(name) is empty: not even headings are there", remedy: "export it once more")
    }
    if bytes.has("PK\u{3}\u{4}", at: 0) {
      throw refuse(
        "an Excel workbook or another zip archive", "save the sheet as CSV UTF-8 and import that")
    }
    if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw refuse("an old Excel workbook", "save the sheet as CSV UTF-8 and import that")
    }
    if start.starts(with: [0x1F, 0x8B]) { throw refuse("compressed", "unpack it first") }
    if bytes.has("%PDF", at: 0) { throw refuse("a PDF", "export the table as CSV UTF-8") }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) || isWide(start) {
      throw refuse("UTF-16, which Excel calls Unicode text", "save it as CSV UTF-8 and import that")
    }
    return start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Whether every other byte is NUL: UTF-16 without a mark.
  private static func isWide(_ start: [UInt8]) -> Bool {
    guard start.count >= 8 else { return false }
    let pairs = stride(from: 0, to: min(start.count, 200) - 1, by: 2)
    return pairs.allSatisfy { start[$0] != 0 && start[$0 + 1] == 0 }
      || pairs.allSatisfy { start[$0] == 0 && start[$0 + 1] != 0 }
  }

  /// The most frequent separator outside quotes on the first line; a comma where there is none.
  static func separator(_ start: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
    var counts = [Int](repeating: 0, count: candidates.count)
    var isQuoted = false
    for byte in start {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if let place = candidates.firstIndex(of: byte) { counts[place] += 1 }
    }
    let best = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
    return candidates[best]
  }
}
