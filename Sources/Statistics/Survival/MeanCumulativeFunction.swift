/// The mean number of events of one subject by a time, where a subject can have several.
///
/// MCF(t) is the sum over event times s <= t of the events at s, divided by the subjects who are
/// followed through s: at risk through the day their follow-up ends, from 0 on. Events at 0 count
/// over everybody (Nelson 1988).
public struct MeanCumulativeFunction: Sendable {
  /// One time at which there are events.
  public struct Row: Equatable, Sendable {
    /// The time, in the unit of the times given.
    public let time: Double
    /// How many events there are at the time.
    public let events: Int
    /// How many subjects are at risk at the time.
    public let atRisk: Int
    /// The mean cumulative function, the events at the time included.
    public let value: Double
    /// Its robust variance (Lawless and Nadeau 1995).
    public let variance: Double
  }

  /// The estimate at a time that need not be one of an event.
  public struct Point: Equatable, Sendable {
    /// The time.
    public let time: Double
    /// The mean cumulative function, the events at the time included.
    public let value: Double
    /// Its robust variance.
    public let variance: Double
    /// How many subjects are at risk at the time.
    public let atRisk: Int
    /// What the function can't be under: its value at 0 where everybody has the same number of
    /// events then, else 0.
    public let least: Double
  }

  /// Every distinct time of an event, ascending.
  public let rows: [Row]
  /// When follow-up ends, of those who are followed at 0 at least, ascending.
  public let ends: [Double]

  /// Estimates the function from how long each subject is followed, and from events: whose they
  /// are, as an index into `followUp`, and when.
  ///
  /// Events before 0 or after the end of their subject's follow-up are not observed ones and are
  /// left out. The order of the events does not matter.
  ///
  /// - Precondition: `subject` and `time` have the same length, times are finite, subjects exist.
  public init(followUp: [Double], subject: [Int], time: [Double]) {
    precondition(subject.count == time.count)
    precondition(subject.allSatisfy { $0 >= 0 && $0 < followUp.count })
    let observed = time.indices.filter { time[$0] >= 0 && time[$0] <= followUp[subject[$0]] }
    let followed = followUp.indices.filter { followUp[$0] >= 0 }
    let events = TimeOrder<UInt64>(
      times: observed.map { time[$0] }, tags: observed.map { UInt64(subject[$0]) })
    let exits = TimeOrder<UInt64>(
      times: followed.map { followUp[$0] }, tags: followed.map { UInt64($0) })
    ends = exits.keys.map(TimeOrder<UInt64>.time)
    var spread = RobustSpread(subjects: followUp.count)
    rows = Self.rows(events, exits, &spread)
  }

  /// The estimate at a time, and who is at risk there.
  public func at(_ time: Double) -> Point {
    let past = rows.boundary { $0.time > time }
    let last = past > 0 ? rows[past - 1] : nil
    let first = rows.first.flatMap { $0.time == 0 && $0.variance == 0 ? $0 : nil }
    return Point(
      time: time, value: last?.value ?? 0, variance: last?.variance ?? 0,
      atRisk: time < 0 ? 0 : ends.count - ends.boundary { $0 >= time },
      least: time < 0 ? 0 : first?.value ?? 0)
  }

  private static func rows(
    _ events: TimeOrder<UInt64>, _ exits: TimeOrder<UInt64>, _ spread: inout RobustSpread
  ) -> [Row] {
    var rows: [Row] = []
    var value = DoubleDouble(0)
    var (event, exited) = (0, 0)
    while event < events.count {
      let key = events.keys[event]
      while exited < exits.count, exits.keys[exited] < key {
        spread.leave(Int(exits.tags[exited]))
        exited += 1
      }
      let atRisk = exits.count - exited
      let first = event
      while event < events.count, events.keys[event] == key {
        spread.addEvent(of: Int(events.tags[event]), atRisk: atRisk)
        event += 1
      }
      spread.addExpected(event - first, atRisk: atRisk)
      value += DoubleDouble(event - first, over: atRisk)
      rows.append(
        Row(
          time: TimeOrder<UInt64>.time(key), events: event - first, atRisk: atRisk,
          value: value.high, variance: spread.variance))
    }
    return rows
  }
}

/// The robust variance of a mean cumulative function: the sum over subjects of the square of each
/// one's excess.
///
/// A subject's excess is the sum, over the event times at which it is at risk, of (its own events
/// less d/n) / n. Those at risk all get the same expected part, so the sum of their squares is kept
/// as it changes, and no subject is looked at but when it has an event or leaves.
struct RobustSpread {
  /// What the events of each subject add to its excess.
  private var own: [DoubleDouble]
  /// What is taken off the excess of everybody who is at risk until now.
  private var expected = DoubleDouble(0)
  /// The sums over those at risk.
  private var sum = DoubleDouble(0)
  private var squares = DoubleDouble(0)
  /// The sum of squares over those who left.
  private var squaresOfLeft = DoubleDouble(0)
  private var largest = 0.0

  init(subjects: Int) { own = Array(repeating: DoubleDouble(0), count: subjects) }

  /// The variance until now; what rounding leaves of an exact 0 is 0.
  var variance: Double {
    let all = (squares + squaresOfLeft).high
    return all > largest * 1e-24 ? all : 0
  }

  /// One event of a subject who is at risk.
  mutating func addEvent(of subject: Int, atRisk: Int) {
    let part = DoubleDouble(1, over: atRisk)
    squares += part * (DoubleDouble(2) * (own[subject] - expected) + part)
    sum += part
    own[subject] += part
    largest = max(largest, squares.high)
  }

  /// The expected part of `events` for everybody at risk, once those events have been added.
  mutating func addExpected(_ events: Int, atRisk: Int) {
    let part = DoubleDouble(events, over: atRisk) * DoubleDouble(1, over: atRisk)
    squares += part * (DoubleDouble(Double(atRisk)) * part - DoubleDouble(2) * sum)
    sum -= part * DoubleDouble(Double(atRisk))
    expected += part
  }

  /// A subject's follow-up has ended.
  mutating func leave(_ subject: Int) {
    let excess = own[subject] - expected
    sum -= excess
    squares -= excess * excess
    squaresOfLeft += excess * excess
  }
}
