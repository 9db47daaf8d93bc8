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

  private var tables: IntervalsTables { IntervalsTables(groups: groups, bins: bins) }

  var picture: Picture {
    Picture(
      .intervals, answer.header, title: "Days between treatments, from start to start",
      finding: finding, description: finding + " " + descriptionOfRows, caption: caption,
      sheets: [tables.summarySheet] + (tables.binSheet.rows.isEmpty ? [] : [tables.binSheet]),
      drawing: drawing,
      isEmpty: isEmpty)
  }

  // MARK: drawing

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
      rows = GapRow.looks.filter { look in gaps.contains { $0.kind == look.kind && $0.isClosed } }
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
    let row = GapRow(bins: bins, scale: scale)
    let gaps = report.value?.gaps
    row.draw("all", report.groups.all, gaps, in: &drawing)
    for part in report.groups.byOrdinal.prefix(Self.mostOrdinals) {
      row.draw(
        "\(part.ordinal) → \(part.ordinal + 1)", part.summary,
        gaps?.filter { $0.ordinal == part.ordinal }, in: &drawing)
    }
    if gaps == nil {
      for part in report.groups.byKind {
        row.draw(part.kind.rawValue, part.summary, nil, in: &drawing)
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
}
