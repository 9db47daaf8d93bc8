/// When the rows of a sample came under observation, sorted.
///
/// Without entry times everybody is at risk from before 0: an event at 0 has everybody at risk.
struct EntryTimes: Sendable {
  /// Ascending; `nil` where everybody was there from the beginning.
  let sorted: [Double]?
  /// How many rows there are.
  let count: Int

  /// The entry times of rows that are all at risk at some time.
  init(_ entry: [Double]?, count: Int) {
    self.count = count
    sorted = entry.map { times in
      let order = TimeOrder<UInt8>(times: times, tags: [UInt8](repeating: 0, count: times.count))
      return order.keys.map(TimeOrder<UInt8>.time)
    }
  }

  /// How many entered before a time; one who enters at it is not at risk then.
  func entered(before time: Double) -> Int {
    sorted?.boundary { $0 >= time } ?? count
  }

  /// Who is at risk at a time, from who is at the next exit: between the two nobody left.
  func atRisk(at time: Double, next: (exit: Double, atRisk: Int)) -> Int {
    next.atRisk - entered(before: next.exit) + entered(before: time)
  }
}

extension Array {
  /// The number of elements before the first one that `isBeyond`, which holds from some element on.
  func boundary(_ isBeyond: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
