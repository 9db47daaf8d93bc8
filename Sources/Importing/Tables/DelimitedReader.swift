package import Bytes

/// One row of delimited text.
package struct DelimitedRow: Equatable, Sendable {
  /// Its cells, quotes resolved.
  package var cells: [[UInt8]]
  /// The line on which it begins, from 1.
  package let line: Int
  /// Where it stands in its file, the line end left out.
  package let bytes: Range<Int>
}

/// Reads rows of delimited text by RFC 4180, piece by piece: quoted cells hold separators, doubled quotes
/// and line breaks. A row ends at CR LF, LF or CR. A quote inside a cell that does not begin with one
/// is a letter like others, as spreadsheets write it.
///
/// Memory holds one piece and one row, which has at most a megabyte.
package struct DelimitedReader {
  private let disk: any Disk
  private let file: OpenFile
  private let name: String
  private let separator: UInt8
  private let isWindows: Bool
  private var buffer: [UInt8] = []
  /// Where the buffer's first byte stands in the file.
  private var base: Int
  private var start = 0
  private var line = 1
  private var isAtEnd = false

  /// Longer rows come from a quote that is never closed.
  package static let longestRow = 1 << 20
  private static let piece = 1 << 18

  /// - Parameters:
  ///   - offset: where the first row begins, behind a byte order mark.
  ///   - isWindows: whether the bytes are Windows-1252 and not UTF-8.
  package init(
    _ disk: any Disk, _ file: OpenFile, named name: String, from offset: Int, separator: UInt8,
    isWindows: Bool
  ) {
    self.disk = disk
    self.file = file
    self.name = name
    self.separator = separator
    self.isWindows = isWindows
    base = offset
  }

  /// Bytes of the file that were read.
  package var offset: Int { base + start }

  /// The next row; `nil` at the end. Lines with nothing on them are passed over.
  ///
  /// Throws `ImportFault` where what stands there is no delimited text.
  package mutating func next() throws(ImportFault) -> DelimitedRow? {
    while true {
      guard let found = try cut() else {
        if isAtEnd, start == buffer.count { return nil }
        continue
      }
      let row = try checked(found)
      if row.cells.count == 1, row.cells[0].isEmpty { continue }
      return row
    }
  }

  /// A row as it was cut: cells and what they take up.
  private struct Cut {
    var cells: [[UInt8]] = []
    var bytes = 0..<0
    var line = 0
  }

  /// Cuts the row that begins at `start`; `nil` where more bytes had to be read first, or at the end.
  private mutating func cut() throws(ImportFault) -> Cut? {
    var scan = RowScan(separator: separator, isAtEnd: isAtEnd)
    switch scan.run(buffer.span, from: start) {
    case .row(let end, let next):
      defer {
        line += scan.lines
        start = next
      }
      return Cut(cells: scan.cells, bytes: base + start..<base + end, line: line)
    case .more:
      guard !isAtEnd else { return nil }
      guard buffer.count - start <= Self.longestRow else {
        let opened = scan.quoteLine.map { line + $0 } ?? line
        throw ImportFault(
          "\(name):\(opened): "
            + (scan.quoteLine == nil
              ? "a line has more than a megabyte"
              : "a quote opens here and is not closed within a megabyte"),
          remedy: "close the quote, or double it where it is part of the text")
      }
      try fill()
      return nil
    case .unclosed(let lines):
      throw ImportFault(
        "\(name):\(line + lines): a quote opens here and is never closed",
        remedy: "close the quote, or double it where it is part of the text")
    case .behindQuote(let lines, let column):
      throw ImportFault(
        "\(name):\(line + lines): text stands behind the closing quote of cell \(column)",
        remedy: "a quote that is part of the text is doubled: \"5'11\"\"\"")
    }
  }

  private mutating func fill() throws(ImportFault) {
    base += start
    buffer.removeSubrange(0..<start)
    start = 0
    do throws(DiskError) {
      let more = try disk.bytes(of: file, at: base + buffer.count, count: Self.piece)
      isAtEnd = more.count < Self.piece
      buffer += more
    } catch {
      throw ImportFault("\(name): \(error.reason)", remedy: "see that the file can be read")
    }
  }

  /// The row in UTF-8, if it is text.
  private func checked(_ cut: Cut) throws(ImportFault) -> DelimitedRow {
    let range = cut.bytes.lowerBound - base..<cut.bytes.upperBound - base
    let bytes = buffer.span
    if bytes.firstIndex(of: 0, in: range) != nil {
      throw ImportFault(
        "\(name):\(cut.line): has NUL bytes: it is no text, or was damaged",
        remedy: "export it once more as CSV UTF-8")
    }
    var row = DelimitedRow(cells: cut.cells, line: cut.line, bytes: cut.bytes)
    if isWindows {
      for place in row.cells.indices {
        guard let text = Windows1252.decode(row.cells[place]) else {
          throw ImportFault(
            "\(name):\(cut.line): a byte is no letter of Windows-1252",
            remedy: "export it once more as CSV UTF-8, and leave encoding out of the mapping")
        }
        row.cells[place] = text
      }
    } else if UTF8Check.firstFault(in: bytes.extracting(range)) != nil {
      throw ImportFault(
        "\(name):\(cut.line): is not UTF-8"
          + (cut.cells.allSatisfy { Windows1252.decode($0) != nil }
            ? "; it looks like Windows-1252, which Excel writes" : ""),
        remedy: "save it as CSV UTF-8, or say \"encoding\": \"windows-1252\" in the mapping",
        isEncoding: true)
    }
    return row
  }
}
