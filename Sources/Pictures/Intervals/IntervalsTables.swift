import Projections
import Reports

/// The numbers of a picture of gaps as tables.
struct IntervalsTables {
  let groups: [(name: String, report: IntervalsReport?)]
  let bins: GapBins

  /// How many gaps there are, and their quartiles.
  var summarySheet: Sheet {
    var sheet = Sheet(
      "Gaps",
      [
        .init("group", nil, .left), .init("gaps", nil, .left), .init("n"), .init("closed"),
        .init("open"), .init("lowerQuartileDays", "quartile"), .init("medianDays", "median"),
        .init("upperQuartileDays", "quartile"),
      ])
    for (name, report) in groups {
      guard let report else { continue }
      func add(_ gaps: String, _ summary: GapSummary?) {
        let head: [Cell] = [.text(name.isEmpty ? "all" : name), .text(gaps)]
        guard let summary else {
          return sheet.add(head + Array(repeating: .withheld, count: 6))
        }
        sheet.add(
          head + [
            .integer(summary.count), .integer(summary.closed), .integer(summary.open),
            .days(summary.lowerQuartileDays), .days(summary.medianDays),
            .days(summary.upperQuartileDays),
          ])
      }
      add("all", report.groups.all)
      for part in report.groups.byKind { add(part.kind.rawValue, part.summary) }
      for part in report.groups.byOrdinal { add("\(part.ordinal)", part.summary) }
    }
    return sheet
  }

  /// How many gaps each bar is of, by ordinal.
  var binSheet: Sheet {
    var sheet = Sheet(
      "Bars",
      [
        .init("group", nil, .left), .init("ordinal"), .init("fromDays", "from day"),
        .init("toDays", "to"), .init("induction"), .init("afterInduction", "after induction"),
        .init("maintenance"), .init("open"),
      ])
    for (name, report) in groups {
      guard let report, let gaps = report.value?.gaps else { continue }
      for part in report.groups.byOrdinal {
        for (place, count) in bins.counts(gaps.filter { $0.ordinal == part.ordinal }).enumerated()
        where count.open + count.closed.reduce(0, +) > 0 {
          sheet.add(
            [
              .text(name.isEmpty ? "all" : name), .integer(part.ordinal),
              .days(bins.range(place).lowerBound), .days(bins.range(place).upperBound),
            ] + count.closed.map { .integer($0) } + [.integer(count.open)])
        }
      }
    }
    return sheet
  }
}
