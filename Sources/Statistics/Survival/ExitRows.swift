/// The rows of a sample that are at risk at some time: those that enter before they end.
struct ExitRows {
  /// When each of them ends.
  let time: [Double]
  /// When each of them enters; `nil` where all are there from the beginning.
  let entry: [Double]?
  /// Their places among the rows given; `nil` where they are all of them.
  private let kept: [Int]?

  init(time: [Double], entry: [Double]?) {
    guard let entry else {
      (self.time, self.entry, kept) = (time, nil, nil)
      return
    }
    precondition(entry.count == time.count)
    let kept = time.indices.filter { entry[$0] < time[$0] }
    self.time = kept.map { time[$0] }
    self.entry = kept.map { entry[$0] }
    self.kept = kept
  }

  /// Something of each of them, from a column of all rows given.
  func select<Value, Result>(_ column: [Value], _ transform: (Value) -> Result) -> [Result] {
    kept.map { rows in rows.map { transform(column[$0]) } } ?? column.map(transform)
  }
}
