/// The times at which a curve may be shown where few must not be seen: between two of them, before
/// the first and behind the last, each kind of event came to nobody or to at least the minimum.
///
/// Two values of a curve and the numbers at risk say how many events lie between them, so it is not
/// enough that each value rests on many.
enum CoarseTimes {
  /// The places of the times that may be shown.
  ///
  /// - Parameters:
  ///   - counts: at each time, ascending, how many events of each kind there were by then.
  ///   - start: what is known before the first of them.
  ///   - end: what is known of the whole.
  static func chosen(
    _ counts: [[Double]], from start: [Double], to end: [Double], _ minimum: Int
  ) -> [Int] {
    var chosen: [Int] = []
    var last = start
    for (place, count) in counts.enumerated() where isCoarse(last, count, minimum) {
      chosen.append(place)
      last = count
    }
    while let place = chosen.last, !isCoarse(counts[place], end, minimum) { chosen.removeLast() }
    return chosen
  }

  /// Shares of an estimate stand for counts too, and are not exact.
  private static let slack = 1e-6

  private static func isCoarse(_ early: [Double], _ late: [Double], _ minimum: Int) -> Bool {
    zip(early, late).allSatisfy { early, late in
      late - early < slack || late - early >= Double(minimum) - slack
    }
  }
}
