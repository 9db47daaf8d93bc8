/// The least and the greatest value of each of several numbers that are at least something and
/// add up in known ways: what somebody can work out of published sums.
///
/// Linear programming by the simplex method in two phases, Bland's rule: slow and sure. The numbers
/// need not be whole, so the bounds are never narrower than those of whole numbers.
enum LinearBounds {
  /// A sum of multiples of numbers, and what it comes to.
  struct Equation {
    var terms: [Int: Double]
    var total: Double
  }

  /// The bounds of each number; the greatest is infinite where there is none. `nil`: no numbers
  /// satisfy all equations.
  ///
  /// - Parameter least: the least value of each number.
  static func bounds(_ least: [Double], _ equations: [Equation]) -> [ClosedRange<Double>]? {
    var all = least.map { $0...Double.infinity }
    for rows in components(equations) {
      let numbers = Set(rows.flatMap { equations[$0].terms.keys }).sorted()
      let places = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
      var table = Table(
        rows: rows.map { row in
          var terms = [Double](repeating: 0, count: numbers.count)
          for (number, factor) in equations[row].terms { terms[places[number]!] = factor }
          let known = equations[row].terms.reduce(0) { $0 + $1.value * least[$1.key] }
          return (terms, equations[row].total - known)
        })
      guard table.start() else { return nil }
      for (place, number) in numbers.enumerated() {
        let low = least[number] + (table.extreme(of: place, sign: -1) ?? 0)
        let high = table.extreme(of: place, sign: 1).map { least[number] + $0 } ?? .infinity
        all[number] = low...max(low, high)
      }
    }
    return all
  }

  /// Equations that hang together by a number, as places.
  private static func components(_ equations: [Equation]) -> [[Int]] {
    var components: [(rows: [Int], numbers: Set<Int>)] = []
    for (row, equation) in equations.enumerated() {
      var joined = (rows: [row], numbers: Set(equation.terms.keys))
      for component in components where !component.numbers.isDisjoint(with: equation.terms.keys) {
        joined.rows += component.rows
        joined.numbers.formUnion(component.numbers)
      }
      components.removeAll { !$0.numbers.isDisjoint(with: equation.terms.keys) }
      components.append(joined)
    }
    return components.map(\.rows)
  }

  /// A simplex table in canonical form.
  private struct Table {
    private static let slack = 1e-7
    private var rows: [[Double]]
    private var totals: [Double]
    private var basis: [Int]
    private let count: Int

    init(rows: [(terms: [Double], total: Double)]) {
      count = rows[0].terms.count
      self.rows = []
      totals = []
      basis = []
      for (index, row) in rows.enumerated() {
        let sign: Double = row.total < 0 ? -1 : 1
        var artificial = [Double](repeating: 0, count: rows.count)
        artificial[index] = 1
        self.rows.append(row.terms.map { $0 * sign } + artificial)
        totals.append(row.total * sign)
        basis.append(row.terms.count + index)
      }
    }

    /// Finds numbers that satisfy all equations; `false` where there are none.
    mutating func start() -> Bool {
      var gain = [Double](repeating: 0, count: count + rows.count)
      for index in count..<gain.count { gain[index] = -1 }
      _ = climb(gain, among: count + rows.count)
      for row in rows.indices where basis[row] >= count && totals[row] > Self.slack {
        return false
      }
      // Artificial numbers that are 0 leave the basis where they can.
      for row in rows.indices where basis[row] >= count {
        if let column = (0..<count).first(where: { abs(rows[row][$0]) > Self.slack }) {
          pivot(row, column)
        }
      }
      return true
    }

    /// The greatest value of a number, or the least where the sign is negative; `nil`: there is none.
    mutating func extreme(of place: Int, sign: Double) -> Double? {
      var gain = [Double](repeating: 0, count: count + rows.count)
      gain[place] = sign
      guard climb(gain, among: count) else { return nil }
      return basis.firstIndex(of: place).map { totals[$0] } ?? 0
    }

    /// Climbs to the top; `false` where there is none.
    private mutating func climb(_ gain: [Double], among columns: Int) -> Bool {
      while true {
        guard let entering = entering(gain, among: columns) else { return true }
        var leaving: Int?
        var best = Double.infinity
        for row in rows.indices where rows[row][entering] > Self.slack {
          let ratio = totals[row] / rows[row][entering]
          if ratio < best - Self.slack
            || (ratio < best + Self.slack && leaving.map { basis[row] < basis[$0] } ?? true)
          {
            best = min(best, ratio)
            leaving = row
          }
        }
        guard let leaving else { return false }
        pivot(leaving, entering)
      }
    }

    /// The first column that is not in the basis and would gain; `nil`: none would.
    private func entering(_ gain: [Double], among columns: Int) -> Int? {
      var reduced = gain
      var row = 0
      while row < rows.count {
        let factor = gain[basis[row]]
        let terms = rows[row]
        var column = 0
        while factor != 0 && column < columns {
          reduced[column] -= factor * terms[column]
          column += 1
        }
        row += 1
      }
      for place in basis { reduced[place] = 0 }
      var column = 0
      while column < columns {
        if reduced[column] > Self.slack { return column }
        column += 1
      }
      return nil
    }

    private mutating func pivot(_ row: Int, _ column: Int) {
      let divisor = rows[row][column]
      var pivot = rows[row]
      for place in 0..<pivot.count { pivot[place] /= divisor }
      rows[row] = pivot
      totals[row] /= divisor
      for other in 0..<rows.count where other != row && rows[other][column] != 0 {
        let factor = rows[other][column]
        var place = 0
        while place < pivot.count {
          if pivot[place] != 0 { rows[other][place] -= factor * pivot[place] }
          place += 1
        }
        totals[other] -= factor * totals[row]
      }
      basis[row] = column
    }
  }
}
