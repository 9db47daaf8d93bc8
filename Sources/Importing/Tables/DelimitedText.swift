/// Cells as they are written in delimited text (RFC 4180).
package enum DelimitedText {
  /// Adds a cell, in quotes where it needs them.
  package static func append(_ cell: [UInt8], separator: UInt8, to bytes: inout [UInt8]) {
    let needsQuotes = cell.contains {
      $0 == separator || $0 == UInt8(ascii: "\"") || $0 == 0x0D || $0 == 0x0A
    }
    guard needsQuotes else { return bytes += cell }
    bytes.append(UInt8(ascii: "\""))
    for byte in cell {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A row with its line end.
  package static func row(_ cells: [[UInt8]], separator: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, cell) in cells.enumerated() {
      if place > 0 { bytes.append(separator) }
      append(cell, separator: separator, to: &bytes)
    }
    return bytes + [0x0D, 0x0A]
  }

  /// A cell without white space at its ends, no-break spaces included.
  package static func trimmed(_ cell: [UInt8]) -> [UInt8] {
    func isSpace(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
    guard let first = cell.first, let last = cell.last else { return cell }
    guard isSpace(first) || isSpace(last) || first == 0xC2 || last == 0xA0 else { return cell }
    var (start, end) = (0, cell.count)
    while start < end {
      if isSpace(cell[start]) {
        start += 1
      } else if start + 1 < end, cell[start] == 0xC2, cell[start + 1] == 0xA0 {
        start += 2
      } else {
        break
      }
    }
    while end > start {
      if isSpace(cell[end - 1]) {
        end -= 1
      } else if end - 1 > start, cell[end - 2] == 0xC2, cell[end - 1] == 0xA0 {
        end -= 2
      } else {
        break
      }
    }
    return Array(cell[start..<end])
  }
}
