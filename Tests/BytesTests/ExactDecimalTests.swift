import Bytes
import TestSupport
import Testing

@Suite struct ExactDecimalTests {
  private func decimal(_ text: String) -> ExactDecimal? {
    let bytes = Array(text.utf8)
    return ExactDecimal(bytes.span, in: 0..<bytes.count)
  }

  /// Each row is one value.
  static let equal: [[String]] = [
    ["0", "-0", "0.0", "0e5", "0E-5", "-0.000e+9", "0e999999999999"],
    ["1", "1.0", "1e0", "10e-1", "0.1e1", "0.01E+2", "100e-2", "1.000"],
    ["-1", "-1.0", "-10e-1", "-0.1e1"],
    ["27.5", "27.50", "27.500", "275e-1", "2.75e1", "0.0275E3", "2750e-2"],
    ["40", "4e1", "4E+1", "40.0", "0.4e2", "400e-1"],
    ["100", "1e2", "1E2", "100.00", "0.1e3"],
    ["1e1000", "10e999", "0.1e1001"],
    ["1e-1000", "0.1e-999", "10e-1001"],
    ["999999999999999999", "9.99999999999999999e17"],
    ["0.0000000000000000000123", "1.23e-20", "123e-22"],
  ]

  @Test func `all spellings of a value are one value, and values differ`() throws {
    let rows = try Self.equal.map { row in try row.map { try #require(decimal($0), "\($0)") } }
    for (row, values) in rows.enumerated() {
      for (column, value) in values.enumerated() {
        #expect(value == values[0], "\(Self.equal[row][column])")
      }
      for other in rows[..<row] { #expect(other[0] != values[0], "\(Self.equal[row][0])") }
    }
  }

  @Test(arguments: [
    "", "-", "+1", "01", "-01", "00", "00.5", ".5", "5.", "-.5", "1.e1", "1e", "1E+", "1e-", "e1",
    "0x10", "1_0", "NaN", "Infinity", "--1", "1.2.3", "1e1.5", "1e1e1", " 1", "1 ", "1,5", "٣",
  ])
  func `what JSON does not write is no number`(text: String) {
    let bytes = Array(text.utf8)
    #expect(NumberToken(bytes.span, in: 0..<bytes.count) == nil)
    #expect(decimal(text) == nil)
  }

  /// 18 significant digits are kept, zeros at either end not counted; exponents to ±1000.
  @Test(arguments: [
    ("123456789012345678", true), ("1234567890123456789", false),
    ("1000000000000000000", true), ("0.00000000000000000000123456789012345678", true),
    ("123456789012345678000", true), ("123456789.0123456780", true),
    ("-999999999999999999", true), ("9999999999999999999", false),
    ("1e1001", false), ("1e-1001", false), ("10e1000", false), ("0.1e-1000", false),
    ("1e999999999999999999999", false), ("-1e-999999999999999999999", false),
  ])
  func `digits and exponents have limits`(text: String, isKept: Bool) {
    let bytes = Array(text.utf8)
    #expect(NumberToken(bytes.span, in: 0..<bytes.count) != nil)
    #expect((decimal(text) != nil) == isKept)
  }

  @Test(arguments: [
    ("0", 0), ("12", 0), ("12.5", 1), ("12.50", 2), ("0.000", 3), ("4e1", 0), ("25e-4", 4),
    ("1.50e1", 1), ("1.50e2", 0), ("1.50e3", 0), ("1.0e-2", 3), ("100e-2", 2), ("-0.001", 3),
  ])
  func `decimals are counted as written`(text: String, count: Int) {
    let bytes = Array(text.utf8)
    #expect(NumberToken(bytes.span, in: 0..<bytes.count)?.decimals == count)
  }

  @Test(
    arguments: [
      ("27.5", 3, 27_500), ("0.0005", 3, nil), ("0.001", 3, 1), ("-1.25", 2, -125), ("0", -1000, 0),
      ("1e18", 0, 1_000_000_000_000_000_000), ("92e17", 0, 9_200_000_000_000_000_000),
      ("93e17", 0, nil), ("-92e17", 0, -9_200_000_000_000_000_000), ("1e19", 0, nil),
      ("1500", -2, 15), ("1550", -2, nil), ("1e1000", 3, nil), ("1e-1000", 3, nil),
    ] as [(String, Int32, Int64?)])
  func `scaling gives whole numbers or nothing`(text: String, places: Int32, scaled: Int64?) {
    #expect(decimal(text)?.scaled(places) == scaled)
  }

  @Test(
    arguments: [
      ("1.0e1", 10, true), ("0.10e1", 1, true), ("-0", 0, true), ("2e3", 2000, true),
      ("1e-1", nil, false), ("0.5", nil, false), ("1e999999", nil, true), ("5e-999999", nil, false),
      ("0e-999999", 0, true), ("9223372036854775807", nil, true),
    ] as [(String, Int64?, Bool)])
  func `whole is a matter of value, not of spelling`(text: String, value: Int64?, isWhole: Bool) {
    let bytes = Array(text.utf8)
    let token = NumberToken(bytes.span, in: 0..<bytes.count)
    #expect(token?.whole == value)
    #expect(token?.isWhole == isWhole)
  }

  @Test func `seeded values survive every way to write them`() {
    var generator = SeededGenerator(seed: 754)
    for round in 0..<2000 {
      let digits = generator.next() % 1_000_000_000_000_000_000
      let exponent = generator.below(61) - 30
      let isNegative = generator.coin() && digits > 0
      let value = ExactDecimal(
        mantissa: isNegative ? -Int64(digits) : Int64(digits), exponent: Int32(exponent))
      // The point moves left by so many places, the exponent right by as many.
      let shift = generator.below(25)
      var text = String(repeating: "0", count: max(0, shift + 1 - String(digits).count))
      text += String(digits)
      if shift > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -shift)) }
      if shift > 0 { text += String(repeating: "0", count: generator.below(4)) }
      text = "\(isNegative ? "-" : "")\(text)\(generator.coin() ? "e" : "E")\(exponent + shift)"
      #expect(decimal(text) == value, "seed 754, round \(round): \(text)")
      #expect(decimal(text)?.isNegative == isNegative, "seed 754, round \(round): \(text)")
    }
  }

  /// With at most 15 digits and powers up to 10^22 both sides are exact doubles, so one rounding
  /// is all there is: the same that reading the text does. 15 digits × 10^7 have at most 22 zeros.
  @Test func `the double is the nearest one`() {
    var generator = SeededGenerator(seed: 1985)
    for round in 0..<2000 {
      let digits = Int64(generator.below(1_000_000_000_000_000))
      let exponent = generator.below(30) - 22
      let value = ExactDecimal(mantissa: digits, exponent: Int32(exponent))
      let text = "\(digits)e\(exponent)"
      #expect(value.double == Double(text), "seed 1985, round \(round): \(text)")
      let other = ExactDecimal(mantissa: 7 + Int64(generator.below(100_000)), exponent: -2)
      let thousandths = ExactDecimal(mantissa: Int64(generator.below(1_000_000)), exponent: -3)
      let quotient = Double(thousandths.scaled(3)!) / Double(other.scaled(3)!)
      #expect(thousandths.divided(by: other) == quotient, "seed 1985, round \(round)")
    }
  }
}
