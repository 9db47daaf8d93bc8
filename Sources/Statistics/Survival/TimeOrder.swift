/// Rows in ascending order of their times, each with a tag that says what happened to it.
///
/// A time becomes a whole number that is ordered like it, and its distance from the least one is
/// sorted by digits of ten bits, the lowest first. Low bits that all times share cost nothing, so
/// whole days need one pass or two. Otherwise three passes over the 30 highest bits leave few rows
/// beside each other that still have to be put in order, and only those are looked at again. So it
/// takes a time in proportion to the number of rows, whatever the times are, and hardly any
/// comparison.
///
/// Rows at the same time come in no particular order; what is made of them must not depend on it.
struct TimeOrder<Tag: FixedWidthInteger & UnsignedInteger & Sendable> {
  private(set) var keys: [UInt64]
  private(set) var tags: [Tag]

  /// Sorts rows that have these times and tags.
  init(times: [Double], tags: [Tag]) {
    precondition(times.count == tags.count && times.count < Int(Int32.max))
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
  /// More passes than these do not pay: what is left in disorder is less than another pass.
  private static var mostPasses: Int { 3 }
  /// With longer digits there are more places to write to than the nearest cache holds.
  private static var mostBits: Int { 10 }
  /// But somewhat longer ones are cheaper than a second pass.
  private static var mostBitsAtOnce: Int { 12 }
  /// Below this many rows the counts of digits cost more than they save.
  private static var fewRows: Int { 256 }

  private mutating func sort() {
    guard count >= Self.fewRows else {
      sortFew(0..<count)
      return
    }
    var (least, most, differing) = (keys[0], keys[0], UInt64(0))
    for key in keys {
      least = min(least, key)
      most = max(most, key)
      differing |= key ^ keys[0]
    }
    guard differing != 0 else { return }
    let bottom = differing.trailingZeroBitCount
    let width = UInt64.bitWidth - (most - least).leadingZeroBitCount - bottom
    let needed = (width + Self.mostBits - 1) / Self.mostBits
    let passes = width <= Self.mostBitsAtOnce ? 1 : min(needed, Self.mostPasses)
    let bits = min((width + passes - 1) / passes, passes == 1 ? width : Self.mostBits)
    let lowest = bottom + max(0, width - passes * bits)
    var spareKeys = [UInt64](repeating: 0, count: count)
    var spareTags = [Tag](repeating: 0, count: count)
    for pass in 0..<passes {
      let digit = Digit(origin: least, shift: UInt64(lowest + pass * bits), bits: bits)
      Self.distribute(keys, tags, by: digit, to: &spareKeys, &spareTags)
      swap(&keys, &spareKeys)
      swap(&tags, &spareTags)
    }
    if lowest > bottom { finish(below: UInt64(lowest), origin: least) }
  }

  /// Some bits of a key's distance from the least key.
  private struct Digit {
    let origin: UInt64
    let shift: UInt64
    let bits: Int

    @inline(__always)
    func callAsFunction(_ key: UInt64) -> Int {
      Int(truncatingIfNeeded: (key &- origin) &>> shift & (1 &<< UInt64(bits) &- 1))
    }
  }

  /// One pass: moves every row to where its digit belongs, equal digits in the order they have.
  private static func distribute(
    _ keys: [UInt64], _ tags: [Tag], by digit: Digit, to newKeys: inout [UInt64],
    _ newTags: inout [Tag]
  ) {
    let (keys, tags) = (keys.span, tags.span)
    var newKeys = newKeys.mutableSpan
    var newTags = newTags.mutableSpan
    var counts = [UInt32](repeating: 0, count: 1 << digit.bits)
    var places = counts.mutableSpan
    for index in keys.indices { places[digit(keys[index])] &+= 1 }
    var next: UInt32 = 0
    for digit in places.indices {
      let rows = places[digit]
      places[digit] = next
      next &+= rows
    }
    for index in keys.indices {
      let key = keys[index]
      let place = places[digit(key)]
      places[digit(key)] = place &+ 1
      newKeys[Int(truncatingIfNeeded: place)] = key
      newTags[Int(truncatingIfNeeded: place)] = tags[index]
    }
  }

  /// Puts the rows in order that differ only in the bits below `lowest`.
  private mutating func finish(below lowest: UInt64, origin: UInt64) {
    var index = 1
    while index < count {
      guard keys[index] < keys[index - 1] else {
        index += 1
        continue
      }
      let prefix = (keys[index] - origin) &>> lowest
      var start = index - 1
      while start > 0, (keys[start - 1] - origin) &>> lowest == prefix { start -= 1 }
      var end = index + 1
      while end < count, (keys[end] - origin) &>> lowest == prefix { end += 1 }
      sortAgain(start..<end)
      index = end
    }
  }

  /// Many rows with the same 30 high bits differ in lower ones, so this goes two levels down at most.
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
