import Bytes
import Projections
import Statistics

/// The estimates and the units as tables.
extension ReliefReport {
  var estimateSheets: [Sheet] {
    guard let estimates else { return [] }
    var curve = estimates.kaplanMeierSheet
    if let repeats { curve.notes.append(repeats) }
    return [estimates.turnbullSheet, curve, estimates.incidenceSheet]
  }

  /// A line for each unit, for people.
  static func unitSheet(_ units: [ReliefUnit]) -> Sheet {
    var sheet = Sheet(
      "",
      [
        .init("subject", nil, .left), .init("unit"), .init("instrument", nil, .left, rank: 1),
        .init("baseline", "base", rank: 2), .init("status", nil, .left),
        .init("relief", "relief in days", .left), .init("why", nil, .left),
      ])
    for unit in units {
      let lower = unit.lowerDays.map(Digits.down)
      let upper = unit.upperDays.map(Digits.up)
      let span = lower.map { low in upper.map { "\(low) to \($0)" } ?? "more than \(low)" }
      sheet.add([
        .text(unit.subject), .integer(unit.unit), .text(unit.instrument),
        unit.baseline.map { .integer($0.total) } ?? .text(""), .text(unit.status.rawValue),
        .text(span ?? ""), .text(unit.reason?.rawValue ?? (unit.late ? "late" : "")),
      ])
    }
    return sheet
  }

  /// A row for each unit, for programs; days from t0.
  static func rowSheet(_ units: [ReliefUnit]) -> Sheet {
    var sheet = Sheet(
      "",
      [
        .init("subject"), .init("unit"), .init("course"), .init("instrument"),
        .init("treatments"), .init("start"), .init("t0"), .init("windowEnd"),
        .init("windowEndsBy"), .init("baseline"), .init("baselineSeq"), .init("status"),
        .init("reason"), .init("late"), .init("entryDays"), .init("lowerDays"),
        .init("upperDays"), .init("entrySeq"), .init("lastInReliefSeq"), .init("lostSeq"),
        .init("onsetAfterDays"), .init("onsetByDays"),
      ])
    for unit in units {
      sheet.add([
        .text(unit.subject), .integer(unit.unit), .integer(unit.course), .text(unit.instrument),
        .integer(unit.treatments), .instant(unit.start), .instant(unit.t0),
        .instant(unit.windowEnd), .text(unit.windowEndsBy.rawValue),
        .optional(unit.baseline?.total), .optional(unit.baseline?.seq),
        .text(unit.status.rawValue), .optional(unit.reason) { .text($0.rawValue) },
        .bool(unit.late), .days(unit.entryDays), .optional(unit.lowerDays) { .atLeastDays($0) },
        .optional(unit.upperDays) { .atMostDays($0) }, .optional(unit.entry?.seq),
        .optional(unit.lastInRelief?.seq), .optional(unit.lost?.seq),
        .days(unit.onset?.afterDays), .days(unit.onset?.byDays),
      ])
    }
    return sheet
  }
}

extension ReliefFigures {
  /// The primary estimate.
  var turnbullSheet: Sheet {
    var sheet = Sheet(
      "Still in relief, of those in relief at the first rating (Turnbull)",
      [.init("days", "day"), .init("survival", "in relief", .left)])
    for point in turnbull {
      let (low, high) = (Cell.share(point.low).shown, Cell.share(point.high).shown)
      sheet.add([
        .number(point.days, decimals: 0),
        point.isWithheld ? .withheld : .text(low == high ? low : "\(low) to \(high)"),
      ])
    }
    let after = durations.medianAfter.map(Digits.down)
    let through = durations.medianThrough.map(Digits.up)
    switch (after, through) {
    case (let after?, let through?):
      sheet.notes.append("median between \(after) and \(through) d")
    case (let after?, nil):
      sheet.notes.append("median later than \(after) d: beyond all that was seen")
    case (nil, _): sheet.notes.append("median \(durations.absence)")
    }
    for mean in durations.means {
      let day = Digits.exact(mean.days)
      guard let low = mean.low, let high = mean.high else {
        sheet.notes.append("mean to \(day) d withheld")
        continue
      }
      sheet.notes.append(
        "mean to \(day) d between \(Digits.down(low)) and \(Digits.up(high)) d")
    }
    return sheet
  }

