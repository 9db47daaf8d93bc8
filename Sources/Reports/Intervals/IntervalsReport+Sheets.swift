import Bytes
import Projections
import Statistics

/// Gaps as tables.
extension IntervalsReport {
  var summaries: Sheet {
    var sheet = Sheet(
      "Gaps in days: median and quartiles (Kaplan-Meier, open gaps censored)",
      [
        .init("gaps", nil, .left), .init("n"), .init("closed"), .init("open"),
        .init("lowerQuartileDays", "quartile"), .init("medianDays", "median"),
        .init("upperQuartileDays", "quartile"),
      ])
    func add(_ name: String, _ summary: GapSummary?) {
      guard let summary else {
        return sheet.add([.text(name)] + Array(repeating: .withheld, count: 6))
      }
      sheet.add([
        .text(name), .integer(summary.count), .integer(summary.closed), .integer(summary.open),
        quantile(summary.lowerQuartileDays, summary), quantile(summary.medianDays, summary),
        quantile(summary.upperQuartileDays, summary),
      ])
    }
    add("all", groups.all)
    for part in groups.byKind { add(part.kind.rawValue, part.summary) }
    for part in groups.byOrdinal { add("\(part.ordinal) -> \(part.ordinal + 1)", part.summary) }
    if let ordinal = groups.firstHiddenOrdinal { add("\(ordinal) -> \(ordinal + 1) and on", nil) }
    return sheet
  }

  private func quantile(_ days: Double?, _ summary: GapSummary) -> Cell {
    if let days { return .number(days, decimals: 1) }
    if summary.count == 0 { return .text("-") }
    return summary.isCoarse ? .withheld : .text("not reached")
  }

  var functionSheet: [Sheet] {
    guard figuresOfAll.meanCumulativeFunction != nil else { return [] }
    var sheet = Sheet(
      "Treatments per person since the first, which counts (mean cumulative function)",
      [
        .init("days", "day"), .init("mcf", "treatments"), .init("lower", "95 % from"),
        .init("upper", "to"), .init("atRisk", "at risk"), .init("held", "", .left),
      ])
    for (days, point) in points {
      // With the mean they are the sum of squares of what each person had: few lists of numbers fit.
      let limits = minimum == nil ? point?.limits(level: 0.95) : nil
      sheet.add([
        .number(days, decimals: 0), Self.cell(point.map { shown($0.value) }, 2),
        minimum == nil ? Self.cell(limits?.lower, 2) : .withheld,
        minimum == nil ? Self.cell(limits?.upper, 2) : .withheld,
        point.map { .integer($0.atRisk) } ?? .withheld,
        .text(point?.atRisk == 0 ? "held: nobody is seen so long" : ""),
      ])
    }
    if minimum == nil { sheet.notes = ["limits: Lawless and Nadeau's robust variance"] }
    return [sheet]
  }

  /// A time of a summary; where it is not there under a rule it may be kept back.
  private static func cell(_ days: Double?, _ summary: GapSummary?) -> Cell {
    guard let summary else { return .withheld }
    return days == nil && summary.isCoarse && summary.count > 0 ? .withheld : .days(days)
  }

  private static func cell(_ number: Double?, _ decimals: Int) -> Cell {
    number.map { .number($0, decimals: decimals) } ?? .withheld
  }

  /// The rows about single people, for people.
  static func rowSheets(_ value: IntervalsProjection.Value) -> [Sheet] {
    var sheets: [Sheet] = []
    if !value.gaps.isEmpty {
      var gaps = gapSheet(value.gaps)
      gaps.title = "Every gap"
      sheets.append(gaps)
    }
    if !value.treatmentFree.isEmpty {
      var sheet = Sheet(
        "Treatment-free, from the end of a course to the next",
        [.init("subject", nil, .left), .init("course", "after course"), .init("days")])
      for row in value.treatmentFree {
        sheet.add([.text(row.subject), .integer(row.course), .number(row.days, decimals: 1)])
      }
      sheets.append(sheet)
    }
    if !value.trends.isEmpty {
      var sheet = Sheet(
        "Trend of maintenance gaps (Theil-Sen; three or more)",
        [
          .init("subject", nil, .left), .init("gaps"),
          .init("daysPerOrdinal", "days more per gap"),
        ])
      for row in value.trends {
        sheet.add([
          .text(row.subject), .integer(row.gaps), .number(row.daysPerOrdinal, decimals: 2),
        ])
      }
      sheets.append(sheet)
    }
    return sheets
  }

