import Bytes
import Definitions
import Events
package import Projections

/// Where one person stands, in words: what stands under the text of `timeline` and `relief SUBJECT`.
package struct StandingReport: Sendable {
  let standing: Standing
  let comparison: PeerCurve.Outcome
  let plan: AnalysisPlan
  /// The definition under the options that it depends on.
  package let definition: String

  package init(_ standing: Standing, _ comparison: PeerCurve.Outcome, _ plan: AnalysisPlan) {
    self.standing = standing
    self.comparison = comparison
    self.plan = plan
    definition = plan.definitionID(
      "standing.v1", instruments: [standing.instrument], [.criterion, .confirm])
  }

  /// The block of text.
  func text(width: Int) -> [String] {
    var lines: [String] = []
    func say(_ text: String, _ head: String = "") {
      lines += Paragraph.lines(pad(head, 11), text, width: width)
    }
    say("as of \(standing.vantage.instant.text), \(sourceText)", "standing")
    if let later = laterText { say(later) }
    say(stateText)
    if let age = ageText { say(age) }
    if !standing.earlier.isEmpty { say(earlierText) }
    for sentence in comparisonText(beforeTable: "still in relief") { say(sentence) }
    if let sheet = comparisonSheet { lines += Self.table(sheet).map { pad("", 13) + $0 } }
    if let uncounted = uncountedText { say(uncounted) }
    for sentence in dueText { say(sentence) }
    say("\(definition): this describes, it recommends nothing")
    return lines
  }

  var sourceText: String {
    switch standing.vantage.source {
    case .until: "the time of --until"
    case .asOf: "the time of --as-of"
    case .lastRecorded: "when the last line of the log was recorded"
    case .exit: "the exit, which ended follow-up"
    }
  }

  /// What is dated later than the instant that everything is told from.
  var laterText: String? {
    standing.later.map { later in
      let verb = later.events == 1 ? "event is" : "events are"
      return "\(later.events) \(verb) dated later than that, the last \(later.last.dayText)"
    }
  }

  var stateText: String {
    let scale = standing.instrument
    let last = standing.last
    switch standing.state {
    case .untreated: return "not treated: nothing that relief could follow"
    case .noCourse:
      let given = standing.otherDrugs.map(Visible.text).joined(separator: ", ")
      let asked = plan.drug.map { "--drug \($0) asks for" } ?? "courses are built from"
      return "no course that relief could follow: treated with \(given), not with what \(asked)"
    case .noThreshold:
      return "in relief or not: no answer, the set \(plan.set) has no "
        + "\(plan.criterion.rawValue) threshold for \(scale)"
    case .noBaseline:
      return "in relief or not: no answer, course \(last?.course ?? 0) has no baseline on \(scale)"
    case .lowBaseline:
      return "in relief or not: no answer, course \(last?.course ?? 0) has a baseline of "
        + "\(last?.baseline?.total ?? 0) on \(scale), too good to improve from"
    case .otherTreatment:
      return "in relief or not: no answer, another treatment followed on course "
        + "\(last?.course ?? 0), \(last?.windowEnd.dayText ?? "")"
    case .unrated:
      return "in relief or not: not known, no \(scale) rating counts since course "
        + "\(last?.course ?? 0) ended, \(last?.t0.dayText ?? "")"
    case .inRelief, .notInRelief:
      let answer = standing.state == .inRelief ? "in relief" : "not in relief"
      let total = standing.lastRating.map { "\($0.total)" } ?? ""
      let baseline = last?.baseline.map { "\($0.total)" } ?? ""
      return "\(answer) at the last rating: \(scale) \(total), baseline \(baseline) "
        + "(\(ReliefReport.criterionText(plan, scale)))"
    }
  }

  /// How old the last rating is.
  var ageText: String? {
    guard let rating = standing.lastRating else {
      return standing.state == .untreated ? nil : "no \(standing.instrument) rating counts"
    }
    let age = standing.ageDays.map { "\(Digits.near($0)) d old" } ?? "dated later than that"
    let isTold = standing.state == .inRelief || standing.state == .notInRelief
    let what = isTold ? "" : "\(standing.instrument) \(rating.total), "
    return
      "last rating: \(what)seq \(rating.seq), \(rating.time.dayText), \(age)"
  }

  var earlierText: String {
    "earlier courses: "
      + standing.earlier.map { "\($0.course) \(Self.words($0, plan))" }.joined(separator: "; ")
  }

  /// What a course did, in a clause.
  static func words(_ unit: ReliefUnit, _ plan: AnalysisPlan) -> String {
    switch unit.status {
    case .noThreshold: return "not known (no threshold)"
    case .noBaseline: return "not known (no baseline)"
    case .lowBaseline: return "not known (low baseline)"
    case .noRating:
      return unit.reason == .notYet
        ? "not known yet (follow-up ends within \(plan.definitions.windows.firstRatingDays) d)"
        : "not known (no rating within \(plan.definitions.windows.firstRatingDays) d)"
    case .notInRelief:
      return unit.late ? "not in relief at first, in relief later" : "not in relief"
    case .lost, .censored:
      let lower = unit.lowerDays.map(Digits.down) ?? ""
      if let upper = unit.upperDays.map(Digits.up) {
        return "lasted between \(lower) and \(upper) d"
      }
      let why =
        switch unit.reason {
        case .unconfirmed: "a later rating is not in relief, unconfirmed"
        case .retreated: "then treated again"
        case .exit: "in relief until the exit"
        default: "in relief at the last rating"
        }
      return "lasted more than \(lower) d (\(why))"
    }
  }
}
