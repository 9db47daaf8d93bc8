/// Rows in ascending order of their times, each with a tag that says what happened to it.
///
/// A time becomes a whole number that is ordered like it, and those are sorted by digits of 11
/// bits, the lowest first. Bits that all times share cost nothing: whole days need two passes.
/// Otherwise three passes over the 33 highest bits that differ leave few rows beside each other
/// that still have to be put in order, and only those are looked at again. So it takes a time in
/// proportion to the number of rows, whatever the times are, and no comparison is mispredicted.
///
/// Rows at the same time come in no particular order; what is made of them must not depend on it.
struct TimeOrder<Tag: FixedWidthInteger & UnsignedInteger & Sendable> {
  private(set) var keys: [UInt64]
  private(set) var tags: [Tag]

  /// Sorts rows that have these times and tags.
  init(times: [Double], tags: [Tag]) {
    precondition(times.count == tags.count)
    self.init(keys: times.map(Self.key), tags: tags)
  }

  /// Sorts rows that have these keys and tags.
  init(keys: [UInt64], tags: [Tag]) {
    self.keys = keys
    self.tags = tags
    sort()
  }

  /// How many rows there are.
  var count: Int { keys.count }

  /// How many different times there are.
  var distinctTimes: Int {
    var distinct = min(1, count)
    for (key, next) in zip(keys, keys.dropFirst()) where key != next { distinct += 1 }
    return distinct
  }

  /// A number that is ordered like the time; both zeros have the same one.
  @inline(__always)
  static func key(_ time: Double) -> UInt64 {
    precondition(time.isFinite, "a time is a finite number of days")
    let bits = (time + 0).bitPattern
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
  }

  /// The time that has this key.
  @inline(__always)
  static func time(_ key: UInt64) -> Double {
    Double(bitPattern: key ^ (UInt64(bitPattern: ~Int64(bitPattern: key) >> 63) | 1 << 63))
  }
}

extension TimeOrder {
  private static var digitBits: Int { 11 }
  private static var digits: Int { 1 << digitBits }
  /// More passes than these do not pay: what is left in disorder is less than another pass.
  private static var mostPasses: Int { 3 }
  /// Below this many rows the counts of digits cost more than they save.
  private static var fewRows: Int { 256 }

  private mutating func sort() {
    guard count > 1 else { return }
    guard count >= Self.fewRows else {
      sortFew(0..<count)
      return
    }
    let first = keys[0]
    let differing = keys.reduce(0) { $0 | ($1 ^ first) }
    guard differing != 0 else { return }
    let bottom = differing.trailingZeroBitCount
    let top = UInt64.bitWidth - differing.leadingZeroBitCount
    let passes = min((top - bottom + Self.digitBits - 1) / Self.digitBits, Self.mostPasses)
    let lowest = max(bottom, top - passes * Self.digitBits)
    var spareKeys = [UInt64](repeating: 0, count: count)
    var spareTags = [Tag](repeating: 0, count: count)
    for pass in 0..<passes {
      let shift = UInt64(lowest + pass * Self.digitBits)
      Self.distribute(keys, tags, by: shift, to: &spareKeys, &spareTags)
      swap(&keys, &spareKeys)
      swap(&tags, &spareTags)
    }
    if lowest > bottom { finish(below: UInt64(lowest)) }
  }

  /// One pass: moves every row to the place that its digit gives it, equal digits in order.
  private static func distribute(
    _ keys: [UInt64], _ tags: [Tag], by shift: UInt64, to newKeys: inout [UInt64],
    _ newTags: inout [Tag]
  ) {
    let mask = UInt64(digits - 1)
    var places = [Int](repeating: 0, count: digits)
    for key in keys { places[Int(truncatingIfNeeded: key &>> shift & mask)] &+= 1 }
    var next = 0
    for digit in places.indices {
      let rows = places[digit]
      places[digit] = next
      next &+= rows
    }
    for index in keys.indices {
      let key = keys[index]
      let digit = Int(truncatingIfNeeded: key &>> shift & mask)
      let place = places[digit]
      places[digit] = place &+ 1
      newKeys[place] = key
      newTags[place] = tags[index]
    }
  }

  /// Puts the rows in order that differ only in the bits below `lowest`.
  private mutating func finish(below lowest: UInt64) {
    var index = 1
    while index < count {
      guard keys[index] < keys[index - 1] else {
        index += 1
        continue
      }
      let prefix = keys[index] &>> lowest
      var start = index - 1
      while start > 0, keys[start - 1] &>> lowest == prefix { start -= 1 }
      var end = index + 1
      while end < count, keys[end] &>> lowest == prefix { end += 1 }
      sortAgain(start..<end)
      index = end
    }
  }

  /// Many rows with the same high bits differ in lower ones, so this goes at most one level down.
  private mutating func sortAgain(_ range: Range<Int>) {
    guard range.count >= Self.fewRows else {
      sortFew(range)
      return
    }
    let part = TimeOrder(keys: Array(keys[range]), tags: Array(tags[range]))
    keys.replaceSubrange(range, with: part.keys)
    tags.replaceSubrange(range, with: part.tags)
  }

  /// Two or three rows are moved into place, more of them sorted by comparison.
  private mutating func sortFew(_ range: Range<Int>) {
    if range.count > 16 {
      let sorted = range.map { (keys[$0], tags[$0]) }.sorted { $0.0 < $1.0 }
      for (index, row) in zip(range, sorted) { (keys[index], tags[index]) = row }
      return
    }
    for index in range.dropFirst() {
      let (key, tag) = (keys[index], tags[index])
      var place = index
      while place > range.lowerBound, keys[place - 1] > key {
        (keys[place], tags[place]) = (keys[place - 1], tags[place - 1])
        place -= 1
      }
      (keys[place], tags[place]) = (key, tag)
    }
  }
}
