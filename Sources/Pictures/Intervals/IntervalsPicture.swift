import Projections
package import Reports

extension Picture {
  /// Days between treatments by ordinal, those still waiting apart.
  package static func intervals(_ answer: Answer<IntervalsReport>) -> Picture {
    IntervalsPicture(answer).picture
  }
}

/// Draws the gaps between treatments: a row for all and one for each ordinal. Closed gaps are bars
/// upwards, open ones, which end with follow-up and would be longer, bars downwards. Under them the
/// quartiles, for which open gaps are censored.
struct IntervalsPicture {
  private let answer: Answer<IntervalsReport>
  private let groups: [(name: String, report: IntervalsReport?)]
  private let bins: GapBins

  private static let left = 112.0
  private static let right = 556.0
  private static let barHeight = 30.0
  /// More ordinals have a row in the table alone.
  private static let mostOrdinals = 10

  init(_ answer: Answer<IntervalsReport>) {
    self.answer = answer
    groups =
      answer.keys.isEmpty
      ? [("", answer.whole)] : answer.parts.map { (answer.name(of: $0.stratum), $0.body) }
    let reports = groups.compactMap(\.report)
    let days = reports.flatMap { report in
      let summaries =
        [report.groups.all] + report.groups.byKind.map(\.summary)
        + report.groups.byOrdinal.map { $0.summary }
      return (report.value?.gaps ?? []).map(\.days)
        + summaries.flatMap { [$0?.medianDays, $0?.upperQuartileDays] }.compactMap { $0 }
    }
    bins = GapBins(through: days.max() ?? 28)
  }

  private var isEmpty: Bool {
    groups.allSatisfy { ($0.report?.groups.all?.count ?? 0) == 0 }
  }

  var picture: Picture {
    Picture(
      .intervals, answer.header, title: "Days between treatments, from start to start",
      finding: finding, description: finding + " " + descriptionOfRows, caption: caption,
      sheets: [summarySheet] + (binSheet.rows.isEmpty ? [] : [binSheet]), drawing: drawing,
      isEmpty: isEmpty)
  }

  // MARK: drawing

