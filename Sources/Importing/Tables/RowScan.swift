import Bytes

/// Walks over the bytes of one row and takes its cells out.
struct RowScan {
  /// Where a walk ended.
  enum Outcome {
    /// The row ends before `end`; the next one begins at `next`.
    case row(end: Int, next: Int)
    /// The row is not all there.
    case more
    /// A quote opened so many lines below the row's first, and the file ends within it.
    case unclosed(line: Int)
    /// Something stands behind a closing quote, in the cell of that number.
    case behindQuote(line: Int, column: Int)
  }

  private let separator: UInt8
  private let isAtEnd: Bool
  /// The cells so far.
  private(set) var cells: [[UInt8]] = []
  /// Line ends that were passed.
  private(set) var lines = 0
  /// How many lines below the first one a quote opened that is not closed yet.
  private(set) var quoteLine: Int?

  init(separator: UInt8, isAtEnd: Bool) {
    self.separator = separator
    self.isAtEnd = isAtEnd
  }

  /// Walks from `start` to the end of the row.
  mutating func run(_ bytes: Span<UInt8>, from start: Int) -> Outcome {
    var at = start
    guard at < bytes.count else { return .more }
    while true {
      if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
        switch quoted(bytes, &at) {
        case .closed: break
        case .more: return .more
        case .unclosed: return .unclosed(line: quoteLine ?? 0)
        }
        if at < bytes.count, !isEnd(bytes[at]) {
          return .behindQuote(line: lines, column: cells.count)
        }
      } else {
        let first = at
        while at < bytes.count, !isEnd(bytes[at]) { at &+= 1 }
        if at == bytes.count, !isAtEnd { return .more }
        cells.append(bytes.copy(first..<at))
      }
      guard at < bytes.count else {
        guard isAtEnd else { return .more }
        return .row(end: at, next: at)
      }
      if bytes[at] == separator {
        at += 1
        // What would begin behind it may be the end of the file.
        if at == bytes.count, !isAtEnd { return .more }
        continue
      }
      let end = at
      if bytes[at] == 0x0D {
        guard at + 1 < bytes.count || isAtEnd else { return .more }
        at += at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
      } else {
        at += 1
      }
      lines += 1
      return .row(end: end, next: at)
    }
  }

  private enum Quoted { case closed, more, unclosed }

  /// Reads a cell in quotes, whose first stands at `at`.
  private mutating func quoted(_ bytes: Span<UInt8>, _ at: inout Int) -> Quoted {
    quoteLine = lines
    var cell: [UInt8] = []
    var first = at + 1
    while true {
      guard let quote = bytes.firstIndex(of: UInt8(ascii: "\""), in: first..<bytes.count) else {
        return isAtEnd ? .unclosed : .more
      }
      cell += bytes.copy(first..<quote)
      guard quote + 1 < bytes.count || isAtEnd else { return .more }
      if quote + 1 < bytes.count, bytes[quote + 1] == UInt8(ascii: "\"") {
        cell.append(UInt8(ascii: "\""))
        first = quote + 2
        continue
      }
      at = quote + 1
      break
    }
    for (place, byte) in cell.enumerated() {
      // CR LF is one line end.
      if byte == 0x0A || byte == 0x0D && !(place + 1 < cell.count && cell[place + 1] == 0x0A) {
        lines += 1
      }
    }
    cells.append(cell)
    quoteLine = nil
    return .closed
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == 0x0A || byte == 0x0D
  }
}
