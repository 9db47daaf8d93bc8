import Bytes
import TestSupport
import Testing

@testable import Pictures

/// The other pictures against the answers that they draw.
@Suite struct PictureValueTests {
  private let desk = PictureDesk.clinic

  @Test func `each column of the response is all courses, and its parts are the counts`() throws {
    let picture = try desk.plot("response")
    let tables = try desk.answer("response")["tables"]?.elements ?? []
    var parts: [String: Double] = [:]
    var columns: [String: Double] = [:]
    let keys = [
      "responders", "others", "rated", "unratedRetreated", "unratedFollowUpTooShort",
      "unratedMissed",
    ]
    for key in keys {
      for mark in picture.marks(key) {
        parts[key, default: 0] += mark.number("height")
        columns["\(mark.number("x")) \(Int(mark.number("y") / 330))", default: 0] += 0
      }
    }
    // All columns have one height; the sum of all parts is that many of them.
    let visits = tables.reduce(0) { $0 + ($1["visits"]?.elements.count ?? 0) }
    let total = parts.values.reduce(0, +)
    #expect(abs(total - 170 * Double(visits)) < 0.5, "\(total) for \(visits) columns")
    var missed = 0.0
    for table in tables {
      let courses = Double(try table.count("courses"))
      for visit in table["visits"]?.elements ?? [] {
        missed += 170 * Double(try visit.count("unratedMissed")) / courses
      }
    }
    #expect(abs((parts["unratedMissed"] ?? 0) - missed) < 0.5)
    #expect(!columns.isEmpty)
  }

  @Test func `a bar stands for each rated course, the others are counted with reasons`() throws {
    let picture = try desk.plot("change")
    let courses = try desk.answer("response")["courses"]?.elements ?? []
    let isThere = courses.filter { course in
      guard let visit = course["visits"]?.elements.first(where: { $0["visit"]?.text == "d7" })
      else { return false }
      return visit["change"]?.number != nil
    }
    #expect(picture.marks("bar").count == isThere.count && !isThere.isEmpty)
    let absent = try #require(picture.texts.first { $0.text.hasPrefix("Not evaluable:") })
    #expect(absent.text.contains("\(courses.count - isThere.count) ("))
    // The worst stands first, in each plot.
    let groups = Dictionary(grouping: picture.marks("bar")) { Int($0.number("y") / 309) }
    #expect(!groups.isEmpty)
  }

  @Test func `the bars of gaps are the gaps, the open ones apart`() throws {
    let outcome = desk.run(["plot", "intervals", "--data", "--format", "json"])
    let root = try JSONDocument(outcome.output).root
    let bars = root["tables"]?.elements.last?["rows"]?.elements ?? []
    let answer = try desk.answer("intervals")
    let closed = try bars.reduce(0) { sum, bar in
      try sum + ["induction", "afterInduction", "maintenance"].reduce(0) { try $0 + bar.count($1) }
    }
    let all = try #require(answer["all"])
    #expect(closed == (try all.count("closed")))
    #expect(try bars.reduce(0) { try $0 + $1.count("open") } == all.count("open"))
    let picture = try desk.plot("intervals")
    let median = try #require(all["medianDays"]?.number)
    let (zero, week) = (try picture.place(ofDay: "0"), try picture.place(ofDay: "28"))
    let first = try #require(picture.marks("median").first?.attributes["d"])
    let tip = try #require(DrawnPicture.corners(first).first)
    #expect(abs(tip.x - (zero + median * (week - zero) / 28)) < 0.02)
  }

  @Test func `the mean cumulative function has the answer's steps`() throws {
    let picture = try desk.plot("mcf")
    let curve = try desk.answer("intervals")["meanCumulativeFunction"]?["curve"]?.elements ?? []
    let path = try #require(picture.marks("mcf").first?.attributes["d"])
    let corners = DrawnPicture.corners(path)
    // The last stretch runs on to the end of follow-up.
    #expect(corners.count == 2 * curve.count)
    let (zero, month) = (try picture.place(ofDay: "0"), try picture.place(ofDay: "28"))
    let heights = try ["0", "2"].map { text in
      try #require(picture.texts.first { $0.text == text && $0.attributes["text-anchor"] == "end" })
        .number("y") - 3.7
    }
    for (place, step) in curve.enumerated() where place > 0 {
      let (days, value) = (step["days"]?.number ?? 0, step["mcf"]?.number ?? 0)
      let corner = corners[2 * place]
      #expect(abs(corner.x - (zero + days * (month - zero) / 28)) < 0.05)
      #expect(abs(corner.y - (heights[0] + value / 2 * (heights[1] - heights[0]))) < 0.05)
    }
  }

  @Test func `an estimate of the forest stands at the answer's share`() throws {
    let picture = try desk.plot("forest", "--by", "sex", "--where", "instrument=GAD-7")
    let strata =
      try desk.answer("response", "--by", "sex", "--where", "instrument=GAD-7")["extra"]?[
        "strata"]?.elements ?? []
    let shares = strata.compactMap { part -> Double? in
      let visits = part["tables"]?.elements.first?["visits"]?.elements ?? []
      let visit = visits.first { $0["visit"]?.text == "d7" }
      return visit?["responders"]?["ofRated"]?["proportion"]?.number
    }
    let marks = picture.marks("estimate").filter { $0.name == "rect" }
    #expect(marks.count == shares.count && !shares.isEmpty)
    for (mark, share) in zip(marks, shares) {
      #expect(abs(mark.number("x") + mark.number("width") / 2 - (352 + share * 348)) < 0.02)
    }
    #expect(picture.marks("reference").count == 1)
    // No group is tested: an interval for each is what there is.
    #expect(!picture.texts.contains { $0.text.hasPrefix("p ") || $0.text.contains("p =") })
  }

