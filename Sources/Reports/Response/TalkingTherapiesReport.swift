package import Bytes
package import Projections
import Statistics

/// The answer of `response --nhs`: the outcome classes of NHS Talking Therapies.
package struct TalkingTherapiesReport: Report {
  private var value: [TalkingTherapies.Row]?
  private let subjects: Int
  private var all: CountTree
  private var twoOrMore: CountTree
  /// What is left of all without those: never shown, but anybody can work it out.
  private let one: CountTree
  private let explains: Bool
  private var rowsAreWithheld = false

  package init(_ value: [TalkingTherapies.Row], explains: Bool) {
    self.value = value
    self.explains = explains
    subjects = Set(value.map(\.subject)).count
    all = Self.tree(value)
    twoOrMore = Self.tree(value.filter { $0.treatments >= 2 })
    one = Self.tree(value.filter { $0.treatments < 2 })
  }

  private static func tree(_ rows: [TalkingTherapies.Row]) -> CountTree {
    let counts = TalkingTherapies.counts(rows)
    var tree = CountTree()
    func add(
      _ key: String, _ label: String, _ count: Int, of parent: Int? = nil, isPart: Bool = false,
      partition: Int? = nil, _ isIn: (TalkingTherapies.Row) -> Bool
    ) -> Int {
      tree.add(
        key, label, count, of: parent, isPart: isPart, partition: partition,
        people: Set(rows.filter(isIn).map(\.subject)).count)
    }
    let courses = add("courses", "courses", counts.courses) { _ in true }
    let paired = add("paired", "paired", counts.paired, of: courses, isPart: true) {
      $0.outcome != nil
    }
    _ = add("unpaired", "unpaired", counts.unpaired, of: courses, isPart: true) {
      $0.outcome == nil
    }
    let cases = add("caseAtStart", "a case at the start", counts.caseAtStart, of: paired) {
      $0.outcome?.isCaseAtStart == true
    }
    let recovery = add("recovery", "recovery", counts.recovery, of: cases) {
      $0.outcome?.recovery == true
    }
    let reliable = add(
      "reliableRecovery", "reliable recovery", counts.reliableRecovery, of: cases
    ) { $0.outcome?.reliableRecovery == true }
    // Improved and worse are disjoint.
    let improved = add(
      "reliableImprovement", "reliable improvement", counts.reliableImprovement, of: paired,
      partition: 1
    ) { $0.outcome?.reliableImprovement == true }
    _ = add(
      "reliableDeterioration", "reliable worsening", counts.reliableDeterioration, of: paired,
      partition: 1
    ) { $0.outcome?.reliableDeterioration == true }
    tree.share(reliable, of: recovery)
    tree.share(reliable, of: improved)
    return tree
  }

  package var people: Int { subjects }

  package mutating func summarise() { value = nil }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    if value != nil {
      value = nil
      rowsAreWithheld = true
      disclosure.withholdRows("courses")
    }
    let rule = disclosure.rule
    all.withhold(by: rule)
    twoOrMore.withhold(by: rule)
    var rest = one
    rest.withhold(under: rule.minimum)
    // The smaller table says something about the larger one only where both are whole, and not rounded.
    if rule.rounding != nil || all.hasWithheld || twoOrMore.hasWithheld || rest.hasWithheld {
      twoOrMore.withhold(at: twoOrMore.entries.indices)
    }
    if all.hasWithheld || twoOrMore.hasWithheld {
      disclosure.withholdSmall("counts")
    }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    all.write("counts", to: &json)
    twoOrMore.write("countsTwoOrMoreTreatments", to: &json)
    if let value {
      json.array("courses", value) { Self.write($1, to: &$0) }
    } else if rowsAreWithheld {
      json.null("courses")
    }
  }

  private static func write(_ row: TalkingTherapies.Row, to json: inout JSONWriter) {
    let outcome = row.outcome
    let isPaired = outcome != nil
    json.object { json in
      json.string("subject", row.subject)
      json.integer("course", row.course)
      json.integer("treatments", row.treatments)
      json.bool("paired", isPaired)
      json.string("anxietyInstrument", isPaired ? row.anxiety?.instrument : nil)
      ReliefReport.write(isPaired ? row.depression?.first : nil, "phq9First", to: &json)
      ReliefReport.write(isPaired ? row.depression?.last : nil, "phq9Last", to: &json)
      ReliefReport.write(isPaired ? row.anxiety?.first : nil, "anxietyFirst", to: &json)
      ReliefReport.write(isPaired ? row.anxiety?.last : nil, "anxietyLast", to: &json)
      json.bool("caseAtStart", outcome?.isCaseAtStart)
      json.bool("recovery", outcome?.recovery)
      json.bool("reliableImprovement", outcome?.reliableImprovement)
      json.bool("reliableDeterioration", outcome?.reliableDeterioration)
      json.bool("reliableRecovery", outcome?.reliableRecovery)
    }
  }

  package var hasExtra: Bool { explains && value != nil }

  package func writeExtra(to json: inout JSONWriter) {
    json.array("explanations", explanations) { $1.write(to: &$0) }
  }

  // MARK: text

  package var title: [String] {
    [
      "NHS Talking Therapies: PHQ-9 and one anxiety measure, first and last of a course",
      "never the default: a last score a day after a dose tells nothing of its duration",
    ]
  }

  package func text(width: Int) -> [String] {
    var lines = all.text(width: width) + ["", "two or more treatments:"]
    lines += twoOrMore.text(width: width) + [""] + text(of: [shares], width: width)
    if let rows {
      lines += rows.text(width: width) + [""]
      if explains {
        for explanation in explanations { lines += explanation.text(width: width) + [""] }
      }
    }
    return lines
  }

  /// The rates, each with the denominator that the manual gives it.
  private var shares: Sheet {
    var sheet = Sheet(
      "Rates with 95 % limits (Wilson): recovery of the cases, change of the paired",
      [
        .init("rate", nil, .left), .init("courses", nil, .left), .init("n"), .init("of"),
        .init("proportion", "share"), .init("lower", "from"), .init("upper", "to"),
      ])
    for (name, tree) in [("all", all), ("two or more", twoOrMore)] {
      for (key, base) in [
        ("recovery", "caseAtStart"), ("reliableRecovery", "caseAtStart"),
        ("reliableImprovement", "paired"), ("reliableDeterioration", "paired"),
      ] {
        let label = tree.entries.first { $0.key == key }?.label ?? key
        guard let count = tree.shown(key), let total = tree.shown(base) else {
          sheet.add([.text(label), .text(name)] + Array(repeating: .withheld, count: 5))
          continue
        }
        sheet.add(
          [.text(label), .text(name), .integer(count), .integer(total)]
            + ResponseReport.cells(Proportion(count, of: total)))
      }
    }
    return sheet
  }

  package var sheets: [Sheet] {
    [all.sheet("All courses"), twoOrMore.sheet("Two or more treatments"), shares]
  }

  package var rows: Sheet? {
    guard let value else { return nil }
    var sheet = Sheet(
      "",
      [
        .init("subject", nil, .left), .init("course"), .init("treatments", nil, rank: 2),
        .init("phq9First", "PHQ-9"), .init("phq9Last", "last"),
        .init("anxietyInstrument", "anxiety", .left), .init("anxietyFirst", "first"),
        .init("anxietyLast", "last"), .init("caseAtStart", "case", rank: 1), .init("recovery"),
        .init("reliableImprovement", "improved"), .init("reliableDeterioration", "worse"),
        .init("reliableRecovery", "reliable recovery", rank: 3),
      ])
    for row in value {
      let outcome = row.outcome
      let isPaired = outcome != nil
      sheet.add([
        .text(row.subject), .integer(row.course), .integer(row.treatments),
        .optional(isPaired ? row.depression?.first.total : nil),
        .optional(isPaired ? row.depression?.last.total : nil),
        .optional(isPaired ? row.anxiety?.instrument : nil) { .text($0) },
        .optional(isPaired ? row.anxiety?.first.total : nil),
        .optional(isPaired ? row.anxiety?.last.total : nil),
        .optional(outcome?.isCaseAtStart) { .bool($0) },
        .optional(outcome?.recovery) { .bool($0) },
        .optional(outcome?.reliableImprovement) { .bool($0) },
        .optional(outcome?.reliableDeterioration) { .bool($0) },
        .optional(outcome?.reliableRecovery) { .bool($0) },
      ])
    }
    return sheet
  }

  package var figures: [Figure] {
    all.figures("courses") + twoOrMore.figures("coursesTwoOrMoreTreatments")
  }

  private var explanations: [Explanation] {
    let paired = (value ?? []).filter { $0.outcome != nil }
    let cases = paired.filter { $0.outcome?.isCaseAtStart == true }
    let rates: [(String, String, [TalkingTherapies.Row], (TalkingTherapies.Outcome) -> Bool)] = [
      ("recovery", "a case at the start, none at the end", cases, { $0.recovery == true }),
      (
        "reliable recovery", "recovery and reliable improvement", cases,
        { $0.reliableRecovery == true }
      ),
      (
        "reliable improvement", "one measure reliably better, none reliably worse", paired,
        { $0.reliableImprovement }
      ),
      (
        "reliable worsening", "one measure reliably worse, none reliably better", paired,
        { $0.reliableDeterioration }
      ),
    ]
    return rates.map { name, rule, base, isIn in
      Explanation(
        figure: name, rule: rule,
        numerator: base.filter { $0.outcome.map(isIn) ?? false }.map(Self.member),
        others: base.filter { !($0.outcome.map(isIn) ?? false) }.map(Self.member))
    }
  }

  private static func member(_ row: TalkingTherapies.Row) -> Explanation.Member {
    let seqs = [
      row.depression?.first.seq, row.depression?.last.seq, row.anxiety?.first.seq,
      row.anxiety?.last.seq,
    ].compactMap { $0 }
    return Explanation.Member(subject: row.subject, unit: row.course, seqs: seqs)
  }
}
