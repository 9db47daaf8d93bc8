public import Statistics

/// When relief set in, as the interval that it is: after A and by B, from the unit's start; not yet
/// at A where no rating in relief was seen.
public struct ReliefOnset: Sendable {
  /// The times that are asked for, in days: 1 h, 24 h, 7 d.
  public static let times: [(name: String, days: Double)] = [
    ("1 h", 1.0 / 24), ("24 h", 1), ("7 d", 7),
  ]

  /// The share in relief for the first time by some time: at least, and at most.
  public struct Share: Sendable {
    /// The time, for people.
    public let name: String
    /// The time, in days from the unit's start.
    public let days: Double
    /// At least so many: all mass at the right ends of its intervals.
    public let low: Double
    /// At most so many: all mass at the left ends.
    public let high: Double
  }

  /// Units of which it can be asked: they have a threshold and a usable baseline.
  public let units: Int
  /// Of them, those with a rating in relief.
  public let reached: Int
  /// The estimate over (A, B].
  public let estimate: Turnbull

  /// The onset over all units that have one; `nil` where none has.
  public init?(_ units: [ReliefUnit]) {
    let onsets = units.compactMap(\.onset)
    guard
      let estimate = Turnbull(
        left: onsets.map(\.afterDays), right: onsets.map(\.byDays))
    else { return nil }
    self.units = onsets.count
    reached = onsets.count { $0.byDays != nil }
    self.estimate = estimate
  }

  /// The shares at the named times.
  public var shares: [Share] {
    Self.times.map { name, days in
      let survival = estimate.survival(at: days)
      return Share(name: name, days: days, low: 1 - survival.atHigh, high: 1 - survival.atLow)
    }
  }
}
