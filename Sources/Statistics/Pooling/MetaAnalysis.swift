/// The pooled effect of independent studies, each with an effect and the variance of its error.
///
/// With weights w = 1 / (v + τ²): μ = Σ w y / Σ w, standard error 1 / √Σw, normal limits. Fixed
/// effect: τ² = 0. Random effects: τ² of DerSimonian and Laird (Controlled Clinical Trials 7,
/// 1986) or of restricted maximum likelihood, and each with the variance of Hartung, Knapp,
/// Sidik and Jonkman (Statistics in Medicine 20 (2001) 3875; 21 (2002) 3153) and t limits with
/// k - 1 degrees of freedom, whose factor is not cut off at 1. The figures are those of R's
/// metafor: I² = 100 τ² / (τ² + s²), H² = 1 + τ² / s² with the typical variance
/// s² = (k - 1) Σw / ((Σw)² - Σw²) at τ² = 0 (Higgins and Thompson, Statistics in Medicine 21
/// (2002) 1539).
public struct MetaAnalysis: Equatable, Sendable {
  /// A pooled effect without heterogeneity.
  public struct Fixed: Equatable, Sendable {
    /// The pooled effect.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// Its normal limits.
    public let limits: Limits
  }

  /// A pooled effect of studies that differ.
  public struct Pooled: Equatable, Sendable {
    /// The pooled effect.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// Its limits; `nil` where the standard error is 0.
    public let limits: Limits?
    /// The effect over its standard error; `nil` where that is 0.
    public let statistic: Double?
    /// The two-sided p of the statistic.
    public let p: Double?
    /// The variance between studies.
    public let tau2: Double
    /// I², in percent.
    public let iSquaredPercent: Double
    /// H².
    public let hSquared: Double
    /// Where the effect of another study may lie: the estimate and as many times
    /// √(standard error² + τ²) as its limits have standard errors; `nil` where that root is 0.
    public let prediction: Limits?
  }

  /// Cochran's Q: the weighted squares around the fixed effect.
  public let q: Double
  /// k - 1.
  public let qDf: Int
  /// The p of Q by the chi-square distribution.
  public let qP: Double
  /// One common effect.
  public let fixed: Fixed
  /// τ² by DerSimonian and Laird, normal limits.
  public let derSimonianLaird: Pooled
  /// τ² by restricted maximum likelihood, normal limits.
  public let reml: Pooled
  /// τ² by DerSimonian and Laird, limits by Hartung, Knapp, Sidik and Jonkman.
  public let hartungKnappDL: Pooled
  /// τ² by restricted maximum likelihood, limits by Hartung, Knapp, Sidik and Jonkman.
  public let hartungKnappREML: Pooled

  /// Pools effects. `nil` unless there are two studies or more, each with an effect and a positive
  /// variance, and where a number is beyond 1e100 or a variance below 1e-100.
  public init?(effects: [Double], variances: [Double], level: Double = 0.95) {
    guard effects.count == variances.count, effects.count >= 2,
      effects.allSatisfy({ abs($0) <= 1e100 }),
      variances.allSatisfy({ (1e-100...1e100).contains($0) })
    else { return nil }
    let degreesOfFreedom = Double(effects.count - 1)
    let studies = Studies(effects: effects, variances: variances, level: level)
    let common = studies.weighted(tau2: 0)
    q = common.squares
    qDf = effects.count - 1
    qP = ChiSquare.upperTail(q, degreesOfFreedom: degreesOfFreedom)
    let z = Normal.factor(level: level)
    let error = 1 / common.sum.squareRoot()
    fixed = Fixed(
      estimate: common.mean, standardError: error,
      limits: Limits(lower: common.mean - z * error, upper: common.mean + z * error))
    let scale = Studies.spread(studies.weights(tau2: 0), common.sum)
    let moments = max(0, (q - degreesOfFreedom) / scale)
    let likelihood = RestrictedLikelihood(studies).maximum
    let typical = degreesOfFreedom / scale
    derSimonianLaird = studies.pooled(tau2: moments, typical: typical)
    reml = studies.pooled(tau2: likelihood, typical: typical)
    hartungKnappDL = studies.hartungKnapp(tau2: moments, typical: typical)
    hartungKnappREML = studies.hartungKnapp(tau2: likelihood, typical: typical)
  }
}
