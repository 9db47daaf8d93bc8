import Bytes
import TestSupport
import Testing

/// Names that would break a picture: markup, quotes, control characters, and hundreds of letters.
@Suite struct HostilePictureTests {
  private static let names = [
    #"<script>alert('1')&amp;\"x\"</script>"#, #"a\u001b[31m\u202e\u2028 z"#,
    String(repeating: "Wide ", count: 60), #"]]>--><!-- \ufffe"#, "漢字漢字漢字漢字漢字漢字漢字漢字",
  ]

  private static let desk: PictureDesk = {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    _ = stage.run(["init", "h.jsonl", "--name", "a<b&\"c", "--origin", "<o>&'\"/x"])
    for (number, name) in names.enumerated() {
      func line(_ type: String, _ day: Int, _ data: String) -> String {
        let date = day < 10 ? "0\(day)" : "\(day)"
        return #"{"id":"\#(number)-\#(type)-\#(day)","source":"/e","type":"\#(type)","#
          + #""subject":"S\#(number)","time":"2026-03-\#(date)T08:00:00Z","data":\#(data)}"#
          + "\n"
      }
      let lines =
        line("intake", 1, #"{"indications":["F41.1"],"site":"\#(name)"}"#)
        + line("rating", 2, #"{"instrument":"GAD-7","total":18}"#)
        + line("infusion", 3, #"{"infusion":"i","drug":"ketamine","route":"IV"}"#)
        + line("dose", 3, #"{"infusion":"i","mg":40}"#)
        + line("adverse", 4, #"{"term":"\#(name)"}"#)
        + line("rating", 5, #"{"instrument":"GAD-7","total":\#(3 + number)}"#)
        + line("rating", 12, #"{"instrument":"GAD-7","total":15}"#)
        + line("rating", 15, #"{"instrument":"GAD-7","total":16}"#)
      let outcome = stage.run(["append", "-f", "h.jsonl"], input: lines)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    return PictureDesk(disk: disk, path: "h.jsonl")
  }()

  @Test(arguments: [
    ["relief", "--by", "site"], ["swimmer"], ["mcf", "--by", "site"],
    ["intervals", "--by", "site"],
    ["response", "--by", "site"], ["forest", "--by", "site"],
    ["forest", "--by", "site", "--of", "relief"], ["timeline", "S0"], ["change"],
    ["trajectories"], ["flow", "--where", #"site~"<""#],
  ])
  func `names that hold anything are shown and break nothing`(words: [String]) throws {
    let outcome = Self.desk.run(["plot"] + words)
    try #require(outcome.code == 0, "\(outcome.errors)")
    let picture = try DrawnPicture(outcome.output)
    try picture.expectGoodForm("\(words)")
    #expect(picture.text(of: "metadata").contains("a<b&\\\"c"))
    let isQuiet = outcome.output.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
    #expect(isQuiet && !outcome.text.contains("\u{202E}"))
  }
}
