/// The way to the masses that make the observations most likely.
///
/// EM and convex minorant steps until the support is about right, then Newton steps on it. Both only
/// ever go up, so where a Newton step fails a round of the others takes its place; where doubles let
/// nothing rise any more it ends, and the gap says how near it came.
struct MaximumSearch {
  /// Below this gap the support is about right.
  private static let near = 0.1
  /// The gap to reach.
  private static let goal = 1e-12
  /// A Newton step on masses down to 1e-6 that moves none by more than this leaves errors of its
  /// square, about 1e-14: they stand still.
  private static let still = 1e-10
  /// How many Newton steps beyond the goal are enough in any case.
  private static let polishing = 6
  /// Rounds before the Newton steps, steps in all, and plain EM steps where all of them fail.
  private static let limits = (rounds: 30, steps: 500, expectations: 5_000)

  /// Where it stands: after `init` at the maximum.
  private(set) var likelihood: RunLikelihood
  /// How many rounds of EM and convex minorant steps came first.
  private(set) var rounds = 0
  /// How many Newton steps came then.
  private(set) var steps = 0
  private var ascent: IsotonicAscent

  /// Searches from equal masses.
  init(_ runs: CoveredRuns) {
    likelihood = RunLikelihood(runs)
    ascent = IsotonicAscent(width: runs.width)
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
    var beyond = 0
    while steps < Self.limits.steps {
      steps += 1
      switch SupportAscent.step(&likelihood) {
      case .whole(let moved):
        guard likelihood.gap < Self.goal else { continue }
        beyond += 1
        let isStill = moved < Self.still && likelihood.gap < Self.goal / 10
        if isStill || beyond == Self.polishing { return }
      case .part: break
      case .none:
        if likelihood.gap < Self.goal { return }
        _ = ascent.round(&likelihood)
      }
    }
    for _ in 0..<Self.limits.expectations where likelihood.gap >= Self.goal {
      IsotonicAscent.expectation(&likelihood)
    }
  }
}
