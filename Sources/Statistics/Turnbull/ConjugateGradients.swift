/// Solves a symmetric positive definite system that is known only by its products with vectors
/// (Hestenes and Stiefel 1952), preconditioned by its three middle diagonals.
struct ConjugateGradients {
  /// A remainder so much smaller than the right-hand side ends it. What is left is made up for by the
  /// next Newton step.
  private static let tolerance = 1e-12
  private static let limit = 2_000

  private let preconditioner: TridiagonalFactor

  init(_ preconditioner: TridiagonalFactor) { self.preconditioner = preconditioner }

  /// The solution as far as it came.
  ///
  /// - Parameter multiply: puts the product of the matrix with a vector into its second argument.
  func solve(_ right: [Double], multiply: ([Double], inout [Double]) -> Void) -> [Double] {
    var solution = [Double](repeating: 0, count: right.count)
    var remainder = right
    var direction = preconditioner.solve(remainder)
    var product = solution
    var square = dot(remainder, direction)
    let enough = square * Self.tolerance * Self.tolerance
    for _ in 0..<Self.limit where square > enough {
      multiply(direction, &product)
      let length = square / dot(direction, product)
      for row in solution.indices {
        solution[row] += length * direction[row]
        remainder[row] -= length * product[row]
      }
      let scaled = preconditioner.solve(remainder)
      let next = dot(remainder, scaled)
      let turn = next / square
      for row in direction.indices { direction[row] = scaled[row] + turn * direction[row] }
      square = next
    }
    return solution
  }

  private func dot(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for row in one.indices { sum += one[row] * other[row] }
    return sum
  }
}

/// The factor of a symmetric positive definite matrix of three diagonals.
struct TridiagonalFactor {
  private var pivots: [Double]
  private var ratios: [Double]

  /// - Parameters:
  ///   - diagonal: the entries on the diagonal.
  ///   - beside: in each row the entry to the left of the diagonal; the first is not looked at.
  init(diagonal: [Double], beside: [Double]) {
    pivots = diagonal
    ratios = beside
    for row in diagonal.indices.dropFirst() {
      ratios[row] = beside[row] / pivots[row - 1]
      pivots[row] -= ratios[row] * beside[row]
    }
  }

  /// Solves for a right-hand side.
  func solve(_ right: [Double]) -> [Double] {
    var solution = right
    for row in right.indices.dropFirst() { solution[row] -= ratios[row] * solution[row - 1] }
    for row in right.indices.reversed() {
      solution[row] /= pivots[row]
      if row + 1 < right.count { solution[row] -= ratios[row + 1] * solution[row + 1] }
    }
    return solution
  }
}
