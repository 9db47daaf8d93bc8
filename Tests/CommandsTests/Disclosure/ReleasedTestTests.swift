import Bytes
import TestSupport
import Testing

/// Tests and statistics under a rule: with all their digits they are counts, scores and times in another
/// form.
@Suite struct ReleasedTestTests {
  private static let clinic = DisclosureTests.Clinic(
    seed: 1, subjects: 80, minimum: 5, release: "darwin5")

  private func number(_ node: JSONNode?) -> Double? {
    node.flatMap { $0.kind == .number ? Double($0.raw.text) : nil }
  }

  /// Whether a number has no more decimals than that.
  private func isCoarse(_ node: JSONNode?, _ decimals: Int) -> Bool {
    guard let number = number(node) else { return true }
    let scale = [1.0, 10, 100, 1000][decimals]
    return abs(number - (number * scale).rounded() / scale) < 1e-12
  }

  @Test func `expected losses, statistics and p have few digits`() throws {
    let outcome = Self.clinic.run(["compare", "--by", "sex"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let answer = try JSONDocument(outcome.output).root
    let relief = answer["relief"]?.elements ?? []
    let test = try #require(answer["logRank"]?.elements.first)
    #expect(relief.contains { number($0["expected"]) != nil } && number(test["p"]) != nil)
    for group in relief { #expect(isCoarse(group["expected"], 0), "\(group.raw.text)") }
    #expect(isCoarse(test["chiSquare"], 1) && isCoarse(test["p"], 3), "\(test.raw.text)")
    for table in answer["changes"]?.elements ?? [] {
      for row in table["rows"]?.elements ?? [] {
        #expect(isCoarse(row["welchP"], 3) && isCoarse(row["lower"], 1), "\(row.raw.text)")
      }
    }
  }

  /// The pairs of the trial: the exact ranks and t with all digits tell the sums of their differences.
  @Test(arguments: ["5", "11"]) func `differences of pairs are means of enough people`(
    minimum: String
  ) throws {
    let log = Vectors.tests + "/data/ds005917/ds005917.jsonl"
    let outcome = Stage().run([
      "compare", "--paired", "ketamine,saline", "--baseline", "first", "-f", log, "--format",
      "json", "--min-cell-count", minimum,
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let rows = try JSONDocument(outcome.output).root["changes"]?.elements ?? []
    #expect(!rows.isEmpty)
    let least = try #require(Double(minimum)) * 2
    for row in rows {
      guard number(row["meanDifference"]) != nil else {
        for key in ["sdDifference", "lower", "upper", "t", "p", "signedRankP"] {
          #expect(number(row[key]) == nil, "\(row.raw.text)")
        }
        continue
      }
      #expect(number(row["pairs"]) ?? 0 >= least, "\(row.raw.text)")
      for key in ["meanDifference", "sdDifference", "lower", "upper", "t"] {
        #expect(isCoarse(row[key], 1), "\(row.raw.text)")
      }
      #expect(isCoarse(row["p"], 3) && isCoarse(row["signedRankP"], 3), "\(row.raw.text)")
    }
  }

  @Test func `the effect of a site is one of enough people, and has few digits`() throws {
    let outcome = Self.clinic.run(["compare", "--by", "sex", "--pool", "arm"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let answer = try JSONDocument(outcome.output).root
    let rows = (answer["pooled"]?.elements ?? []).flatMap { $0["rows"]?.elements ?? [] }
    #expect(!rows.isEmpty)
    for row in rows {
      for key in ["effect", "standardError", "lower", "upper"] {
        #expect(isCoarse(row[key], 1), "\(row.raw.text)")
      }
      #expect(isCoarse(row["p"], 3) && isCoarse(row["iSquaredPercent"], 0), "\(row.raw.text)")
    }
  }

  /// Of 20 women with one course each 17 are rated: three are not.
  @Test func `who is not rated is a count of a group with one course each`() throws {
    let clinic = PlainClinic(low: 6, not: 22, relief: 12, failing: 0)
    func rated(_ more: [String]) throws -> [Int64] {
      let outcome = clinic.run(
        ["compare", "--by", "sex", "--format", "json", "--min-cell-count", "5"] + more)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let answer = try JSONDocument(outcome.output).root
      return (answer["shares"]?.elements ?? []).flatMap { $0["rows"]?.elements ?? [] }
        .flatMap { [$0["firstOf"]?.whole, $0["secondOf"]?.whole].compactMap { $0 } }
    }
    #expect(try rated([]).contains(17))
    #expect(try !rated(["--first-course"]).contains(17))
  }

  /// The highest value of a treatment is one treatment's: its quartiles are shown as those of Table 1 are.
  @Test func `quartiles of the highest pressures are nobody's`() throws {
    let answer = try JSONDocument(Self.clinic.run(["cohort", "--extra"]).output).root
    let truth = try JSONDocument(
      Self.clinic.run(["cohort", "--extra"], isSafe: false).output
    ).root
    for name in ["highestCadss", "highestSystolic", "highestDiastolic"] {
      let (shown, known) = (
        answer["extra"]?["safety"]?[name], truth["extra"]?["safety"]?[name]
      )
      #expect(number(known?["median"]) != nil)
      for key in ["lowerQuartile", "median", "upperQuartile"] where name != "highestCadss" {
        // No five people of sixty have one highest pressure in common at each quartile.
        #expect(number(shown?[key]) == nil || number(shown?["n"]) ?? 0 >= 20, "\(name) \(key)")
      }
      #expect(
        number(shown?["median"]) == nil || number(shown?["median"]) == number(known?["median"]))
    }
    // No thirty of eighty have one highest pressure in common.
    let clinic = DisclosureTests.Clinic(seed: 1, subjects: 80, minimum: 30)
    let few = try JSONDocument(clinic.run(["cohort", "--extra"]).output).root
    let systolic = few["extra"]?["safety"]?["highestSystolic"]
    #expect(number(systolic?["n"]) ?? 0 >= 30 && number(systolic?["median"]) == nil)
  }
}
