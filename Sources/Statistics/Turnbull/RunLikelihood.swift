import Glibc

/// The log-likelihood of masses on innermost intervals, with its slopes at the masses it stands at.
///
/// The likelihood of a run is the mass P that it covers. With the running sums F of the masses,
/// P = F(end) - F(start), and the log-likelihood is the sum of weight * log P.
struct RunLikelihood {
  /// What each observation covers.
  let runs: CoveredRuns
  /// The mass of each innermost interval.
  private(set) var masses: [Double]
  /// Running sums of the masses: the first is 0, the last their total.
  private(set) var running: [SIMD2<Double>]
  /// For each run weight / P.
  private(set) var slope: [Double]
  /// For each run weight / P², minus its second derivative.
  private(set) var curvature: [Double]
  /// At each running sum the derivative of the log-likelihood by it, and minus the second one.
  private(set) var ends: [SIMD2<Double>]
  /// For each innermost interval the derivative by its mass over the number of observations, less 1.
  private(set) var gradient: [Double]
  /// The largest of `gradient`: 0 at the maximum, and the log-likelihood is at most this times the
  /// number of observations away from it.
  private(set) var gap = Double.infinity

  /// At equal masses.
  init(_ runs: CoveredRuns) {
    self.runs = runs
    masses = Array(repeating: 1 / Double(runs.width), count: runs.width)
    running = Array(repeating: .zero, count: runs.width + 1)
    slope = Array(repeating: 0, count: runs.count)
    curvature = slope
    ends = running
    gradient = masses
    let isPossible = move(to: masses)
    precondition(isPossible, "equal masses leave no run without mass")
  }

  /// Moves to other masses; `false` where a run has no mass there, and then the slopes are void.
  @discardableResult
  mutating func move(to masses: [Double]) -> Bool {
    self.masses = masses
    var sum = TwofoldSum()
    for index in masses.indices {
      sum.add(masses[index])
      running[index + 1] = sum.parts
      ends[index] = .zero
    }
    ends[masses.count] = .zero
    for run in slope.indices {
      let (start, end) = (Int(runs.start[run]), Int(runs.end[run]))
      let parts = running[end] - running[start]
      let probability = parts.x + parts.y
      guard probability > 0 else { return false }
      let slope = runs.weight[run] / probability
      let curvature = slope / probability
      self.slope[run] = slope
      self.curvature[run] = curvature
      ends[start] += SIMD2(-slope, curvature)
      ends[end] += SIMD2(slope, curvature)
    }
    sumGradient()
    return true
  }

  /// An innermost interval is covered by the runs that start up to it and do not end before it.
  private mutating func sumGradient() {
    var sum = TwofoldSum()
    gap = -.infinity
    for index in gradient.indices {
      sum.add(-ends[index].x)
      gradient[index] = ((sum.parts.x - runs.total) + sum.parts.y) / runs.total
      gap = max(gap, gradient[index])
    }
  }

  /// The log-likelihood here.
  var logarithm: Double {
    var sum = TwofoldSum()
    for run in slope.indices {
      sum.add(runs.weight[run] * log(runs.weight[run] / slope[run]))
    }
    return sum.value
  }

  /// How fast the log-likelihood rises along a change of the masses that sums to 0.
  func rise(along change: [Double]) -> Double {
    var sum = 0.0
    for index in change.indices { sum += gradient[index] * change[index] }
    return sum * runs.total
  }
}
