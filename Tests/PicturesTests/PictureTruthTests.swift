import Bytes
import TestSupport
import Testing

/// What a picture must not say: of visits at which nobody is rated by design, of the end of follow-up,
/// of limits that can't be, of nobody.
@Suite struct PictureTruthTests {
  /// Three people who are rated before the treatment and on days 3 and 14 alone, the last of them only
  /// on day 14; followed for 14, 14 and 20 days.
  private static let sparse: PictureDesk = {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "s.jsonl", "--name", "sparse", "--origin", "example.org/s"])
    for (number, days) in [[3: 6, 14: 9], [3: 12, 14: 15], [14: 17]].enumerated() {
      func line(_ type: String, _ day: Int, _ data: String) -> String {
        #"{"id":"\#(number)-\#(type)-\#(day)","source":"/e","type":"\#(type)","subject":"P\#(number)","#
          + #""time":"2026-03-\#(day + 10)T08:00:00Z","data":\#(data)}"# + "\n"
      }
      var lines =
        line("intake", 0, #"{"indications":["F41.1"]}"#)
        + line("rating", 1, #"{"instrument":"GAD-7","total":18}"#)
        + line("infusion", 2, #"{"infusion":"i","drug":"ketamine","route":"IV"}"#)
        + line("dose", 2, #"{"infusion":"i","mg":40}"#)
      for (day, total) in days.sorted(by: { $0.key < $1.key }) {
        lines += line("rating", 2 + day, #"{"instrument":"GAD-7","total":\#(total)}"#)
      }
      if number == 2 { lines += line("note", 21, #"{"text":"seen"}"#) }
      let outcome = stage.run(["append", "-f", "s.jsonl"], input: lines)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    return PictureDesk(disk: disk, path: "s.jsonl")
  }()

  @Test func `a visit at which nobody is rated breaks no line, and a lone rating is a dot`() throws
  {
    let picture = try Self.sparse.plot("trajectories")
    let lines = picture.marks("course").compactMap { $0.attributes["d"] }
    // Two are joined from baseline over d3 to d14; of the third both ratings stand alone.
    #expect(lines.map { DrawnPicture.corners($0).count } == [3, 3])
    let dots = picture.marks("rating")
    #expect(dots.count == 2)
    #expect(dots.allSatisfy { $0.number("r") >= 1.6 })
    let mean = try #require(picture.marks("mean").first?.attributes["d"])
    #expect(DrawnPicture.corners(mean).count == 3)
  }

  @Test func `a mean stands at the mean day of its ratings`() throws {
    let outcome = Self.sparse.run(["plot", "trajectories", "--data", "--format", "csv"])
    let rows = outcome.text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("Means,") }
    let d3 = try #require(rows.first { $0.contains(",d3,") })
    // 6 and 12, both three days after.
    #expect(d3.hasPrefix("Means,GAD-7,d3,3,2,9,"), "\(d3)")
  }

  @Test func `the function runs to the end of follow-up, and its limits not under 1`() throws {
    let picture = try Self.sparse.plot("mcf")
    let path = try #require(picture.marks("mcf").first?.attributes["d"])
    let corners = DrawnPicture.corners(path)
    let (zero, day7) = (try picture.place(ofDay: "0"), try picture.place(ofDay: "7"))
    let end = try #require(corners.last)
    // Followed until the note on day 19 after the treatment.
    #expect(abs(end.x - (zero + 19 * (day7 - zero) / 7)) < 0.05)
    #expect(corners.count == 2 && corners[0].y == corners[1].y)
    for row in try Self.limits(PictureDesk.clinic) { #expect(row >= 1, "\(row)") }
  }

  private static func limits(_ desk: PictureDesk) throws -> [Double] {
    let outcome = desk.run(["plot", "mcf", "--data", "--format", "jsonl"])
    let lines = outcome.text.split(separator: "\n")
    let found = try lines.compactMap { try JSONDocument(Array($0.utf8)).root["lower"]?.number }
    #expect(found.count > 10)
    return found
  }

  @Test func `the visit that nobody named is one at which somebody is rated, and is named`() throws
  {
    let picture = try Self.sparse.plot("change")
    #expect(picture.text(of: "title").contains("at d14"))
    #expect(picture.marks("bar").count == 3)
    let words = "Nobody is rated at d7; d14 is the visit at which most are."
    #expect(picture.text(of: "metadata").contains(words))
  }

  @Test(arguments: [
    (["change"], "Every course"), (["swimmer"], "longest 0"), (["mcf"], "withheld"),
  ])
  func `of nobody nothing is said that there is not`(words: [String], untrue: String) throws {
    let outcome = PictureDesk.clinic.run(["plot"] + words + ["--where", "site=nowhere"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(!outcome.text.contains(untrue))
  }

  @Test func `without anybody at risk there is no estimate, and a median without limits has none`()
    throws
  {
    func words(_ vector: String) -> String {
      Stage().run(["plot", "relief", "-f", "\(Vectors.tests)/vectors/outcomes/\(vector).jsonl"])
        .text
    }
    #expect(words("exactly-half").contains("no estimate, since nobody is ever at risk"))
    let early = words("estimates-early-zero")
    #expect(early.contains("no 95 % limits") && !early.contains("not reached to not reached"))
    #expect(early.contains("so that the curve can also be too low"))
  }

  @Test func `a picture of another drug says so in its title`() throws {
    let saline = try Self.sparse.plot("relief", "--drug", "saline", "--baseline", "first")
    #expect(saline.text(of: "title").contains("courses of saline, held against the first baseline"))
    let usual = try Self.sparse.plot("relief")
    #expect(!usual.text(of: "title").contains("courses of"))
  }

  @Test func `reasons in the flow's words add up, those of others in brackets`() throws {
    let picture = try PictureDesk.clinic.plot("flow")
    let flow = try PictureDesk.clinic.answer("relief")["flow"]
    let words = picture.text(of: "desc")
    let missed = try flow?.count("noRatingMissed") ?? 0
    let late = try flow?.count("notInReliefLate") ?? 0
    #expect(missed > 0 && late > 0)
    #expect(words.contains("\(missed) missed)"), "\(words)")
    #expect(words.contains("(\(late) in relief later)"), "\(words)")
  }
}
