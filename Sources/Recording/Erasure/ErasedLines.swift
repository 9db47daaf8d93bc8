import Bytes
import EventLog

/// Gives the lines that stay their new numbers and batches, and grows the tree over them.
struct ErasedLines {
  private let leavingOut: [Int]
  /// The tree over the lines of the new log.
  private(set) var frontier = MerkleFrontier()

  /// - Parameter first: the new line 0.
  init(_ leavingOut: [Int], first: [UInt8]) {
    self.leavingOut = leavingOut
    frontier.append(first.span)
  }

  /// The new form of a line, without its line end; `nil` for line 0 and what is left out.
  mutating func line(_ old: [UInt8], _ seq: Int) -> [UInt8]? {
    guard seq > 0, !isLeftOut(seq), let document = try? JSONDocument(old),
      let header = try? LineHeader(document)
    else { return nil }
    var batch: ClosedRange<Int>?
    if header.isInBatch {
      let first = number(header.first)
      let last = number(header.last + 1) - 1
      if last > first { batch = first...last }
    }
    let new = LineBuilder.line(
      seq: number(seq), recorded: header.recorded, body: ProducerMembers.body(of: old),
      batch: batch)
    frontier.append(new.span)
    return new
  }

  /// How many of the lines before `seq` stay: the number of `seq` if it stays, else of the next one.
  private func number(_ seq: Int) -> Int { seq - leftOutBefore(seq) }

  private func isLeftOut(_ seq: Int) -> Bool { leftOutBefore(seq + 1) > leftOutBefore(seq) }

  private func leftOutBefore(_ seq: Int) -> Int {
    var low = 0
    var high = leavingOut.count
    while low < high {
      let middle = (low + high) / 2
      if leavingOut[middle] < seq { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
