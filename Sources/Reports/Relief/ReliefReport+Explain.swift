import Bytes
import Definitions
import Projections

/// What stands behind the figures of a unit: the events by the number of their lines, and the rule
/// in words.
extension ReliefReport {
  static func explanation(_ unit: ReliefUnit, _ plan: AnalysisPlan) -> [String] {
    let origin = plan.usesFirstBaseline ? "first treatment" : "course"
    let rows: [(String, ReliefUnit.RatingReference?, String)] = [
      ("baseline", unit.baseline, "last before the \(origin)"),
      ("first rating", unit.entry, "first after t0"),
      ("last in relief", unit.lastInRelief, "lasted longer than this"),
      ("first lost", unit.lost, "was lost by then"),
    ]
    var lines = rows.compactMap { name, rating, meaning in
      rating.map {
        pad(name, 15) + pad("\($0.total)", 5) + pad("seq \($0.seq)", 13)
          + pad($0.time.dayText, 12) + meaning
      }
    }
    if let pair = unit.confirmedBy {
      lines.append(pad("confirmed by", 20) + "seq \(pair.first) and seq \(pair.second)")
    }
    if let onset = unit.onset {
      let after = Digits.down(onset.afterDays)
      let by = onset.byDays.map { "by \(Digits.up($0)) d (seq \(onset.bySeq ?? 0))" }
      lines.append(pad("onset", 20) + "after \(after) d, \(by ?? "never in the window")")
    }
    lines.append(pad("t0", 20) + unit.t0.text)
    lines.append(pad("window ends", 20) + "\(unit.windowEnd.text) by \(unit.windowEndsBy.rawValue)")
    for (index, line) in rule(unit, plan).enumerated() {
      lines.append(pad(index == 0 ? "rule" : "", 20) + line)
    }
    return lines
  }

  /// The rule that gave the status, in words.
  private static func rule(_ unit: ReliefUnit, _ plan: AnalysisPlan) -> [String] {
    let windows = plan.definitions.windows
    switch unit.status {
    case .noThreshold:
      return [
        "the set \(plan.set) says nothing about",
        "\(unit.instrument) and \(plan.criterion.rawValue)",
      ]
    case .noBaseline: return ["no eligible rating \(windows.baselineDays) d before the start"]
    case .lowBaseline: return ["not a case at baseline, or at the best total"]
    case .noRating:
      return [
        unit.reason == .notYet
          ? "follow-up ends before t0 + \(windows.firstRatingDays) d"
          : "no eligible rating up to t0 + \(windows.firstRatingDays) d"
      ]
    case .notInRelief: return ["the first rating after t0 is not in relief"]
    case .lost where plan.confirm == 1: return ["the first rating not in relief is the loss"]
    case .lost:
      return [
        "two ratings not in relief, \(windows.confirmFromDays) to \(windows.confirmThroughDays) d",
        "apart and none in relief between them",
      ]
    case .censored:
      switch unit.reason {
      case .unconfirmed: return ["a rating not in relief follows, alone"]
      case .retreated: return ["in relief up to the next treatment"]
      case .exit: return ["in relief up to the exit"]
      default: return ["in relief up to the end of follow-up"]
      }
    }
  }

  /// Who makes each count of the flow, and who is behind S at the named days.
  var figureExplanations: [Explanation] {
    guard let units else { return [] }
    let byStatus = ReliefUnit.Status.allCases.map { status in
      Self.split(
        units, status.rawValue, "\(plan.unit.rawValue)s whose status is \(status.rawValue), of all"
      ) { $0.status == status }
    }
    let analysed = units.filter { $0.lowerDays != nil }
    guard showsEstimates, !analysed.isEmpty else { return byStatus }
    return byStatus
      + ReliefEstimates.days.flatMap { days -> [Explanation] in
        let day = Digits.exact(days)
        return [
          Self.split(
            analysed, "in relief at \(day) d", "surely: a rating in relief at \(day) d or later"
          ) { ($0.lowerDays ?? 0) >= days },
          Self.split(
            analysed, "lost by \(day) d",
            "surely: a confirmed loss by \(day) d; of the others it is not known where they lie"
          ) { $0.upperDays.map { $0 <= days } ?? false },
        ]
      }
  }

  private static func split(
    _ units: [ReliefUnit], _ figure: String, _ rule: String, _ isIn: (ReliefUnit) -> Bool
  ) -> Explanation {
    func member(_ unit: ReliefUnit) -> Explanation.Member {
      let ratings = [unit.baseline, unit.entry, unit.lastInRelief, unit.lost]
      var seqs: [Int] = []
      for seq in ratings.compactMap({ $0?.seq }) where !seqs.contains(seq) { seqs.append(seq) }
      return Explanation.Member(subject: unit.subject, unit: unit.unit, seqs: seqs)
    }
    return Explanation(
      figure: figure, rule: rule, numerator: units.filter(isIn).map(member),
      others: units.filter { !isIn($0) }.map(member))
  }
}
