/// McNemar's exact test of paired proportions, two-sided.
///
/// Given the number of discordant pairs, those of the one kind are binomial with probability 1/2;
/// p is the sum over all splits that are no more probable than the one seen. Without a discordant
/// pair p = 1.
public enum McNemarExact {
  /// p of the discordant pairs: those with the first only, and those with the second only.
  public static func p(firstOnly: Int, secondOnly: Int) -> Double {
    precondition(min(firstOnly, secondOnly) >= 0, "counts are not negative")
    let discordant = firstOnly + secondOnly
    let splits = ExactDistribution(0...discordant) { k in
      Double(discordant - k) / Double(k + 1)
    }
    return splits.noMoreProbable(than: firstOnly)
  }
}

/// The table of pairs, such as a response to each of two treatments in the same people.
public struct PairedTable: Equatable, Sendable {
  /// Pairs with both.
  public let both: Int
  /// Pairs with the first only.
  public let firstOnly: Int
  /// Pairs with the second only.
  public let secondOnly: Int
  /// Pairs with neither.
  public let neither: Int

  /// A table of counts.
  public init(both: Int, firstOnly: Int, secondOnly: Int, neither: Int) {
    precondition(min(both, firstOnly, secondOnly, neither) >= 0, "counts are not negative")
    self.both = both
    self.firstOnly = firstOnly
    self.secondOnly = secondOnly
    self.neither = neither
  }

  /// Pairs in all.
  public var total: Int { both + firstOnly + secondOnly + neither }

  /// Pairs with one but not the other.
  public var discordant: Int { firstOnly + secondOnly }

  /// The proportion with the first less that with the second; `nil` without pairs.
  public var difference: Double? {
    total > 0 ? Double(firstOnly - secondOnly) / Double(total) : nil
  }

  /// McNemar's exact p.
  public var p: Double { McNemarExact.p(firstOnly: firstOnly, secondOnly: secondOnly) }
}
