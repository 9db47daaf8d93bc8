import Glibc

/// The restricted likelihood of the variance between studies, τ², in the random-effects model.
///
/// W. Viechtbauer, Journal of Educational and Behavioral Statistics 30 (2005). It can have more
/// than one maximum, so all of them are looked for.
struct RestrictedLikelihood {
  private let studies: Studies

  init(_ studies: Studies) { self.studies = studies }

  /// The τ² >= 0 with the greatest restricted likelihood; the smallest of equal ones.
  ///
  /// The slope is negative from R² / 2 on, R the range of the effects: its last term is at most
  /// (largest weight) R² Σ w_i w_j / Σw over pairs, the other is -2 Σ w_i w_j / Σw, and no weight is
  /// above 1 / τ². Below that its zeros are bracketed on a grid that is even in
  /// log(τ² + least variance), the scale on which the weights change.
  var maximum: Double {
    guard let low = studies.effects.min(), let high = studies.effects.max(),
      let least = studies.variances.min()
    else { return 0 }
    let bound = (high - low) * (high - low) / 2
    guard bound > 0 else { return 0 }
    var best = 0.0
    var bestValue = value(at: 0)
    var earlier = 0.0
    var rises = slope(at: 0) > 0
    let steps = 400
    for step in 1...steps {
      let part = Double(step) / Double(steps)
      let next = step == steps ? bound : least * expm1(part * log1p(bound / least))
      let nextRises = slope(at: next) > 0
      if rises && !nextRises {
        let top = zero(between: earlier, next)
        let topValue = value(at: top)
        if topValue > bestValue { (best, bestValue) = (top, topValue) }
      }
      (earlier, rises) = (next, nextRises)
    }
    return best
  }

  /// Where the slope turns from positive to not positive, by halving to neighbouring doubles.
  private func zero(between low: Double, _ high: Double) -> Double {
    var (low, high) = (low, high)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low && middle < high else { return low }
      if slope(at: middle) > 0 { low = middle } else { high = middle }
    }
  }

  /// Twice the slope of the log-likelihood in τ²: -(Σw - Σw² / Σw) + Σw² (y - μ)².
  private func slope(at tau2: Double) -> Double {
    let weights = studies.weights(tau2: tau2)
    let sum = weights.reduce(0, +)
    let mean = Studies.mean(studies.effects, weights, sum)
    return zip(weights, studies.effects).reduce(-Studies.spread(weights, sum)) { total, study in
      let pull = study.0 * (study.1 - mean)
      return total + pull * pull
    }
  }

  /// Twice the log-likelihood but for a constant: Σ log w - log Σw - Σw (y - μ)².
  private func value(at tau2: Double) -> Double {
    let (sum, _, squares) = studies.weighted(tau2: tau2)
    return studies.weights(tau2: tau2).reduce(-log(sum) - squares) { $0 + log($1) }
  }
}
