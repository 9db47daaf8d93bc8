import Bytes
import TestSupport
import Testing

@testable import Pictures

/// The picture of `relief` against its numbers.
@Suite struct ReliefPictureTests {
  /// Eight subjects: lost in (1, 5], (8, 10], (20, 30], (3, 8]; censored at 12, 10 and 60; one not in
  /// relief. Worked by hand: S is 5/6 at 5 d, 25/36 at 8 d, 5/9 at 10 d, 5/18 at 30 d.
  private static func small(_ options: [String] = []) throws -> DrawnPicture {
    let path = "\(Vectors.folder)/outcomes/cohort-small.jsonl"
    return try DrawnPicture(Stage().run(["plot", "relief", "-f", path] + options).output)
  }

  /// From days and shares to px, by the numbers at the axes.
  private static func scales(_ picture: DrawnPicture, last: String) throws -> (
    x: (Double) -> Double, y: (Double) -> Double
  ) {
    let (left, right) = (try picture.place(ofDay: "0"), try picture.place(ofDay: last))
    let ends = try ["0 %", "100 %"].map { text in
      try #require(picture.texts.first { $0.text == text }).number("y") - 3.7
    }
    let days = try #require(Double(last))
    return (
      { left + $0 / days * (right - left) }, { ends[0] + $0 * (ends[1] - ends[0]) }
    )
  }

