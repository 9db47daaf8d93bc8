import Bytes
import Commands
import TestSupport
import Testing

@Suite struct OutcomeVectorTests {
  static let names = Vectors.names(in: "outcomes", ending: ".json")
  /// Commands that belong to a later version: their runs are skipped, and counted.
  static let later: Set<String> = ["compare", "check"]

  @Test(arguments: names) func `every run gives the document of the vector`(name: String) throws {
    let vector = try Vectors.json("outcomes/\(name)")
    let logs = vector["logs"]?.elements.compactMap(\.text) ?? []
    let files = logs.flatMap { ["-f", "\(Vectors.folder)/outcomes/\($0)"] }
    var skipped = 0
    for run in vector["runs"]?.elements ?? [] {
      let words = run["args"]?.elements.compactMap(\.text) ?? []
      guard let command = words.first, !Self.later.contains(command) else {
        skipped += 1
        continue
      }
      let outcome = Stage().run(words + files + ["--format", "json"])
      let title = words.joined(separator: " ")
      if run["refused"] != nil {
        #expect(outcome.code == 2, "\(title)")
        #expect(outcome.output.isEmpty, "\(title)")
        continue
      }
      guard outcome.code == 0, let found = try? JSONDocument(outcome.output) else {
        Issue.record("\(title): exit \(outcome.code): \(outcome.errors)")
        continue
      }
      let wanted = try #require(run["expect"])
      let differences = JSONComparison.differences(found.root, wanted)
      #expect(differences.isEmpty, "\(title):\n\(differences.prefix(10).joined(separator: "\n"))")
    }
    if skipped > 0 { print("\(name): \(skipped) runs of commands of a later version skipped") }
  }
}
