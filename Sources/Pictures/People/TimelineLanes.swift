import Bytes
import Events
import Histories
import Projections
import Reports

/// The lanes under one patient's scores: treatments with the days between them, relief, adverse
/// events, and the axis of days.
struct TimelineLanes {
  private let parent: TimelinePicture
  private let record: CaseRecord

  init(_ parent: TimelinePicture) {
    self.parent = parent
    record = parent.timeline.record
  }

  var legend: [LegendRow] {
    var rows = [LegendRow(.tick(.text), "treatment")]
    if record.treatments.contains(where: { !$0.isChosen }) {
      rows.append(LegendRow(.marker(.fallen, .soft), "treatment of the other kind"))
    }
    let relief = parent.timeline.relief
    if relief.contains(where: { $0.lowerDays != nil }) {
      rows.append(LegendRow(.box(Fill(.series(0), 0.75), nil), "in relief"))
    }
    if relief.contains(where: { $0.status == .lost }) {
      rows.append(LegendRow(.box(Fill(.series(1), 0.3), Stroke(.series(1), 1)), "lost within"))
    }
    if relief.contains(where: { $0.status == .censored }) {
      rows.append(
        LegendRow(
          .box(Fill(.series(0), 0.12), Stroke(.series(0), 0.8, dashes: [3, 2])), "not known"))
    }
    if !parent.timeline.safety.allAdverse.isEmpty {
      rows.append(LegendRow(.marker(.triangle, .series(1)), "adverse event"))
    }
    if parent.timeline.safety.allAdverse.contains(where: \.isSerious) {
      rows.append(LegendRow(.marker(.diamond, .series(1)), "serious"))
    }
    return rows
  }

  /// Draws all lanes from a height down, and sets the drawing's height.
  func draw(from top: Double, in drawing: inout Drawing) {
    var y = top
    y = drawTreatments(y, in: &drawing)
    y = drawRelief(y, in: &drawing)
    y = drawAdverse(y, in: &drawing)
    drawAxis(y + 4, in: &drawing)
  }

  private func name(_ text: String, _ y: Double, in drawing: inout Drawing) {
    drawing.text(text, TimelinePicture.left - 12, y + 3.7, size: 10.5, .end)
  }

  /// Ticks, and the days from each to the next where there is room for the number.
  private func drawTreatments(_ top: Double, in drawing: inout Drawing) -> Double {
    let y = top + 12
    name("treatments", y, in: &drawing)
    let x = parent.x
    drawing.line(x.start, y, x.end, y, Stroke(.grid))
    for treatment in record.treatments {
      let place = x.at(parent.day(treatment.start))
      if treatment.isChosen {
        drawing.line(place, y - 7, place, y + 7, Stroke(.text, 1.6), name: "treatment")
      } else {
        Marker.fallen.draw(place, y, radius: 3.5, .soft, in: &drawing, name: "other-treatment")
      }
    }
    let chosen = record.treatments.filter(\.isChosen)
    name("days between", y + 17, in: &drawing)
    var isCrowded = false
    for (from, to) in zip(chosen, chosen.dropFirst()) {
      let gap = elapsedDays(from: from.start, to: to.start)
      let (left, right) = (x.at(parent.day(from.start)), x.at(parent.day(to.start)))
      let text = Digits.fixed(gap, 0)
      guard TextWidth.of(text, size: 9.5) + 4 < right - left else {
        isCrowded = true
        continue
      }
      drawing.text(text, (left + right) / 2, y + 20.5, size: 9.5, .middle, ink: .soft)
    }
    guard isCrowded else { return y + 28 }
    drawing.text(
      "Days that don't fit between two ticks are left out here; the table has all.", x.start,
      y + 33, size: 9, ink: .soft)
    return y + 40
  }

  /// A bar for each course: in relief, lost within, or not known.
  private func drawRelief(_ top: Double, in drawing: inout Drawing) -> Double {
    let y = top + 12
    name("relief", y, in: &drawing)
    let x = parent.x
    drawing.line(x.start, y, x.end, y, Stroke(.grid))
    func bar(
      _ from: Double, _ to: Double, _ fill: Fill, _ stroke: Stroke?, _ name: String
    ) {
      let left = x.at(from)
      drawing.add(
        .box(x: left, y: y - 6, width: max(x.at(to) - left, 0.8), height: 12), stroke: stroke,
        fill: fill, name: name)
    }
    for unit in parent.timeline.relief {
      let t0 = parent.day(unit.t0)
      guard let lower = unit.lowerDays else {
        // Where there is room the reason stands where the bar would be, in full or in a word or two.
        let room = x.at(parent.day(unit.windowEnd)) - x.at(t0) - 6
        let words = [TimelineWords.absence(unit, parent.plan), TimelineWords.shortAbsence(unit)]
        if let fitting = words.first(where: { TextWidth.of($0, size: 9) < room }) {
          drawing.text(fitting, x.at(t0) + 3, y - 3, size: 9, ink: .soft)
        }
        continue
      }
      bar(t0, t0 + lower, Fill(.series(0), 0.75), nil, "relief")
      if let upper = unit.upperDays {
        bar(
          t0 + lower, t0 + upper, Fill(.series(1), 0.3), Stroke(.series(1), 1), "lost-within")
      } else {
        let end = parent.day(unit.windowEnd)
        guard end > t0 + lower else { continue }
        bar(
          t0 + lower, end, Fill(.series(0), 0.12), Stroke(.series(0), 0.8, dashes: [3, 2]),
          "not-known")
      }
    }
    return y + 12
  }

  private func drawAdverse(_ top: Double, in drawing: inout Drawing) -> Double {
    let events = parent.timeline.safety.allAdverse
    guard !events.isEmpty else { return top + 2 }
    let y = top + 14
    name("adverse events", y, in: &drawing)
    drawing.line(parent.x.start, y, parent.x.end, y, Stroke(.grid))
    for event in events {
      let place = parent.x.at(parent.day(event.time))
      let radius = event.severity == .severe ? 5.0 : event.severity == .moderate ? 4 : 3
      (event.isSerious ? Marker.diamond : .triangle).draw(
        place, y, radius: radius, .series(1), in: &drawing, name: "adverse")
    }
    return y + 14
  }

  private func drawAxis(_ y: Double, in drawing: inout Drawing) {
    let x = parent.x
    drawing.line(x.start, y, x.end, y, Stroke(.text))
    let end = x.at(parent.day(record.history.followUp.end))
    drawing.line(end, y - 12, end, y, Stroke(.text, 2), name: "end-of-follow-up")
    for tick in parent.ticks {
      drawing.line(x.at(tick), y, x.at(tick), y + 4, Stroke(.text))
      drawing.text(
        Digits.exact(tick), x.at(tick), y + 16, size: 10.5, .middle, ink: .soft)
    }
    let start = record.treatments.isEmpty ? "the first rating" : "the first treatment"
    drawing.text(
      "days since \(start), \(parent.zero.dayText)", (x.start + x.end) / 2, y + 33, .middle)
    drawing.height = y + 44
  }
}
