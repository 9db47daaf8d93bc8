import Bytes
import TestSupport
import Testing

@testable import Pictures

/// Command lines of `plot`: what is understood, and what is said where nothing is.
@Suite struct PictureUsageTests {
  @Test(arguments: PictureKind.allCases) func `a kind's other names give the same picture`(
    kind: PictureKind
  ) {
    var rest: [String] = []
    if kind == .timeline { rest = ["P-0001"] }
    if kind == .forest { rest = ["--by", "sex"] }
    let named = PictureDesk.clinic.run(["plot", kind.rawValue] + rest)
    #expect(named.code == 0, "\(named.errors)")
    for alias in kind.aliases {
      #expect(PictureDesk.clinic.run(["plot", alias] + rest).output == named.output, "\(alias)")
    }
  }

  @Test(arguments: [
    (["plot"], "plot needs to know what to draw"),
    (["plot", "releif"], "did you mean relief?"),
    (["plot", "waterfal"], "did you mean waterfall?"),
    (["plot", "pie"], "plot takes relief, timeline,"),
    (["plot", "x.jsonl"], "is a file, not a kind"),
    (["plot", "timeline"], "plot timeline needs a subject"),
    (["plot", "relief", "P-0001"], "plot timeline P-0001 shows one"),
    (["plot", "forest"], "a forest needs groups"),
    (["plot", "relief", "--format", "json"], "add --data for the table"),
    (["plot", "relief", "-o", "x.csv"], "add --data for the table"),
    (["plot", "relief", "-o", "x.png"], "pictures are written as SVG, not as png"),
    (["plot", "relief", "--id", "1a"], "can't begin an id"),
    (["plot", "relief", "--id", "a b"], "can't begin an id"),
    (["plot", "change", "--visit", "d77"], "did you mean d7?"),
    (["plot", "change", "--visit", "week"], "the visits are d1, d3, d7, d14, d28"),
    (["plot", "mcf", "--unit", "course"], "--unit says nothing about plot mcf"),
    (["plot", "swimmer", "--by", "sex"], "--by says nothing about plot swimmer"),
    (["plot", "timeline", "P-0000"], "there is no subject P-0000"),
  ])
  func `what can't be drawn is refused with what would do`(words: [String], said: String) {
    let outcome = PictureDesk.clinic.run(words)
    #expect(outcome.code == 2 && outcome.output.isEmpty, "\(words)")
    #expect(outcome.errors.contains(said), "\(words): \(outcome.errors)")
  }

  @Test(arguments: ["json", "jsonl", "csv", "markdown", "text"])
  func `the table behind is there in every form`(format: String) throws {
    let words = ["plot", "relief", "--data", "--by", "sex", "--format", format]
    let outcome = PictureDesk.clinic.run(words)
    #expect(outcome.code == 0)
    switch format {
    case "json":
      let root = try JSONDocument(outcome.output).root
      #expect(root["tables"]?.elements.count == 3 && root["picture"]?.text == "relief")
    case "csv":
      #expect(outcome.text.hasPrefix("table,stratum,days,survivalAtLow"))
    case "jsonl":
      let rows = outcome.output.split(separator: 0x0A)
      #expect(try rows.allSatisfy { try JSONDocument(Array($0)).root["table"]?.text != nil })
    default: #expect(outcome.text.contains("not yet rated"))
    }
  }

  @Test func `with evidence a picture carries the root and the command line`() throws {
    let picture = try PictureDesk.clinic.plot("flow", "--evidence")
    let metadata = try JSONDocument(Array(picture.text(of: "metadata").utf8)).root
    let root = try #require(metadata["log"]?["root"]?.text)
    #expect(picture.texts.contains { $0.text.contains(root) })
    #expect(metadata["evidence"]?["command"]?.elements.first?.text == "reprieve")
  }
}