  private static func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 0.02 }

  @Test(.enabled(if: Vectors.exists("outcomes/cohort-small.jsonl")))
  func `the Kaplan-Meier path has the hand-worked values under the scale`() throws {
    let picture = try Self.small()
    let (x, y) = try Self.scales(picture, last: "70")
    let path = try #require(picture.marks("kaplan-meier").first?.attributes["d"])
    let wanted: [(Double, Double)] = [
      (0, 1), (5, 1), (5, 5.0 / 6), (8, 5.0 / 6), (8, 25.0 / 36), (10, 25.0 / 36), (10, 5.0 / 9),
      (30, 5.0 / 9), (30, 5.0 / 18), (60, 5.0 / 18),
    ]
    let corners = DrawnPicture.corners(path)
    #expect(corners.count == wanted.count, "\(path)")
    for (corner, value) in zip(corners, wanted) {
      #expect(Self.isNear(corner.x, x(value.0)) && Self.isNear(corner.y, y(value.1)), "\(value)")
    }
    // Steps are H and V, nothing is slanted.
    #expect(!path.contains("L"))
  }

  @Test(.enabled(if: Vectors.exists("outcomes/cohort-small.jsonl")))
  func `Turnbull's estimate is drawn where it is known, and shaded where it is not`() throws {
    let picture = try Self.small()
    let (x, y) = try Self.scales(picture, last: "70")
    // Masses 2/7 on (3, 5], 1/7 on (8, 10], 2/7 on (20, 30], and 2/7 after 60.
    let areas: [(Double, Double, Double, Double)] = [
      (3, 5, 1, 5.0 / 7), (8, 10, 5.0 / 7, 4.0 / 7), (20, 30, 4.0 / 7, 2.0 / 7),
    ]
    let boxes = picture.marks("turnbull-interval")
    #expect(boxes.count == areas.count)
    for (box, area) in zip(boxes, areas) {
      let isThere =
        Self.isNear(box.number("x"), x(area.0))
        && Self.isNear(box.number("x") + box.number("width"), x(area.1))
        && Self.isNear(box.number("y"), y(area.2))
        && Self.isNear(box.number("y") + box.number("height"), y(area.3))
      #expect(isThere, "\(area)")
    }
    let open = try #require(picture.marks("turnbull-open").first)
    #expect(Self.isNear(open.number("x"), x(60)) && Self.isNear(open.number("y"), y(2.0 / 7)))
    // The line never goes through an interval: it lifts off before each.
    let known = try #require(picture.marks("turnbull").first?.attributes["d"])
    let corners = DrawnPicture.corners(known)
    let wanted = [(0.0, 3.0), (5, 8), (10, 20), (30, 60)]
    #expect(corners.count == 2 * wanted.count && !known.contains("V") && !known.contains("L"))
    for (place, span) in wanted.enumerated() {
      #expect(Self.isNear(corners[2 * place].x, x(span.0)), "\(known)")
      #expect(Self.isNear(corners[2 * place + 1].x, x(span.1)), "\(known)")
    }
  }

  @Test(arguments: [[], ["--unit", "treatment"], ["--unit", "episode"], ["--confirm", "1"]])
  func `who is at risk, not yet rated, censored and lost adds up at each tick`(
    options: [String]
  ) throws {
    let desk = PictureDesk.clinic
    let outcome = desk.run(["plot", "relief"] + options)
    let picture = try DrawnPicture(outcome.output)
    let answer = try JSONDocument(desk.run(["relief", "--format", "json"] + options).output).root
    let units = (answer["units"]?.elements ?? []).compactMap {
      unit -> (entry: Double, seen: Double, isLost: Bool)? in
      guard let entry = unit["entryDays"]?.number, let lower = unit["lowerDays"]?.number else {
        return nil
      }
      let upper = unit["upperDays"]?.number
      return entry < upper ?? lower ? (entry, upper ?? lower, upper != nil) : nil
    }
    #expect(units.count > 10)
    let rows = try ["at risk", "not yet rated", "censored", "lost"].map { name in
      try picture.row(name)
    }
    #expect(rows[0].count > 3 && rows.allSatisfy { $0.count == rows[0].count })
    for place in rows[0].indices {
      let x = rows[0][place].number("x")
      let tick = try #require(
        picture.texts.first { $0.number("x") == x && $0.attributes["fill"] == "#4D4D4D" })
      let day = try #require(Double(tick.text))
      let counted = [
        units.count { $0.entry < day && $0.seen >= day }, units.count { $0.entry >= day },
        units.count { $0.entry < day && $0.seen < day && !$0.isLost },
        units.count { $0.entry < day && $0.seen < day && $0.isLost },
      ]
      let shown = rows.map { Int($0[place].text) ?? -1 }
      #expect(shown == counted, "day \(day)")
      #expect(shown.reduce(0, +) == units.count, "day \(day)")
      #expect(rows.allSatisfy { $0[place].number("x") == x }, "a column stands under its tick")
    }
  }

  @Test func `the number at risk is not monotone where people enter late`() throws {
    let path = "\(Vectors.folder)/outcomes/cohort-small.jsonl"
    try #require(Vectors.exists("outcomes/cohort-small.jsonl"))
    let outcome = Stage().run(["plot", "relief", "--data", "--format", "json", "-f", path])
    let rows = try JSONDocument(outcome.output).root["tables"]?.elements.first?["rows"]?.elements
    let risks = (rows ?? []).compactMap { $0["atRisk"]?.whole }
    #expect(risks.first == 0 && (risks.max() ?? 0) > 0)
  }

  @Test func `what is carried on beyond what was seen is marked in the table`() throws {
    let answer = try PictureDesk.clinic.answer("plot", "relief", "--data")
    let rows = answer["tables"]?.elements.first?["rows"]?.elements ?? []
    let last = try #require(
      answer["tables"]?.elements.last?["rows"]?.elements.last?["days"]?.number)
    #expect(rows.count > 3 && rows.contains { $0["held"]?.raw.text == "true" })
    for row in rows {
      let day = try #require(row["days"]?.number)
      #expect(row["held"]?.raw.text == (day > last ? "true" : "false"), "day \(day) of \(last)")
    }
  }

  @Test(arguments: ["site", "phase"]) func `a name stands at its own curve`(key: String) throws {
    let picture = try PictureDesk.clinic.plot("relief", "--by", key)
    let groups = (1...5).compactMap { number -> (number: Int, corners: [(x: Double, y: Double)])? in
      let path = picture.marks("kaplan-meier-\(number)").first?.attributes["d"]
      return path.map { (number, DrawnPicture.corners($0)) }
    }
    #expect(groups.count > 1)
    let heads = picture.texts.filter { $0.attributes["font-weight"] == "bold" }.map(\.text)
    let names = heads.filter { $0.hasPrefix(key + "=") }
    var found = 0
    for group in groups {
      // The second of a name is that at the Kaplan-Meier curve.
      let texts = picture.texts.filter { $0.text == names[group.number - 1] }
      let text = try #require(texts.count > 2 ? texts[1] : nil)
      let (x, y) = (text.number("x"), text.number("y") - 4)
      let width = TextWidth.of(text.text, size: CurveLabels.size)
      let box = CurveLabels.Box(
        left: x - CurveLabels.signWidth, top: y - 5, right: x + width, bottom: y + 5)
      let last = group.corners.last?.x ?? 0
      guard box.right < picture.root.number("width") - 22, x < last + 60 else { continue }
      let distances = groups.map { Self.distance(box, $0.corners) }
      let own = try #require(zip(groups, distances).first { $0.0.number == group.number }?.1)
      #expect(own < 11 && distances.filter { $0 <= own }.count == 1, "\(text.text): \(distances)")
      found += 1
    }
    #expect(found > 1)
  }

  /// How far a curve along the axes passes from a box.
  private static func distance(
    _ box: CurveLabels.Box, _ corners: [(x: Double, y: Double)]
  ) -> Double {
    zip(corners, corners.dropFirst()).map { one, next in
      box.distance(
        to: CurveLabels.Box(
          left: min(one.x, next.x), top: min(one.y, next.y), right: max(one.x, next.x),
          bottom: max(one.y, next.y)))
    }.min() ?? .infinity
  }

  @Test func `a name finds a place where there is one, and none where curves lie on each other`() {
    let frame = CurveLabels.Box(left: 0, top: 0, right: 400, bottom: 200)
    func line(_ y: Double) -> CurveLabels.Box {
      CurveLabels.Box(left: 0, top: y, right: 400, bottom: y)
    }
    let apart = CurveLabels.places(
      [.init(name: "high", boxes: [line(60)]), .init(name: "low", boxes: [line(150)])],
      within: frame)
    for (place, y) in zip(apart, [60.0, 150]) {
      guard let place else {
        Issue.record("no place")
        continue
      }
      #expect((4...9).contains(place.distance(to: line(y))))
      #expect(place.distance(to: line(210 - y)) > 20)
    }
    let together = CurveLabels.places(
      [.init(name: "one", boxes: [line(60)]), .init(name: "two", boxes: [line(60)])],
      within: frame)
    #expect(together == [nil, nil])
  }

  @Test func `a group each has its colour, its dashes and its rows`() throws {
    let picture = try PictureDesk.clinic.plot("relief", "--by", "sex", "--where", "sex!=other")
    let curves = (1...2).compactMap { picture.marks("kaplan-meier-\($0)").first }
    #expect(curves.count == 2)
    #expect(curves[0].attributes["stroke"] != curves[1].attributes["stroke"])
    #expect(curves[0].attributes["stroke-dasharray"] != curves[1].attributes["stroke-dasharray"])
    let names = picture.texts.filter { $0.text == "sex=female" }
    // In each plot at its curve, and over its rows.
    #expect(names.count == 3)
    #expect(picture.texts.count { $0.text == "at risk" } == names.count - 1 || names.count == 3)
  }

  @Test func `what the picture says in words is what the answer says in numbers`() throws {
    let desk = PictureDesk.clinic
    let picture = try desk.plot("relief")
    let answer = try desk.answer("relief")
    let flow = try #require(answer["flow"])
    let said = picture.text(of: "desc")
    #expect(said.contains("\(try flow.count("analysed")) analysed, \(try flow.count("lost")) lost"))
    let at28 = try #require(
      answer["turnbull"]?["at"]?.elements.first { $0["days"]?.number == 28 })
    let low = try #require(at28["survivalAtLow"]?.number)
    #expect(said.contains("\(Int((low * 100).rounded())) ") && said.contains("at 28 d"))
  }
}
