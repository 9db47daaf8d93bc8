/// What the log-rank test adds up over the times of events.
struct LogRankTable {
  /// The events of each group.
  private(set) var observed: [Int]
  /// The events each group would have had at the hazard of all.
  private(set) var expected: [Double]
  /// The lower triangle of the covariance, row by row in a square of its full size.
  private(set) var variance: [Double]

  /// Adds up rows that are members of groups 0..<`groups`.
  init(_ rows: ExitRows, _ members: [UInt32], _ isEvent: [Bool], groups: Int) {
    let exits = TimeOrder<UInt32>(
      times: rows.time, tags: zip(members, isEvent).map { $0 &* 2 &+ ($1 ? 1 : 0) })
    let entries = rows.entry.map { TimeOrder<UInt32>(times: $0, tags: members) }
    var atRisk = [Double](repeating: 0, count: groups)
    if rows.entry == nil { for member in members { atRisk[Int(member)] += 1 } }
    observed = Array(repeating: 0, count: groups)
    expected = Array(repeating: 0, count: groups)
    variance = Array(repeating: 0, count: groups * groups)
    Self.walk(exits, entries, &atRisk, &observed, &expected, &variance)
  }

  /// Walks through the exits in ascending order, from those who are at risk at the beginning.
  private static func walk(
    _ exits: TimeOrder<UInt32>, _ entries: TimeOrder<UInt32>?, _ atRisk: inout [Double],
    _ observed: inout [Int], _ expected: inout [Double], _ variance: inout [Double]
  ) {
    var atRisk = atRisk.mutableSpan
    var observed = observed.mutableSpan
    var expected = expected.mutableSpan
    var variance = variance.mutableSpan
    let (keys, tags) = (exits.keys.span, exits.tags.span)
    var (entered, row) = (0, 0)
    while row < keys.count {
      let key = keys[row]
      if let entries { enter(entries, before: key, &entered, &atRisk) }
      let first = row
      var events: UInt32 = 0
      while row < keys.count, keys[row] == key {
        events &+= tags[row] & 1
        row &+= 1
      }
      if events > 0 { add(Double(events), atRisk.span, &expected, &variance) }
      for index in first..<row {
        let group = Int(tags[index] / 2)
        atRisk[group] -= 1
        observed[group] &+= Int(tags[index] & 1)
      }
    }
  }

  /// Those who enter before a time are at risk from there on.
  private static func enter(
    _ entries: TimeOrder<UInt32>, before key: UInt64, _ entered: inout Int,
    _ atRisk: inout MutableSpan<Double>
  ) {
    while entered < entries.count, entries.keys[entered] < key {
      atRisk[Int(entries.tags[entered])] += 1
      entered += 1
    }
  }

  /// One time of events: the mean and the covariance of a hypergeometric draw.
  @inline(__always)
  private static func add(
    _ events: Double, _ atRisk: Span<Double>, _ expected: inout MutableSpan<Double>,
    _ variance: inout MutableSpan<Double>
  ) {
    var total = 0.0
    for group in atRisk.indices { total += atRisk[group] }
    let share = events / total
    let spread = total > 1 ? share * (total - events) / ((total - 1) * total) : 0
    for row in atRisk.indices {
      expected[row] += share * atRisk[row]
      let weight = spread * atRisk[row]
      let start = row &* atRisk.count
      for column in 0..<row { variance[start &+ column] -= weight * atRisk[column] }
      variance[start &+ row] += weight * (total - atRisk[row])
    }
  }
}
