import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct MetaAnalysisTests {
  @Test func `with equal variances both estimates of τ² are the sample variance less v`() throws {
    // Effects 0…4: mean 2, s² = 10/4 = 5/2, v = 1/10: τ² = 12/5. Q = 10 · 10 = 100,
    // I² = 100 (12/5) / (12/5 + 1/10) = 96, H² = 25, standard error √((5/2) / 5) = √(1/2).
    let pooled = try #require(
      MetaAnalysis(effects: [0, 1, 2, 3, 4], variances: Array(repeating: 0.1, count: 5)))
    #expect(abs(pooled.q - 100) < 1e-12)
    for result in [
      pooled.derSimonianLaird, pooled.reml, pooled.hartungKnappDL, pooled.hartungKnappREML,
    ] {
      #expect(abs(result.tau2 - 2.4) < 1e-13)
      #expect(abs(result.iSquaredPercent - 96) < 1e-12)
      #expect(abs(result.hSquared - 25) < 1e-12)
      #expect(abs(result.estimate - 2) < 1e-14)
      #expect(abs(result.standardError - 0.5.squareRoot()) < 1e-14)
    }
  }

  @Test func `two studies`() throws {
    // y 1/10 and 9/10, v 4/100 and 9/100: w 25 and 100/9, sum 325/9; mean (5/2 + 10) · 9/325 =
    // 9/26. Q = (8/10)² / (13/100) = 64/13; C = 2 · 25 · (100/9) · 9/325 = 200/13 =>
    // τ² = (64 - 13) / 200 = 51/200.
    let pooled = try #require(MetaAnalysis(effects: [0.1, 0.9], variances: [0.04, 0.09]))
    #expect(abs(pooled.fixed.estimate - 9 / 26.0) < 1e-15)
    #expect(abs(pooled.q - 64 / 13.0) < 1e-14)
    #expect(abs(pooled.derSimonianLaird.tau2 - 51 / 200.0) < 1e-14)
    // Of two studies REML's τ² is the same: (y₁ - y₂)² / 2 - (v₁ + v₂) / 2 = 32/100 - 65/1000.
    #expect(abs(pooled.reml.tau2 - 51 / 200.0) < 1e-14)
  }

  @Test func `homogeneous studies have no τ², and Hartung and Knapp's factor is not cut off`()
    throws
  {
    let pooled = try #require(
      MetaAnalysis(effects: [0.3, 0.31, 0.29, 0.3], variances: [0.01, 0.02, 0.01, 0.04]))
    #expect(pooled.reml.tau2 == 0 && pooled.derSimonianLaird.tau2 == 0)
    #expect(pooled.reml.iSquaredPercent == 0 && pooled.reml.hSquared == 1)
    #expect(pooled.hartungKnappREML.standardError < pooled.fixed.standardError)
  }

  @Test func `equal effects leave Hartung and Knapp without a statistic`() throws {
    let pooled = try #require(
      MetaAnalysis(effects: [0.1, 0.1, 0.1], variances: [0.3, 0.7, 0.11]))
    #expect(pooled.q == 0 && pooled.qP == 1)
    #expect(pooled.hartungKnappREML.standardError == 0)
    #expect(pooled.hartungKnappREML.statistic == nil && pooled.hartungKnappREML.p == nil)
    #expect(pooled.hartungKnappREML.limits == nil && pooled.hartungKnappREML.prediction == nil)
    #expect(pooled.reml.statistic != nil)
  }

  @Test func `fewer than two studies, or one without a variance, are not pooled`() {
    #expect(MetaAnalysis(effects: [0.1], variances: [0.3]) == nil)
    #expect(MetaAnalysis(effects: [], variances: []) == nil)
    #expect(MetaAnalysis(effects: [0.1, 0.2], variances: [0.3, 0]) == nil)
    #expect(MetaAnalysis(effects: [0.1, 0.2], variances: [0.3]) == nil)
    #expect(MetaAnalysis(effects: [0.1, .nan], variances: [0.3, 0.1]) == nil)
    #expect(MetaAnalysis(effects: [0.1, 0.2], variances: [0.3, .infinity]) == nil)
    #expect(MetaAnalysis(effects: [0.1, 1e101], variances: [0.3, 0.3]) == nil)
  }

  @Test func `a study that outweighs the other leaves its digits`() throws {
    // Effects 0 and 3, variances 1e-20 and 1: w 1e20 and 1; Q = 9 / (1 + 1e-20) = 9, Σw - Σw² / Σw =
    // 2 w₁ w₂ / Σw = 2, τ² = (9 - 1) / 2 = 4; REML: 9/2 - 1/2 = 4.
    let pooled = try #require(MetaAnalysis(effects: [0, 3], variances: [1e-20, 1]))
    #expect(abs(pooled.derSimonianLaird.tau2 - 4) < 1e-12)
    #expect(abs(pooled.reml.tau2 - 4) < 1e-12)
  }

  @Test func `figures of the largest size stay finite`() throws {
    let pooled = try #require(
      MetaAnalysis(effects: [-1e100, 1e100, 3], variances: [1e-100, 1e100, 1e-100]))
    #expect(pooled.q.isFinite && pooled.qP == 0)
    #expect(pooled.reml.tau2.isFinite && pooled.reml.standardError.isFinite)
    #expect(pooled.hartungKnappDL.prediction?.upper.isFinite == true)
  }

  @Test func `other units change the unit of the figures only`() throws {
    var random = SeededGenerator(seed: 91)
    for _ in 0..<100 {
      let (effects, variances) = studies(&random)
      let pooled = try #require(MetaAnalysis(effects: effects, variances: variances))
      // Times 8, which is exact, and turned round.
      let scaled = try #require(
        MetaAnalysis(
          effects: effects.reversed().map { 8 * $0 },
          variances: variances.reversed().map { 64 * $0 }
        ))
      #expect(abs(scaled.q - pooled.q) <= 1e-12 * pooled.q, "seed 91")
      for (one, other) in [
        (pooled.reml, scaled.reml), (pooled.hartungKnappDL, scaled.hartungKnappDL),
      ] {
        #expect(abs(other.tau2 - 64 * one.tau2) <= 1e-10 * (1 + 64 * one.tau2), "seed 91")
        #expect(abs(other.estimate - 8 * one.estimate) <= 1e-10, "seed 91")
        #expect(abs(other.standardError - 8 * one.standardError) <= 1e-10, "seed 91")
      }
    }
  }

  @Test func `no τ² is more likely than REML's`() throws {
    var random = SeededGenerator(seed: 92)
    for _ in 0..<60 {
      let (effects, variances) = studies(&random)
      let tau2 = try #require(MetaAnalysis(effects: effects, variances: variances)).reml.tau2
      let found = restrictedLogLikelihood(effects, variances, tau2)
      let range = effects.max()! - effects.min()!
      let others = (0...200).map { range * range * Double($0 * $0) / 40_000 }
      let best = others.map { restrictedLogLikelihood(effects, variances, $0) }.max()!
      #expect(best <= found + 1e-9, "\(effects) \(variances): \(tau2), seed 92")
    }
  }

  @Test(arguments: [
    // Four studies that are precise and agree, others that do not: the higher maximum is far away,
    // and in the second near 0.
    Studies(
      effects: [0, -0.1, 0, -0.2, 2, 1, -5], variances: [0.01, 0.01, 0.01, 0.01, 1, 1, 1],
      tau2: 3...4),
    Studies(
      effects: [-0.1, 0.2, 0, -10], variances: [0.0001, 0.0001, 0.0001, 10], tau2: 0.02...0.03),
  ])
  func `of two maxima REML takes the higher one`(_ studies: Studies) throws {
    let grid = (0...4000).map { pow(10, Double($0) / 500 - 6) }
    let values = grid.map { restrictedLogLikelihood(studies.effects, studies.variances, $0) }
    let peaks = (1..<4000).filter { values[$0] > values[$0 - 1] && values[$0] > values[$0 + 1] }
    #expect(peaks.count == 2)
    let pooled = try #require(
      MetaAnalysis(effects: studies.effects, variances: studies.variances))
    #expect(studies.tau2.contains(pooled.reml.tau2))
    let best = try #require(peaks.max { values[$0] < values[$1] })
    #expect(abs(pooled.reml.tau2 / grid[best] - 1) < 0.01)
  }

  /// Effects, their variances, and between what τ² lies.
  struct Studies: Sendable {
    let effects: [Double]
    let variances: [Double]
    let tau2: ClosedRange<Double>
  }

  private func studies(_ random: inout SeededGenerator) -> ([Double], [Double]) {
    let n = 2 + random.below(12)
    let effects = (0..<n).map { _ in Double(random.below(2001) - 1000) / 500 }
    let variances = (0..<n).map { _ in exp(Double(random.below(1000)) / 125 - 6) }
    return (effects, variances)
  }

  /// Up to a constant, from the definition: the likelihood of the effects, and of the mean.
  private func restrictedLogLikelihood(
    _ effects: [Double], _ variances: [Double], _ tau2: Double
  ) -> Double {
    let weights = variances.map { 1 / ($0 + tau2) }
    let sum = weights.reduce(0, +)
    let mean = zip(weights, effects).map { $0 * $1 }.reduce(0, +) / sum
    let logs = weights.map { log($0) }.reduce(0, +)
    let squares = zip(weights, effects).map { $0 * pow($1 - mean, 2) }.reduce(0, +)
    return (logs - log(sum) - squares) / 2
  }
}
