public import Statistics

/// A visit of many courses in whole numbers: what proportions, means and SD are computed from.
///
/// Only integers are kept, so that tallies of parts of a cohort add up to that of the whole.
public struct VisitTally: Equatable, Sendable {
  /// Courses with a rating at the visit.
  public internal(set) var rated = 0
  /// Courses without one, the next treatment having come.
  public internal(set) var unratedRetreated = 0
  /// Courses without one, follow-up being too short.
  public internal(set) var unratedFollowUpTooShort = 0
  /// Courses without one, nobody having rated.
  public internal(set) var unratedMissed = 0
  /// Courses that reach the response percentage.
  public internal(set) var responders = 0
  /// Courses within the remission cut-off.
  public internal(set) var remitters = 0
  /// Courses improved by the points of reliable change.
  public internal(set) var reliablyImproved = 0
  /// Courses worse by the points of reliable change.
  public internal(set) var reliablyWorse = 0
  /// The sum of rating minus baseline, in points. Totals of a definitions file may be large: 128
  /// bits hold any sum of them.
  public internal(set) var sumOfChanges: Int128 = 0
  /// The sum of the squares of rating minus baseline.
  public internal(set) var sumOfSquares: Int128 = 0

  /// Courses with a usable baseline, rated or not.
  public var courses: Int { rated + unratedRetreated + unratedFollowUpTooShort + unratedMissed }

  /// Mean of rating minus baseline, in points; `nil` where nobody is rated.
  public var meanChange: Double? { rated > 0 ? Double(sumOfChanges) / Double(rated) : nil }

  /// SD (n - 1) of rating minus baseline; `nil` where fewer than two are rated.
  ///
  /// sqrt((n sum x² - (sum x)²) / (n (n - 1))): the numerator is a whole number, so nothing
  /// cancels.
  public var sdChange: Double? {
    guard rated > 1 else { return nil }
    let numerator = Int128(rated) * sumOfSquares - sumOfChanges * sumOfChanges
    return (Double(numerator) / (Double(rated) * Double(rated - 1))).squareRoot()
  }

  /// A count among the rated, with Wilson limits; no value where nobody is rated.
  public func ofRated(_ count: Int) -> Proportion { Proportion(count, of: rated) }

  /// A count among all courses with a usable baseline: who is not rated counts as no responder.
  public func ofAll(_ count: Int) -> Proportion { Proportion(count, of: courses) }

  mutating func count(_ visit: ResponseCourse.Visit) {
    switch visit.unrated {
    case nil: rated += 1
    case .retreated?: unratedRetreated += 1
    case .followUpTooShort?: unratedFollowUpTooShort += 1
    case .missed?: unratedMissed += 1
    }
    if visit.response == true { responders += 1 }
    if visit.remission == true { remitters += 1 }
    if visit.reliable == 1 { reliablyImproved += 1 }
    if visit.reliable == -1 { reliablyWorse += 1 }
    if let change = visit.change {
      sumOfChanges += Int128(change)
      sumOfSquares += Int128(change) * Int128(change)
    }
  }
}
