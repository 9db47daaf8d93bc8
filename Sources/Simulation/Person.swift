import Bytes

/// Who somebody is before anything happens: what the intake says of them.
struct Person: Sendable {
  /// A branch of the clinic.
  struct Site: Sendable {
    /// Its name.
    let name: StaticString
    /// Minutes that its clocks are ahead of UTC, all year round.
    let zoneMinutes: Int
    /// The zone as event times write it.
    let zone: StaticString
  }

  /// A diagnosis, and what it is measured with.
  struct Indication: Sendable {
    /// The ICD-10-CM code.
    let code: StaticString
    /// The index instrument that follows from it.
    let scale: Scale
  }

  /// The position in the order of admission, from 1.
  let number: Int
  /// The pseudonym.
  let pseudonym: [UInt8]
  /// The pseudonym of whoever was admitted before them; `nil` for the first.
  let previous: [UInt8]?
  /// The site that treats them.
  let site: Site
  /// The first diagnosis.
  let indication: Indication
  /// A second diagnosis; `nil` where there is none.
  let secondCode: StaticString?
  /// What they are measured with: another than the first diagnosis says only where the intake
  /// names it.
  let scale: Scale
  /// Whether the intake names the instrument.
  let namesInstrument: Bool
  let birthYear: Int
  let sex: StaticString
  /// Weight in tenths of a kilogram.
  let weightTenths: Int
  /// How many treatments were tried before.
  let trialCount: Int

  init(number: Int, of count: Int, _ random: inout SplitMix64) {
    self.number = number
    pseudonym = Self.pseudonym(number, of: count)
    previous = number > 1 ? Self.pseudonym(number - 1, of: count) : nil
    site = random.pick(Self.sites)
    indication = random.pick(Self.indications)
    let second = random.pick(Self.secondCodes)
    let isOther = second.description != indication.code.description
    secondCode = isOther && random.happens(300) ? second : nil
    // No threshold of response was published for OCI-R: whoever is measured with it shows what
    // an answer looks like where there is none.
    let prefersSelfReport = indication.code.description == "F42.9" && random.happens(150)
    scale = prefersSelfReport ? .obsessionsBySelf : indication.scale
    namesInstrument = prefersSelfReport || random.happens(100)
    birthYear = random.within(1944...2004)
    sex = random.pick(Self.sexes)
    weightTenths = 760 + random.scatter(110)
    trialCount = random.pick([(10, 0), (25, 1), (35, 2), (20, 3), (10, 4)])
  }

  /// `P-0001`, with four digits, or as many as the last one needs.
  private static func pseudonym(_ number: Int, of count: Int) -> [UInt8] {
    let digits = String(number)
    let width = max(4, String(count).count)
    return Array(("P-" + String(repeating: "0", count: width - digits.count) + digits).utf8)
  }

  private static let sites: [(weight: Int, choice: Site)] = [
    (50, Site(name: "harbour", zoneMinutes: 0, zone: "Z")),
    (30, Site(name: "meadow", zoneMinutes: 0, zone: "Z")),
    (20, Site(name: "hillside", zoneMinutes: -300, zone: "-05:00")),
  ]

  private static let sexes: [(weight: Int, choice: StaticString)] = [
    (570, "female"), (410, "male"), (15, "other"), (5, "unknown"),
  ]

  private static let secondCodes: [StaticString] = ["F33.1", "F41.1", "F60.3", "G47.00"]

  private static let indications: [(weight: Int, choice: Indication)] = [
    (22, Indication(code: "F41.1", scale: .anxiety)),
    (13, Indication(code: "F40.10", scale: .socialAnxiety)),
    (10, Indication(code: "F41.0", scale: .panic)),
    (12, Indication(code: "F42.9", scale: .obsessions)),
    (15, Indication(code: "F43.10", scale: .trauma)),
    (10, Indication(code: "F33.1", scale: .depression)),
    (10, Indication(code: "F33.2", scale: .depression)),
    (8, Indication(code: "F32.2", scale: .depression)),
  ]
}
