import Bytes
import Dispatch
import Events
import Synchronization

/// Writes subjects as a segment: blocks of some 4,096 rows, made on several threads and written in
/// the order of the pseudonyms, so that never more than a few are held in memory.
struct SegmentWriter {
  /// Where the bytes go.
  enum Target {
    case file(any Disk, OpenFile)
    case memory
  }

  /// A segment that was written; `bytes` are those in memory.
  struct Written {
    var mark: CacheSegment.Mark
    var bytes: [UInt8]
  }

  private let subjects: [BlockEncoder.Subject]
  private let encoder: BlockEncoder
  private let chunks: [Range<Int>]
  private let lanes: Int

  /// - Parameters:
  ///   - rows: whose rows, which are in the order of the pseudonyms.
  ///   - lanes: how many threads; the bytes do not depend on it.
  init(_ rows: SubjectRows, _ plan: CachePlan, lanes: Int) {
    subjects = rows.subjects
    encoder = rows.encoder
    chunks = Self.chunks(rows.subjects, plan.blockRows)
    self.lanes = max(1, lanes)
  }

  private static func chunks(
    _ subjects: [BlockEncoder.Subject], _ blockRows: Int
  ) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var (start, rows) = (0, 0)
    for (place, subject) in subjects.enumerated() {
      if rows > 0, rows + subject.rows.count > blockRows {
        chunks.append(start..<place)
        (start, rows) = (place, 0)
      }
      rows += subject.rows.count
    }
    if start < subjects.count { chunks.append(start..<subjects.count) }
    return chunks
  }

  /// Writes all blocks and their directory.
  func write(to target: Target, number: UInt64) throws(DiskError) -> Written {
    var bytes: [UInt8] = []
    var offset = 0
    var blocks: [(entry: SegmentDirectory.Entry, firstName: [UInt8])] = []
    var rows = 0
    func put(_ more: [UInt8]) throws(DiskError) {
      switch target {
      case .file(let disk, let file): try disk.writeFully(file, at: offset, more)
      case .memory: bytes += more
      }
      offset += more.count
    }
    // Each thread makes its share of the chunks; a wave of them is written before the next.
    let perLane = 16
    for wave in stride(from: 0, to: chunks.count, by: lanes * perLane) {
      let end = min(wave + lanes * perLane, chunks.count)
      for block in encode(wave..<end, perLane) {
        let span = block.bytes.span
        blocks.append(
          (
            SegmentDirectory.Entry(
              offset: offset, namesLength: block.namesLength, length: block.bytes.count,
              namesSum: XXH64.hash(span, first: block.namesLength),
              restSum: XXH64.hash(span.extracting(block.namesLength..<span.count)),
              counts: block.counts), block.firstName
          ))
        rows += block.counts.rows
        try put(block.bytes)
      }
    }
    let directory = SegmentDirectory.bytes(of: blocks)
    let start = offset
    try put(directory)
    return Written(
      mark: CacheSegment.Mark(
        number: number, directory: start, length: offset, sum: XXH64.hash(directory.span),
        rows: rows), bytes: bytes)
  }

  /// Blocks of some chunks, in their order.
  private func encode(_ wave: Range<Int>, _ perLane: Int) -> [BlockEncoder.Block] {
    let results = Mutex<[Int: [BlockEncoder.Block]]>([:])
    let shares = stride(from: wave.lowerBound, to: wave.upperBound, by: perLane).map {
      $0..<min($0 + perLane, wave.upperBound)
    }
    let (subjects, chunks, encoder) = (subjects, chunks, encoder)
    DispatchQueue.concurrentPerform(iterations: shares.count) { share in
      var encoder = encoder
      let blocks = shares[share].map { encoder.block(Array(subjects[chunks[$0]])) }
      results.withLock { $0[share] = blocks }
    }
    return results.withLock { results in shares.indices.flatMap { results[$0] ?? [] } }
  }
}
