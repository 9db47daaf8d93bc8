import Bytes
import Statistics
import TestSupport
import Testing

/// The estimate against `statistics/turnbull.json`, and against the outcome documents.
@Suite struct TurnbullVectorTests {
  private static let file = "statistics/turnbull.json"
  private static let cases = TurnbullCase.all(in: file)
  private static let documents = Vectors.names(in: "outcomes", ending: ".json")

  @Test(arguments: cases)
  func `a case has every figure that it should have`(vector: TurnbullCase) throws {
    let input = try #require(vector.node["input"])
    let wanted = try #require(vector.node["expected"])
    let turnbull = try #require(
      Turnbull(left: input.doubles("left"), right: input.optionals("right")))
    let at = input.doubles("at").map { turnbull.survival(at: $0) }
    let all = turnbull.innermost
    vector.compare(all.map(\.left), wanted.optionals("innermostLeft"), "innermostLeft")
    vector.compare(all.map(\.right), wanted.optionals("innermostRight"), "innermostRight")
    vector.compare(all.map(\.mass), wanted.optionals("mass"), "mass")
    vector.compare(all.map(\.survivalAfter), wanted.optionals("survivalAfter"), "survivalAfter")
    vector.compare(at.map(\.atLow), wanted.optionals("survivalAtLow"), "survivalAtLow")
    vector.compare(at.map(\.atHigh), wanted.optionals("survivalAtHigh"), "survivalAtHigh")
    vector.compare([turnbull.logLikelihood], [wanted.optional("logLikelihood")], "logLikelihood")
    vector.compare([turnbull.median.after], [wanted.optional("medianLeft")], "medianLeft")
    vector.compare([turnbull.median.through], [wanted.optional("medianRight")], "medianRight")
    #expect(all.map(\.isPoint) == wanted["point"]?.elements.compactMap(\.bool))
    #expect(at.map { $0.atLow == $0.atHigh } == wanted["determinedAt"]?.elements.compactMap(\.bool))
    #expect(turnbull.gap < 1e-12)
  }

  /// The document rounds at 1e-5; both are the maximum itself, so more than that is asked for here.
  @Test(arguments: documents)
  func `the units of an outcome document give its estimate`(name: String) throws {
    for run in try Vectors.json("outcomes/\(name)")["runs"]?.elements ?? [] {
      guard let document = run["expect"], let wanted = document["turnbull"],
        wanted.kind == .object
      else { continue }
      let units = (document["units"]?.elements ?? []).filter {
        $0["status"]?.text == "lost" || $0["status"]?.text == "censored"
      }
      let turnbull = try #require(
        Turnbull(
          left: units.map { $0.optional("lowerDays") ?? .nan },
          right: units.map { $0.optional("upperDays") }))
      expect(turnbull, wanted, "\(name) \(run["args"]?.raw.text ?? "")")
    }
  }

  private func expect(_ turnbull: Turnbull, _ wanted: JSONNode, _ place: String) {
    let comparison = TurnbullCase(name: place, node: wanted)
    for point in wanted["at"]?.elements ?? [] {
      let survival = turnbull.survival(at: point.optional("days") ?? .nan)
      comparison.compare([survival.atLow], [point.optional("survivalAtLow")], "atLow")
      comparison.compare([survival.atHigh], [point.optional("survivalAtHigh")], "atHigh")
    }
    for point in wanted["restrictedMean"]?.elements ?? [] {
      let mean = turnbull.restrictedMean(to: point.optional("days") ?? .nan)
      comparison.compare([mean.low], [point.optional("low")], "low")
      comparison.compare([mean.high], [point.optional("high")], "high")
    }
    let median = (turnbull.median.after, turnbull.median.through)
    comparison.compare([median.0], [wanted["median"]?.optional("afterDays")], "afterDays")
    comparison.compare([median.1], [wanted["median"]?.optional("throughDays")], "throughDays")
    let innermost = wanted["innermost"]?.elements ?? []
    let all = turnbull.innermost
    comparison.compare(all.map(\.left), innermost.map { $0.optional("afterDays") }, "afterDays")
    comparison.compare(
      all.map(\.right), innermost.map { $0.optional("throughDays") }, "throughDays")
    comparison.compare(all.map(\.mass), innermost.map { $0.optional("mass") }, "mass")
  }
}

/// A case with its tolerances.
struct TurnbullCase: Sendable, CustomTestStringConvertible {
  let name: String
  let node: JSONNode

  var testDescription: String { name }

  /// Those of a file; none where it is absent.
  static func all(in file: String) -> [TurnbullCase] {
    guard let root = try? Vectors.json(file) else { return [] }
    return (root["cases"]?.elements ?? []).map { node in
      TurnbullCase(name: node["name"]?.text ?? "?", node: node)
    }
  }

  /// Expects numbers within the tolerance of a member, and nothing where nothing should be.
  func compare(_ found: [Double?], _ wanted: [Double?], _ member: String) {
    let tolerance = node["tolerance"]
    let own = tolerance?["fields"]?[member] ?? tolerance
    let absolute = own?.optional("absolute") ?? 1e-9
    let relative = own?.optional("relative") ?? 0
    #expect(found.count == wanted.count, "\(name): \(member)")
    for (index, (found, wanted)) in zip(found, wanted).enumerated() {
      let isClose =
        if let found, let wanted {
          abs(found - wanted) <= absolute + relative * abs(wanted)
        } else {
          found == nil && wanted == nil
        }
      #expect(
        isClose,
        "\(name): \(member)[\(index)] is \(found as Any), should be \(wanted as Any)")
    }
  }
}

extension JSONNode {
  /// The number in a member; `nil` where it is null or absent.
  fileprivate func optional(_ name: String) -> Double? {
    self[name].flatMap { $0.kind == .number ? Double($0.raw.text) : nil }
  }

  /// The numbers in a member that is an array, `nil` for each null.
  fileprivate func optionals(_ name: String) -> [Double?] {
    (self[name]?.elements ?? []).map { $0.kind == .number ? Double($0.raw.text) : nil }
  }

  /// The numbers in a member that is an array without nulls.
  fileprivate func doubles(_ name: String) -> [Double] { optionals(name).map { $0 ?? .nan } }
}
