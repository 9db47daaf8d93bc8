/// A named visit: which ratings belong to it, counted from the start of a treatment.
public struct Visit: Equatable, Sendable {
  /// What it is called, such as `d7`.
  public let name: String
  /// The earliest that belongs to it, in milliseconds.
  public let from: Int64
  /// The latest that belongs to it, in milliseconds.
  public let through: Int64
  /// The time that a rating should be closest to, in milliseconds.
  public let nominal: Int64

  package init(name: String, from: Int64, through: Int64, nominal: Int64) {
    self.name = name
    self.from = from
    self.through = through
    self.nominal = nominal
  }

  /// The earliest that belongs to it, in days.
  public var fromDays: Double { Double(from) / Double(Self.day) }
  /// The latest that belongs to it, in days.
  public var throughDays: Double { Double(through) / Double(Self.day) }
  /// The time that a rating should be closest to, in days.
  public var nominalDays: Double { Double(nominal) / Double(Self.day) }

  /// The milliseconds of an hour.
  static let hour: Int64 = 3_600_000
  /// The milliseconds of a day of exactly 86,400 s.
  static let day: Int64 = 86_400_000

  /// The visits of `docs/spec/definitions.md`, 7.
  static let standard = [
    Visit(name: "d1", from: 18 * hour, through: 36 * hour, nominal: day),
    Visit(name: "d3", from: 2 * day, through: 4 * day, nominal: 3 * day),
    Visit(name: "d7", from: 5 * day, through: 9 * day, nominal: 7 * day),
    Visit(name: "d14", from: 10 * day, through: 17 * day, nominal: 14 * day),
    Visit(name: "d28", from: 21 * day, through: 35 * day, nominal: 28 * day),
  ]

  /// Whether a text can name a visit: something visible, without what a list is written with.
  static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.first != " " && text.last != " "
      && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2C && $0 != 0x3D }
  }
}

/// Why the text of `--visits` is no list of visits.
public struct VisitFault: Error, Equatable, Sendable {
  /// The character where reading stopped, from 0.
  public let offset: Int
  /// What would do.
  public let expected: String
}

extension Visit {
  /// Reads `NAME=LOW..HIGH@DAY,…`, in days with decimals: `d2=1.5..3@2,d10=8..12@10`.
  ///
  /// Each number is a whole number of milliseconds, exactly; `LOW <= DAY <= HIGH`; no name twice.
  ///
  /// Throws `VisitFault`: where reading stopped, and what would do.
  public static func list(_ text: String) throws(VisitFault) -> [Visit] {
    var reader = VisitReader(text)
    var visits: [Visit] = []
    repeat {
      let start = reader.offset
      let visit = try reader.visit()
      guard !visits.contains(where: { $0.name == visit.name }) else {
        throw VisitFault(offset: start, expected: "a name that no earlier visit has")
      }
      visits.append(visit)
    } while try reader.hasAnother()
    return visits
  }
}

/// Walks through the text of `--visits`.
private struct VisitReader {
  private let characters: [Character]
  private(set) var offset = 0

  init(_ text: String) { characters = Array(text) }

  /// The next `NAME=LOW..HIGH@DAY`.
  mutating func visit() throws(VisitFault) -> Visit {
    let start = offset
    while offset < characters.count, characters[offset] != "=" { offset += 1 }
    let name = String(characters[start..<offset])
    guard Visit.isName(name) else {
      throw VisitFault(offset: start, expected: "NAME=LOW..HIGH@DAY, such as d7=5..9@7")
    }
    try take("=", after: "the visit's name")
    let low = try milliseconds("the first day")
    try take("..", after: "the first day")
    let lastDay = offset
    let high = try milliseconds("the last day")
    guard low <= high else {
      throw VisitFault(offset: lastDay, expected: "a last day that is not before the first")
    }
    try take("@", after: "the last day")
    let nominalDay = offset
    let nominal = try milliseconds("the nominal day")
    guard (low...high).contains(nominal) else {
      throw VisitFault(offset: nominalDay, expected: "a nominal day from the first to the last")
    }
    return Visit(name: name, from: low, through: high, nominal: nominal)
  }

  /// Whether a comma and with it another visit follows; false at the end of the text.
  mutating func hasAnother() throws(VisitFault) -> Bool {
    if offset == characters.count { return false }
    try take(",", after: "a visit, or the end")
    return true
  }

  private mutating func take(_ sign: String, after what: String) throws(VisitFault) {
    guard characters[offset...].starts(with: sign) else {
      throw VisitFault(offset: offset, expected: "\(sign) after \(what)")
    }
    offset += sign.count
  }

  /// Days as digits with an optional fraction, at most 36,500, in whole milliseconds.
  private mutating func milliseconds(_ what: String) throws(VisitFault) -> Int64 {
    let start = offset
    let whole = digits()
    var fraction = ""
    // Two points end the number: they belong to the range.
    if offset + 1 < characters.count, characters[offset] == ".", characters[offset + 1] != "." {
      offset += 1
      fraction = digits()
      guard !fraction.isEmpty else {
        throw VisitFault(offset: offset, expected: "decimals after the point")
      }
    }
    guard let days = Int64(whole), days <= 36_500 else {
      throw VisitFault(offset: start, expected: "\(what), a number from 0 to 36500")
    }
    while fraction.last == "0" { fraction.removeLast() }
    // 86,400,000 is 864 times the fifth power of ten, and no more than ten decimals can come out.
    guard fraction.count <= 10, let part = Int64("0" + fraction) else {
      throw VisitFault(offset: start, expected: "days in whole milliseconds: five decimals do")
    }
    let scale = repeatElement(Int64(10), count: fraction.count).reduce(1, *)
    let (quotient, rest) = (part * Visit.day).quotientAndRemainder(dividingBy: scale)
    guard rest == 0 else {
      throw VisitFault(offset: start, expected: "days in whole milliseconds: five decimals do")
    }
    return days * Visit.day + quotient
  }

  private mutating func digits() -> String {
    let start = offset
    while offset < characters.count, characters[offset].isASCII, characters[offset].isNumber {
      offset += 1
    }
    return String(characters[start..<offset])
  }
}
