import Definitions
package import Projections

/// The definitions that an answer was made by, in words and tables: what a reader needs who has
/// nothing but the page.
package struct DefinitionsInUse: Sendable {
  private let plan: AnalysisPlan
  private let instruments: [String]

  /// - Parameter instruments: those that the answers are measured with.
  package init(_ plan: AnalysisPlan, instruments: [String]) {
    self.plan = plan
    self.instruments = instruments
  }

  /// What relief, response and the rest mean here, a sentence or two each.
  package var sentences: [String] {
    let windows = plan.definitions.windows
    return [
      unit,
      "A rating is in relief where it \(criterion), by the set \(plan.set). "
        + (plan.confirm == 1
          ? "Relief is lost with the first rating that is not."
          : "Relief is lost where two ratings out of relief, \(windows.confirmFromDays) to "
            + "\(windows.confirmThroughDays) d apart, have none in relief between them."),
      "It lasted between the last rating in relief and the first of those that confirm its loss, "
        + "in days of 86,400 s from the end of the last treatment: an interval, never its middle. "
        + "Lower ends are rounded down, upper ends up. Where no loss was seen it lasted longer than "
        + "the last rating in relief.",
      plan.usesFirstBaseline
        ? "The baseline is that of the first treatment, for all courses."
        : "The baseline is the last rating in the \(windows.baselineDays) d before a course.",
      "The first rating must come within \(windows.firstRatingDays) d after the last treatment; "
        + "ratings up to \(windows.periMinutes) min after the end of a treatment never count.",
      "Shares have Wilson’s 95 % limits; the Kaplan-Meier estimate has log-log limits and takes "
        + "people in when they are first rated; Turnbull’s estimate takes each interval as it is. "
        + "Both ask what share would still be in relief, had all been seen to the end.",
      "seq 56 is line 56 of the log, which begins with line 0. Words that begin with two dashes, such "
        + "as --confirm 1, are options of the program’s commands.",
    ] + asked
  }

  private var unit: String {
    switch plan.unit {
    case .course:
      "Relief is measured over each course: treatments with no more than "
        + "\(plan.definitions.windows.courseGapDays) d from one start to the next, from the end of "
        + "the last of them to the next treatment or the end of follow-up."
    case .treatment:
      "Relief is measured over each treatment: from its end to the next treatment or the end of "
        + "follow-up."
    case .episode:
      "Relief is measured over the first course and what follows: from the end of its last "
        + "treatment to the end of follow-up, later treatments ignored."
    }
  }

  private var criterion: String {
    switch plan.criterion {
    case .response: "reaches the response percentage of its way from baseline to the best total"
    case .remission: "is within the remission cut-off"
    case .reliable: "is better than its baseline by the points of reliable change"
    }
  }

  /// What was asked for besides the standard.
  private var asked: [String] {
    var asked: [String] = []
    if let drug = plan.drug {
      asked.append("Courses are built from treatments with \(drug) alone.")
    }
    if let instrument = plan.instrument {
      asked.append("Everybody is measured on \(instrument), whatever their index instrument is.")
    }
    if let selection = plan.selection { asked.append("Asked about: \(selection.text).") }
    if let digest = plan.definitions.fileDigest {
      asked.append("Some definitions come from a file of the digest \(digest).")
    }
    return asked
  }

  /// The instruments, and the cut-offs of the set for them.
  package var instrumentSheet: Sheet {
    let names = ["instrument", "name", "total", "better"].map { Sheet.Column($0, nil, .left) }
    let cutOffs = Threshold.allCases.map { Sheet.Column($0.rawValue, $0.title, .left) }
    var sheet = Sheet(
      "Instruments, and cut-offs of the set \(plan.set)", names + cutOffs)
    for id in instruments {
      guard let instrument = plan.definitions.instrument(id) else { continue }
      let entry = plan.definitions.set(plan.set)?.entries[id]
      let total = instrument.total.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
      let better = instrument.better == .low ? "lower" : "higher"
      let values = Threshold.allCases.map { threshold -> Cell in
        guard let value = entry?.value(threshold) else { return .missing }
        return .text(DefinitionWords.text(value, threshold, better: instrument.better))
      }
      sheet.add([id, instrument.name, total, better].map { Cell.text($0) } + values)
    }
    sheet.notes = ["- the set gives no such cut-off: what would need it has no figure"]
    return sheet
  }

  /// The spans of time.
  package var windowSheet: Sheet {
    var sheet = Sheet(
      "Windows",
      [.init("window", nil, .left), .init("value"), .init("meaning", "what it is", .left)])
    for window in plan.definitions.windows.values {
      sheet.add([
        .text(window.name), .integer(window.value),
        .text(DefinitionWords.meaning(ofWindow: window.name) ?? ""),
      ])
    }
    return sheet
  }

  /// The visits.
  package var visitSheet: Sheet {
    var sheet = Sheet(
      "Visits, in days from the start of a course’s last treatment",
      [.init("visit", nil, .left), .init("from"), .init("through"), .init("nominal")])
    for visit in plan.visits {
      let times = [visit.from, visit.through, visit.nominal].map(Visit.text)
      sheet.add(([visit.name] + times).map { Cell.text($0) })
    }
    return sheet
  }
}
