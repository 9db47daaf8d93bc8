/// One round of the EM algorithm and the iterative convex minorant: far from the maximum the fastest
/// way to the right order of things, and it never goes down.
///
/// Wellner and Zhan, "A hybrid algorithm for computation of the nonparametric maximum likelihood
/// estimator from censored data" (1997), with Jongbloed's line search (1998). The convex minorant
/// brings masses to 0 at once, the EM step spreads mass over all that have some.
struct IsotonicAscent {
  /// The pools of running sums that move as one: their level, their weight, how many they are.
  private var levels: [Double]
  private var weights: [Double]
  private var counts: [Int32]
  /// How many pools there are.
  private var pools = 0

  /// For so many innermost intervals.
  init(width: Int) {
    levels = Array(repeating: 0, count: width)
    weights = levels
    counts = Array(repeating: 0, count: width)
  }

  /// Multiplies each mass by its derivative: Turnbull's self-consistency step.
  static func expectation(_ likelihood: inout RunLikelihood) {
    var masses = likelihood.masses
    for index in masses.indices { masses[index] *= likelihood.gradient[index] + 1 }
    likelihood.move(to: masses)
  }

  /// An EM step, then a convex minorant step with as much of its change as raises the likelihood.
  ///
  /// - Returns: the part of the second step that was taken: after all of it masses are 0 where they
  ///   should be; none where it would not rise.
  mutating func round(_ likelihood: inout RunLikelihood) -> Double {
    Self.expectation(&likelihood)
    return likelihood.ascend(along: minorant(likelihood))
  }

  /// What the masses change where every running sum moves by its own Newton step, in order: the
  /// weighted isotonic regression of where they want to go.
  private mutating func minorant(_ likelihood: RunLikelihood) -> [Double] {
    pools = Self.pool(likelihood, &levels, &weights, &counts)
    return change(from: likelihood.masses)
  }

  /// Pools adjacent violators; returns how many pools there are.
  private static func pool(
    _ likelihood: RunLikelihood, _ levels: inout [Double], _ weights: inout [Double],
    _ counts: inout [Int32]
  ) -> Int {
    var levels = levels.mutableSpan
    var weights = weights.mutableSpan
    var counts = counts.mutableSpan
    var last = -1
    for index in 1..<max(1, likelihood.masses.count) {
      var weight = likelihood.ends[index].y
      var level = likelihood.running[index].x + likelihood.ends[index].x / weight
      var count: Int32 = 1
      while last >= 0, levels[last] >= level {
        let both = weight + weights[last]
        level = (level * weight + levels[last] * weights[last]) / both
        weight = both
        count += counts[last]
        last -= 1
      }
      last += 1
      levels[last] = level
      weights[last] = weight
      counts[last] = count
    }
    return last + 1
  }

  /// From running sums that are equal within each pool to the change of the masses.
  private func change(from masses: [Double]) -> [Double] {
    var change = masses
    for index in change.indices { change[index] = -masses[index] }
    var (reached, position) = (0.0, 0)
    for pool in 0..<pools {
      let level = min(max(levels[pool], 0), 1)
      change[position] += level - reached
      reached = level
      position += Int(counts[pool])
    }
    change[change.count - 1] += 1 - reached
    return change
  }
}
