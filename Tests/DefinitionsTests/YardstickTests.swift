import Bytes
import Definitions
import TestSupport
import Testing

@Suite struct YardstickTests {
  private func yardstick(_ id: String, _ set: String) throws -> Yardstick {
    let instrument = try #require(Definitions.builtIn.instrument(id))
    return Yardstick(instrument: instrument, entry: Definitions.builtIn.set(set)?.entries[id])
  }

  /// Each with its arithmetic: part of the way from the baseline to the best total that there is.
  static let worked: [(id: String, set: String, baseline: Int, total: Int, responds: Bool?)] = [
    ("GAD-7", "standard", 20, 10, true),  // 10 of 20 = 50 %
    ("GAD-7", "strict", 20, 10, false),  // more than 50 % is asked for
    ("GAD-7", "strict", 20, 9, true),  // 11 of 20 = 55 %
    ("GAD-7", "standard", 17, 9, false),  // 8 of 17 = 47.06 %
    ("GAD-7", "standard", 17, 8, true),  // 9 of 17 = 52.94 %
    ("GAD-7", "standard", 20, 21, false),  // worse
    ("BPRS", "leucht2007", 45, 30, true),  // 15 of 45 - 18 = 27: 55.6 %, not 15 of 45 = 33 %
    ("BPRS", "leucht2007", 45, 32, false),  // 13 of 27 = 48.1 %
    ("BPRS", "leucht2007", 44, 31, true),  // 13 of 26 = 50 %
    ("WHO-5", "standard", 5, 15, true),  // higher is better: 10 of 25 - 5 = 20
    ("WHO-5", "standard", 5, 14, false),  // 9 of 20 = 45 %
    ("WHO-5", "strict", 5, 15, false),
    ("WHO-5", "standard", 15, 5, false),  // worse
    ("PDSS", "standard", 10, 6, true),  // 4 of 10 = 40 %
    ("PDSS", "strict", 10, 6, false),
    ("PDSS", "standard", 20, 13, false),  // 7 of 20 = 35 %
    ("PDSS", "standard", 15, 9, true),  // 6 of 15 = 40 %, which no binary fraction is
    ("LSAS", "taylor2018", 100, 65, false),  // 35 % is not more than 35 %
    ("LSAS", "taylor2018", 100, 64, true),
    ("LSAS", "vonglischinski2018", 100, 71, true),  // 29 of 100
    ("LSAS", "vonglischinski2018", 100, 72, false),
    ("OCI", "standard", 100, 0, nil),  // the set gives no percentage
    ("GAD-7", "leucht2007", 20, 0, nil),  // the set does not know the instrument
    ("GAD-7", "no such set", 20, 0, nil),
  ]

  @Test(arguments: worked) func `response is exact`(
    id: String, set: String, baseline: Int, total: Int, responds: Bool?
  ) throws {
    let yardstick = try yardstick(id, set)
    #expect(yardstick.responds(total, baseline: baseline) == responds)
    #expect(yardstick.decides(.response) == (responds != nil))
    #expect(yardstick.isRelief(total, baseline: baseline, .response) == (responds ?? false))
  }

