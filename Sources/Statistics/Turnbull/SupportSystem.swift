/// The Newton step of the masses on some of the innermost intervals, those of all others going to 0.
///
/// Unknown is the change of the running sums between neighbours that may have mass: the *nodes*.
/// Node 0 stays at 0 and the last one goes to a total of 1. A run joins the node that it starts at
/// with the one that it ends at, so the second derivatives are those of a network of springs: the
/// matrix is positive definite, for some run ends and some run starts at every node in between.
struct SupportSystem {
  /// From how many multiplications or entries on a factor costs more than conjugate gradients.
  private static let costly = (entries: 4_000_000, multiplications: 20_000_000)

  /// The innermost intervals that may have mass, ascending.
  private let support: [Int]
  /// For each run the nodes that it joins.
  private var start: [Int32] = []
  private var end: [Int32] = []
  /// At each node the derivative of the log-likelihood by it, and minus the second one.
  private var slope: [Double]
  private var diagonal: [Double]
  /// What the total of the masses on the support has to gain.
  private let gain: Double

  /// `nil` where a run would be left without mass.
  init?(_ likelihood: RunLikelihood, support: [Int]) {
    self.support = support
    slope = Array(repeating: 0, count: support.count + 1)
    diagonal = slope
    let runs = likelihood.runs
    // How many of the support, and how much mass of the others, lie before each place.
    var node = [Int32](repeating: 0, count: runs.width + 1)
    var others = [Double](repeating: 0, count: runs.width + 1)
    var (next, kept, dropped) = (0, TwofoldSum(), TwofoldSum())
    for index in 0..<runs.width {
      if next < support.count && support[next] == index {
        kept.add(likelihood.masses[index])
        next += 1
      } else {
        dropped.add(likelihood.masses[index])
      }
      node[index + 1] = Int32(next)
      others[index + 1] = dropped.value
    }
    gain = 1 - kept.value
    start.reserveCapacity(runs.count)
    end.reserveCapacity(runs.count)
    for run in 0..<runs.count {
      let (from, to) = (Int(runs.start[run]), Int(runs.end[run]))
      let (low, high) = (node[from], node[to])
      guard low < high else { return nil }
      let curvature = likelihood.curvature[run]
      let pull = likelihood.slope[run] + curvature * (others[to] - others[from])
      slope[Int(low)] -= pull
      slope[Int(high)] += pull
      diagonal[Int(low)] += curvature
      diagonal[Int(high)] += curvature
      start.append(low)
      end.append(high)
    }
    let top = Int32(support.count)
    for run in start.indices where end[run] == top {
      slope[Int(start[run])] += likelihood.curvature[run] * gain
    }
  }

  /// The changes of the masses on the support; `nil` where doubles cannot solve for them.
  func changes(_ likelihood: RunLikelihood) -> [Double]? {
    let inner = support.count - 1
    guard inner > 0 else { return [gain] }
    var first = Array(0..<inner)
    for run in start.indices where start[run] > 0 && end[run] <= inner {
      let row = Int(end[run]) - 1
      first[row] = min(first[row], Int(start[run]) - 1)
    }
    let cost = EnvelopeMatrix.cost(first: first)
    let isCostly =
      cost.entries > Self.costly.entries || cost.multiplications > Self.costly.multiplications
    let solution = isCostly ? iterate(likelihood) : factor(likelihood, first)
    guard let solution, solution.allSatisfy(\.isFinite) else { return nil }
    return (0...inner).map { index in
      (index < inner ? solution[index] : gain) - (index > 0 ? solution[index - 1] : 0)
    }
  }

  private func factor(_ likelihood: RunLikelihood, _ first: [Int]) -> [Double]? {
    let inner = first.count
    var matrix = EnvelopeMatrix(first: first)
    for row in 0..<inner { matrix.add(diagonal[row + 1], row: row, column: row) }
    for run in start.indices where start[run] > 0 && end[run] <= inner {
      matrix.add(
        -likelihood.curvature[run], row: Int(end[run]) - 1, column: Int(start[run]) - 1)
    }
    guard matrix.factor() else { return nil }
    return matrix.solve(Array(slope[1...inner]))
  }

  /// By conjugate gradients, run by run, where the factor of the matrix would be too large.
  private func iterate(_ likelihood: RunLikelihood) -> [Double]? {
    let inner = support.count - 1
    var beside = [Double](repeating: 0, count: inner)
    for run in start.indices where start[run] > 0 && end[run] == start[run] + 1 {
      if end[run] <= inner { beside[Int(end[run]) - 1] -= likelihood.curvature[run] }
    }
    let middle = Array(diagonal[1...inner])
    let gradients = ConjugateGradients(TridiagonalFactor(diagonal: middle, beside: beside))
    return gradients.solve(Array(slope[1...inner])) { vector, product in
      for row in 0..<inner { product[row] = middle[row] * vector[row] }
      for run in start.indices where start[run] > 0 && end[run] <= inner {
        let (low, high) = (Int(start[run]) - 1, Int(end[run]) - 1)
        product[low] -= likelihood.curvature[run] * vector[high]
        product[high] -= likelihood.curvature[run] * vector[low]
      }
    }
  }
}
