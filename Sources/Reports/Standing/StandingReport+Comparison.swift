import Bytes
import Events
import Projections

/// How comparable people fared, in words and by day.
extension StandingReport {
  /// - Parameter words: what stands at the end where a curve follows.
  func comparisonText(beforeTable words: String) -> [String] {
    switch comparison {
    case .notAsked: return []
    case .noCourse: return ["comparable courses: none, as there is no course"]
    case .noIndication: return ["comparable courses: none, as no indication is stated"]
    case .few(let group):
      return [
        "comparable courses (\(Self.name(group))): of fewer than \(PeerCurve.leastPeople) others, "
          + "so nothing is said of them"
      ]
    case .found(let comparison): return [Self.text(comparison, words)]
    }
  }

  /// Of how many courses relief is told at the first rating, and what the curve is of.
  private static func text(_ comparison: PeerCurve, _ words: String) -> String {
    let head = "comparable courses (\(name(comparison.group))):"
    let rated = "\(comparison.rated) courses of \(comparison.ratedPeople) other people"
    guard let relief = comparison.relief else {
      return "\(head) of \(rated), those of fewer than \(PeerCurve.leastPeople) people were in "
        + "relief at the first rating, so no curve is shown"
    }
    let sentence = "\(head) \(relief.courses) of \(rated) were in relief at the first rating"
    return relief.curve.isEmpty
      ? "\(sentence); none of these was seen longer than \(seen(relief))"
      : "\(sentence); of those who were in relief, \(relief.people) people, seen for "
        + "\(seen(relief)) at most, \(words)"
  }

  /// Which comparable courses are not among those; `nil` where all are.
  var uncountedText: String? {
    guard case .found(let comparison) = comparison else { return nil }
    let counts = [
      comparison.unrated > 0 ? "\(comparison.unrated) not rated in time" : nil,
      comparison.unusable > 0 ? "\(comparison.unusable) without a usable baseline" : nil,
    ].compactMap { $0 }
    return counts.isEmpty
      ? nil : "comparable courses that are not among these: \(counts.joined(separator: ", "))"
  }

  private static func seen(_ relief: PeerCurve.Relief) -> String {
    "\(Digits.near(relief.lastSeenDays)) d"
  }

  private static func name(_ group: ComparableCourses.Group) -> String {
    "\(Visible.text(group.indication)), \(group.phase.rawValue), \(Visible.text(group.instrument))"
  }

  /// How comparable courses went, by day; `nil`: no curve is shown.
  package var comparisonSheet: Sheet? {
    guard case .found(let comparison) = comparison, let relief = comparison.relief,
      !relief.curve.isEmpty
    else { return nil }
    var sheet = Sheet(
      "Comparable courses in relief at first: still in relief (Turnbull)",
      [
        .init("days", "day"), .init("followed", "followed"),
        .init("survival", "in relief", .left),
      ])
    for point in relief.curve {
      let (low, high) = (Cell.share(point.low).shown, Cell.share(point.high).shown)
      sheet.add([
        .number(point.days, decimals: 0), .integer(point.followed),
        .text(low == high ? low : "\(low) to \(high)"),
      ])
    }
    return sheet
  }

  /// The same as lines of text.
  static func table(_ sheet: Sheet) -> [String] {
    var table = TextTable([("day", .right), ("followed", .right), ("in relief", .left)])
    for row in sheet.rows { table.add(row.map(\.shown)) }
    return table.lines
  }
}
