/// Fisher's exact test of a 2 x 2 table, two-sided.
///
/// p is the sum of the probabilities of all tables with the same margins that are no more probable
/// than the one seen; equal ones count, with a relative slack of 1e-7 (R's `fisher.test`). Given
/// the margins the first cell is hypergeometric. With an empty margin there is one table: p = 1.
public enum FisherExact {
  /// p of the table with rows (a, b) and (c, d).
  public static func p(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
    precondition(min(a, b, c, d) >= 0, "counts are not negative")
    let (row, column, rest) = (a + b, a + c, d - a)
    // The fourth cell is the first one plus d - a, whatever the table.
    let outcomes = max(0, -rest)...min(row, column)
    let cells = ExactDistribution(outcomes) { k in
      Double(row - k) * Double(column - k) / (Double(k + 1) * Double(k + 1 + rest))
    }
    return cells.noMoreProbable(than: a)
  }
}
