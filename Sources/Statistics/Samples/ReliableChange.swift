/// Reliable change on a scale, and the cut-off of clinical significance.
///
/// N. S. Jacobson and P. Truax, "Clinical significance", Journal of Consulting and Clinical
/// Psychology 59 (1991). SEM = sd √(1 - r), Sdiff = √2 SEM, index = change / Sdiff; a change is
/// reliable from z Sdiff points on.
public struct ReliableChange: Equatable, Sendable {
  /// The mean and SD of a scale in a population.
  public struct Norm: Equatable, Sendable {
    /// The mean, in points.
    public let mean: Double
    /// The standard deviation, in points.
    public let sd: Double

    /// A norm from its figures.
    public init(mean: Double, sd: Double) {
      self.mean = mean
      self.sd = sd
    }
  }

  /// sd √(1 - r), in points.
  public let standardErrorOfMeasurement: Double
  /// √2 times the standard error of measurement, in points.
  public let standardErrorOfDifference: Double
  /// The smallest reliable change at the level, in points.
  public let points: Double
  /// The same with 1.96 for z, as tables of the literature have it.
  public let points196: Double

  /// `nil` unless the SD is positive and the reliability from 0 to 1.
  public init?(sd: Double, reliability: Double, level: Double = 0.95) {
    guard sd > 0, sd.isFinite, reliability >= 0, reliability <= 1 else { return nil }
    standardErrorOfMeasurement = sd * (1 - reliability).squareRoot()
    standardErrorOfDifference = 2.0.squareRoot() * standardErrorOfMeasurement
    points = Normal.factor(level: level) * standardErrorOfDifference
    points196 = 1.96 * standardErrorOfDifference
  }

  /// The change over the standard error of a difference; `nil` where that is 0.
  public func index(baseline: Double, score: Double) -> Double? {
    standardErrorOfDifference > 0 ? (score - baseline) / standardErrorOfDifference : nil
  }

  /// Whether the change, up or down, is at least `points`.
  public func isReliable(baseline: Double, score: Double) -> Bool {
    abs(score - baseline) >= points
  }

  /// Jacobson and Truax's cut-off c between a clinical and a functional population:
  /// (s_f mean_c + s_c mean_f) / (s_f + s_c), as many SDs from the one mean as from the other;
  /// `nil` where no SD is positive.
  public static func cutoffC(clinical: Norm, functional: Norm) -> Double? {
    let sum = functional.sd + clinical.sd
    guard sum > 0 else { return nil }
    return (functional.sd * clinical.mean + clinical.sd * functional.mean) / sum
  }
}
