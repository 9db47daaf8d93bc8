import Bytes
import Definitions
package import Projections

/// How long relief lasted, in words.
extension ReliefReport {
  /// The answer for one subject, at most 80 columns.
  ///
  /// - Parameters:
  ///   - explains: whether the events behind each figure are named.
  package func text(
    subject: String, _ plan: AnalysisPlan, explains: Bool
  ) -> [String] {
    let instrument = header.instruments.first ?? ""
    var head = "\(Visible.text(subject))  \(instrument)"
    if let baseline = units.first?.baseline {
      head += ", baseline \(baseline.total) (\(baseline.time.dayText))"
    }
    head += "  \(Self.criterionText(plan, instrument))"
    var lines = [head]
    if units.isEmpty { lines.append("no treatment: nothing that relief could follow") }
    for unit in units {
      lines += Self.text(unit, plan, baselineIsShown: unit.baseline == units.first?.baseline)
      if explains { lines += Self.explanation(unit, plan).map { "           " + $0 } }
    }
    lines.append(header.footer)
    return lines
  }

  /// The answer for a cohort: the flow, and a line for each unit.
  package func cohortText(_ plan: AnalysisPlan, explains: Bool) -> [String] {
    let confirmation = confirm == 1 ? "every loss counts" : "a loss is confirmed by two ratings"
    var lines = ["relief by \(plan.unit.rawValue): \(criterion), \(confirmation)", ""]
    if let flow { lines += Self.flowText(flow, unit: plan.unit.rawValue) + [""] }
    if !isSummary && !units.isEmpty {
      lines += Self.unitTable(units)
      if explains {
        for unit in units {
          lines += ["", "\(Visible.text(unit.subject))  \(plan.unit.rawValue) \(unit.unit)"]
          lines += Self.explanation(unit, plan).map { "  " + $0 }
        }
      }
      lines.append("")
    }
    lines.append(header.footer)
    return lines
  }

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

  private static func text(
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
        "no answer: the baseline \(unit.baseline.map { "\($0.total)" } ?? "") is too low to improve from"
      ]
    case .noRating:
      return unit.reason == .notYet
        ? ["no answer yet: follow-up ends within \(windows.firstRatingDays) d of \(infusion)"]
        : ["no answer: no rating within \(windows.firstRatingDays) d after \(infusion)"]
    case .notInRelief:
      let late = unit.late ? ["a later rating is in relief; when it set in is not known"] : []
      return ["not in relief at the first rating after \(infusion)"] + late
    case .lost, .censored:
      let entry = unit.entryDays.map(Digits.near) ?? ""
      return [
        "relief from the first rating after \(infusion) (\(entry) d)", duration(unit),
      ]
    }
  }

  private static func duration(_ unit: ReliefUnit) -> String {
    let lower = unit.lowerDays.map(Digits.down) ?? ""
    let last = unit.lastInRelief?.time.dayText ?? ""
    if let upper = unit.upperDays.map(Digits.up), let lost = unit.lost?.time.dayText {
      return pad("lasted between \(lower) and \(upper) days", 36)
        + "lost between \(last) and \(lost)"
    }
    let why =
      switch unit.reason {
      case .unconfirmed: "a later rating is not, unconfirmed"
      case .retreated: "then treated again, \(unit.windowEnd.dayText)"
      case .exit: "in relief until the exit, \(unit.windowEnd.dayText)"
      default: "still in relief at the last rating, \(last)"
      }
    return pad("lasted more than \(lower) days", 36) + why
  }

  /// The flow, indented by what it is part of.
  static func flowText(_ flow: ReliefFlow, unit: String) -> [String] {
    func row(_ name: String, _ count: Int, _ parts: [(Int, String)] = []) -> [String] {
      let number = String(count)
      let head = pad(name, 26) + String(repeating: " ", count: max(0, 6 - number.count)) + number
      var lines = [head]
      for (count, reason) in parts where count > 0 {
        let isFirst = lines[lines.count - 1] == head
        let more = isFirst ? "   \(count) \(reason)" : ", \(count) \(reason)"
        if (lines[lines.count - 1] + more).count < 80 {
          lines[lines.count - 1] += more
        } else {
          lines[lines.count - 1] += ","
          lines.append(String(repeating: " ", count: 35) + "\(count) \(reason)")
        }
      }
      return lines
    }
    let rows = [
      row("subjects", flow.subjects),
      row("  with a treatment", flow.withTreatment),
      row("\(unit)s", flow.units),
      row("  no threshold", flow.noThreshold),
      row("  no baseline", flow.noBaseline),
      row("  low baseline", flow.lowBaseline),
      row(
        "  no rating", flow.noRating,
        [(flow.noRatingNotYet, "not yet"), (flow.noRatingMissed, "missed")]),
      row("  not in relief", flow.notInRelief, [(flow.notInReliefLate, "in relief later")]),
      row("  analysed", flow.analysed),
      row("    lost", flow.lost),
      row(
        "    censored", flow.censored,
        [
          (flow.censoredUnconfirmed, "unconfirmed"), (flow.censoredRetreated, "retreated"),
          (flow.censoredExit, "exit"), (flow.censoredEndOfFollowUp, "end of follow-up"),
        ]),
    ]
    return rows.flatMap { $0 }
  }

  private static func unitTable(_ units: [ReliefUnit]) -> [String] {
    var table = TextTable([
      ("subject", .left), ("unit", .right), ("instrument", .left), ("base", .right),
      ("status", .left), ("relief in days", .left), ("why", .left),
    ])
    for unit in units {
      let lower = unit.lowerDays.map(Digits.down)
      let upper = unit.upperDays.map(Digits.up)
      let span = lower.map { low in upper.map { "\(low) to \($0)" } ?? "more than \(low)" }
      table.add([
        Visible.text(unit.subject), "\(unit.unit)", unit.instrument,
        unit.baseline.map { "\($0.total)" } ?? "", unit.status.rawValue, span ?? "",
        unit.reason?.rawValue ?? (unit.late ? "late" : ""),
      ])
    }
    return table.lines
  }
}

/// A text with spaces behind it up to a width, and at least one.
func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.unicodeScalars.count))
}
