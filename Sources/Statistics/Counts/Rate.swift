/// Events per unit of exposure, with exact Poisson limits.
///
/// F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936): from
/// χ²(α / 2; 2 x) / 2 to χ²(1 - α / 2; 2 x + 2) / 2, over the exposure; exactly 0 below where
/// there is no event.
public struct Rate: Equatable, Sendable {
  /// The number of events.
  public let events: Int
  /// The time at risk in any unit, which is that of the rate: per day where it is in days.
  public let exposure: Double
  /// Events over exposure; `nil` without exposure.
  public let value: Double?
  /// Its limits; `nil` without exposure.
  public let limits: Limits?

  /// The rate of `events` over `exposure`, both not negative.
  public init(events: Int, exposure: Double, level: Double = 0.95) {
    precondition(events >= 0 && exposure >= 0 && exposure.isFinite, "counts and times, not less")
    precondition(level > 0 && level < 1, "a level is between 0 and 1")
    self.events = events
    self.exposure = exposure
    guard exposure > 0 else {
      (value, limits) = (nil, nil)
      return
    }
    value = Double(events) / exposure
    let below = 0.5 - level / 2
    let lower =
      events == 0 ? 0 : ChiSquare.quantile(below, degreesOfFreedom: 2 * Double(events)) / 2
    let upper = ChiSquare.quantile(1 - below, degreesOfFreedom: 2 * Double(events) + 2) / 2
    limits = Limits(lower: lower / exposure, upper: upper / exposure)
  }
}
