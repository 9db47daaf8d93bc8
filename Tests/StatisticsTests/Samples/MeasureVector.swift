import Bytes
import Estimates
import TestSupport

/// A file of vectors for one estimator of counts or samples.
struct MeasureVector {
  /// What must be equal how nearly (`vectors/statistics/README.md`).
  private struct Tolerance {
    let absolute: Double
    let relative: Double

    init(_ node: JSONNode) {
      absolute = Double(node["absolute"]!.raw.text)!
      relative = Double(node["relative"]!.raw.text)!
    }

    func allows(_ found: Double, _ wanted: Double) -> Bool {
      abs(found - wanted) <= absolute + relative * abs(wanted)
    }
  }

  private let estimator: String
  private let cases: [JSONNode]

  /// The file of that name; `nil` where the folder does not have it.
  init?(_ name: String) throws {
    let path = "statistics/\(name).json"
    guard Vectors.exists(path) else { return nil }
    let file = try Vectors.json(path)
    estimator = file["estimator"]!.text!
    cases = file["cases"]!.elements
  }

  /// All members of all `expected` that are missing or too far off, each with its case.
  func differences() throws -> [String] {
    try cases.flatMap { vector in
      let name = vector["name"]!.text!
      let question = "{\"estimator\":\"\(estimator)\",\"input\":\(vector["input"]!.raw.text)}"
      let answer = Estimates.answer(to: try JSONDocument(Array(question.utf8)).root)
      guard let answer else { return ["\(name): no answer"] }
      let found = try JSONDocument(answer).root
      return vector["expected"]!.members.flatMap { key, wanted in
        let field = vector["tolerance"]!["fields"]?[key.text]
        return Self.differences(
          found[key.text], wanted, Tolerance(field ?? vector["tolerance"]!),
          at: "\(name): \(key.text)")
      }
    }
  }

  private static func differences(
    _ found: JSONNode?, _ wanted: JSONNode, _ tolerance: Tolerance, at path: String
  ) -> [String] {
    let text = "\(path): found \(found?.raw.text ?? "nothing"), wanted \(wanted.raw.text)"
    guard let found, found.kind == wanted.kind else { return [text] }
    switch wanted.kind {
    case .object:
      return wanted.members.flatMap {
        differences(found[$0.key.text], $0.value, tolerance, at: "\(path).\($0.key.text)")
      }
    case .array:
      guard found.elements.count == wanted.elements.count else { return [text] }
      return zip(found.elements, wanted.elements).flatMap {
        differences($0, $1, tolerance, at: path)
      }
    case .number:
      let isAllowed = tolerance.allows(Double(found.raw.text)!, Double(wanted.raw.text)!)
      return isAllowed ? [] : [text]
    case .null, .bool, .string:
      return found.hasSameValue(as: wanted) ? [] : [text]
    }
  }
}
