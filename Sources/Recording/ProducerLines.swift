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
    if start + range.count > bytes.capacity, start > Self.large {
      makeRoom(2 * start + (1 << 20))
    }
    bytes.append(source.extracting(range))
    ranges.append(start..<bytes.count)
  }

  /// Makes room for so many more bytes, up to a quarter of a GB: beyond that, room is made when they
  /// are there. Where room is short it is at least doubled: many files must not have all moved for
  /// each.
  package mutating func reserve(_ count: Int) {
    let wanted = bytes.count + min(count, 1 << 28) + DraftScanner.padding
    guard wanted > Self.large, wanted > bytes.capacity else { return }
    makeRoom(max(wanted, 2 * bytes.count))
  }

  /// Room for so many bytes, on large pages from its first byte on.
  private mutating func makeRoom(_ count: Int) {
    var larger: [UInt8] = []
    larger.reserveLarge(count)
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
