import Bytes
import Foundation
import TestSupport
import Testing

/// `check` on every log that lies with the tests: it answers each, in each form.
@Suite struct CheckVectorTests {
  static let logs = SchemaVectorTests.logs.map { "\(Vectors.folder)/\($0)" }

  private func schema() throws -> JSONSchema {
    let path = "\(Vectors.tests)/../docs/schema/check.schema.json"
    return try JSONSchema(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test(arguments: logs) func `each log is answered in each form`(log: String) throws {
    let schema = try schema()
    for options in [
      [], ["--summary"], ["--as-of", "9"], ["--drug", "saline"], ["--severity", "error"],
    ] {
      let outcome = Stage().run(["check", "-f", log, "--format", "json"] + options)
      #expect([0, 1].contains(outcome.code), "\(options): \(outcome.errors)")
      let document = try JSONSerialization.jsonObject(with: Data(outcome.output))
      #expect(schema.faults(in: document).isEmpty, "\(options)")
    }
    let whole = try JSONDocument(Stage().run(["check", "-f", log, "--format", "json"]).output)
    let findings = try #require(whole.root["findings"]?.elements)
    let counted = whole.root["rules"]?.elements.compactMap { $0["findings"]?.whole } ?? []
    #expect(counted.reduce(0, +) == Int64(findings.count))
    let hasError = findings.contains { $0["severity"]?.text == "error" }
    #expect(Stage().run(["check", "-f", log, "-q"]).code == (hasError ? 1 : 0))
    let lines = Stage().run(["check", "-f", log, "--format", "jsonl"]).output
    #expect(lines.split(separator: 0x0A).count == findings.count)
    let rows = Stage().run(["check", "-f", log, "--format", "csv"]).text
    #expect(rows.components(separatedBy: "\r\n").count - 2 == findings.count)
  }

  /// Names that a log brings are not ours to shorten; all else fits.
  @Test(arguments: logs.filter { $0.contains("/outcomes/") })
  func `the text fits 80 columns but for the line with the log's name`(log: String) {
    let lines = Stage().run(["check", "-f", log]).text.split(separator: "\n").dropLast()
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 80 }, "\(lines.filter { $0.count > 80 })")
  }

  /// The orphans of `orphans-and-labels`, which its README names: the doses of a voided, a
  /// reassigned and a relabelled infusion; and two infusions with one label.
  @Test func `what the definitions ask check to report is reported`() throws {
    for name in Vectors.names(in: "outcomes", ending: ".jsonl") {
      let path = "\(Vectors.folder)/outcomes/\(name)"
      let cohort = Stage().run(["cohort", "-f", path, "--format", "json"])
      let rows = try JSONDocument(cohort.output).root["subjects"]?.elements ?? []
      let check = try JSONDocument(Stage().run(["check", "-f", path, "--format", "json"]).output)
      for (member, rule) in [
        ("orphanedDoses", "dose-without-infusion"), ("duplicateLabels", "duplicate-label"),
        ("afterFollowUp", "after-follow-up"), ("notGiven", "infusion-without-dose"),
      ] {
        for row in rows {
          let found = check.root["findings"]?.elements.filter {
            $0["rule"]?.text == rule && $0["subject"]?.text == row["subject"]?.text
          }
          let lines = found?.reduce(0) { $0 + ($1["seqs"]?.elements.count ?? 0) }
          #expect(lines.map(Int64.init) == row[member]?.whole, "\(name): \(rule)")
        }
      }
    }
  }

  @Test func `a simulated clinic is answered`() throws {
    let folder = try TemporaryFolder()
    let log = folder.path + "/demo.jsonl"
    #expect(Stage().run(["demo", log, "--subjects", "30"]).code == 0)
    let outcome = Stage().run(["check", "-f", log])
    #expect([0, 1].contains(outcome.code), "\(outcome.errors)")
    #expect(outcome.text.contains("rules found nothing"))
    let real = Stage().run(["check", "-f", "\(Vectors.tests)/data/ds005917/ds005917.jsonl"])
    #expect([0, 1].contains(real.code), "\(real.errors)")
  }

  @Test func `several logs are checked together`() {
    let logs = Self.logs.filter { $0.contains("many-logs") }
    guard logs.count > 1 else { return }
    let outcome = Stage().run(
      ["check", "--format", "csv"] + logs.flatMap { ["-f", $0] })
    #expect([0, 1].contains(outcome.code))
    let subjects = outcome.text.components(separatedBy: "\r\n").dropFirst().dropLast()
      .map { $0.components(separatedBy: ",")[2] }
    #expect(!subjects.isEmpty && subjects.allSatisfy { $0.contains("/") })
  }
}
