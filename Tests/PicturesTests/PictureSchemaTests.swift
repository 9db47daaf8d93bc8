import Foundation
import TestSupport
import Testing

/// What `plot --data` prints as JSON, against its schema.
@Suite struct PictureSchemaTests {
  private static let schema: Result<JSONSchema, any Error> = Result {
    let path = "\(Vectors.tests)/../docs/schema/plot.schema.json"
    return try JSONSchema(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test(arguments: [
    ["relief"], ["relief", "--by", "site"], ["relief", "--min-cell-count", "5"], ["swimmer"],
    ["trajectories"], ["change"], ["response"], ["intervals"], ["mcf"], ["flow", "--evidence"],
    ["forest", "--by", "sex"], ["forest", "--by", "sex", "--of", "relief"], ["timeline", "P-0001"],
    ["relief", "--where", "indication=Z99"],
  ])
  func `the tables behind a picture have the form that is promised`(words: [String]) throws {
    let outcome = PictureDesk.clinic.run(["plot"] + words + ["--data", "--format", "json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output))
    let faults = try Self.schema.get().faults(in: value)
    #expect(faults.isEmpty, "\(words): \(faults.prefix(3))")
  }
}
