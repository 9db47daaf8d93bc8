import TestSupport
import Testing

@testable import Commands

/// What a shell is told about the word at the cursor.
@Suite struct CompletionTests {
  private static let log = Vectors.folder + "/outcomes/many-logs-a.jsonl"

  /// The proposals for the last word of a line.
  private func proposals(
    _ line: String, _ shell: String = "zsh", environment: [String: String] = [:]
  ) -> [String] {
    let words =
      ["reprieve"]
      + line.split(separator: " ", omittingEmptySubsequences: false).map(
        String.init)
    let outcome = Stage(environment: environment)
      .run(["__complete", shell, "\(words.count - 1)"] + words)
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    return outcome.text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }

  @Test func `commands are completed, aliases too`() {
    #expect(proposals("re") == ["relief", "response", "remission", "report", "repair"])
    #expect(proposals("").contains("completion"))
    #expect(proposals("nothing ").isEmpty)
    #expect(proposals("--v") == ["--version"])
  }

  @Test func `tasks, answers and topics stand behind their commands`() {
    #expect(proposals("audit c") == ["checkpoint", "consistency"])
    #expect(proposals("verify p") == ["prove"])
    #expect(proposals("definitions ") == ["list", "show", "diff"])
    #expect(proposals("definitions list s") == ["sets"])
    #expect(proposals("definitions show GAD").contains("GAD-7"))
    #expect(proposals("definitions diff st") == ["standard", "strict"])
    #expect(proposals("follow rel") == ["relief"])
    #expect(proposals("fold ") == Command.cohortCommands.map(\.name))
    #expect(proposals("completion ") == ["bash", "zsh", "fish"])
    #expect(proposals("help ex") == ["export", "exit-codes"])
  }

  @Test func `options are those of the command, of an audit those of its task`() {
    #expect(proposals("relief --conf") == ["--confirm"])
    #expect(proposals("relief P-1 --no-e") == ["--no-estimates"])
    #expect(proposals("init --conf").isEmpty)
    #expect(proposals("audit verify --pro") == ["--proof", "--progress"])
    #expect(proposals("audit trail --pro") == ["--progress"])
  }

  @Test func `values are completed by their vocabulary`() {
    #expect(proposals("relief --unit ") == ["course", "treatment", "episode"])
    #expect(proposals("relief --unit=t") == ["--unit=treatment"])
    #expect(proposals("relief --unit = t", "bash") == ["treatment"])
    #expect(proposals("relief --unit =", "bash") == ["course", "treatment", "episode"])
    #expect(proposals("relief --set stri") == ["strict"])
    #expect(
      proposals("relief --instrument PHQ")
        == ["PHQ-9", "PHQ-8", "PHQ-4"].filter {
          proposals("relief --instrument PHQ").contains($0)
        })
    #expect(proposals("relief --format j") == ["json", "jsonl"])
    #expect(proposals("init --format ") == ["text", "json", "jsonl", "csv"])
    #expect(proposals("check --rule weight-s") == ["weight-stale"])
    #expect(proposals("check --severity ") == ["error", "warning", "note"])
    #expect(proposals("log --type ra") == ["rating"])
    #expect(proposals("relief --confirm ") == ["1", "2"])
    #expect(proposals("relief --color al") == ["always"])
    #expect(proposals("relief --drug ketamine,mid") == ["ketamine,midazolam"])
    #expect(proposals("relief --by site,ph") == ["site,phase"])
    #expect(proposals("relief --by site,si").isEmpty)
    #expect(proposals("relief --bootstrap ").isEmpty)
  }

  @Test func `keys and words of an expression are completed`() {
    #expect(
      proposals("relief --where indication") == ["indication", "indicationGroup", ":nospace"])
    #expect(proposals("relief --where route=I") == ["route=IV", "route=IM", "route=IN"])
    #expect(proposals("relief --where 'se") == ["sex", ":nospace"])
    #expect(proposals("relief --where sex!=f") == ["sex!=female"])
    #expect(proposals("relief --where age>=").isEmpty)
  }

  @Test func `files are left to the shell, by their ending`() {
    #expect(proposals("relief -f ") == [":files jsonl"])
    #expect(proposals("relief --definitions x") == [":files json"])
    #expect(proposals("append ") == [":files jsonl"])
    #expect(proposals("relief -o ") == [":files"])
    #expect(proposals("audit export-tlog ") == [":folders"])
    #expect(proposals("audit replay ") == [":files json"])
  }

  @Test func `people are those of the log on the line or in the environment`() throws {
    let known = proposals("relief -f \(Self.log) ")
    #expect(!known.isEmpty && known == known.sorted())
    let first = try #require(known.first)
    #expect(proposals("timeline ", environment: ["REPRIEVE_LOG": Self.log]) == known)
    #expect(proposals("log -f \(Self.log) --subject \(first)").contains(first))
    #expect(proposals("follow timeline -f \(Self.log) ") == known)
    // A second word is nobody, and neither is anybody of no log or of two.
    #expect(proposals("relief -f \(Self.log) \(first) ").isEmpty)
    #expect(proposals("relief ").isEmpty)
    #expect(proposals("relief -f /nowhere.jsonl ").isEmpty)
    #expect(proposals("relief -f \(Self.log) -f \(Self.log) ").isEmpty)
    let cohort = Stage().run(["cohort", "-f", Self.log, "--format", "csv"]).text
    for name in known { #expect(cohort.contains(name)) }
  }

  @Test func `a name that a shell could run is not proposed`() throws {
    let folder = try TemporaryFolder()
    let names = ["P-1", "P 2", "P-\u{1B}[31m", "é", "P-3\\n"]
    let lines = ["first"] + names.map { #"{"id":"e","subject":"\#($0)","data":{}}"# }
    let path = try folder.write("x.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8))
    #expect(proposals("relief -f \(path) ") == ["P-1"])
  }

  @Test(arguments: [
    [], ["bash"], ["tcsh", "1", "reprieve"], ["bash", "x", "reprieve", ""],
    ["bash", "-1", "reprieve"],
    ["bash", "99", "reprieve", "relief"],
  ])
  func `what makes no sense is answered with nothing, and no error`(words: [String]) {
    let outcome = Stage().run(["__complete"] + words)
    #expect(outcome.code == 0 && outcome.text.isEmpty && outcome.errors.isEmpty)
  }

  @Test func `there is a script for three shells`() {
    for shell in Completion.Shell.allCases {
      let outcome = Stage().run(["completion", shell.rawValue])
      #expect(outcome.code == 0 && outcome.text.contains("__complete \(shell.rawValue)"))
    }
    #expect(Stage().run(["completion", "bahs"]).errors.contains("did you mean bash?"))
    #expect(Stage().run(["completion"]).code == 2)
  }
}
