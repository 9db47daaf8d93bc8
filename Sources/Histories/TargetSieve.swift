import Bytes
import Events

/// Finds the rows that corrections may be about, all in one walk over the table.
///
/// Going through what each correction's subject has would be waiting for memory, event by event. A walk
/// from the first row to the last waits for nothing, and nearly all rows fall through a sieve: one bit
/// for each key that is asked for.
///
/// ```
/// keys asked for     b7, 2c                 bits  …1….…1.…
/// rows               a1  b7  03  2c  b7  …        ↑ b7: whose is it, and does it stand before?
/// ```
struct TargetSieve {
  private let table: EventTable
  /// Bits of keys that are asked for, by their lower bits.
  private var bits: [UInt64]
  private let mask: UInt32
  /// The last correction that asks for a key, and for each the one before it that does, or -1.
  private var last: [UInt32: Int] = [:]
  private var before: [Int] = []

  /// A sieve for the corrections of a table.
  init(_ table: EventTable) {
    self.table = table
    var size = 1 << 10
    while size < table.corrections.count * 32 { size *= 2 }
    bits = Array(repeating: 0, count: size / 64)
    mask = UInt32(truncatingIfNeeded: size - 1)
    last.reserveCapacity(table.corrections.count)
    before.reserveCapacity(table.corrections.count)
    for (index, correction) in table.corrections.enumerated() {
      let key = correction.targetKey
      bits[Int(key & mask) / 64] |= 1 << UInt64(key & mask & 63)
      before.append(last.updateValue(index, forKey: key) ?? -1)
    }
  }

  /// By correction the rows of its subject, as their own lines say, that have the key of its target and
  /// stand before it, ascending: one, as a rule.
  func candidates(lanes: Int = Machine.cores) -> [[Int]] {
    let ranges = Machine.ranges(
      of: 0..<table.events.count, parts: lanes, least: 1 << 14)
    let parts = Machine.parts(ranges.count) { matches(in: ranges[$0]) }
    var candidates = Array(repeating: [Int](), count: table.corrections.count)
    for (correction, row) in parts.joined() { candidates[correction].append(row) }
    return candidates
  }

  private func matches(in range: Range<Int>) -> [(correction: Int, row: Int)] {
    var found: [(correction: Int, row: Int)] = []
    let (events, bits, mask) = (table.events, bits, mask)
    for row in range {
      let key = events[row].key & mask
      if bits[Int(key) / 64] & 1 << UInt64(key & 63) != 0 { match(row, into: &found) }
    }
    return found
  }

  private func match(_ row: Int, into found: inout [(correction: Int, row: Int)]) {
    let event = table.events[row]
    var index = last[event.key] ?? -1
    while index >= 0 {
      let correction = table.corrections[index]
      if event.subject == correction.subject, table.seq(row) < correction.seq {
        found.append((index, row))
      }
      index = before[index]
    }
  }
}
