/// A Newton step on the support and on what should join it.
///
/// Wang, "Dimension-reduced nonparametric maximum likelihood computation for interval-censored data"
/// (2008): to the innermost intervals with mass come those where the derivative is largest between
/// two of them; the quadratic model is maximised over these; masses that would fall below 0 leave.
/// The maximum is reached at a quadratic rate, for near it the support stands still.
struct SupportAscent {
  /// Where the derivative exceeds 1 by less than this nothing joins: it is rounding.
  private static let joins = 1e-14
  /// Masses below this leave.
  private static let leaves = 1e-13
  /// A step that promises less than this to the log-likelihood is taken whole: Newton steps on a
  /// self-concordant function converge from there (Nesterov and Nemirovskii 1994), and the rise
  /// would be lost in the rounding of the logarithms.
  private static let certain = 0.01

  /// What came of a step.
  enum Outcome {
    /// The masses moved by at most so much, and all of the step was taken.
    case whole(Double)
    /// Part of the step was taken.
    case part
    /// There is no step that rises.
    case none
  }

  /// Takes a step.
  static func step(_ likelihood: inout RunLikelihood) -> Outcome {
    guard let masses = masses(likelihood) else { return .none }
    let before = likelihood.masses
    var change = masses
    for index in change.indices { change[index] -= before[index] }
    let promised = likelihood.rise(along: change)
    if abs(promised) < certain {
      if likelihood.move(to: masses) { return .whole(change.reduce(0) { max($0, abs($1)) }) }
      likelihood.move(to: before)
    }
    switch likelihood.ascend(along: change) {
    case 0: return .none
    case 1: return .whole(change.reduce(0) { max($0, abs($1)) })
    default: return .part
    }
  }

  /// The masses that maximise the quadratic model.
  private static func masses(_ likelihood: RunLikelihood) -> [Double]? {
    var support = candidates(likelihood)
    while let system = SupportSystem(likelihood, support: support),
      let changes = system.changes(likelihood)
    {
      var masses = [Double](repeating: 0, count: likelihood.masses.count)
      var kept: [Int] = []
      for (change, index) in zip(changes, support) {
        masses[index] = likelihood.masses[index] + change
        if masses[index] >= leaves { kept.append(index) }
      }
      if kept.count == support.count { return masses }
      support = kept
    }
    return nil
  }

  /// The innermost intervals with mass, and the steepest between each two of them.
  private static func candidates(_ likelihood: RunLikelihood) -> [Int] {
    var candidates: [Int] = []
    var steepest: Int?
    for index in likelihood.masses.indices {
      if likelihood.masses[index] > 0 {
        if let joining = steepest { candidates.append(joining) }
        steepest = nil
        candidates.append(index)
      } else if likelihood.gradient[index] > (steepest.map { likelihood.gradient[$0] } ?? joins) {
        steepest = index
      }
    }
    if let joining = steepest { candidates.append(joining) }
    return candidates
  }
}
