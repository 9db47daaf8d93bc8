import Projections
import Reports
import Statistics

/// The numbers of a picture of relief as tables.
enum ReliefTables {
  /// By day, by interval, by step; strata under each other.
  static func sheets(_ series: [ReliefSeries], at days: [Double]) -> [Sheet] {
    let isCoarse = series.contains(where: \.isCoarse)
    var sheets = [byDay(series, isCoarse ? ReliefEstimates.days : days)]
    if !isCoarse { sheets.append(intervals(series)) }
    sheets.append(steps(series))
    return sheets
  }

  private static let stratum = Sheet.Column("stratum", nil, .left)

  private static func name(_ series: ReliefSeries) -> Cell {
    .text(series.name.isEmpty ? "all" : series.name)
  }

  private static func byDay(_ series: [ReliefSeries], _ days: [Double]) -> Sheet {
    var sheet = Sheet(
      "By day",
      [
        stratum, .init("days", "day"), .init("survivalAtLow", "Turnbull from"),
        .init("survivalAtHigh", "to"), .init("survival", "Kaplan-Meier"),
        .init("lower", "95 % from"), .init("upper", "to"), .init("atRisk", "at risk"),
        .init("notYetRated", "not yet rated"), .init("censored"), .init("lost"),
        .init("held", nil, .left),
      ])
    for group in series {
      guard let figures = group.figures else { continue }
      let table = RiskTable(group, at: days)
      for (place, day) in days.enumerated() {
        let head: [Cell] = [name(group), .number(day, decimals: 0)]
        if group.isCoarse {
          guard let point = figures.points.first(where: { $0.days == day }),
            let bounds = figures.turnbull.first(where: { $0.days == day })
          else { continue }
          let isKnown = !bounds.isWithheld
          sheet.add(
            head + [
              isKnown ? .share(bounds.low) : .withheld, isKnown ? .share(bounds.high) : .withheld,
              point.survival.map(Cell.share) ?? .withheld,
              limit(point.limits?.lower, point.atRisk), limit(point.limits?.upper, point.atRisk),
              point.atRisk.map(Cell.integer) ?? .withheld, .withheld, .withheld, .withheld,
              point.isHeld.map(Cell.bool) ?? .withheld,
            ])
          continue
        }
        let bounds = figures.estimates.turnbull.survival(at: day)
        let point = figures.estimates.kaplanMeier.at(day)
        sheet.add(
          head + [
            .share(bounds.atLow), .share(bounds.atHigh), .share(point.survival),
            .optional(point.limits?.lower) { .share($0) },
            .optional(point.limits?.upper) { .share($0) },
            .integer(point.atRisk), .integer(table.notYet[place]),
            .integer(table.censored[place]), .integer(table.lost[place]), .bool(point.isHeld),
          ])
      }
    }
    sheet.notes = [
      "at risk, censored and lost are counted just before the day",
      "held: nobody is seen so long, and the last Kaplan-Meier S is carried on",
    ]
    return sheet
  }

  private static func limit(_ value: Double?, _ atRisk: Int?) -> Cell {
    atRisk == nil ? .withheld : .optional(value) { .share($0) }
  }

  private static func intervals(_ series: [ReliefSeries]) -> Sheet {
    var sheet = Sheet(
      "Where relief was lost (Turnbull's innermost intervals)",
      [
        stratum, .init("afterDays", "after day"), .init("throughDays", "by day"), .init("mass"),
        .init("survivalAfter", "S after"),
      ])
    for group in series {
      for interval in group.intervals {
        sheet.add([
          name(group), .atLeastDays(interval.left),
          .optional(interval.right) { .atMostDays($0) }, .share(interval.mass),
          .share(interval.survivalAfter),
        ])
      }
    }
    return sheet
  }

  private static func steps(_ series: [ReliefSeries]) -> Sheet {
    var sheet = Sheet(
      "Kaplan-Meier, loss dated at R",
      [
        stratum, .init("days", "day"), .init("atRisk", "at risk"), .init("lost"),
        .init("censored"), .init("survival", "S"), .init("lower", "95 % from"),
        .init("upper", "to"),
      ])
    for group in series {
      guard let figures = group.figures else { continue }
      if group.isCoarse {
        for step in figures.steps {
          sheet.add([
            name(group), .days(step.days), .withheld, .integer(step.lost), .withheld,
            .share(step.survival), .withheld, .withheld,
          ])
        }
        continue
      }
      for row in group.rows {
        sheet.add([
          name(group), .days(row.time), .integer(row.atRisk), .integer(row.events),
          .integer(row.censored), .share(row.survival),
          .optional(row.limits?.lower) { .share($0) }, .optional(row.limits?.upper) { .share($0) },
        ])
      }
    }
    return sheet
  }
}
