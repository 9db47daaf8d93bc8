/// Curves of so many steps that several fall into a quarter of a px: of those the last is drawn, which
/// nobody can tell from all of them. The tables behind a picture have every step.
enum Thinning {
  /// Curves of no more steps are drawn whole.
  static let most = 2_000
  /// What can't be told apart, in px.
  static let finest = 0.25

  /// The rows that are drawn: the first, and the last of each stretch.
  ///
  /// - Parameter x: where a row stands, in px; ascending.
  static func drawn<Row>(_ rows: [Row], at x: (Row) -> Double) -> [Row] {
    guard rows.count > most else { return rows }
    func stretch(_ row: Row) -> Int { Int(x(row) / finest) }
    return rows.indices.filter { place in
      place == 0 || place + 1 == rows.count
        || stretch(rows[place]) != stretch(rows[place + 1])
    }.map { rows[$0] }
  }
}