  var kaplanMeierSheet: Sheet {
    var sheet = Sheet(
      "Kaplan-Meier beside it: loss at the first rating not in relief, delayed entry",
      [
        .init("days", "day"), .init("survival", "S"), .init("lower", "95 % from"),
        .init("upper", "to"), .init("atRisk", "at risk"), .init("held", "", .left),
      ])
    for point in points {
      let limits: [Cell] = [point.limits?.lower, point.limits?.upper].map {
        point.atRisk == nil ? .withheld : .optional($0) { .share($0) }
      }
      sheet.add(
        [.number(point.days, decimals: 0), Self.cell(point.survival)] + limits + [
          Self.cell(point.atRisk),
          .text(point.isHeld ?? false ? "held: nobody is seen so long" : ""),
        ])
    }
    let (lower, upper) = (durations.kaplanMeierLower, durations.kaplanMeierUpper)
    let ends = [lower, upper].map { $0.map(Digits.near) ?? durations.absence }
    let time = durations.kaplanMeierMedian.map { "\(Digits.near($0)) d" } ?? durations.absence
    let limits =
      lower == nil && upper == nil
      ? "" : " (95 % limits \(ends[0]) to \(ends[1]), log-log)"
    sheet.notes.append("median \(time)\(limits)")
    for mean in durations.kaplanMeierMeans {
      let flag = mean.isBeyondFollowUp ?? false ? ", the last S carried on" : ""
      let days = mean.mean.map { "\(Digits.near($0)) d" } ?? "withheld"
      sheet.notes.append("mean to \(Digits.exact(mean.days)) d \(days)\(flag)")
    }
    return sheet
  }

  private static func cell(_ share: Double?) -> Cell { share.map(Cell.share) ?? .withheld }
  private static func cell(_ count: Int?) -> Cell { count.map(Cell.integer) ?? .withheld }

  var incidenceSheet: Sheet {
    var sheet = Sheet(
      "What ended it (cumulative incidence, Aalen-Johansen)",
      [
        .init("days", "day"), .init("lost"), .init("retreated", "retreated in relief"),
        .init("exit"), .init("atRisk", "at risk"),
      ])
    for point in incidence {
      sheet.add(
        [.number(point.days, decimals: 0)] + point.shares.map(Self.cell)
          + [Self.cell(point.atRisk)])
    }
    sheet.add([.text("end")] + incidenceAtEnd.map(Self.cell) + [.text("")])
    sheet.notes = [
      "What happened between the last rating in relief and a next treatment or an exit",
      "is not known.",
    ]
    return sheet
  }

  /// Every number by itself.
  var figures: [Figure] {
    var all: [Figure] = []
    func add(
      _ variable: String, _ level: String?, _ estimate: String, _ value: Double?,
      _ kind: Figure.Kind = .proportion, day: Double? = nil, isWithheld: Bool = false
    ) {
      let cell: Cell = isWithheld ? .withheld : .optional(value) { .number($0, decimals: 4) }
      let at = day.map { [Figure.Pair("days", Digits.exact($0))] } ?? []
      all.append(Figure(variable, level, estimate, kind, cell, at: at))
    }
    for point in turnbull {
      let ends = [("survivalAtLow", point.low), ("survivalAtHigh", point.high)]
      for (name, value) in ends {
        add(
          "relief", "turnbull", name, value, day: point.days, isWithheld: point.isWithheld)
      }
    }
    add("relief", "turnbull", "medianAfterDays", durations.medianAfter, .numeric)
    add("relief", "turnbull", "medianThroughDays", durations.medianThrough, .numeric)
    for mean in durations.means {
      add("relief", "turnbull", "restrictedMeanLow", mean.low, .numeric, day: mean.days)
      add("relief", "turnbull", "restrictedMeanHigh", mean.high, .numeric, day: mean.days)
    }
    for point in points {
      let isRiskHidden = point.atRisk == nil
      add(
        "relief", "kaplanMeier", "survival", point.survival, day: point.days,
        isWithheld: point.survival == nil)
      for (name, value) in [("lower", point.limits?.lower), ("upper", point.limits?.upper)] {
        add("relief", "kaplanMeier", name, value, day: point.days, isWithheld: isRiskHidden)
      }
      all.append(
        Figure(
          "relief", "kaplanMeier", "atRisk", .integer, Self.cell(point.atRisk),
          at: [("days", Digits.exact(point.days))]))
    }
    add("relief", "kaplanMeier", "medianDays", durations.kaplanMeierMedian, .numeric)
    add("relief", "kaplanMeier", "medianLowerDays", durations.kaplanMeierLower, .numeric)
    add("relief", "kaplanMeier", "medianUpperDays", durations.kaplanMeierUpper, .numeric)
    for mean in durations.kaplanMeierMeans {
      add("relief", "kaplanMeier", "restrictedMean", mean.mean, .numeric, day: mean.days)
    }
    for point in incidence {
      for (ending, share) in zip(ReliefEstimates.Ending.allCases, point.shares) {
        add(
          "cumulativeIncidence", "\(ending)", "proportion", share, day: point.days,
          isWithheld: share == nil)
      }
    }
    return all
  }
}
