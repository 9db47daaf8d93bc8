/// The Newton step of the masses on some of the innermost intervals, those of all others going to 0.
///
/// Unknown is the change of the running sums between neighbours that may have mass: the *nodes*.
/// Node 0 stays at 0 and the last one goes to a total of 1. A run joins the node that it starts at
/// with the one that it ends at, so the second derivatives are those of a network of springs: the
/// matrix is positive definite, for some run ends and some run starts at every node in between.
struct SupportSystem {
  /// From so many entries on a factor takes too much memory, and from so many multiplications, and so
  /// many more for each run, it takes longer than conjugate gradients do.
  private static let costly = (entries: 8_000_000, multiplications: 10_000_000, perRun: 200)

  /// The innermost intervals that may have mass, ascending.
  private let support: [Int]
  /// For each run the nodes that it joins, as rows of the matrix: -1 is node 0, which does not move,
  /// and the number of rows is the last node, which moves by the gain.
  private var start: [Int32]
  private var end: [Int32]
  /// At each node the derivative of the log-likelihood by it, and minus the second one.
  private var nodes: [SIMD2<Double>]
  /// What the total of the masses on the support has to gain.
  private let gain: Double

  /// `nil` where a run would be left without mass.
  init?(_ likelihood: RunLikelihood, support: [Int]) {
    self.support = support
    nodes = Array(repeating: .zero, count: support.count + 1)
    start = Array(repeating: 0, count: likelihood.runs.count)
    end = start
    // How many of the support, and how much mass of the others, lie before each place.
    var node = [Int32](repeating: 0, count: likelihood.masses.count + 1)
    var others = [Double](repeating: 0, count: likelihood.masses.count + 1)
    var (next, kept, dropped) = (0, TwofoldSum(), TwofoldSum())
    for (index, mass) in likelihood.masses.enumerated() {
      if next < support.count && support[next] == index {
        kept.add(mass)
        next += 1
      } else {
        dropped.add(mass)
      }
      node[index + 1] = Int32(next)
      others[index + 1] = dropped.value
    }
    gain = 1 - kept.value
    let isPossible = Self.join(likelihood, node, others, gain, &start, &end, &nodes)
    guard isPossible else { return nil }
  }

  /// Finds the nodes that each run joins, and adds its derivatives to theirs.
  private static func join(
    _ likelihood: RunLikelihood, _ node: [Int32], _ others: [Double], _ gain: Double,
    _ start: inout [Int32], _ end: inout [Int32], _ nodes: inout [SIMD2<Double>]
  ) -> Bool {
    let runs = likelihood.runs
    let top = Int32(nodes.count - 1)
    var starts = start.mutableSpan
    var ends = end.mutableSpan
    var sums = nodes.mutableSpan
    for run in starts.indices {
      let (from, to) = (Int(runs.start[run]), Int(runs.end[run]))
      let (low, high) = (node[from], node[to])
      guard low < high else { return false }
      let curvature = likelihood.curvature[run]
      let pull = likelihood.slope[run] + curvature * (others[to] - others[from])
      // The last node moves by the gain, and draws those at the other ends of its runs along.
      let drawn = high == top ? curvature * gain : 0
      sums[Int(low)] += SIMD2(drawn - pull, curvature)
      sums[Int(high)] += SIMD2(pull, curvature)
      starts[run] = low - 1
      ends[run] = high - 1
    }
    return true
  }

  /// The changes of the masses on the support; `nil` where doubles cannot solve for them.
  func changes(_ likelihood: RunLikelihood) -> [Double]? {
    let inner = support.count - 1
    guard inner > 0 else { return [gain] }
    var first = Array(0..<Int32(inner))
    for run in start.indices where start[run] >= 0 && end[run] < inner {
      first[Int(end[run])] = min(first[Int(end[run])], start[run])
    }
    let cost = EnvelopeMatrix.cost(first: first)
    let most = Self.costly.multiplications + Self.costly.perRun * start.count
    let isCostly = cost.entries > Self.costly.entries || cost.multiplications > most
    let solution = isCostly ? iterate(likelihood) : factor(likelihood, first)
    guard let solution, solution.allSatisfy(\.isFinite) else { return nil }
    return (0...inner).map { index in
      (index < inner ? solution[index] : gain) - (index > 0 ? solution[index - 1] : 0)
    }
  }

  private func factor(_ likelihood: RunLikelihood, _ first: [Int32]) -> [Double]? {
    let inner = nodes[1..<nodes.count - 1]
    var matrix = EnvelopeMatrix(first: first)
    matrix.set(diagonal: inner.map(\.y))
    matrix.subtract(likelihood.curvature, columns: start, rows: end)
    guard matrix.factor() else { return nil }
    return matrix.solve(inner.map(\.x))
  }

  /// By conjugate gradients, run by run, where the factor of the matrix would be too large.
  private func iterate(_ likelihood: RunLikelihood) -> [Double]? {
    let inner = nodes[1..<nodes.count - 1]
    let diagonal = inner.map(\.y)
    let curvature = likelihood.curvature
    var beside = [Double](repeating: 0, count: diagonal.count)
    for run in start.indices where start[run] >= 0 && end[run] < diagonal.count {
      if end[run] == start[run] + 1 { beside[Int(end[run])] -= curvature[run] }
    }
    let gradients = ConjugateGradients(TridiagonalFactor(diagonal: diagonal, beside: beside))
    return gradients.solve(inner.map(\.x)) { vector, product in
      var product = product.mutableSpan
      for row in diagonal.indices { product[row] = diagonal[row] * vector[row] }
      for run in start.indices where start[run] >= 0 && end[run] < diagonal.count {
        let (low, high) = (Int(start[run]), Int(end[run]))
        product[low] -= curvature[run] * vector[high]
        product[high] -= curvature[run] * vector[low]
      }
    }
  }
}
