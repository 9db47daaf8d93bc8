import Bytes

/// The order in which a block has the rows of a subject: what stands by (time, line), as a history
/// has it; then corrections and what they void, by line.
///
/// ```
/// line   3  9  4  12 │ 7 (voided by 11)  11      line 9 happened before 4
/// ```
///
/// So whoever asks has nothing to sort and little to leave out, and corrections keep the order in
/// which they hold.
struct RowOrder {
  private var stands = true
  private var time = Int64.min
  private var line: Int32 = 0

  init() {}

  /// A row of a table, its line, and its place there.
  typealias Row = (event: Event, line: Int, place: Int)

  /// Puts rows, which ascend by line, in order.
  static func arranged(_ rows: [Row]) -> [Row] {
    var (standing, others): ([Row], [Row]) = ([], [])
    standing.reserveCapacity(rows.count)
    var isOrdered = true
    for row in rows {
      guard row.event.stands else {
        others.append(row)
        continue
      }
      if let last = standing.last, last.event.time > row.event.time { isOrdered = false }
      standing.append(row)
    }
    if !isOrdered {
      standing.sort { ($0.event.time, $0.line) < ($1.event.time, $1.line) }
    }
    return standing + others
  }

  /// Whether a row may follow on those before; from then on it is one of them.
  @inline(__always)
  mutating func admits(_ event: Event, _ line: Int32) -> Bool {
    let (stands, time) = (event.stands, event.time.milliseconds)
    defer { (self.stands, self.time, self.line) = (stands, time, line) }
    if stands {
      return self.stands && line > 0
        && (time > self.time || (time == self.time && line > self.line))
    }
    return line > (self.stands ? 0 : self.line)
  }
}
