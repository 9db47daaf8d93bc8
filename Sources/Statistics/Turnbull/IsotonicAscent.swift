/// One round of the EM algorithm and the iterative convex minorant: far from the maximum the fastest
/// way to the right order of things, and it never goes down.
///
/// Wellner and Zhan, "A hybrid algorithm for computation of the nonparametric maximum likelihood
/// estimator from censored data" (1997), with Jongbloed's line search (1998). The convex minorant
/// brings masses to 0 at once, the EM step spreads mass over all that have some.
struct IsotonicAscent {
  private var levels: [Double] = []
  private var weights: [Double] = []
  private var counts: [Int] = []

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
  /// weighted isotonic regression of where they want to go, by pooling adjacent violators.
  private mutating func minorant(_ likelihood: RunLikelihood) -> [Double] {
    levels.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    for index in 1..<max(1, likelihood.masses.count) {
      let (slope, curvature) = (likelihood.ends[index].x, likelihood.ends[index].y)
      var level = likelihood.running[index].x + slope / curvature
      var weight = curvature
      var count = 1
      while let last = levels.last, last >= level {
        let both = weight + weights[weights.count - 1]
        level = (level * weight + last * weights[weights.count - 1]) / both
        weight = both
        count += counts[counts.count - 1]
        levels.removeLast()
        weights.removeLast()
        counts.removeLast()
      }
      levels.append(level)
      weights.append(weight)
      counts.append(count)
    }
    return change(from: likelihood.masses)
  }

  /// From running sums that are equal within each pool to the change of the masses.
  private func change(from masses: [Double]) -> [Double] {
    var change = masses
    for index in change.indices { change[index] = -masses[index] }
    var (reached, position) = (0.0, 0)
    for pool in levels.indices {
      let level = min(max(levels[pool], 0), 1)
      change[position] += level - reached
      reached = level
      position += counts[pool]
    }
    change[change.count - 1] += 1 - reached
    return change
  }
}