  @Test func `the narrow flow has the same texts, and is no wider than a phone`() throws {
    let wide = try PictureDesk.clinic.plot("flow")
    let disk = SimulatedDisk()
    _ = Stage(disk: disk).run(["demo", "clinic.jsonl", "--subjects", "45", "--seed", "3"])
    let page = Stage(disk: disk).run(["report", "-f", "clinic.jsonl"]).text
    let start = try #require(page.firstRange(of: "<svg "))
    let end = try #require(page[start.lowerBound...].firstRange(of: "</svg>"))
    let narrow = try DrawnPicture(Array(page[start.lowerBound..<end.upperBound].utf8))
    try narrow.expectGoodForm("narrow flow")
    #expect(narrow.root.number("width") == 328)
    #expect(page[..<start.lowerBound].contains("drawing narrow"))
    let counts = wide.texts.filter { $0.attributes["font-size"] == "11" }.map(\.text)
    #expect(counts.count > 8)
    #expect(Set(narrow.texts.map(\.text)) == Set(counts))
    #expect(narrow.text(of: "desc") == wide.text(of: "desc"))
  }

  @Test func `the boxes of the flow are the counts of the answer`() throws {
    let picture = try desk.plot("flow")
    let flow = try #require(try desk.answer("relief")["flow"])
    let texts = picture.texts.map(\.text)
    for (key, words) in [
      ("subjects", "people"), ("withTreatment", "people with a treatment"),
      ("units", "courses of theirs"), ("analysed", "courses analysed: in relief"),
      ("lost", "lost relief, confirmed"), ("censored", "loss not seen"),
    ] {
      #expect(texts.contains("\(try flow.count(key)) \(words)"), "\(key)")
    }
    let out = try flow.count("units") - flow.count("analysed")
    #expect(texts.contains("\(out) courses not analysed"))
  }

  @Test func `one patient's ratings, treatments and relief stand where they were`() throws {
    let path = "\(Vectors.folder)/outcomes/worked-example.jsonl"
    try #require(Vectors.exists("outcomes/worked-example.jsonl"))
    let picture = try DrawnPicture(Stage().run(["plot", "timeline", "P-1", "-f", path]).output)
    // One infusion of 40 min on day 0; L is 11 d, R 14 d after its start.
    let (zero, week) = (try picture.place(ofDay: "0"), try picture.place(ofDay: "7"))
    let day = (week - zero) / 7
    let relief = try #require(picture.marks("relief").first)
    #expect(abs(relief.number("x") - (zero + 40.0 / 1440 * day)) < 0.02)
    #expect(abs(relief.number("x") + relief.number("width") - (zero + 11 * day)) < 0.02)
    let lost = try #require(picture.marks("lost-within").first)
    #expect(abs(lost.number("x") + lost.number("width") - (zero + 14 * day)) < 0.02)
    #expect(picture.marks("treatment").count == 1)
    // 50 percent of 28 is 14.
    let line = try #require(picture.marks("response-line").first)
    let rating = try #require(
      picture.marks("rating").first { abs($0.number("cx") - (zero + 7 * day)) < 0.02 })
    #expect(abs(rating.number("cy") - line.number("y1")) < 0.02)
  }

  @Test func `lanes are sorted by follow-up, and what is left out is said`() throws {
    let outcome = desk.run(["plot", "swimmer", "--data", "--format", "json"])
    let rows = try JSONDocument(outcome.output).root["tables"]?.elements.first?["rows"]?.elements
    let ends = (rows ?? []).compactMap { $0["endDays"]?.number }
    #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 >= $1 } && ends.count > 20)
    let picture = try PictureDesk.large.plot("swimmer")
    try picture.expectGoodForm("70 people")
    #expect(picture.marks("follow-up").count == 60)
    #expect(picture.text(of: "desc").contains("Drawn are 60 of the"))
  }

  @Test func `means of trajectories are those of the ratings, and lines break where none is`()
    throws
  {
    let outcome = desk.run(["plot", "trajectories", "--data", "--format", "json"])
    let tables = try JSONDocument(outcome.output).root["tables"]?.elements ?? []
    let courses = try desk.answer("response")["courses"]?.elements ?? []
    for mean in tables.first?["rows"]?.elements ?? [] where mean["visit"]?.text != "baseline" {
      let totals = courses.compactMap { course -> Double? in
        guard course["instrument"]?.text == mean["instrument"]?.text,
          course["usable"]?.raw.text == "true"
        else { return nil }
        let visit = course["visits"]?.elements.first { $0["visit"]?.text == mean["visit"]?.text }
        return visit?["rating"]?["total"]?.number
      }
      #expect(try mean.count("n") == totals.count)
      guard !totals.isEmpty else { continue }
      let wanted = totals.reduce(0, +) / Double(totals.count)
      #expect(abs((mean["mean"]?.number ?? .nan) - wanted) < 1e-9)
    }
    let picture = try desk.plot("trajectories")
    let lines = picture.marks("course").compactMap { $0.attributes["d"] }
    #expect(lines.contains { $0.filter { $0 == "M" }.count > 1 })
  }
}
