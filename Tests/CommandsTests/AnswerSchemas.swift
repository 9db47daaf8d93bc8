import Foundation
import TestSupport
import Testing

/// The schemas of `docs/schema`, each read once.
enum AnswerSchemas {
  static let commands = [
    "relief", "response", "intervals", "cohort", "timeline", "compare", "check", "definitions",
    "repair", "append", "audit-trail", "audit-verify", "audit-replay", "export",
    "anonymity", "deidentify", "import", "mapping", "state",
  ]

  private static let all: [String: Result<JSONSchema, any Error>] = Dictionary(
    uniqueKeysWithValues: commands.map { command in
      let path = "\(Vectors.tests)/../docs/schema/\(command).schema.json"
      return (command, Result { try JSONSchema(Data(contentsOf: URL(fileURLWithPath: path))) })
    })

  static func schema(_ command: String) throws -> JSONSchema {
    try #require(all[command], "there is no schema of \(command)").get()
  }

  static func value(_ bytes: [UInt8]) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
  }

  /// Runs a command line and holds its document to the schema of its command; returns the exit code.
  @discardableResult
  static func expectValid(_ words: [String]) throws -> Int32 {
    let outcome = Stage().run(words + ["--format", "json"])
    guard outcome.code <= 1 else {
      // A subject that a view or a condition leaves out, groups that are none, or too few people.
      let isRefused = outcome.code == 2 && words.count > 4
      let isWithheld = outcome.code == 77 && words.contains("--min-cell-count")
      #expect(isRefused || isWithheld, "\(words): \(outcome.errors)")
      return outcome.code
    }
    let faults = try schema(words[0]).faults(in: try value(outcome.output))
    #expect(faults.isEmpty, "\(words):\n\(faults.prefix(5).joined(separator: "\n"))")
    return outcome.code
  }
}
