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
  init(first: [Int32]) {
    let first = first.map { Int($0) }
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
  static func cost(first: [Int32]) -> (entries: Int, multiplications: Int) {
    var cost = (entries: 0, multiplications: 0)
    for row in first.indices {
      let length = row - Int(first[row]) + 1
      cost.entries += length
      cost.multiplications += length * length / 2
    }
    return cost
  }

  /// Sets the diagonal.
  mutating func set(diagonal: [Double]) {
    for row in diagonal.indices { entries[base[row] + row] = diagonal[row] }
  }

  /// Takes from the entries of the lower triangle at the places of pairs, as far as both are inside.
  ///
  /// - Parameters:
  ///   - numbers: what is taken, one for each pair.
  ///   - columns: for each pair the column; below 0: outside.
  ///   - rows: for each pair the row, larger than the column; not below the count: outside.
  mutating func subtract(_ numbers: [Double], columns: [Int32], rows: [Int32]) {
    let base = base
    var entries = entries.mutableSpan
    for pair in numbers.indices where columns[pair] >= 0 && rows[pair] < base.count {
      entries[base[Int(rows[pair])] + Int(columns[pair])] -= numbers[pair]
    }
  }

  /// Replaces the matrix by its factor; `false` where it is not positive definite in doubles.
  mutating func factor() -> Bool {
    let (first, base) = (first, base)
    var entries = entries.mutableSpan
    for row in first.indices {
      let (start, rowBase) = (first[row], base[row])
      for column in start..<row {
        let columnBase = base[column]
        let from = max(start, first[column])
        let inner = Self.product(entries, rowBase + from, columnBase + from, column - from)
        let pivot = entries[columnBase + column]
        entries[rowBase + column] = (entries[rowBase + column] - inner) / pivot
      }
      let square = Self.product(entries, rowBase + start, rowBase + start, row - start)
      let pivot = entries[rowBase + row] - square
      guard pivot > 0, pivot.isFinite else { return false }
      entries[rowBase + row] = pivot.squareRoot()
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
  @inline(__always)
  private static func product(
    _ entries: borrowing MutableSpan<Double>, _ one: Int, _ other: Int, _ count: Int
  ) -> Double {
    var sums = SIMD4<Double>.zero
    var step = 0
    while step + 4 <= count {
      sums += four(entries, one + step) * four(entries, other + step)
      step += 4
    }
    var sum = (sums.x + sums.y) + (sums.z + sums.w)
    while step < count {
      sum += entries[one + step] * entries[other + step]
      step += 1
    }
    return sum
  }

  /// Four entries from a place on.
  @inline(__always)
  private static func four(_ all: borrowing MutableSpan<Double>, _ place: Int) -> SIMD4<Double> {
    SIMD4(all[place], all[place + 1], all[place + 2], all[place + 3])
  }
}
