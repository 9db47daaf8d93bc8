/// Mean and SD of people's values, which are whole numbers mostly, as they may be shown under a rule.
///
/// From n, mean, SD, median and quartiles of few people an integer search finds everybody's value: of
/// nine or fewer there is one list of scores most of the time. Both are shown with one decimal, of twice
/// the least number of people at least, and only where they are far from telling: the SD is 3 or more (ten
/// values have hundreds of lists then), or there are a hundred people (their sum is known to within 10).
/// An SD that is printed as 0 says that all have the mean.
struct ReleasedMoments {
  let mean: Cell
  let sd: Cell

  /// The least SD of a small group's whole numbers that may be seen.
  private static let leastSpread = 3.0
  /// From so many people on a mean of one decimal leaves sums open.
  private static let many = 100

  /// - Parameter minimum: the least number of people; `nil`: everything is shown, with two decimals.
  init(_ n: Int, mean: Double?, sd: Double?, _ minimum: Int?) {
    guard let minimum else {
      self.mean = .optional(mean) { .number($0, decimals: 2) }
      self.sd = .optional(sd) { .number($0, decimals: 2) }
      return
    }
    // Of nobody there is nothing to keep back.
    guard n > 0 else {
      (self.mean, self.sd) = (.missing, .missing)
      return
    }
    guard let mean, let sd, n >= 2 * minimum,
      sd >= Self.leastSpread || (n >= Self.many && sd >= 0.05)
    else {
      (self.mean, self.sd) = (.withheld, .withheld)
      return
    }
    self.mean = .number((mean * 10).rounded() / 10, decimals: 1)
    self.sd = .number((sd * 10).rounded() / 10, decimals: 1)
  }
}
