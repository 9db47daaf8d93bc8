import TestSupport
import Testing

/// `follow` as a process of its own.
@Suite struct FollowProcessTests {
  @Test func `a process prints again when another one has appended`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    #expect(Stage().run(["append", "-f", path], input: PlainNotes.line("a")).code == 0)
    let process = try ReprieveProcess(["follow", "cohort", "--format", "json", "-f", path])
    defer { process.kill() }
    #expect(process.line()?.contains("\"size\":2}") == true)
    #expect(Stage().run(["append", "-f", path], input: PlainNotes.line("b")).code == 0)
    let fresh = Stage().run(["cohort", "--summary", "--format", "json", "-f", path])
    #expect(process.line().map { $0 + "\n" } == fresh.text)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a process ends by itself when nobody reads any more`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    for words in ["follow cohort --format json", "log --follow --format jsonl"] {
      let outcome = try ReprieveProcess.run(
        [path], script: "\"$0\" \(words) -q -f \"$1\" | head -n 1")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(words): \(outcome.errors)")
      #expect(outcome.text.split(separator: "\n").count == 1)
    }
  }
}
