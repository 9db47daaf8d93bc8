import Definitions
import Events
package import Projections
package import Reports

extension Picture {
  /// A lane for each patient.
  package static func swimmer(
    _ value: LaneProjection.Value, _ header: AnswerHeader, _ plan: AnalysisPlan
  ) -> Picture {
    SwimmerPicture(value, header, plan).picture
  }
}

/// Draws a lane for each patient: courses as bars, infusions as ticks, relief after each course as far
/// as it was seen, and how follow-up ended. The longest follow-up stands first.
struct SwimmerPicture {
  private let value: LaneProjection.Value
  private let header: AnswerHeader
  private let plan: AnalysisPlan
  private let lanes: [PatientLane]
  private let days: [Double]

  /// More lanes are no picture; the rest is in the table.
  static let most = 60
  private static let laneHeight = 15.0
  private static let right = 694.0

  init(_ value: LaneProjection.Value, _ header: AnswerHeader, _ plan: AnalysisPlan) {
    self.value = value
    self.header = header
    self.plan = plan
    let sorted = value.lanes.enumerated().sorted {
      ($1.element.endDays, $0.offset) < ($0.element.endDays, $1.offset)
    }.map(\.element)
    lanes = sorted
    days = Ticks.days(through: max(7, sorted.prefix(Self.most).map(Self.end).max() ?? 7))
  }

  /// The last time that has a mark.
  private static func end(_ lane: PatientLane) -> Double {
    let ends = lane.courses.map { $0.endDays + ($0.relief.upperDays ?? $0.relief.lowerDays ?? 0) }
    return max(lane.endDays, ends.max() ?? 0)
  }

  private var shown: ArraySlice<PatientLane> { lanes.prefix(Self.most) }

  var picture: Picture {
    Picture(
      .swimmer, header, title: "Courses, relief and follow-up, patient by patient",
      finding: finding, description: description, caption: caption, sheets: [sheet],
      drawing: drawing, isEmpty: lanes.isEmpty)
  }

  // MARK: drawing

  private var left: Double {
    let widest = shown.map { TextWidth.of($0.subject, size: 9.5) }.max() ?? 0
    return min(150, widest) + 20
  }

  private var drawing: Drawing {
    var drawing = Drawing(width: Picture.width, height: 4)
    guard !lanes.isEmpty else {
      EmptyPlate.draw("Nobody was treated.", in: &drawing)
      return drawing
    }
    drawing.height += LegendRow.draw(
      legend, 12, drawing.height, width: Picture.width - 24, in: &drawing)
    let top = drawing.height + 8
    let bottom = top + Double(shown.count) * Self.laneHeight + 4
    let scale = Scale(0, days.last ?? 28, at: left, Self.right)
    for tick in days {
      drawing.line(scale.at(tick), top - 2, scale.at(tick), bottom, Stroke(.grid))
    }
    for (place, lane) in shown.enumerated() {
      draw(lane, top + (Double(place) + 0.5) * Self.laneHeight, scale, in: &drawing)
    }
    let frame = PlotFrame(x: scale, y: Scale(0, 1, at: bottom, top))
    frame.drawBaseAxis(days, "days since the start of the first treatment", in: &drawing)
    drawing.height = bottom + 44
    return drawing
  }

  private var legend: [LegendRow] {
    var rows = [
      LegendRow(.box(Fill(.text, 0.25), nil), "course"),
      LegendRow(.tick(.text), "infusion"),
      LegendRow(.line(Stroke(.series(0), 3.4)), "in relief"),
      LegendRow(.line(Stroke(.series(1), 1.6, dashes: [3, 2])), "lost within"),
      LegendRow(.marker(.cross, .series(1)), "lost by then"),
      LegendRow(.marker(.ring, .series(0)), "last in relief, loss not seen"),
      LegendRow(.arrow(.text), "still followed where the log ends"),
      LegendRow(.marker(.square, .text), "exit"),
    ]
    if shown.contains(where: { !$0.others.isEmpty }) {
      rows.append(LegendRow(.marker(.fallen, .soft), "other treatment"))
    }
    return rows
  }

