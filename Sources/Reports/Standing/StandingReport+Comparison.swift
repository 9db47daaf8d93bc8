import Bytes
import Events
import Projections

/// How comparable people fared, in words and by day.
extension StandingReport {
  var comparisonText: [String] {
    switch comparison {
    case .notAsked: return []
    case .noCourse: return ["comparable courses: none, as there is no course"]
    case .noIndication: return ["comparable courses: none, as no indication is stated"]
    case .few(let group):
      return [
        "comparable courses (\(Self.name(group))): of fewer than \(PeerCurve.leastPeople) others, "
          + "so nothing is said of them"
      ]
    case .found(let comparison): return Self.text(comparison)
    }
  }

  /// The counts, then what the curve is of; which courses are not in the counts.
  private static func text(_ comparison: PeerCurve) -> [String] {
    let head = "comparable courses (\(name(comparison.group))):"
    let rated = "\(comparison.rated) courses of \(comparison.ratedPeople) other people"
    let counts = [
      comparison.unrated > 0 ? "\(comparison.unrated) not rated in time" : nil,
      comparison.unusable > 0 ? "\(comparison.unusable) without a usable baseline" : nil,
    ].compactMap { $0 }
    let rest = counts.isEmpty ? [] : ["not among these: \(counts.joined(separator: ", "))"]
    guard let relief = comparison.relief else {
      return [
        "\(head) of \(rated), those of fewer than \(PeerCurve.leastPeople) people were in relief "
          + "at the first rating, so no curve is shown"
      ] + rest
    }
    let sentence =
      "\(head) \(relief.courses) of \(rated) were in relief at the first rating"
    guard !relief.curve.isEmpty else {
      return rest + ["\(sentence); none of these was seen longer than \(seen(relief))"]
    }
    return rest.map { "comparable courses, \($0)" } + [
      "\(sentence); of those who were in relief, \(relief.courses) courses of \(relief.people) "
        + "people, seen for \(seen(relief)) at most, still in relief"
    ]
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
