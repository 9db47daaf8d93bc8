import Bytes
import Testing

/// Columns against arrays, alone and as lanes of one room.
@Suite struct LargeColumnTests {
  @Test func `a column does what an array does, whatever is done to it`() {
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      var column = LargeColumn<Int>()
      var array: [Int] = []
      var (kept, keptArray) = (column, array)
      for _ in 0..<400 {
        switch random.next() % 8 {
        case 0: (kept, keptArray) = (column, array)
        case 1 where !array.isEmpty:
          let number = Int(random.next() % UInt64(array.count + 1))
          column.removeLast(number)
          array.removeLast(number)
        case 2 where !array.isEmpty:
          let place = Int(random.next() % UInt64(array.count))
          column[place] += 7
          array[place] += 7
        case 3:
          let more = (0..<Int(random.next() % 30)).map { $0 * 3 }
          column.append(LargeColumn(more), lanes: 2) { $0 += 1 }
          array += more.map { $0 + 1 }
        default:
          let value = Int(truncatingIfNeeded: random.next())
          column.append(value)
          array.append(value)
        }
        #expect(Array(column) == array, "seed \(seed)")
        #expect(Array(kept) == keptArray, "a copy changed along, seed \(seed)")
      }
      column.removeAll(keepingCapacity: seed % 2 == 0)
      #expect(column.isEmpty && column == [])
    }
  }

  /// Lanes of a column, each filled with its own places as values.
  private func filled(_ starts: [Int], capacity: Int, last: Int) throws -> [LargeColumn<Int>] {
    let origin: LargeColumn<Int> = [0]
    let lanes = try #require(origin.lanes(at: starts, capacity: capacity))
    let ends = starts.dropFirst() + [last]
    return zip(lanes, zip(starts, ends)).map { lane, range in
      var lane = lane
      for value in max(1, range.0)..<range.1 { lane.append(value) }
      return lane
    }
  }

  @Test func `lanes that are full become one column, and the last one may have room left`() throws {
    for starts in [[0], [0, 1], [0, 40, 40, 90], [0, 50_000, 90_000]] {
      let last = (starts.last ?? 0) + 33
      let lanes = try filled(starts, capacity: last + 100, last: last)
      var joined = lanes[0]
      for lane in lanes.dropFirst() { joined.append(lane, lanes: 3) { $0 += 1 } }
      let second = starts.dropFirst().first ?? last
      #expect(joined.elementsEqual((0..<last).map { $0 < second ? $0 : $0 + 1 }), "\(starts)")
      // From here on it is a value like any other, where there was more than one lane.
      guard starts.count > 1 else { continue }
      let copy = joined
      joined.append(-1)
      joined[0] = -2
      #expect(copy[0] == 0 && copy.count == last)
      #expect(joined.last == -1 && joined[0] == -2)
    }
  }

  @Test func `a full lane takes nothing more, and never writes into the next one`() throws {
    var lanes = try filled([0, 10], capacity: 20, last: 15)
    lanes[0].append(99)
    #expect(lanes[0].elementsEqual(0..<10))
    #expect(lanes[1].elementsEqual(10..<15))
  }

  @Test func `lanes with a gap between them are copied together`() throws {
    let origin: LargeColumn<Int> = [0]
    var lanes = try #require(origin.lanes(at: [0, 10], capacity: 20))
    lanes[1].append(5)
    lanes[0].append(lanes[1], lanes: 2) { $0 *= 2 }
    #expect(lanes[0].elementsEqual([0, 10]))
  }

  @Test func `there are no lanes where their starts make no sense`() {
    let origin: LargeColumn<Int> = [0]
    for (starts, capacity) in [([], 9), ([1, 2], 9), ([0, 5, 4], 9), ([0, 10], 9), ([0, 0], 9)] {
      #expect(origin.lanes(at: starts, capacity: capacity) == nil, "\(starts)")
    }
    #expect(origin.lanes(at: [0], capacity: Int.max / 2) == nil)
  }
}
