import TestSupport
import Testing

@testable import Commands

/// What somebody is told who typed what there is not.
@Suite struct SuggestionTests {
  private static let log = Vectors.folder + "/outcomes/worked-example.jsonl"

  @Test(arguments: [
    (["releif"], "did you mean relief?"), (["km"], "did you mean reprieve relief?"),
    (["Survival"], "did you mean reprieve relief?"),
    (["patients"], "did you mean reprieve cohort?"),
    (["delete"], "did you mean reprieve export --without SUBJECT?"),
    (["P-0017"], "if that is somebody: reprieve relief P-0017"),
    (["clinic.jsonl"], "name a command first: reprieve relief -f clinic.jsonl"),
    (["-f", "clinic.jsonl", "releif"], "did you mean relief?"),
    (["-f", "clinic.jsonl", "P-0017"], "if that is somebody: reprieve relief P-0017"),
    (["xyzzy"], "reprieve help lists commands"),
    (["relief", "clinic.jsonl"], "a log is named with -f: reprieve relief -f clinic.jsonl"),
    (["relief", "--severity", "error"], "it is an option of check; reprieve help relief lists"),
    (["init", "--where", "x"], "it is an option of timeline, relief, response and others"),
    (["relief", "--summry"], "did you mean --summary?"),
    (["relief", "--summary=yes"], "--summary  the cohort's figures"),
    (["relief", "--unit", "corse", "-f", log], "did you mean course?"),
    (["relief", "--format", "yaml", "-f", log], "--format takes text, json"),
    (["help", "wher"], "did you mean where?"), (["help", "releif"], "did you mean relief?"),
    (["audit", "verfy"], "did you mean audit verify?"),
    (["definitions", "sohw"], "did you mean definitions show?"),
    (["definitions", "show", "GAD7"], "did you mean GAD-7?"),
    (["follow", "releif"], "did you mean relief?"), (["fold", "releif"], "did you mean relief?"),
    (["check", "--rule", "weight-stael", "-f", log], "did you mean weight-stale?"),
    (["relief", "--by", "sitte", "-f", log], "write site"),
    (["log", "-f", log, "--type", "ratting"], "did you mean rating?"),
    (["log", "-f", log, "--subject", "P1"], "did you mean P-1?"),
    (["relief", "-f", log, "--drug", "ketamin"], "did you mean ketamine?"),
  ])
  func `the nearest right word is named`(words: [String], says: String) {
    let outcome = Stage().run(words)
    #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
  }

  @Test func `pseudonyms are near that differ in signs and zeros alone`() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("demo.jsonl")
    #expect(Stage().run(["demo", log, "--subjects", "30"]).code == 0)
    for word in ["P-17", "p0017", "P17", "P_0017"] {
      let outcome = Stage().run(["relief", word, "-f", log])
      #expect(outcome.code == 2 && outcome.errors.contains("did you mean P-0017?"), "\(word)")
    }
  }

  @Test func `a log in the folder is suggested, never taken`() throws {
    let folder = try TemporaryFolder()
    let terminal = StageTerminal(folder: folder.path)
    func said(_ words: [String]) -> String { Stage(terminal: terminal).run(words).errors }
    #expect(said(["relief"]).contains("name it with -f FILE or in REPRIEVE_LOG"))
    try folder.write("clinic.jsonl", [])
    try folder.write("clinic.jsonl.d/checkpoint", [])
    try folder.write("folder.jsonl/x", [])
    #expect(said(["relief"]).contains("\nclinic.jsonl is here: add -f clinic.jsonl\n"))
    try folder.write("other.jsonl", [])
    #expect(said(["relief"]).contains("here are clinic.jsonl, other.jsonl: name one with -f"))
    #expect(Stage(terminal: terminal).run(["relief"]).code == 2)
  }

  @Test func `a file with nearly that name is suggested`() throws {
    let folder = try TemporaryFolder()
    try folder.write("clinic.jsonl", [])
    try folder.write("thresholds.json", [])
    for (words, near) in [
      (["relief", "-f", folder.file("clinc.jsonl")], "clinic.jsonl"),
      (["append", "-f", folder.file("Clinic.jsonl")], "clinic.jsonl"),
      (["audit", "verify", "-f", folder.file("clinicc.jsonl")], "clinic.jsonl"),
      (
        ["relief", "-f", Self.log, "--definitions", folder.file("treshold.json")], "thresholds.json"
      ),
      (["merge", folder.file("threshold.json")], "thresholds.json"),
    ] {
      let outcome = Stage().run(words)
      #expect(outcome.code != 0)
      #expect(
        outcome.errors.contains("did you mean \(folder.file(near))?"),
        "\(words): \(outcome.errors)")
    }
  }

  @Test func `every error has a remedy`() {
    let wrong: [[String]] = [
      ["relief", "--bootstrap", "5", "-f", Self.log], ["demo", "--subjects", "0"],
      ["relief", "--set", "a", "--set", "b"], ["append", "--wait", "x", "-f", Self.log],
      ["append", "--batch", "0", "-f", Self.log],
      ["append", "--batch", "1", "--if-head", "1", "-f", Self.log],
      ["init", "a", "b"], ["log", "--follow", "-f", "a", "-f", "b"],
      ["log", "--follow", "-o", "x", "-f", Self.log], ["definitions", "list", "a", "b"],
      ["definitions", "diff", "a", "b", "c"], ["audit", "trail", "--late", "2000000"],
      ["fold", "relief", "--passes", "0"], ["merge", "/nowhere/x"], ["merge", "/nowhere"],
      ["relief", "--bootstrap", "x", "-f", Self.log], ["relief", "-q=1"],
      ["relief", "--criterion", "response", "--criterion", "response", "-f", Self.log],
      ["append", "-f", Self.log, "/nowhere/x"], ["timeline"], ["compare", "-f", Self.log],
      ["completion"], ["man", "relief"], ["audit", "prove"], ["check", "P-1"], ["repair", "x"],
      ["relief", "-f", "/"],
    ]
    for words in wrong {
      let outcome = Stage().run(words)
      let lines = outcome.errors.split(separator: "\n")
      #expect(outcome.code > 1, "\(words)")
      let errors = lines.drop { !$0.hasPrefix("reprieve: error: ") }
      #expect(
        errors.count >= 2 && errors.last?.hasPrefix("  ") == false, "\(words): \(outcome.errors)")
    }
  }
}
