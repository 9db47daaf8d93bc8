import Bytes
import Statistics

/// How far the estimates of relief move when other people of the same kind had come: percentile
/// limits from resampling subjects, each with all of their units.
///
/// Units of one subject are alike, so subjects are drawn, never units (Efron and Tibshirani 1993,
/// chapter 8). The generator is SplitMix64 with seed 1; limits are the type 7 quantiles of the
/// replicates in which anybody is analysed.
public struct ReliefBootstrap: Sendable {
  /// A figure over the replicates.
  public struct Figure: Sendable {
    /// Days at which S is asked for; `nil` for the median.
    public let days: Double?
    /// 2.5 % of the replicates lie at or below; S where mass is gone at once, or the days before
    /// the median's interval.
    public let lower: Double
    /// 97.5 % of the replicates lie at or below; S where mass is there until the end of its
    /// interval, or the days through the median's. `nil`: beyond all that was seen.
    public let upper: Double?
  }

  /// Samples drawn.
  public let replicates: Int
  /// Of them, those in which anybody is analysed.
  public let used: Int
  /// S at 7, 14, 28, 56 d.
  public let survival: [Figure]
  /// The median.
  public let median: Figure?

  /// Limits from so many samples of the subjects of these units; `nil` where nobody is analysed.
  public init?(_ units: [ReliefUnit], replicates: Int) {
    self.init(units, replicates: replicates, drawn: {})
  }

  /// Likewise; `drawn` is told of each sample.
  package init?(_ units: [ReliefUnit], replicates: Int, drawn: () -> Void) {
    let groups = Self.subjects(units)
    guard !groups.isEmpty, replicates > 0 else { return nil }
    var generator = SplitMix64(seed: 1)
    var estimates: [Turnbull] = []
    for _ in 0..<replicates {
      drawn()
      var sample: [ReliefUnit] = []
      for _ in groups { sample += groups[generator.below(groups.count)] }
      if let estimate = ReliefEstimates.turnbull(of: sample) { estimates.append(estimate) }
    }
    self.replicates = replicates
    used = estimates.count
    survival = ReliefEstimates.days.compactMap { days in
      let ends = estimates.map { $0.survival(at: days) }
      return Self.figure(days, ends.map(\.atLow), ends.map(\.atHigh))
    }
    let medians = estimates.map(\.median)
    median = Self.figure(
      nil, medians.map(\.after), medians.map { $0.through ?? .greatestFiniteMagnitude })
  }

  private static func figure(_ days: Double?, _ lows: [Double], _ highs: [Double]) -> Figure? {
    guard let lower = SampleQuantile.type7(lows, 0.025),
      let upper = SampleQuantile.type7(highs, 0.975)
    else { return nil }
    // A quantile between a number and what was never reached is not reached.
    return Figure(days: days, lower: lower, upper: upper > 1e100 ? nil : upper)
  }

  /// The analysed units of each subject: in an order of their own, so that the order in which the
  /// subjects came changes no sample.
  private static func subjects(_ units: [ReliefUnit]) -> [[ReliefUnit]] {
    func ends(_ group: [ReliefUnit]) -> [Double] {
      group.flatMap { [$0.lowerDays ?? 0, $0.upperDays ?? .infinity] }
    }
    return inOrder(units).map { (ends($0), $0) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
  }

  /// The analysed units of each subject, in the order of the units.
  private static func inOrder(_ units: [ReliefUnit]) -> [[ReliefUnit]] {
    var groups: [[ReliefUnit]] = []
    for unit in units where unit.lowerDays != nil {
      if let last = groups.last?.first, last.subject == unit.subject {
        groups[groups.count - 1].append(unit)
      } else {
        groups.append([unit])
      }
    }
    return groups
  }
}
