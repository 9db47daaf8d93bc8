/// What the observations say about the innermost intervals: each covers a run of them.
///
/// Innermost intervals are numbered from 0 in their order on the line. Observations that cover the
/// same run are one with a weight, and runs are in order of start, then end, so whatever is computed
/// from them does not depend on the order of the rows.
struct CoveredRuns {
  /// For each run the first innermost interval that it covers.
  private(set) var start: [Int32]
  /// For each run the one after the last that it covers.
  private(set) var end: [Int32]
  /// For each run how many observations cover it.
  private(set) var weight: [Double]
  /// How many innermost intervals there are.
  let width: Int
  /// How many observations there are.
  let total: Double

  /// How many distinct runs there are.
  var count: Int { start.count }

  /// Sorts runs by counting and puts equal ones together.
  ///
  /// - Parameters:
  ///   - first: for each observation the first innermost interval that it covers.
  ///   - last: for each observation the last, not before the first.
  ///   - width: how many innermost intervals there are.
  init(first: [Int32], last: [Int32], width: Int) {
    self.width = width
    total = Double(first.count)
    let byEnd = Self.order(Array(0..<Int32(first.count)), by: last, width)
    start = []
    end = []
    weight = []
    for row in Self.order(byEnd, by: first, width) {
      let (from, to) = (first[Int(row)], last[Int(row)] + 1)
      if from == start.last && to == end.last {
        weight[weight.count - 1] += 1
      } else {
        start.append(from)
        end.append(to)
        weight.append(1)
      }
    }
  }

  /// Rows in the order of their keys; those with equal keys stay as they are.
  private static func order(_ rows: [Int32], by keys: [Int32], _ width: Int) -> [Int32] {
    var places = [Int32](repeating: 0, count: width + 1)
    for key in keys { places[Int(key) + 1] += 1 }
    for key in 0..<width { places[key + 1] += places[key] }
    var sorted = [Int32](repeating: 0, count: rows.count)
    for row in rows {
      let key = Int(keys[Int(row)])
      sorted[Int(places[key])] = row
      places[key] += 1
    }
    return sorted
  }
}
