import Bytes

/// Hashes sorted into parts by their highest bits, so that the table in which a repeat is looked for
/// stays small enough for a processor's own memory.
///
/// ```
/// columns   lane 0: 9c…, 03…, 9d…, …     lane 1: 9c…, 71…, …
/// sorted    lane 0: 03… │ 9c…, 9d… │ …   lane 1: 71… │ 9c… │ …
/// part      what all lanes have between the same bars
/// ```
struct HashParts: Sendable {
  /// How many parts there are.
  static let count = 64

  /// The hashes of one lane, and where each part starts among them, and where the last one ends.
  private struct Column: Sendable {
    var hashes: [UInt64]
    var starts: [Int]

    init(_ all: ArraySlice<UInt64>) {
      var starts = Array(repeating: 0, count: HashParts.count + 1)
      for hash in all { starts[Int(hash &>> 58) + 1] += 1 }
      for part in 0..<HashParts.count { starts[part + 1] += starts[part] }
      var places = starts
      hashes = []
      hashes.reserveLarge(all.count)
      hashes.append(contentsOf: repeatElement(0, count: all.count))
      for hash in all {
        hashes[places[Int(hash &>> 58)]] = hash
        places[Int(hash &>> 58)] += 1
      }
      self.starts = starts
    }

    func part(_ number: Int) -> Range<Int> { starts[number]..<starts[number + 1] }
  }

  private let columns: [Column]

  /// Sorts the first `count` of all hashes, each column by a thread of its own.
  init(_ columns: [[UInt64]], first count: Int) {
    var left = count
    let taken = columns.map { column in
      let taken = column.prefix(left)
      left -= taken.count
      return taken
    }
    self.columns = Machine.parts(taken.count) { Column(taken[$0]) }
  }

  /// Whether two are equal; the answer does not depend on the number of threads that look.
  func haveRepeat(lanes: Int) -> Bool {
    let lanes = max(1, min(lanes, Self.count))
    return Machine.parts(lanes) { lane in
      var slots: [UInt64] = []
      return stride(from: lane, to: Self.count, by: lanes).contains { hasRepeat($0, &slots) }
    }.contains(true)
  }

  /// Whether a part holds a hash twice.
  ///
  /// - Parameter slots: room for the table, from one part to the next.
  private func hasRepeat(_ part: Int, _ slots: inout [UInt64]) -> Bool {
    let hashes = columns.reduce(0) { $0 + $1.part(part).count }
    var capacity = 64
    while capacity < 2 * hashes { capacity *= 2 }
    // Open addressing, at most half full; 0 is free, and a hash of 0 is counted apart.
    if slots.count == capacity {
      for slot in slots.indices { slots[slot] = 0 }
    } else {
      slots = [UInt64](repeating: 0, count: capacity)
    }
    var zeros = 0
    for column in columns {
      for hash in column.hashes[column.part(part)] {
        if hash == 0 {
          zeros += 1
          continue
        }
        var slot = Int(truncatingIfNeeded: hash) & (capacity &- 1)
        while slots[slot] != 0 {
          if slots[slot] == hash { return true }
          slot = (slot &+ 1) & (capacity &- 1)
        }
        slots[slot] = hash
      }
    }
    return zeros > 1
  }
}