  @Test func `remission and reliable change are at the value, in the scale's direction`() throws {
    let anxiety = try yardstick("GAD-7", "standard")
    #expect([3, 4, 5].map(anxiety.isRemission) == [true, true, false])
    #expect(
      [16, 17, 20, 23, 24].map { anxiety.reliableChange($0, baseline: 20) } == [1, 0, 0, 0, -1])
    #expect([9, 10, 21].map(anxiety.isLow) == [true, false, false])
    let wellbeing = try yardstick("WHO-5", "standard")
    #expect([12, 13, 14].map(wellbeing.isRemission) == [false, true, true])
    #expect([11, 12, 13, 25].map(wellbeing.isLow) == [false, false, true, true])
    #expect(wellbeing.reliableChange(20, baseline: 5) == nil)
    // Without a cut-off only the best total is too good to improve from.
    let scale = try yardstick("BPRS", "leucht2007")
    #expect([18, 19].map(scale.isLow) == [true, false])
    #expect(scale.isRemission(18) == nil && !scale.decides(.remission))
    #expect(
      !scale.isRelief(18, baseline: 90, .remission) && !scale.isRelief(18, baseline: 90, .reliable))
    let none = try yardstick("C-SSRS", "standard")
    #expect(Criterion.allCases.allSatisfy { !none.decides($0) })
  }

  /// Whether p / q >= r / s (q, s > 0), by comparing whole parts and turning over what is left:
  /// no product is formed.
  private func isAtLeast(_ p: Int, _ q: Int, _ r: Int, _ s: Int) -> Bool {
    let (left, right) = (p >= 0 ? p / q : -((-p + q - 1) / q), r / s)
    if left != right { return left > right }
    let (restLeft, restRight) = (p - left * q, r - right * s)
    if restRight == 0 { return true }
    if restLeft == 0 { return false }
    return isAtLeast(s, restRight, q, restLeft)
  }

  @Test func `response agrees with fractions on ten thousand seeded cases`() throws {
    var generator = SeededGenerator(seed: 50)
    var exact = 0
    for round in 0..<100 {
      // A multiple of 5 %, or any number of thousandths of a percent, on a scale of one item.
      let percent = round % 2 == 0 ? 5000 * (1 + generator.below(20)) : 1 + generator.below(100_000)
      let isStrict = generator.coin()
      let low = generator.below(20)
      let high = low + 1 + generator.below(200)
      let isLow = generator.coin()
      let decimals = String(100_000_000 + percent).dropFirst()
      let text = """
        {"format":1,"instruments":[{"id":"X","itemCount":1,"itemRange":[\(low),\(high)],
        "total":[\(low),\(high)],"scoring":"sum","better":"\(isLow ? "low" : "high")"}],
        "thresholdSets":{"s":{"instruments":{"X":{"response":{
        "percent":\(Int(decimals.dropLast(3))!).\(decimals.suffix(3)),"strict":\(isStrict)}}}}}}
        """
      let definitions = try Definitions.builtIn.adding(file: Array(text.utf8))
      let yardstick = Yardstick(
        instrument: try #require(definitions.instrument("X")),
        entry: definitions.set("s")?.entries["X"])
      for _ in 0..<100 {
        let distance = 1 + generator.below(high - low)
        let gained =
          generator.below(4) == 0
          ? distance * percent / 100_000 : distance - generator.below(high - low + 1)
        let baseline = isLow ? low + distance : high - distance
        let total = isLow ? baseline - gained : baseline + gained
        let isEqual = gained * 100_000 == distance * percent
        let wanted = isAtLeast(gained, distance, percent, 100_000) && !(isStrict && isEqual)
        #expect(
          yardstick.responds(total, baseline: baseline) == wanted,
          "seed 50, round \(round): \(baseline) to \(total), \(percent) on \(low)...\(high)"
        )
        exact += isEqual ? 1 : 0
      }
    }
    #expect(exact > 200, "some are exactly at the threshold: \(exact)")
  }

  @Test func `a threshold is told in words`() throws {
    func text(_ percent: String, _ strict: Bool) throws -> String? {
      let entry = #"{"GAD-7":{"response":{"percent":\#(percent),"strict":\#(strict)}}}"#
      let file = #"{"format":1,"thresholdSets":{"s":{"instruments":\#(entry)}}}"#
      let definitions = try Definitions.builtIn.adding(file: Array(file.utf8))
      return definitions.set("s")?.entries["GAD-7"]?.response?.text
    }
    #expect(try text("50", false) == "50 % or more")
    #expect(try text("35.0", true) == "more than 35 %")
    #expect(try text("33.3", false) == "33.3 % or more")
    #expect(try text("0.001", true) == "more than 0.001 %")
    #expect(try text("12.050", false) == "12.05 % or more")
    #expect(try text("1e2", false) == "100 % or more")
  }
}