  private func draw(
    _ lane: PatientLane, _ y: Double, _ scale: Scale, in drawing: inout Drawing
  ) {
    drawing.text(
      TextWidth.shortened(lane.subject, to: left - 18, size: 9.5), left - 10, y + 3.3, size: 9.5,
      .end)
    let end = scale.at(lane.endDays)
    drawing.line(scale.at(0), y, end, y, Stroke(.soft, 0.8), name: "follow-up")
    for course in lane.courses {
      let start = scale.at(course.startDays)
      drawing.add(
        .box(
          x: start, y: y - 4.5, width: max(scale.at(course.endDays) - start, 1), height: 9),
        fill: Fill(.text, 0.25), name: "course")
    }
    for day in lane.treatments {
      drawing.line(
        scale.at(day), y - 4.5, scale.at(day), y + 4.5, Stroke(.text, 1.2), name: "infusion")
    }
    for day in lane.others {
      Marker.fallen.draw(scale.at(day), y, radius: 2.6, .soft, in: &drawing, name: "other")
    }
    for course in lane.courses { draw(course, y, scale, in: &drawing) }
    if lane.exit == nil {
      drawing.add(
        .path(.through([(end, y - 3.5), (end + 6, y), (end, y + 3.5)], isClosed: true)),
        fill: Fill(.text), name: "open")
    } else {
      Marker.square.draw(end, y, radius: 3, .text, in: &drawing, name: "exit")
    }
  }

  /// Relief after a course: as far as it was seen, and where it was lost.
  private func draw(
    _ course: PatientLane.Course, _ y: Double, _ scale: Scale, in drawing: inout Drawing
  ) {
    guard let lower = course.relief.lowerDays else { return }
    let last = scale.at(course.endDays + lower)
    drawing.line(
      scale.at(course.endDays), y, max(last, scale.at(course.endDays) + 0.5), y,
      Stroke(.series(0), 3.4), name: "relief")
    guard let upper = course.relief.upperDays else {
      Marker.ring.draw(last, y, radius: 2.8, .series(0), in: &drawing, name: "censored")
      return
    }
    let lost = scale.at(course.endDays + upper)
    drawing.line(last, y, lost, y, Stroke(.series(1), 1.6, dashes: [3, 2]), name: "lost-within")
    Marker.cross.draw(lost, y, radius: 3, .series(1), in: &drawing, name: "lost")
  }

  // MARK: words

  private var finding: String {
    guard !lanes.isEmpty else { return "Nobody was treated." }
    let people = lanes.count == 1 ? "1 patient" : "\(lanes.count) patients"
    let courses = lanes.reduce(0) { $0 + $1.courses.count }
    let statuses = lanes.flatMap { $0.courses.map(\.relief.status) }
    let lost = statuses.count { $0 == .lost }
    let censored = statuses.count { $0 == .censored }
    let cut =
      lanes.count > Self.most
      ? " Drawn are \(Self.most) of the \(lanes.count), those followed longest." : ""
    return
      "\(people) with \(courses == 1 ? "1 course" : "\(courses) courses"): relief was lost after \(lost), and not seen to be lost "
      + "after \(censored)." + cut
  }

  private var description: String {
    let rest = value.subjects - lanes.count
    let without = rest == 1 ? "1 person in the view has" : "\(rest) people in the view have"
    var words = "A lane for each patient. " + finding + " \(without) no treatment and no lane."
    if let first = lanes.first, let last = lanes.last {
      words +=
        " Follow-up of those with a lane: longest \(Digits.near(first.endDays)) d, "
        + "shortest \(Digits.near(last.endDays)) d."
    }
    return words
  }

  private var caption: [String] {
    [
      "Sorted by how long each was followed, the longest first. Relief after a course is drawn from the "
        + "end of its last treatment to the last rating in relief; dashed from there to the first "
        + "rating of a confirmed loss. Courses without a line have no answer: no baseline, no rating "
        + "in time, or not in relief at the first.",
      "n: \(lanes.count) patients with a treatment, of \(value.subjects) people. Criterion: "
        + "\(plan.criterion.rawValue).",
    ]
  }

  private var sheet: Sheet {
    var sheet = Sheet(
      "Lanes, in days from the first treatment",
      [
        .init("place"), .init("subject", nil, .left), .init("endDays", "followed"),
        .init("ending", nil, .left), .init("course"), .init("startDays", "from"),
        .init("lastDays", "to"), .init("treatments"), .init("status", nil, .left),
        .init("reliefAfterDays", "relief at least"), .init("reliefByDays", "at most"),
      ])
    for (place, lane) in lanes.enumerated() {
      for course in lane.courses {
        sheet.add([
          .integer(place + 1), .text(lane.subject), .days(lane.endDays),
          .text(lane.exit?.rawValue ?? "open"), .integer(course.number), .days(course.startDays),
          .days(course.endDays), .integer(course.relief.treatments),
          .text(course.relief.status.rawValue),
          .optional(course.relief.lowerDays) { .atLeastDays($0) },
          .optional(course.relief.upperDays) { .atMostDays($0) },
        ])
      }
    }
    return sheet
  }
}
