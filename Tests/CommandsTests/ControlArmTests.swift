import Bytes
import TestSupport
import Testing

/// A trial whose control arm has another drug, of which courses are not built by themselves.
@Suite struct ControlArmTests {
  private let log = Vectors.tests + "/data/published/rodriguez2013.jsonl"

  private func run(_ words: String...) -> Stage.Outcome { Stage().run(words + ["-f", log]) }

  @Test func `courses of several drugs`() throws {
    // 8 had ketamine and 7 saline.
    for (drug, count) in [("ketamine", 8), ("saline", 7), ("ketamine,saline", 15)] {
      let answer = run("response", "--drug", drug, "--format", "json")
      let root = try JSONDocument(answer.output).root
      #expect(root["flow"]?["courses"]?.raw.text == "\(count)")
      #expect(root["definition"]?.text == "response.v1+drug=\(drug)")
    }
  }

  @Test func `a comma with a space behind it belongs to the name`() throws {
    let answer = run("response", "--drug", "ketamine, racemic", "--format", "json")
    let flow = try #require(try JSONDocument(answer.output).root["flow"])
    #expect(flow["courses"]?.raw.text == "0")
    #expect(run("check", "--drug", "ketamine,saline").code == 0)
  }

  @Test func `a group without a course is named, with what would do`() {
    let alone = run("compare", "--by", "arm")
    #expect(alone.errors.contains("nobody in arm=saline has a course"))
    #expect(alone.errors.contains("--drug ketamine,midazolam"))
    let both = run("compare", "--by", "arm", "--drug", "ketamine,saline")
    #expect(both.errors.isEmpty, "\(both.errors)")
  }
}
