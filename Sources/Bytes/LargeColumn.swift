/// A column of plain values of which there may be many millions.
///
/// It behaves as an array does, a value of its own wherever it is copied to. It is public, as nothing else
/// here is, because the compiler makes generic code fit a type of another target only where it is public:
/// an event of a table would cost a call otherwise, wherever it is looked at. What it adds are lanes:
/// columns that stand in one room, so that several threads fill it, each its own part, and nothing
/// has to be copied when they are done.
///
/// ```
/// room      ████████····│██████████████··········   pages that nobody touches take no memory
/// lane      0           │1
/// joined    ████████████████████████████             once lane 0 was filled to its end
/// ```
@safe
public struct LargeColumn<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline var room: ColumnRoom?
  /// Its first value.
  @usableFromInline var base: UnsafeMutablePointer<Element>?
  @usableFromInline var filled = 0
  /// How many have room.
  @usableFromInline var limit = 0
  /// Whether others stand in the same room, each in a part that it alone writes to.
  @usableFromInline var isLane = false

  /// A column without values.
  @inlinable public init() {}

  /// A column of some values, in their order.
  @inlinable
  public init(_ values: some Sequence<Element>) {
    for value in values { append(value) }
  }

  /// How many values it has.
  @inlinable public var count: Int { filled }

  /// Adds a value. A lane that is full stays as it is: whoever fills lanes knows how many belong
  /// into each, and does not join those that were offered more.
  @inlinable @inline(__always)
  public mutating func append(_ value: Element) {
    if count == limit || !isLane && !isKnownUniquelyReferenced(&room) {
      guard makeRoom(for: count &+ 1) else { return }
    }
    unsafe base.unsafelyUnwrapped[count] = value
    filled &+= 1
  }

  /// Takes the last values off.
  @inlinable
  public mutating func removeLast(_ number: Int = 1) {
    precondition(number >= 0 && number <= count)
    filled -= number
  }

  /// Takes all values off; the room stays, where nobody else stands in it.
  @inlinable
  public mutating func removeAll(keepingCapacity: Bool = false) {
    if keepingCapacity { filled = 0 } else { self = LargeColumn() }
  }

  /// Room that is this column's alone. Returns `false` for a full lane.
  @inlinable
  mutating func makeRoom(for number: Int) -> Bool {
    if isLane { return number <= limit }
    let size = MemoryLayout<Element>.stride
    if number <= limit, isKnownUniquelyReferenced(&room) { return true }
    let capacity = number <= limit ? number : Swift.max(8, limit * 2, number)
    if isKnownUniquelyReferenced(&room), let room {
      room.grow(bytes: capacity * size)
    } else {
      guard let own = ColumnRoom(bytes: capacity * size) else { fatalError("out of memory") }
      if let base = unsafe base { unsafe own.base.copyMemory(from: base, byteCount: count * size) }
      room = own
    }
    unsafe base = room?.base.bindMemory(to: Element.self, capacity: capacity)
    limit = capacity
    return true
  }
}

// MARK: lanes

extension LargeColumn {
  /// Lanes of one room. The first has the values of this column, the others none.
  ///
  /// - Parameters:
  ///   - starts: where each begins, ascending from 0.
  ///   - capacity: where the last one ends.
  /// - Returns: `nil` where there is no memory for it, or the starts do not ascend within it.
  @inlinable
  public func lanes(at starts: [Int], capacity: Int) -> [LargeColumn]? {
    let size = MemoryLayout<Element>.stride
    let ends = starts.dropFirst() + [capacity]
    guard starts.first == 0, zip(starts, ends).allSatisfy({ $0 <= $1 }),
      let end = ends.first, count <= end, capacity <= Int.max / size,
      let room = ColumnRoom(bytes: capacity * size)
    else { return nil }
    if let base = unsafe base { unsafe room.base.copyMemory(from: base, byteCount: count * size) }
    return zip(starts, ends).map { start, end in
      var lane = LargeColumn()
      lane.room = room
      unsafe lane.base = room.base.bindMemory(to: Element.self, capacity: capacity) + start
      lane.limit = end - start
      lane.isLane = true
      lane.filled = start == 0 ? count : 0
      return lane
    }
  }

  /// Adds the values of another column, each changed on the way, on several threads. Those of the
  /// next lane are taken over where they stand, if this one is filled up to it; the last lane leaves
  /// a column like any other.
  @inlinable
  public mutating func append(
    _ next: LargeColumn, lanes: Int, _ change: @Sendable (inout Element) -> Void
  ) {
    let first = count
    let isNext = isNeighbour(next)
    if isNext {
      filled += next.count
      limit += next.limit
    } else {
      for value in next { append(value) }
    }
    guard let base = unsafe base, let room else { return }
    let column = unsafe SharedColumn(UnsafeMutableBufferPointer(start: base, count: count))
    ColumnRoom.inParts(first..<count, lanes) { range in
      for place in range { column.change(place, change) }
    }
    if isNext {
      let end = unsafe UnsafeRawPointer(base + limit)
      isLane = unsafe end < UnsafeRawPointer(room.base + room.bytes)
    }
  }

  @inlinable
  func isNeighbour(_ next: LargeColumn) -> Bool {
    guard isLane, next.isLane, room === next.room, count == limit || next.count == 0,
      let base = unsafe base, let other = unsafe next.base
    else { return false }
    return unsafe base + limit == other
  }
}

extension LargeColumn: RandomAccessCollection, MutableCollection {
  /// The place of the first value: 0.
  @inlinable public var startIndex: Int { 0 }
  /// The place behind the last value.
  @inlinable public var endIndex: Int { count }
  /// All places.
  @inlinable public var indices: Range<Int> { 0..<count }
  /// The next place.
  @inlinable public func index(after place: Int) -> Int { place &+ 1 }
  /// The place before.
  @inlinable public func index(before place: Int) -> Int { place &- 1 }
  /// Goes through the values as they are now.
  @inlinable public func makeIterator() -> Iterator { Iterator(column: self) }

  /// Hands out one value after the other.
  public struct Iterator: IteratorProtocol {
    @usableFromInline let column: LargeColumn
    @usableFromInline var place = 0

    @inlinable init(column: LargeColumn) { self.column = column }

    /// The next value; `nil` behind the last.
    @inlinable
    public mutating func next() -> Element? {
      guard place < column.count else { return nil }
      defer { place &+= 1 }
      return column[place]
    }
  }

  /// The value in a place, which must be there.
  @inlinable
  public subscript(position: Int) -> Element {
    @inline(__always)
    get {
      precondition(position >= 0 && position < count)
      return unsafe base.unsafelyUnwrapped[position]
    }
    @inline(__always)
    _modify {
      precondition(position >= 0 && position < count)
      if !isLane && !isKnownUniquelyReferenced(&room) { _ = makeRoom(for: count) }
      yield unsafe &base.unsafelyUnwrapped[position]
    }
  }
}

extension LargeColumn: ExpressibleByArrayLiteral {
  /// A column of the values that are listed.
  @inlinable public init(arrayLiteral values: Element...) { self.init(values) }
}

extension LargeColumn: Equatable where Element: Equatable {
  /// Whether both have the same values in the same order.
  @inlinable
  public static func == (left: LargeColumn, right: LargeColumn) -> Bool {
    left.elementsEqual(right)
  }
}
