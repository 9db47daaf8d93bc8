import Bytes
import Dispatch
import Synchronization

/// Lines of one append that stand one behind the other, as they are written to the file.
struct LineBlock: Sendable {
  /// The lines, each ended by LF.
  let bytes: [UInt8]
  /// Where each ends, its line end left out.
  let ends: [UInt32]

  /// Lines of a block; a longer batch has several, which are made side by side.
  static let lines = 8192

  /// The leaves of its lines.
  var leaves: [Digest] {
    var leaves: [Digest] = []
    SHA256.appendLeaves(of: bytes.span, ends: ends, to: &leaves)
    return leaves
  }
}

/// The lines of an append as they stand in the file, in order, their line ends left out.
package struct WrittenLines: RandomAccessCollection, Sendable {
  let blocks: [LineBlock]
  /// The number of the first line.
  package let firstSeq: Int
  /// Where the first line starts in the file.
  let offset: Int
  package let count: Int

  init(_ blocks: [LineBlock], firstSeq: Int, offset: Int, count: Int) {
    self.blocks = blocks
    self.firstSeq = firstSeq
    self.offset = offset
    self.count = count
  }

  /// No line at all.
  package static let none = WrittenLines([], firstSeq: 0, offset: 0, count: 0)

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(position: Int) -> [UInt8] {
    let block = blocks[position / LineBlock.lines]
    let place = position % LineBlock.lines
    let start = place == 0 ? 0 : Int(block.ends[place - 1]) + 1
    return block.bytes.span.copy(start..<Int(block.ends[place]))
  }

  /// How many bytes they have in the file, line ends included.
  var byteCount: Int { blocks.reduce(0) { $0 + $1.bytes.count } }

  /// Calls `body` with the place of each line among these and the byte of the file at which it
  /// starts.
  package func forEachOffset(_ body: (_ place: Int, _ offset: Int) -> Void) {
    var place = 0
    var blockStart = offset
    for block in blocks {
      var start = blockStart
      for end in block.ends {
        body(place, start)
        place += 1
        start = blockStart + Int(end) + 1
      }
      blockStart += block.bytes.count
    }
  }
}

/// Work on the blocks of one append, on several threads where there are several blocks. What comes
/// out does not depend on how many.
enum BlockWork {
  /// What `body` makes of each block, in order.
  static func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    guard count > 1 else { return (0..<count).map(body) }
    let results = Mutex<[Int: Result]>([:])
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { results in (0..<count).compactMap { results[$0] } }
  }

  /// What `work` makes while `body` runs on this thread: on another one where there is much of it,
  /// else behind it. Where `body` throws, nobody gets it.
  static func both<Result: Sendable, Failure: Error>(
    _ isMuch: Bool, _ work: @escaping @Sendable () -> Result,
    during body: () throws(Failure) -> Void
  ) throws(Failure) -> Result {
    guard isMuch else {
      try body()
      return work()
    }
    let made = Mutex<Result?>(nil)
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let result = work()
      made.withLock { $0 = result }
    }
    defer { group.wait() }
    try body()
    group.wait()
    return made.withLock { $0! }
  }
}
