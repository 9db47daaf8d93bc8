import Definitions
import Bytes
import Dispatch
import EventLog
package import Events
import Synchronization

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
  /// One for each line.
  private(set) var items: [Item] = []
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
    let results = Mutex<[Int: DraftBatch]>([:])
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let start = part * Self.linesPerPart
      let range = start..<min(start + Self.linesPerPart, lines.count)
      let batch = DraftBatch(lines, range, scanner, scans)
      results.withLock { $0[part] = batch }
    }
    self.init(lines, 0..<0, scanner, scans)
    items.reserveCapacity(lines.count)
    results.withLock { results in
      for part in 0..<parts { if let batch = results.removeValue(forKey: part) { join(batch) } }
    }
  }

  private static let linesPerPart = 8192

  private init(
    _ lines: ProducerLines, _ range: Range<Int>, _ scanner: DraftScanner, _ scans: Bool
  ) {
    self.lines = lines
    var scanner = scanner
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
    corrections = scanner.corrections
  }

  private mutating func join(_ later: DraftBatch) {
    let (firstParsed, firstCorrection) = (parsed.count, Int32(corrections.count))
    for var item in later.items {
      if item.parsed >= 0 { item.parsed += firstParsed }
      if let correction = item.plain?.correction, correction >= 0 {
        item.plain?.correction = correction + firstCorrection
      }
      items.append(item)
    }
    parsed += later.parsed
    corrections += later.corrections
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
    let item = items[position]
    return item.parsed >= 0 ? parsed[item.parsed] : Self.parse(lines[position])
  }
}
