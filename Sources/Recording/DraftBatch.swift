import Bytes
import Definitions
import EventLog
package import Events

/// A batch as it was read, before anybody looked into the log: each line either read in place by
/// the scanner or parsed. Nothing in it depends on the log, so the next batch can be read while
/// this one is written.
package struct DraftBatch: Sendable {
  /// One line.
  struct Item: Sendable {
    /// What the scanner read; `nil` where the line was parsed.
    var plain: PlainDraft?
    /// Of a line that was parsed, which of `parsed` it is.
    var parsed = -1
  }

  /// The lines.
  package let lines: ProducerLines
  /// One for each line, in parts of `linesPerPart`, as they were read: to put them into one row is
  /// not worth their way through memory.
  private var parts: [[Item]] = []
  private(set) var parsed: [Result<Draft, Refusal>] = []
  private(set) var corrections: [PlainCorrection] = []

  /// Reads a batch, on several threads where it is large; what comes out does not depend on how many.
  ///
  /// - Parameter scans: `false` parses every line: the slow way, which finds the same.
  package init(_ lines: ProducerLines, _ scanner: DraftScanner, scans: Bool = true) {
    let parts = (lines.count + Self.linesPerPart - 1) / Self.linesPerPart
    if parts <= 1 {
      self.init(lines, 0..<lines.count, scanner, scans)
      return
    }
    var batches = Machine.parts(parts) { part in
      let start = part * Self.linesPerPart
      return DraftBatch(
        lines, start..<min(start + Self.linesPerPart, lines.count), scanner, scans)
    }
    self.init(lines, 0..<0, scanner, scans)
    self.parts = []
    for place in batches.indices { join(&batches[place]) }
  }

  private static let linesPerPart = 8192

  private init(
    _ lines: ProducerLines, _ range: Range<Int>, _ scanner: DraftScanner, _ scans: Bool
  ) {
    self.lines = lines
    var scanner = scanner
    var items: [Item] = []
    items.reserveCapacity(range.count)
    let bytes = lines.bytes.span
    for position in range {
      if scans, let plain = scanner.scan(bytes, lines.ranges[position]) {
        items.append(Item(plain: plain))
      } else {
        items.append(Item(parsed: parsed.count))
        parsed.append(Self.parse(lines[position]))
      }
    }
    parts = [items]
    corrections = scanner.corrections
  }

  /// Adds the lines that follow. What was parsed and what was corrected is counted through all.
  private mutating func join(_ later: inout DraftBatch) {
    let (firstParsed, firstCorrection) = (parsed.count, Int32(corrections.count))
    parts += later.parts
    // Whoever else holds them would have them copied.
    later.parts = []
    parsed += later.parsed
    corrections += later.corrections
    guard firstParsed + Int(firstCorrection) > 0,
      !later.parsed.isEmpty || !later.corrections.isEmpty
    else { return }
    let last = parts.count - 1
    for place in parts[last].indices {
      if parts[last][place].parsed >= 0 { parts[last][place].parsed += firstParsed }
      if let correction = parts[last][place].plain?.correction, correction >= 0 {
        parts[last][place].plain?.correction = correction + firstCorrection
      }
    }
  }

  /// The places of all lines.
  var positions: Range<Int> { 0..<lines.count }

  /// A line by its place.
  @inline(__always)
  subscript(position: Int) -> Item {
    parts[position / Self.linesPerPart][position % Self.linesPerPart]
  }

  /// Whatever has so many bytes can't become a line, white space or not, and is not even parsed.
  package static let longestInput = 1 << 20

  static let tooLong = Refusal(
    nil, .tooLong, foundText: nil,
    expected: "at most 65,535 bytes, the log's own members included")

  private static func parse(_ line: [UInt8]) -> Result<Draft, Refusal> {
    if line.count >= longestInput { return .failure(tooLong) }
    do throws(Refusal) { return .success(try Draft(line)) } catch { return .failure(error) }
  }

  /// The draft of a line, parsed now where only its places are known.
  func draft(_ position: Int) -> Result<Draft, Refusal> {
    let item = self[position]
    return item.parsed >= 0 ? parsed[item.parsed] : Self.parse(lines[position])
  }
}
