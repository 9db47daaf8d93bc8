import Bytes
import Definitions
import Projections

/// How long relief lasted, in words.
extension ReliefReport {
  static func criterionText(_ plan: AnalysisPlan, _ instrument: String) -> String {
    let entry = plan.definitions.set(plan.set)?.entries[instrument]
    switch plan.criterion {
    case .response: return "response: \(entry?.response?.text ?? "no threshold")"
    case .remission:
      let better = plan.definitions.instrument(instrument)?.better ?? .low
      let sign = better == .low ? "or less" : "or more"
      return "remission: \(points(entry?.remission).map { "\($0) \(sign)" } ?? "no threshold")"
    case .reliable:
      return
        "reliable: \(points(entry?.reliableChange).map { "\($0) points or more" } ?? "no threshold")"
    }
  }

  private static func points(_ thousandths: Int?) -> String? {
    thousandths.map { Digits.exact(Double($0) / 1000) }
  }

  static func text(
    _ unit: ReliefUnit, _ plan: AnalysisPlan, baselineIsShown: Bool
  ) -> [String] {
    let name = "\(plan.unit.rawValue) \(unit.unit)"
    let sessions = unit.treatments == 1 ? "1 infusion" : "\(unit.treatments) infusions"
    let start = unit.start.dayText
    let end = unit.t0.dayText
    let span = unit.treatments == 1 ? start : "\(start) to \(end)"
    var first = pad(name, 11) + "\(sessions), \(span)"
    if !baselineIsShown, let baseline = unit.baseline {
      first += "; baseline \(baseline.total) (\(baseline.time.dayText))"
    }
    return [first] + verdict(unit, plan).map { "           " + $0 }
  }

  /// What came out, in one or two lines.
  static func verdict(_ unit: ReliefUnit, _ plan: AnalysisPlan) -> [String] {
    let windows = plan.definitions.windows
    let infusion = unit.treatments == 1 ? "the infusion" : "the last infusion"
    switch unit.status {
    case .noThreshold:
      return [
        "no answer: the set \(plan.set) has no \(plan.criterion.rawValue) threshold for \(unit.instrument)"
      ]
    case .noBaseline:
      return [
        "no answer: no \(unit.instrument) rating in the \(windows.baselineDays) d before the first infusion"
      ]
    case .lowBaseline:
      return [
        "no answer: the baseline \(unit.baseline.map { "\($0.total)" } ?? "") is too good to improve from"
      ]
    case .noRating:
      return unit.reason == .notYet
        ? ["no answer yet: follow-up ends within \(windows.firstRatingDays) d of \(infusion)"]
        : ["no answer: no rating within \(windows.firstRatingDays) d after \(infusion)"]
    case .notInRelief:
      let late = unit.late ? ["a later rating is in relief; when it set in is not known"] : []
      return ["not in relief at the first rating after \(infusion)"] + late
    case .lost, .censored:
      let entry = unit.entryDays.map(Digits.down) ?? ""
      return [
        "relief from the first rating after \(infusion) (\(entry) d)", duration(unit),
      ]
    }
  }

  private static func duration(_ unit: ReliefUnit) -> String {
    let (lasted, why) = durationParts(unit)
    return pad(lasted, 36) + why
  }

  /// How long relief lasted, and what is known of its end.
  private static func durationParts(_ unit: ReliefUnit) -> (lasted: String, why: String) {
    let lower = unit.lowerDays.map(Digits.down) ?? ""
    let last = unit.lastInRelief?.time.dayText ?? ""
    if let upper = unit.upperDays.map(Digits.up), let lost = unit.lost?.time.dayText {
      return (
        "lasted between \(lower) and \(upper) days", "lost between \(last) and \(lost)"
      )
    }
    let why =
      switch unit.reason {
      case .unconfirmed: "a later rating is not, unconfirmed"
      case .retreated: "then treated again, \(unit.windowEnd.dayText)"
      case .exit: "in relief until the exit, \(unit.windowEnd.dayText)"
      default: "still in relief at the last rating, \(last)"
      }
    return ("lasted more than \(lower) days", why)
  }

  /// What came out of a unit, in one line.
  static func sentence(_ unit: ReliefUnit, _ plan: AnalysisPlan) -> String {
    guard unit.status == .lost || unit.status == .censored else {
      return verdict(unit, plan).joined(separator: "; ")
    }
    let (lasted, why) = durationParts(unit)
    let reason = unit.reason == .unconfirmed ? "then a rating out of relief, unconfirmed" : why
    return "relief \(lasted) (\(reason))"
  }
}

/// A text with spaces behind it up to a width, and at least one.
func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.unicodeScalars.count))
}
