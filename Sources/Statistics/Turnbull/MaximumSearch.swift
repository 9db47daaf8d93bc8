/// The way to the masses that make the observations most likely.
///
/// EM and convex minorant steps until the support is about right, then Newton steps on it.
struct MaximumSearch {
  /// Below this gap the support is about right.
  private static let near = 0.5
  /// The gap to reach.
  private static let goal = 1e-12
  /// Masses that move less than this stand still.
  private static let still = 1e-14
  /// How many Newton steps after the goal are enough for the masses.
  private static let polishing = 6
  /// Rounds before the Newton steps, steps in all, and plain EM steps where all of them fail.
  private static let limits = (rounds: 30, steps: 500, expectations: 5_000)

  private(set) var likelihood: RunLikelihood
  private(set) var rounds = 0
  private(set) var steps = 0
  private var ascent = IsotonicAscent()

  init(_ runs: CoveredRuns) {
    likelihood = RunLikelihood(runs)
    approach()
    refine()
  }

  private mutating func approach() {
    while likelihood.gap >= Self.goal && rounds < Self.limits.rounds {
      rounds += 1
      let part = ascent.round(&likelihood)
      if part == 0 || (part == 1 && likelihood.gap < Self.near) { return }
    }
  }

  private mutating func refine() {
    var polished = 0
    while steps < Self.limits.steps {
      let isThere = likelihood.gap < Self.goal
      steps += 1
      switch SupportAscent.step(&likelihood) {
      case .whole(let moved):
        if isThere && likelihood.gap < Self.goal {
          polished += 1
          if moved < Self.still || polished == Self.polishing { return }
        }
      case .part: break
      case .none:
        if isThere { return }
        _ = ascent.round(&likelihood)
      }
    }
    var expectations = 0
    while likelihood.gap >= Self.goal && expectations < Self.limits.expectations {
      IsotonicAscent.expectation(&likelihood)
      expectations += 1
    }
  }
}
