import Bytes
import TestSupport
import Testing

/// The tables of a real trial (OpenNeuro ds005917), by the mapping in the documentation.
@Suite struct ImportTrialTests {
  private static let tables = ["participants", "phenotype"].map { "Tests/data/ds005917/\($0).tsv" }
  private static let mapping = "docs/import/ds005917.json"
  private static let shipped = "Tests/data/ds005917/ds005917.jsonl"

  private func stage() throws -> ImportStage {
    let stage = ImportStage()
    try stage.install(Self.tables + [Self.mapping, Self.shipped])
    stage.start()
    return stage
  }

  private func words(_ tables: [String], _ more: [String] = []) -> [String] {
    ["import", "csv"] + tables + ["--map", Self.mapping, "-f", "c.jsonl"] + more
  }

  @Test func `the trial's tables give the shipped log, event for event and in its order`() throws {
    let stage = try stage()
    let outcome = stage.run(words(Self.tables))
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try stage.haveSameEvents("c.jsonl", Self.shipped))
    #expect(try stage.events().count == 892)
  }

  @Test func `a second time nothing is added`() throws {
    let stage = try stage()
    _ = stage.run(words(Self.tables))
    let before = stage.disk.bytes(at: "c.jsonl")
    let outcome = stage.run(words(Self.tables))
    #expect(outcome.code == 0)
    #expect(outcome.text.contains("892 events there already"))
    #expect(stage.disk.bytes(at: "c.jsonl") == before)
  }

  @Test func `in batches, in the other order, with names, the same events`() throws {
    let stage = try stage()
    let outcome = stage.run(words(Self.tables, ["--batch", "100"]))
    #expect(outcome.code == 0, "\(outcome.errors)")
    let named = try self.stage()
    let again = named.run(
      words(["phenotype=\(Self.tables[1])", "participants=\(Self.tables[0])"]))
    #expect(again.code == 0, "\(again.errors)")
    #expect(try stage.haveSameEvents("c.jsonl", Self.shipped, inOrder: false))
    #expect(try named.haveSameEvents("c.jsonl", Self.shipped, inOrder: false))
  }

  @Test func `a dry run changes nothing and says what would be`() throws {
    let stage = try stage()
    let before = stage.disk.fingerprint
    let outcome = stage.run(words(Self.tables, ["--dry-run", "--format", "json"]))
    #expect(outcome.code == 0)
    #expect(stage.disk.fingerprint == before)
    let root = try JSONDocument(outcome.output).root
    #expect(root["answer"]?.text == "planned")
    #expect(root["events"]?.whole == 892)
    #expect(root["types"]?["rating"]?.whole == 640)
    let faults = try AnswerSchemas.schema("import").faults(
      in: AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(faults)")
  }

  @Test func `a table that others look up must be there`() throws {
    let stage = try stage()
    let outcome = stage.run(words([Self.tables[1]]))
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("no file has the table participants"))
  }
}
