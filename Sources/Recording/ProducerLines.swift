import Bytes
import Events

/// Lines as their producers wrote them, in one piece of memory.
package struct ProducerLines: Sendable {
  /// The lines, with room behind the last for whoever reads several bytes at a time.
  private(set) var bytes: [UInt8] = []
  private(set) var ranges: [Range<Int>] = []

  /// Beyond so many bytes pages are large.
  private static let large = 2 << 20

  package init() {}

  /// None yet, with room for as many as there are in others.
  package init(like others: ProducerLines) {
    bytes.reserveCapacity(others.bytes.count + others.bytes.count / 8)
    ranges.reserveCapacity(others.ranges.count)
  }

  package init(_ lines: [[UInt8]]) {
    var all = ProducerLines()
    for line in lines { all.append(line.span, 0..<line.count) }
    all.close()
    self = all
  }

  /// How many lines.
  package var count: Int { ranges.count }
  /// How many bytes they have.
  package var byteCount: Int { bytes.count }

  /// Adds a line.
  package mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) {
    let start = bytes.count
    if start + range.count > bytes.capacity, start > Self.large { grow() }
    bytes.append(source.extracting(range))
    ranges.append(start..<bytes.count)
  }

  /// Twice the room, on large pages from its first byte on.
  private mutating func grow() {
    var larger: [UInt8] = []
    larger.reserveLarge(2 * bytes.count + (1 << 20))
    larger.append(bytes.span)
    bytes = larger
  }

  /// Ends the adding of lines.
  package mutating func close() {
    bytes.append(contentsOf: repeatElement(0, count: DraftScanner.padding))
  }

  /// A line.
  package subscript(position: Int) -> [UInt8] { bytes.span.copy(ranges[position]) }
}
