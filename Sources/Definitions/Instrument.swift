/// A rating scale, as far as numbers go. No wording of any item is kept.
public struct Instrument: Equatable, Sendable {
  /// How a total comes from the items.
  public enum Scoring: String, Sendable {
    /// The sum of all items.
    case sum
    /// QIDS-SR16: max(1-4) + 5 + max(6-9) + 10 + 11 + 12 + 13 + 14 + max(15, 16).
    case qids16
    /// HAM-D17: the sum; item 16 code 3 (not assessed) adds 0 and flags the rating.
    case hamd17
    /// No total; items may be null.
    case none
  }

  /// Which end of the scale is health.
  public enum Better: String, Sendable {
    /// The lowest total is the best.
    case low
    /// The highest total is the best.
    case high
  }

  /// A named range of totals.
  public struct Band: Equatable, Sendable {
    /// Lowest total.
    public let from: Int
    /// Highest total.
    public let to: Int
    /// What it is called.
    public let label: String
  }

  /// The name by which ratings refer to it.
  public let id: String
  /// Its name in full.
  public let name: String
  /// How many items it has.
  public let itemCount: Int
  /// The range of each item, in order.
  public let itemRanges: [ClosedRange<Int>]
  /// The range of totals, in points; `nil` where there is no total.
  public let total: ClosedRange<Int>?
  /// How a total comes from items.
  public let scoring: Scoring
  /// Which end is health.
  public let better: Better
  /// The days that it asks about, before the rating; `nil` where it compares with a baseline.
  public let recallDays: Int?
  /// Severity bands, for people; may be empty.
  public let bands: [Band]

  /// The best total that is possible; `nil` where there is no total.
  public var bestTotal: Int? { better == .low ? total?.lowerBound : total?.upperBound }
}

/// What items add up to.
public enum Score: Equatable, Sendable {
  /// A total, in points; `notAssessed` where item 16 of HAM-D17 was not.
  case total(Int, notAssessed: Bool)
  /// No total: an item is null where the rule does not allow it.
  case partial
  /// No total: the instrument has none.
  case none
}

extension Instrument {
  /// The total of items by the instrument's rule; the items must be as many as it has.
  ///
  /// Source: `instruments.json`, `scoringRules`.
  package func score(_ items: [Int?]) -> Score {
    if scoring == .none { return .none }
    guard items.count == itemCount else { return .partial }
    var values: [Int] = []
    for item in items {
      guard let item else { return .partial }
      values.append(item)
    }
    return score(values)
  }

  private func score(_ items: [Int]) -> Score {
    let sum = items.reduce(0, +)
    switch scoring {
    case .sum: return .total(sum, notAssessed: false)
    case .hamd17:
      let notAssessed = items[15] == 3
      return .total(notAssessed ? sum - 3 : sum, notAssessed: notAssessed)
    case .qids16:
      let sleep = items[0...3].max() ?? 0
      let appetite = items[5...8].max() ?? 0
      let psychomotor = items[14...15].max() ?? 0
      let others = items[4] + items[9...13].reduce(0, +)
      return .total(sleep + appetite + psychomotor + others, notAssessed: false)
    case .none: return .none
    }
  }
}