  static func gapSheet(_ gaps: [TreatmentGap]) -> Sheet {
    var sheet = Sheet(
      "",
      [
        .init("subject", nil, .left), .init("ordinal", "gap"), .init("closed"), .init("days"),
        .init("kind", nil, .left), .init("why", nil, .left), .init("fromSeq", "from seq", rank: 1),
        .init("toSeq", "to seq", rank: 1), .init("whySeq", "why seq", rank: 2),
      ])
    for gap in gaps {
      sheet.add([
        .text(gap.subject), .integer(gap.ordinal), .bool(gap.isClosed), .days(gap.days),
        .text(gap.kind.rawValue), .optional(gap.why) { .text($0.rawValue) },
        .integer(gap.fromSeq), .optional(gap.toSeq), .optional(gap.whySeq),
      ])
    }
    return sheet
  }

  static func writeRows(_ value: IntervalsProjection.Value, to json: inout JSONWriter) {
    json.array("treatmentFree", value.treatmentFree) { json, row in
      json.object { json in
        json.string("subject", row.subject)
        json.integer("course", row.course)
        json.double("days", row.days)
      }
    }
    json.array("trends", value.trends) { json, row in
      json.object { json in
        json.string("subject", row.subject)
        json.integer("gaps", row.gaps)
        json.double("daysPerOrdinal", row.daysPerOrdinal)
      }
    }
    json.array("gaps", value.gaps) { json, gap in
      json.object { json in
        json.string("subject", gap.subject)
        json.integer("ordinal", gap.ordinal)
        json.bool("closed", gap.isClosed)
        json.double("days", gap.days)
        json.string("kind", gap.kind.rawValue)
        json.integer("fromSeq", gap.fromSeq)
        json.integer("toSeq", gap.toSeq)
        json.string("why", gap.why?.rawValue)
        json.integer("whySeq", gap.whySeq)
      }
    }
  }

  package var figures: [Figure] {
    var all = flow.figures("flow")
    func add(_ level: String, _ summary: GapSummary?) {
      let counts = [("n", summary?.count), ("closed", summary?.closed), ("open", summary?.open)]
      for (name, count) in counts {
        all.append(
          Figure("gaps", level, name, .integer, count.map { .integer($0) } ?? .withheld))
      }
      let quantiles = [
        ("lowerQuartileDays", summary?.lowerQuartileDays), ("medianDays", summary?.medianDays),
        ("upperQuartileDays", summary?.upperQuartileDays),
      ]
      for (name, days) in quantiles {
        all.append(
          Figure("gaps", level, name, .numeric, Self.cell(days, summary)))
      }
    }
    add("all", groups.all)
    for part in groups.byKind { add(part.kind.rawValue, part.summary) }
    for part in groups.byOrdinal { add("ordinal \(part.ordinal)", part.summary) }
    if let ordinal = groups.firstHiddenOrdinal { add("ordinal \(ordinal) and on", nil) }
    all += why.figures("whyRetreated").dropFirst()
    for (days, point) in points {
      let at = [Figure.Pair("days", Digits.exact(days))]
      all.append(
        Figure(
          "meanCumulativeFunction", nil, "mcf", .numeric,
          Self.cell(point.map { shown($0.value) }, 4), at: at))
      all.append(
        Figure(
          "meanCumulativeFunction", nil, "atRisk", .integer,
          point.map { .integer($0.atRisk) } ?? .withheld, at: at))
    }
    return all
  }
}
