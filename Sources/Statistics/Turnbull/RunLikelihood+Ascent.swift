extension RunLikelihood {
  /// What part of the rise that the slope promises has to come.
  private static let share = 0.1
  /// After so many halvings nothing is left of a step.
  private static let halvings = 40

  /// Moves along a change of the masses as far as the log-likelihood rises: all of it, or the first
  /// of its halves that brings a fair part of what the slope promises.
  ///
  /// The log-likelihood is concave: where it still rises at the far end it is higher there, and no
  /// logarithm is needed.
  ///
  /// - Returns: the part that was taken; 0 where it would not rise, and nothing has moved.
  mutating func ascend(along change: [Double]) -> Double {
    let before = masses
    let promised = rise(along: change)
    guard promised > 0 else { return 0 }
    var part = 1.0
    var reference: Double?
    for _ in 0..<Self.halvings {
      let there = before.moved(by: change, part)
      if move(to: there) {
        if rise(along: change) >= 0 { return part }
        let reached = logarithm
        if reference == nil {
          move(to: before)
          reference = logarithm
          move(to: there)
        }
        if let reference, reached >= reference + Self.share * part * promised { return part }
      }
      part /= 2
    }
    move(to: before)
    return 0
  }
}

extension Array<Double> {
  /// Each element with a part of its change added, and not below 0.
  func moved(by change: [Double], _ part: Double) -> [Double] {
    var moved = self
    for index in moved.indices { moved[index] = Swift.max(0, moved[index] + part * change[index]) }
    return moved
  }
}
