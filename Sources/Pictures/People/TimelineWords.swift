import Bytes
import Definitions
import Events
import Histories
import Projections
import Reports

/// What the picture of one patient says in words and in tables.
struct TimelineWords {
  private let parent: TimelinePicture
  private let record: CaseRecord

  init(_ parent: TimelinePicture) {
    self.parent = parent
    record = parent.timeline.record
  }

  var finding: String {
    let relief = parent.timeline.relief
    guard !relief.isEmpty else {
      return record.treatments.isEmpty
        ? "No treatment." : "No treatment that courses are built from."
    }
    let shown = relief.suffix(3).map { unit in
      "course \(unit.course): " + words(unit)
    }
    let more = relief.count > 3 ? "\(relief.count) courses, the last three: " : ""
    let sentence = more + shown.joined(separator: "; ") + "."
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  /// What came of a course, as an interval.
  private func words(_ unit: ReliefUnit) -> String {
    guard let lower = unit.lowerDays else { return Self.absence(unit, parent.plan) }
    guard let upper = unit.upperDays else {
      return "relief lasted more than \(Digits.down(lower)) d"
    }
    return "relief lasted between \(Digits.down(lower)) and \(Digits.up(upper)) d"
  }

  /// Why a course has no duration, in words that stand beside scores that are drawn.
  static func absence(_ unit: ReliefUnit, _ plan: AnalysisPlan) -> String {
    let days = plan.definitions.windows.firstRatingDays
    switch unit.status {
    case .noThreshold: return "no threshold for the instrument"
    case .noBaseline: return "no baseline"
    case .lowBaseline: return "baseline too good to improve from"
    case .noRating:
      return unit.reason == .notYet
        ? "not followed for \(days) d as yet" : "not rated within \(days) d"
    case .notInRelief:
      return unit.late
        ? "not in relief at the first rating, but later" : "not in relief at the first rating"
    case .lost, .censored: return unit.status.rawValue
    }
  }

  /// The same in a word or two, for a lane.
  static func shortAbsence(_ unit: ReliefUnit) -> String {
    switch unit.status {
    case .noThreshold: "no threshold"
    case .noBaseline: "no baseline"
    case .lowBaseline: "low baseline"
    case .noRating: "not rated"
    case .notInRelief: unit.late ? "relief later" : "no relief"
    case .lost, .censored: unit.status.rawValue
    }
  }

  var description: String {
    let ratings = record.eligible.compactMap(\.total)
    let adverse = parent.timeline.safety.allAdverse
    var parts = [
      "\(record.treatments.count(where: \.isChosen)) treatments, \(ratings.count) ratings on "
        + "\(record.instrument) that count."
    ]
    if let first = ratings.first, let last = ratings.last {
      parts.append("First score \(first), last \(last).")
    }
    parts += parent.timeline.relief.map { "Course \($0.course): \(words($0))." }
    if !adverse.isEmpty {
      let serious = adverse.count(where: \.isSerious)
      parts.append("\(adverse.count) adverse events, \(serious) of them serious.")
    }
    return parts.joined(separator: " ")
  }

  var caption: [String] {
    let bridge = Digits.exact(TimelinePicture.longestBridge)
    return [
      "Relief after a course lasted from the end of its last treatment to the last rating in relief at "
        + "least, and was lost by the first rating of a confirmed loss. Ratings more than \(bridge) d "
        + "apart are not joined. A larger sign: a more severe adverse event. The mark on the axis: the end "
        + "of follow-up. Criterion: \(parent.plan.criterion.rawValue)."
    ]
  }

  var sheets: [Sheet] {
    [ratingSheet, treatmentSheet, reliefSheet]
      + (parent.timeline.safety.allAdverse.isEmpty ? [] : [adverseSheet])
  }

  private var ratingSheet: Sheet {
    var sheet = Sheet(
      "Ratings on \(record.instrument)",
      [
        .init("days", "day"), .init("time", nil, .left), .init("total"), .init("counts"),
        .init("flags", nil, .left), .init("seq"),
      ])
    for rating in record.ratings
    where record.history.table.instruments.text(rating.instrument) == record.instrument {
      sheet.add([
        .days(parent.day(rating.time)), .instant(rating.time), .optional(rating.total),
        .bool(rating.isEligible), .text(rating.flags.names.joined(separator: " ")),
        .integer(rating.seq),
      ])
    }
    return sheet
  }

  private var treatmentSheet: Sheet {
    var sheet = Sheet(
      "Treatments",
      [
        .init("days", "day"), .init("time", nil, .left), .init("drug", nil, .left),
        .init("mg"), .init("course"), .init("gapDays", "days since the last"), .init("seq"),
      ])
    var last: Instant?
    for treatment in record.treatments {
      let gap =
        treatment.isChosen
        ? last.map { elapsedDays(from: $0, to: treatment.start) } : nil
      if treatment.isChosen { last = treatment.start }
      sheet.add([
        .days(parent.day(treatment.start)), .instant(treatment.start),
        .text(record.history.table.words.text(treatment.drug)),
        .number(treatment.milligrams, decimals: 1), .optional(treatment.course), .days(gap),
        .integer(treatment.seq),
      ])
    }
    return sheet
  }

  private var reliefSheet: Sheet {
    var sheet = Sheet(
      "Relief",
      [
        .init("course"), .init("days", "t0 at day"), .init("baseline"),
        .init("status", nil, .left), .init("reason", nil, .left), .init("lowerDays", "at least"),
        .init("upperDays", "at most"),
      ])
    for unit in parent.timeline.relief {
      sheet.add([
        .integer(unit.course), .days(parent.day(unit.t0)), .optional(unit.baseline?.total),
        .text(unit.status.rawValue), .optional(unit.reason) { .text($0.rawValue) },
        .optional(unit.lowerDays) { .atLeastDays($0) },
        .optional(unit.upperDays) { .atMostDays($0) },
      ])
    }
    return sheet
  }

  private var adverseSheet: Sheet {
    var sheet = Sheet(
      "Adverse events",
      [
        .init("days", "day"), .init("term", nil, .left), .init("severity", nil, .left),
        .init("serious"), .init("seq"),
      ])
    for event in parent.timeline.safety.allAdverse {
      sheet.add([
        .days(parent.day(event.time)), .text(event.term.text),
        .optional(event.severity) { .text($0.rawValue) }, .bool(event.isSerious),
        .integer(event.seq),
      ])
    }
    return sheet
  }
}
