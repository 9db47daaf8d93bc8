import Bytes
import Definitions
import Projections
import Statistics

/// What came out of a cohort in sentences, the finding first: for pages that are read by people who
/// read no tables. Every number is one of the tables'.
extension ReliefReport {
  /// The finding, then what it rests on and who is not in it.
  package var findings: [String] {
    guard let flow else { return [] }
    let all = flow.said("units", plan.unit.rawValue)
    guard flow.count("units") > 0 else {
      return ["Nobody who is asked about was treated: there is nothing that relief could follow."]
    }
    var sentences: [String] = []
    if let estimates {
      sentences = [
        median(estimates, flow), survival(estimates), kaplanMeier(estimates),
      ]
    } else if flow.count("analysed") == 0 {
      sentences = [
        "Of \(all) none was in relief at the first rating after treatment and followed on: "
          + "how long relief lasted is not known."
      ]
    } else {
      sentences = ["How long relief lasted is withheld: it is about too few people."]
    }
    return sentences + [absent(flow, all), ended(flow)]
  }

  private func median(_ estimates: ReliefFigures, _ flow: CountTree) -> String {
    let durations = estimates.durations
    let basis =
      "by Turnbull’s estimate over \(flow.said("analysed", plan.unit.rawValue)) in relief "
      + "at the first rating after treatment (losses seen: \(flow.said("lost")))"
    guard let after = durations.medianAfter.map(Digits.down) else {
      return "The median of how long relief lasted is \(durations.absence), \(basis)."
    }
    guard let through = durations.medianThrough else {
      return
        "Relief lasted a median of more than \(after) days, beyond all that was seen, \(basis)."
    }
    return "Relief lasted a median of between \(after) and \(Digits.up(through)) days, \(basis)."
  }

  private func survival(_ estimates: ReliefFigures) -> String {
    let parts = estimates.turnbull.map { point -> String in
      let day = "at \(Digits.exact(point.days)) d"
      if point.isWithheld { return "\(day) withheld" }
      let (low, high) = (Cell.share(point.low).shown, Cell.share(point.high).shown)
      return "\(day) " + (low == high ? low : "\(low) to \(high)")
    }
    return "Still in relief: \(parts.joined(separator: ", "))."
  }

  private func kaplanMeier(_ estimates: ReliefFigures) -> String {
    let durations = estimates.durations
    let time = durations.kaplanMeierMedian.map { "\(Digits.near($0)) d" } ?? durations.absence
    let limits = [durations.kaplanMeierLower, durations.kaplanMeierUpper]
    let ends = limits.map { $0.map(Digits.near) ?? durations.absence }
    let range =
      limits.allSatisfy { $0 == nil } ? "" : ", 95 % limits \(ends[0]) to \(ends[1])"
    return "With each loss dated at the first rating that shows it (Kaplan-Meier), which is too "
      + "late by design, the median is \(time)\(range)."
  }

  private func ended(_ flow: CountTree) -> String {
    "Of those in relief \(flow.said("lost")) were lost. Of \(flow.said("censored")) no loss was seen: "
      + "\(flow.said("censoredRetreated")) were treated again, \(flow.said("censoredExit")) left, "
      + "\(flow.said("censoredUnconfirmed")) had ratings out of relief that no later one confirms, "
      + "and the follow-up of \(flow.said("censoredEndOfFollowUp")) ended."
  }

  private func absent(_ flow: CountTree, _ all: String) -> String {
    "Of \(all) of \(flow.said("subjects", "person", "people")), \(flow.said("notInRelief")) were "
      + "not in relief at the first rating. In no figure of relief: \(flow.said("noBaseline")) "
      + "without a baseline, \(flow.said("lowBaseline")) whose baseline is too good to improve "
      + "from, \(flow.said("noRating")) not rated in time, \(flow.said("noThreshold")) on an "
      + "instrument without a threshold."
  }
}

extension CountTree {
  /// The count of a name in words, `withheld` where it is kept back.
  func said(_ key: String) -> String { cell(key).shown }

  /// Likewise with what is counted: `1 course`, `12 courses`, `withheld courses`.
  func said(_ key: String, _ noun: String, _ plural: String? = nil) -> String {
    let cell = cell(key)
    return "\(cell.shown) " + (cell == .integer(1) ? noun : plural ?? noun + "s")
  }

  /// The count of a name, kept back or not: to tell whether there is any, never to be shown.
  func count(_ key: String) -> Int { entries.first { $0.key == key }?.count ?? 0 }

  private func cell(_ key: String) -> Cell {
    entries.first { $0.key == key }?.cell ?? .missing
  }
}
