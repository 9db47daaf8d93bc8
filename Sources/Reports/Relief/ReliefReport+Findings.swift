import Bytes
import Definitions
import Projections
import Statistics

/// What came out of a cohort in sentences, the finding first: for pages that are read by people who
/// read no tables. Every number is one of the tables'.
extension ReliefReport {
  /// The finding, then what it rests on and who is not in it.
  package var findings: [Finding] {
    guard let flow else { return [] }
    let all = flow.said("units", plan.unit.rawValue)
    guard flow.count("units") > 0 else {
      return [
        Finding(
          .duration,
          "Nobody who is asked about was treated: there is nothing that relief could follow.")
      ]
    }
    var findings: [Finding] = []
    if let estimates {
      findings = [
        Finding(.duration, median(estimates, flow)), Finding(.survival, survival(estimates)),
        Finding(.laterDuration, kaplanMeier(estimates)),
      ]
      if let words = bootstrapWords { findings.append(Finding(.bootstrap, words)) }
    } else if flow.count("analysed") == 0 {
      findings = [
        Finding(
          .duration,
          "Of \(all) none was in relief at the first rating after treatment and followed on: "
            + "how long relief lasted is not known.")
      ]
    } else {
      findings = [
        Finding(.duration, "How long relief lasted is \(Finding.tooFew).")
      ]
    }
    findings.append(Finding(.absent, absent(flow, all)))
    if let words = unratedWords { findings.append(Finding(.unrated, words)) }
    if flow.count("analysed") > 0 { findings.append(Finding(.endings, ended(flow))) }
    if let words = unconfirmedWords { findings.append(Finding(.unconfirmed, words)) }
    return findings
  }

  private func median(_ estimates: ReliefFigures, _ flow: CountTree) -> String {
    let durations = estimates.durations
    let people = analysedPeople.map { $0 == 1 ? " of 1 person" : " of \($0) people" } ?? ""
    let analysed =
      "\(flow.said("analysed", plan.unit.rawValue))\(people) in relief at the first rating after "
      + "treatment"
    let basis = "by Turnbull’s estimate over \(analysed) (losses seen: \(flow.said("lost")))"
    guard let after = durations.medianAfter.map(Digits.down) else {
      return "The median of how long relief lasted is \(durations.absence), \(basis)."
    }
    guard let through = durations.medianThrough else {
      // Where no loss was seen, a median of so many days would sound like something that was seen.
      return flow.shown("lost") == 0
        ? "Of \(analysed) none has a confirmed loss, so that the median of how long relief lasted is "
          + "not known: more than \(after) days, beyond all that was seen (Turnbull’s estimate)."
        : "Relief lasted a median of more than \(after) days, beyond all that was seen, \(basis)."
    }
    return "Relief lasted a median of between \(after) and \(Digits.up(through)) days (an interval "
      + "from the ratings’ dates, not a confidence interval), \(basis)."
  }

  /// S at the named days; where nothing at all is known of it, from when on.
  private func survival(_ estimates: ReliefFigures) -> String {
    guard estimates.turnbull.contains(where: { !$0.isWithheld }) else {
      return "Who is still in relief on the named days is \(Finding.tooFew)."
    }
    var parts: [String] = []
    for point in estimates.turnbull {
      let day = "at \(Digits.exact(point.days)) d"
      if point.isWithheld {
        parts.append("\(day) withheld")
      } else if point.low <= 0, point.high >= 1 {
        // All that may happen lies in one interval, which the median lies in too.
        if estimates.durations.medianThrough == nil, let after = estimates.durations.medianAfter {
          parts.append("not known beyond \(Digits.down(after)) d")
          break
        }
        parts.append("\(day) not known")
      } else {
        let (low, high) = (Cell.share(point.low).shown, Cell.share(point.high).shown)
        parts.append("\(day) " + (low == high ? low : "\(low) to \(high)"))
      }
    }
    return
      "Still in relief, of those in relief at the first rating: \(parts.joined(separator: ", "))."
  }

  private func kaplanMeier(_ estimates: ReliefFigures) -> String {
    let curve = estimates.estimates.kaplanMeier
    let head =
      "With each loss dated at the first rating that shows it (Kaplan-Meier), which is late, "
    guard estimates.innermost == nil || !curve.rows.isEmpty else {
      return head + "there is no estimate, since nobody is ever at risk."
    }
    let durations = estimates.durations
    let time = durations.kaplanMeierMedian.map { "\(Digits.near($0)) d" } ?? durations.absence
    let limits = [durations.kaplanMeierLower, durations.kaplanMeierUpper]
    let ends = limits.map { $0.map(Digits.near) ?? durations.absence }
    let range =
      limits.allSatisfy { $0 == nil } ? "" : ", 95 % limits \(ends[0]) to \(ends[1])"
    let few =
      estimates.innermost == nil
      ? "" : KaplanMeierWords.remark(curve, until: durations.kaplanMeierMedian)
    return head + "the median is \(time)\(range)\(few)."
  }

