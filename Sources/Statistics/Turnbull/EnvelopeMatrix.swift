/// A symmetric positive definite matrix of which each row is kept from its first entry that is not 0
/// to the diagonal, and its Cholesky factor in the same place.
///
/// The factor has no entry outside this envelope (George and Liu 1981, chapter 4), so the cost is
/// the sum of the squared lengths of the rows.
struct EnvelopeMatrix {
  /// For each row the column of its first entry.
  private let first: [Int]
  /// For each row where column 0 would be kept: column c is `c` further.
  private let base: [Int]
  private var entries: [Double]

  /// A matrix of zeros.
  ///
  /// - Parameter first: for each row the column of its first entry, not beyond the diagonal.
  init(first: [Int]) {
    self.first = first
    var base: [Int] = []
    var count = 0
    for row in first.indices {
      base.append(count - first[row])
      count += row - first[row] + 1
    }
    self.base = base
    entries = Array(repeating: 0, count: count)
  }

  /// How many entries an envelope holds, and how many multiplications its factor takes.
  static func cost(first: [Int]) -> (entries: Int, multiplications: Int) {
    var cost = (entries: 0, multiplications: 0)
    for row in first.indices {
      let length = row - first[row] + 1
      cost.entries += length
      cost.multiplications += length * length / 2
    }
    return cost
  }

  /// Adds to an entry of the lower triangle inside the envelope.
  @inline(__always)
  mutating func add(_ number: Double, row: Int, column: Int) {
    entries[base[row] + column] += number
  }

  /// Replaces the matrix by its factor; `false` where it is not positive definite in doubles.
  mutating func factor() -> Bool {
    for row in first.indices {
      let start = first[row]
      for column in start..<row {
        let from = max(start, first[column])
        let inner = product(base[row] + from, base[column] + from, column - from)
        let entry = entries[base[row] + column] - inner
        entries[base[row] + column] = entry / entries[base[column] + column]
      }
      let square = product(base[row] + start, base[row] + start, row - start)
      let pivot = entries[base[row] + row] - square
      guard pivot > 0, pivot.isFinite else { return false }
      entries[base[row] + row] = pivot.squareRoot()
    }
    return true
  }

  /// Solves for a right-hand side once factored.
  func solve(_ right: [Double]) -> [Double] {
    var solution = right
    for row in first.indices {
      var sum = solution[row]
      for column in first[row]..<row { sum -= entries[base[row] + column] * solution[column] }
      solution[row] = sum / entries[base[row] + row]
    }
    for row in first.indices.reversed() {
      solution[row] /= entries[base[row] + row]
      for column in first[row]..<row {
        solution[column] -= entries[base[row] + column] * solution[row]
      }
    }
    return solution
  }

  /// The sum of products of two stretches of entries, in four sums that do not wait for each other.
  private func product(_ one: Int, _ other: Int, _ count: Int) -> Double {
    var sums = SIMD4<Double>.zero
    var step = 0
    while step + 4 <= count {
      sums += four(one + step) * four(other + step)
      step += 4
    }
    var sum = (sums.x + sums.y) + (sums.z + sums.w)
    while step < count {
      sum += entries[one + step] * entries[other + step]
      step += 1
    }
    return sum
  }

  @inline(__always)
  private func four(_ place: Int) -> SIMD4<Double> {
    SIMD4(entries[place], entries[place + 1], entries[place + 2], entries[place + 3])
  }
}
