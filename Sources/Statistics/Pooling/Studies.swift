/// Studies as they are weighted.
struct Studies {
  let effects: [Double]
  let variances: [Double]
  let level: Double

  /// 1 / (v + τ²) of each.
  func weights(tau2: Double) -> [Double] { variances.map { 1 / ($0 + tau2) } }

  /// The sum of the weights, the weighted mean, and the weighted squares around it.
  func weighted(tau2: Double) -> (sum: Double, mean: Double, squares: Double) {
    let weights = weights(tau2: tau2)
    let sum = weights.reduce(0, +)
    let mean = Studies.mean(effects, weights, sum)
    let squares = zip(weights, effects).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    return (sum, mean, squares)
  }

  /// The weighted mean, found around the first effect: where all are equal it is theirs exactly.
  static func mean(_ effects: [Double], _ weights: [Double], _ sum: Double) -> Double {
    let first = effects[0]
    return first + zip(weights, effects).reduce(0) { $0 + $1.0 * ($1.1 - first) } / sum
  }

  /// Σw - Σw² / Σw, as the sum over pairs 2 Σ w_i w_j / Σw: a study that outweighs all others
  /// leaves no digit of the difference.
  static func spread(_ weights: [Double], _ sum: Double) -> Double {
    var before = 0.0
    return 2
      * weights.reduce(0) { total, weight in
        defer { before += weight }
        return total + weight / sum * before
      }
  }

  /// Normal limits.
  func pooled(tau2: Double, typical: Double) -> MetaAnalysis.Pooled {
    let (sum, mean, _) = weighted(tau2: tau2)
    return result(
      mean, error: 1 / sum.squareRoot(), factor: Normal.factor(level: level), tau2, typical,
      p: Normal.twoSided)
  }

  /// The variance Σw (y - μ)² / ((k - 1) Σw), and limits by t.
  func hartungKnapp(tau2: Double, typical: Double) -> MetaAnalysis.Pooled {
    let (sum, mean, squares) = weighted(tau2: tau2)
    let degreesOfFreedom = Double(effects.count - 1)
    return result(
      mean, error: (squares / degreesOfFreedom / sum).squareRoot(),
      factor: StudentT.factor(level: level, degreesOfFreedom: degreesOfFreedom), tau2, typical
    ) { StudentT.twoSided($0, degreesOfFreedom: degreesOfFreedom) }
  }

  private func result(
    _ mean: Double, error: Double, factor: Double, _ tau2: Double, _ typical: Double,
    p: (Double) -> Double
  ) -> MetaAnalysis.Pooled {
    func limits(_ spread: Double) -> Limits? {
      guard spread > 0 else { return nil }
      return Limits(lower: mean - factor * spread, upper: mean + factor * spread)
    }
    return MetaAnalysis.Pooled(
      estimate: mean, standardError: error, limits: limits(error),
      statistic: error > 0 ? mean / error : nil, p: error > 0 ? p(mean / error) : nil,
      tau2: tau2, iSquaredPercent: 100 * tau2 / (tau2 + typical),
      hSquared: 1 + tau2 / typical, prediction: limits((error * error + tau2).squareRoot()))
  }
}
