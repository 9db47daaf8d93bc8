import Definitions

/// How the lists of the definitions, and their values, are told to people.
enum DefinitionWords {
  /// What a window is for; `nil` for one that has no words yet.
  static func meaning(ofWindow name: String) -> String? { meanings[name] }

  private static let meanings = [
    "baselineDays": "a baseline lies at most so many days before the treatment",
    "courseGapDays": "a new course begins where more than so many days lie between two starts",
    "inductionDays": "treatments up to so many days after their course's start can be induction",
    "newInductionAfterDays":
      "a later course is an induction if more than so many days after the last start",
    "periMinutes": "ratings up to so many minutes after the end of a treatment do not count",
    "firstRatingDays": "the first rating must come within so many days after the last treatment",
    "confirmFromDays": "two failing ratings confirm a loss if at least so many days apart",
    "confirmThroughDays": "and at most so many",
    "beforeRetreatmentDays":
      "why somebody was treated again is asked of ratings at most so many days before",
  ]

  static func windows(_ definitions: Definitions) -> [String] {
    let values = definitions.windows.values
    var table = TextTable([("window", .left), ("value", .right)])
    for window in values { table.add([window.name, "\(window.value)"]) }
    return ["windows"]
      + Paragraph.lines(table, ["what it is"] + values.map { meaning(ofWindow: $0.name) ?? "" })
  }

  static func visits(_ definitions: Definitions) -> [String] {
    var table = TextTable([
      ("visit", .left), ("from", .right), ("through", .right), ("nominal", .right),
    ])
    for visit in definitions.visits {
      let times = [visit.from, visit.through, visit.nominal]
      table.add([visit.name] + times.map(Visit.text))
    }
    return ["visits, counted from the start of a course's last treatment"] + table.lines
  }

  static func index(_ definitions: Definitions) -> [String] {
    var table = TextTable([("code", .left), ("instrument", .left)])
    for rule in definitions.indexRules { table.add([rule.member, rule.instrument]) }
    return ["index instrument by the beginning of the first indication: the longest wins"]
      + table.lines
  }

  static func pairing(_ definitions: Definitions) -> [String] {
    let pairing = definitions.nhs
    var table = TextTable([("code", .left), ("with \(pairing.depression)", .left)])
    for rule in pairing.rules { table.add([rule.member, rule.instrument]) }
    return ["NHS Talking Therapies: set \(pairing.set)"] + table.lines
      + ["where that one is not paired: \(pairing.fallback)"]
  }

  /// A cut-off in words: `10 or more`, `4 or less`, `50 % or more`, `4 points`.
  static func text(
    _ value: DefinitionValue, _ threshold: Threshold, better: Instrument.Better
  ) -> String {
    switch threshold {
    case .caseness: value.text + (better == .low ? " or more" : " or less")
    case .remission: value.text + (better == .low ? " or less" : " or more")
    case .reliableChange: value.text + (value == .points(1000) ? " point" : " points")
    case .response: value.text
    }
  }

  /// What is said of values that nobody looked up.
  static let signOff = "* from memory: waits for a site's sign-off"

  /// A source with how it was come by: `Spitzer 2006 (found)`.
  static func text(_ origin: Origin) -> String {
    [origin.source, origin.provenance.map { "(\($0))" }].compactMap(\.self).joined(separator: " ")
  }
}