  private func ended(_ flow: CountTree) -> String {
    let endings = [
      "censoredRetreated", "censoredExit", "censoredUnconfirmed", "censoredEndOfFollowUp",
    ]
    let told = [
      flow.tells("censoredRetreated")
        ? "\(flow.said("censoredRetreated", "was", "were")) treated again" : nil,
      flow.tells("censoredExit") ? "\(flow.said("censoredExit")) left" : nil,
      flow.tells("censoredUnconfirmed")
        ? "\(flow.said("censoredUnconfirmed")) had ratings out of relief that no later one confirms"
        : nil,
      flow.tells("censoredEndOfFollowUp")
        ? "the follow-up of \(flow.said("censoredEndOfFollowUp")) ended" : nil,
    ].compactMap { $0 }
    var sentences: [String] = []
    if flow.shown("lost") != nil {
      sentences.append("Of those in relief \(flow.said("lost", "was", "were")) lost.")
    }
    if !told.isEmpty {
      let head =
        flow.shown("censored") == nil ? "" : "Of \(flow.said("censored")) no loss was seen: "
      sentences.append(Finding.sentence(head + told.joined(separator: ", ")))
    }
    if (["lost"] + endings).contains(where: { flow.shown($0) == nil }) {
      sentences.append(
        "How \(sentences.isEmpty ? "" : "else ")relief ended or was not seen to end is "
          + "\(Finding.tooFew).")
    }
    return sentences.joined(separator: " ")
  }

  private func absent(_ flow: CountTree, _ all: String) -> String {
    let days = Digits.exact(Double(plan.definitions.windows.firstRatingDays))
    let early =
      flow.tells("noRatingNotYet")
      ? " (the follow-up of \(flow.said("noRatingNotYet")) of them ends sooner)" : ""
    let reasons = [
      flow.tells("noBaseline") ? "\(flow.said("noBaseline")) without a baseline" : nil,
      flow.tells("lowBaseline")
        ? "\(flow.said("lowBaseline")) whose baseline is too good to improve from" : nil,
      flow.tells("noRating") ? "\(flow.said("noRating")) not rated within \(days) d\(early)" : nil,
      flow.tells("noThreshold")
        ? "\(flow.said("noThreshold")) on an instrument without a threshold" : nil,
    ].compactMap { $0 }
    var sentences: [String] = []
    if flow.shown("notInRelief") != nil {
      let head =
        flow.shown("units") == nil || flow.shown("withTreatment") == nil
        ? "" : "Of \(all) of \(flow.said("withTreatment", "person", "people")), "
      sentences.append(
        "\(head)\(flow.said("notInRelief", "was", "were")) not in relief at the first rating.")
    }
    if !reasons.isEmpty {
      sentences.append("In no figure of relief: \(reasons.joined(separator: ", ")).")
    }
    let keys = ["notInRelief", "noBaseline", "lowBaseline", "noRating", "noThreshold"]
    if keys.contains(where: { flow.shown($0) == nil }) {
      sentences.append(
        "How many \(sentences.isEmpty ? "" : "others ")were in no figure of relief is "
          + "\(Finding.tooFew).")
    }
    return sentences.joined(separator: " ")
  }

  /// The limits of `--bootstrap` about the median, which are a confidence interval.
  private var bootstrapWords: String? {
    guard let bootstrap, let median = bootstrap.median else { return nil }
    let end = median.upper.map { Digits.up($0) + " d" } ?? "beyond all that was seen"
    return "Limits of 95 % for the median, from \(bootstrap.used) samples of people with all their "
      + "\(plan.unit.rawValue)s: \(Digits.down(median.lower)) to \(end)."
  }

  /// That people are measured by an instrument that they were never rated on; `nil` where nobody is.
  package var unratedWords: String? {
    guard let unrated, unrated > 0 else { return nil }
    return
      "\(unrated) \(plan.unit.rawValue)\(unrated == 1 ? " has" : "s have") no baseline because "
      + "the person has no rating on the index instrument; check --rule "
      + "no-rating-on-index-instrument lists them."
  }

  /// That most of those without a loss were out of relief, unconfirmed; `nil` where they are not, or
  /// where either count is kept back.
  package var unconfirmedWords: String? {
    guard plan.confirm > 1, let censored = flow?.shown("censored"),
      let open = flow?.shown("censoredUnconfirmed"), 2 * open > censored
    else { return nil }
    let days = plan.definitions.windows.confirmThroughDays
    return
      "\(open) of the \(censored) without a loss \(open == 1 ? "was" : "were") out of relief at "
      + "the last rating; no second rating within \(days) d confirmed it; --confirm 1 takes one as "
      + "enough."
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

  /// Whether a count has anything to say: it is not 0, or may not be shown.
  func says(_ key: String) -> Bool { cell(key) != .integer(0) }

  /// Whether a count is shown, and is not 0.
  func tells(_ key: String) -> Bool { says(key) && cell(key) != .withheld }

  /// The count of a name, kept back or not: to tell whether there is any, never to be shown.
  func count(_ key: String) -> Int { entries.first { $0.key == key }?.count ?? 0 }

  private func cell(_ key: String) -> Cell {
    entries.first { $0.key == key }?.cell ?? .missing
  }
}
