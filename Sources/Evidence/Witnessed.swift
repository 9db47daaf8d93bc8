package import Bytes
package import EventLog

/// A consumer of lines, and the tree over the very bytes that it was given.
package struct Witnessed<Consumer: ForkingConsumer>: ForkingConsumer {
  /// The consumer.
  package var consumer: Consumer
  private var leaves: LeafRange

  package init(_ consumer: Consumer) { self.init(consumer, LeafRange()) }

  private init(_ consumer: Consumer, _ leaves: LeafRange) {
    self.consumer = consumer
    self.leaves = leaves
  }

  package func fork(from seq: Int) -> Witnessed {
    Witnessed(consumer.fork(from: seq), LeafRange(from: seq))
  }

  package func forks(at starts: [Int], end: Int) -> [Witnessed] {
    zip(consumer.forks(at: starts, end: end), starts).map { consumer, start in
      Witnessed(consumer, start == starts[0] ? leaves : LeafRange(from: start))
    }
  }

  package mutating func join(_ later: Witnessed) {
    consumer.join(later.consumer)
    leaves.join(later.leaves)
  }

  package mutating func takeFirst(_ line: Span<UInt8>) {
    consumer.takeFirst(line)
    leaves.take(line.count, at: 0)
  }

  package mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard try consumer.takeCanonical(line, header, at: offset) else { return false }
    leaves.take(line.count, at: offset)
    return true
  }

  package mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    try consumer.take(document, header, at: offset)
    leaves.take(document.source.count, at: offset)
  }

  package mutating func leave(_ bytes: Span<UInt8>, at offset: Int) {
    consumer.leave(bytes, at: offset)
    leaves.hash(bytes, at: offset)
  }

  /// The tree over the committed lines, once they have all been taken.
  package func tree(
    _ disk: any Disk, _ path: String, _ reading: LogReading
  ) throws(LogProblem) -> LogTree {
    try LogTree(
      disk, path, leaves, size: reading.finding.committed, end: reading.finding.committedBytes)
  }
}