  private static let looks: [(kind: TreatmentGap.Kind, fill: Fill, stroke: Stroke?)] = [
    (.induction, Fill(.series(0)), nil),
    (.afterInduction, Fill(.series(1), 0.28), Stroke(.series(1), 0.8)),
    (.maintenance, Fill(.text, 0.45), nil),
  ]

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !isEmpty else {
      EmptyPlate.draw("Nobody was treated: there is no gap.", in: &drawing)
      return drawing
    }
    drawing.height += LegendRow.draw(
      legend, 12, drawing.height, width: Picture.width - 24, in: &drawing)
    for group in groups {
      drawing.mayBreak()
      draw(group.name, group.report, in: &drawing)
    }
    return drawing
  }

  private var legend: [LegendRow] {
    var rows: [LegendRow] = []
    if groups.contains(where: { $0.report?.value != nil }) {
      let gaps = groups.flatMap { $0.report?.value?.gaps ?? [] }
      rows = Self.looks.filter { look in gaps.contains { $0.kind == look.kind && $0.isClosed } }
        .map { LegendRow(.box($0.fill, $0.stroke), "closed: \($0.kind.rawValue)") }
      if gaps.contains(where: { !$0.isClosed }) {
        rows.append(LegendRow(.box(Fill(.paper), Stroke(.text, 1)), "down: open, still waiting"))
      }
    }
    rows.append(
      LegendRow(.marker(.diamond, .text), "median, bar from quartile to quartile (Kaplan-Meier)"))
    return rows
  }

  private func draw(_ name: String, _ report: IntervalsReport?, in drawing: inout Drawing) {
    if !name.isEmpty {
      let words = report == nil ? "\(name): withheld" : name
      drawing.text(
        TextWidth.shortened(words, to: Picture.width - 24, size: 12, isBold: true), 12,
        drawing.height + 20, size: 12, isBold: true)
      drawing.height += 22
    }
    guard let report else { return }
    drawing.text("gap", 12, drawing.height + 16, size: 10.5, ink: .soft)
    drawing.text("n (open)", Self.right + 14, drawing.height + 16, size: 10.5, ink: .soft)
    drawing.text("median", Picture.width - 12, drawing.height + 16, size: 10.5, .end, ink: .soft)
    drawing.height += 24
    let scale = Scale(0, bins.through, at: Self.left, Self.right)
    let gaps = report.value?.gaps
    drawRow("all", report.groups.all, gaps, scale, in: &drawing)
    for part in report.groups.byOrdinal.prefix(Self.mostOrdinals) {
      drawRow(
        "\(part.ordinal) → \(part.ordinal + 1)", part.summary,
        gaps?.filter { $0.ordinal == part.ordinal }, scale, in: &drawing)
    }
    if gaps == nil {
      for part in report.groups.byKind {
        drawRow(part.kind.rawValue, part.summary, nil, scale, in: &drawing)
      }
    }
    drawing.line(
      Self.left, drawing.height, Self.right, drawing.height, Stroke(.text))
    for tick in Ticks.days(through: bins.through, atMost: 9) where tick <= bins.through {
      let x = scale.at(tick)
      drawing.line(x, drawing.height, x, drawing.height + 4, Stroke(.text))
      drawing.text(
        Digits.exact(tick), x, drawing.height + 16, size: 10.5, .middle, ink: .soft)
    }
    drawing.text(
      "days"
        + (gaps == nil
          ? ""
          : "; bars are \(Digits.exact(bins.width)) d wide, about whole "
            + "multiples of \(Digits.exact(bins.width)) d"),
      (Self.left + Self.right) / 2,
      drawing.height + 33, .middle)
    drawing.height += 42
    drawing.height +=
      drawing.paragraph(
        Self.rest(report), 12, drawing.height, width: Picture.width - 24, size: 10, ink: .soft) + 2
  }

  /// What has no row.
  private static func rest(_ report: IntervalsReport) -> String {
    let more = report.groups.byOrdinal.dropFirst(mostOrdinals)
    var words = ""
    if let first = more.first {
      let count = more.reduce(0) { $0 + $1.summary.count }
      words =
        "\(count == 1 ? "1 gap" : "\(count) gaps") from \(first.ordinal) → \(first.ordinal + 1) on "
        + "\(count == 1 ? "is" : "are") in the first row and "
        + "in the table. "
    }
    if let hidden = report.groups.firstHiddenOrdinal {
      words += "From \(hidden) → \(hidden + 1) on withheld."
    }
    return words
  }

  private func drawRow(
    _ name: String, _ summary: GapSummary?, _ gaps: [TreatmentGap]?, _ scale: Scale,
    in drawing: inout Drawing
  ) {
    let height = gaps == nil ? 10 : Self.barHeight
    let base = drawing.height + height
    drawing.text(
      TextWidth.shortened(name, to: Self.left - 20, size: 10.5), 12, base + 3.6, size: 10.5)
    drawing.line(Self.left, base, Self.right, base, Stroke(.grid))
    var below = 6.0
    if let gaps { below = drawBars(gaps, scale, base, in: &drawing) }
    let line = base + below + 7
    guard let summary else {
      drawing.text("withheld", Self.right + 14, base + 3.6, size: 10.5, ink: .soft)
      drawing.height = line + 9
      return
    }
    if let low = summary.lowerQuartileDays {
      // A quartile that was not reached leaves the bar open at the end of the scale.
      let end = summary.upperQuartileDays.map(scale.at) ?? scale.end
      drawing.line(scale.at(low), line, end, line, Stroke(.text, 2), name: "quartiles")
      if summary.upperQuartileDays == nil {
        drawing.add(
          .path(.through([(end, line - 3.5), (end + 6, line), (end, line + 3.5)], isClosed: true)),
          fill: Fill(.text))
      }
    }
    if let median = summary.medianDays {
      Marker.diamond.draw(
        scale.at(median), line, radius: 3.6, .text, in: &drawing, name: "median")
    }
    drawing.text("\(summary.count) (\(summary.open))", Self.right + 14, base + 3.6, size: 10.5)
    let median = summary.medianDays.map { Digits.near($0) + " d" }
    drawing.text(
      median ?? (summary.count == 0 ? "–" : "not reached"), Picture.width - 12, base + 3.6,
      size: 10.5, .end)
    drawing.height = line + 9
  }

  /// Bars of one row; returns how far they reach below its base.
  private func drawBars(
    _ gaps: [TreatmentGap], _ scale: Scale, _ base: Double, in drawing: inout Drawing
  ) -> Double {
    let counts = bins.counts(gaps)
    let most = counts.map { max($0.closed.reduce(0, +), $0.open) }.max() ?? 0
    guard most > 0 else { return 6 }
    let unit = Self.barHeight / Double(most)
    drawing.line(
      Self.left - 4, base - Self.barHeight, Self.left, base - Self.barHeight, Stroke(.soft))
    drawing.text(
      "\(most)", Self.left - 6, base - Self.barHeight + 3, size: 9, .end, ink: .soft)
    for (place, count) in counts.enumerated() {
      let range = bins.range(place)
      let (left, right) = (scale.at(range.lowerBound), scale.at(range.upperBound))
      let width = max(right - left - 1, 0.6)
      var below = 0
      for (look, closed) in zip(Self.looks, count.closed) where closed > 0 {
        below += closed
        drawing.add(
          .box(
            x: left + 0.5, y: base - Double(below) * unit, width: width,
            height: Double(closed) * unit), stroke: look.stroke, fill: look.fill, name: "closed")
      }
      guard count.open > 0 else { continue }
      drawing.add(
        .box(x: left + 0.5, y: base, width: width, height: Double(count.open) * unit),
        stroke: Stroke(.text, 0.8), fill: Fill(.paper), name: "open")
    }
    return Double(counts.map(\.open).max() ?? 0) * unit
  }

  // MARK: words

  private var finding: String {
    guard !isEmpty else { return "Nobody was treated." }
    return groups.map { name, report in
      let head = name.isEmpty ? "" : "\(name): "
      guard let all = report?.groups.all else { return head + "withheld." }
      let absence = all.isCoarse ? "median withheld" : "median not reached"
      let median = all.medianDays.map { "median \(Digits.near($0)) d" } ?? absence
      let gaps = all.count == 1 ? "1 gap" : "\(all.count) gaps"
      return "\(head)\(gaps), \(all.open) of them open; \(median) (open gaps censored)."
    }.joined(separator: " ")
  }

  private var descriptionOfRows: String {
    guard groups.count == 1, let report = groups[0].report else { return "" }
    return report.groups.byOrdinal.prefix(Self.mostOrdinals).map { part in
      let absence = part.summary.isCoarse ? "withheld" : "not reached"
      let median = part.summary.medianDays.map { "\(Digits.near($0)) d" } ?? absence
      return "\(part.ordinal) to \(part.ordinal + 1): n \(part.summary.count), open "
        + "\(part.summary.open), median \(median)."
    }.joined(separator: " ")
  }

  private var caption: [String] {
    [
      "An open gap runs from the last treatment to the end of follow-up: it is censored in the median "
        + "and the quartiles, never left out. Each row has its own scale of counts, to the number at its upper left; an ordinal is "
        + "reached only by those who were treated so often."
    ]
  }

  private var summarySheet: Sheet {
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

  private var binSheet: Sheet {
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

/// Days in bins about multiples of a number of weeks, so that a plan's whole weeks lie in the middle
/// of a bin and not on an edge.
struct GapBins {
  /// The width of a bin in days: 7, or as many times 7 as leave few enough of them.
  let width: Double
  let count: Int

  /// The end of the last bin.
  var through: Double { (Double(count) - 0.5) * width }

  init(through last: Double) {
    var width = 7.0
    while last / width > 60 { width *= 2 }
    self.width = width
    count = Int((last / width).rounded()) + 1
  }

  /// From and up to which day a bin goes; the first begins at 0.
  func range(_ place: Int) -> ClosedRange<Double> {
    max(0, (Double(place) - 0.5) * width)...(Double(place) + 0.5) * width
  }

  /// Closed gaps by kind, and open gaps, in each bin.
  func counts(_ gaps: [TreatmentGap]) -> [(closed: [Int], open: Int)] {
    let kinds = TreatmentGap.Kind.allCases
    var counts = Array(
      repeating: (closed: Array(repeating: 0, count: kinds.count), open: 0), count: count)
    for gap in gaps {
      let place = min(count - 1, max(0, Int((gap.days / width).rounded())))
      if gap.isClosed {
        counts[place].closed[kinds.firstIndex(of: gap.kind) ?? 0] += 1
      } else {
        counts[place].open += 1
      }
    }
    return counts
  }
}
