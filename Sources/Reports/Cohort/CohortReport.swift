package import Bytes
package import Projections

/// The answer of `cohort`: who is in, who is not and why, who they are, what could have harmed them.
package struct CohortReport: Report {
  /// The flow, Table 1 and what could have harmed them.
  private(set) var counts: CohortCounts
  private(set) var subjects: [CohortSubject]?
  /// Lines of each; `nil`: kept back.
  private var unknownTypes: [(type: String, count: Int?)]
  let safety: SafetyTotals
  let baseline: BaselineTable
  /// The instruments on which people were rated that are not the one they are measured by, sorted, with
  /// how many people.
  let otherInstruments: [(instrument: String, people: Int)]
  private let count: Int
  private let wantsExtra: Bool
  private let explains: Bool
  /// The least number that a figure may be about.
  private(set) var minimum: Int?
  private var isSummary = false

  /// - Parameters:
  ///   - unknownTypes: lines of each type that this version does not know.
  ///   - wantsExtra: whether the document has the member `extra`.
  ///   - explains: whether the people behind each count are named.
  package init(
    _ value: CohortProjection.Value, unknownTypes: [[UInt8]: Int], wantsExtra: Bool,
    explains: Bool
  ) {
    subjects = value.subjects
    count = value.subjects.count
    var others: [String: Int] = [:]
    for subject in value.subjects {
      for name in subject.instrumentsRated where name != subject.instrument {
        others[name, default: 0] += 1
      }
    }
    otherInstruments = others.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    safety = value.safety
    baseline = BaselineTable(value.baseline)
    counts = CohortCounts(value, baseline)
    self.unknownTypes = unknownTypes.sorted { bytesPrecede($0.key, $1.key) }
      .map { ($0.key.text, $0.value) }
    self.wantsExtra = wantsExtra || explains
    self.explains = explains
  }

  package var people: Int { count }

  package mutating func summarise() {
    subjects = nil
    isSummary = true
  }

  package mutating func withhold(_ disclosure: inout Disclosure) {
    counts.withhold(by: disclosure.rule)
    withholdAllButCounts(&disclosure)
    remark(&disclosure)
  }

  private func remark(_ disclosure: inout Disclosure) {
    if counts.tree.hasWithheld { disclosure.withholdSmall("counts of the flow, Table 1, safety") }
    if hidesTerms { disclosure.withholdSmall("terms of adverse events") }
  }

  /// Keeps back what is about single people, and lines of types that are few.
  mutating func withholdAllButCounts(_ disclosure: inout Disclosure) {
    minimum = disclosure.minimum
    if subjects != nil {
      subjects = nil
      disclosure.withholdRows("subjects")
    }
    let rule = disclosure.rule
    unknownTypes = unknownTypes.map {
      ($0.type, $0.count.flatMap { isFew($0) ? nil : rule.rounded($0) })
    }
    if rule.rounding != nil { disclosure.withholdExact("means, SD and quartiles") }
    if unknownTypes.contains(where: { $0.count == nil }) {
      disclosure.withholdSmall("unknown types")
    }
  }

  /// Takes the counts as they may be shown beside other answers about the same people.
  mutating func show(_ tree: CountTree, _ disclosure: inout Disclosure) {
    counts.show(tree)
    remark(&disclosure)
  }

  /// Whether a number of people is too small to be shown.
  func isFew(_ count: Int) -> Bool { minimum.map { Disclosure.isSmall(count, $0) } ?? false }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    counts.tree.write("flow", to: &json)
    json.object("unknownTypes") { json in
      for (type, count) in unknownTypes {
        json.key(type)
        json.integer(nil, count)
      }
    }
    if let subjects {
      json.array("subjects", subjects) { Self.write($1, to: &$0) }
    } else if !isSummary {
      json.null("subjects")
    }
  }

  package var hasExtra: Bool { wantsExtra }

  package func writeExtra(to json: inout JSONWriter) {
    dispositionSheet.write("disposition", to: &json)
    writeSafety(to: &json)
    json.object("tableOne") { json in
      measureSheet.write("measures", to: &json)
      characteristicSheet.write("characteristics", to: &json)
    }
    if explains, subjects != nil {
      json.array("explanations", explanations) { $1.write(to: &$0) }
    }
  }

  private static func write(_ row: CohortSubject, to json: inout JSONWriter) {
    json.object { json in
      json.string("subject", row.subject)
      json.string("firstIndication", row.firstIndication)
      json.string("instrument", row.instrument)
      json.string("instrumentFrom", row.instrumentFrom.rawValue)
      json.array("instrumentsRated", row.instrumentsRated) { $0.string(nil, $1) }
      json.integer("treatments", row.treatments)
      json.integer("otherTreatments", row.otherTreatments)
      json.integer("notGiven", row.notGiven)
      json.integer("orphanedDoses", row.orphanedDoses)
      json.integer("duplicateLabels", row.duplicateLabels)
      json.integer("afterFollowUp", row.afterFollowUp)
      json.integer("courses", row.courses)
      json.instant("followUpEnd", row.followUpEnd)
      json.string("followUpEndsBy", row.followUpEndsBy.rawValue)
      json.array("relief", row.relief) { $0.string(nil, $1.rawValue) }
    }
  }

  // MARK: text

  package var title: [String] { ["who is in, and who is not"] }

  package func text(width: Int) -> [String] {
    var lines = counts.tree.text(width: width) + [""]
    if count > 0 {
      lines += text(of: [dispositionSheet, measureSheet, characteristicSheet], width: width)
      lines += safetyText + [""]
    }
    for (type, count) in unknownTypes {
      let number = count.map(String.init) ?? "withheld"
      lines.append(
        "\(number) lines of the unknown type \(Visible.text(type)) are kept and in no figure")
    }
    if !unknownTypes.isEmpty { lines.append("") }
    if let subjects, !subjects.isEmpty {
      lines += Self.subjectSheet(subjects).text(width: width) + [""]
      if explains {
        for explanation in explanations { lines += explanation.text(width: width) + [""] }
      }
    }
    return lines
  }

  /// Statuses in the order in which they first came: `censored, 2 low-baseline`.
  private static func words(_ statuses: [ReliefUnit.Status]) -> String {
    var seen: [ReliefUnit.Status] = []
    for status in statuses where !seen.contains(status) { seen.append(status) }
    return seen.map { status in
      let count = statuses.count { $0 == status }
      return (count > 1 ? "\(count) " : "") + status.rawValue
    }.joined(separator: ", ")
  }

  private static func subjectSheet(_ subjects: [CohortSubject]) -> Sheet {
    var sheet = Sheet(
      "",
      [
        .init("subject", nil, .left), .init("firstIndication", "first", .left),
        .init("instrument", nil, .left), .init("treatments", "treated", rank: 4),
        .init("otherTreatments", "other", rank: 1), .init("courses", rank: 3),
        .init("followUpEnd", "until", .left, rank: 2), .init("relief", nil, .left),
      ])
    for row in subjects {
      sheet.add([
        .text(row.subject), .optional(row.firstIndication) { .text($0) }, .text(row.instrument),
        .integer(row.treatments), .integer(row.otherTreatments), .integer(row.courses),
        .instant(row.followUpEnd), .text(words(row.relief)),
      ])
    }
    return sheet
  }

  package var sheets: [Sheet] {
    [
      counts.tree.sheet("Flow"), dispositionSheet, measureSheet, characteristicSheet,
      safetySheet,
    ]
  }

  /// A row for each subject; lists are joined by spaces.
  package var rows: Sheet? {
    guard let subjects else { return nil }
    var sheet = Sheet(
      "",
      [
        "subject", "firstIndication", "instrument", "instrumentFrom", "instrumentsRated",
        "treatments", "otherTreatments", "notGiven", "orphanedDoses", "duplicateLabels",
        "afterFollowUp", "courses", "followUpEnd", "followUpEndsBy", "relief",
      ].map { Sheet.Column($0) })
    for row in subjects {
      sheet.add(
        [
          .text(row.subject), .optional(row.firstIndication) { .text($0) },
          .text(row.instrument), .text(row.instrumentFrom.rawValue),
          .text(row.instrumentsRated.joined(separator: " ")),
        ]
          + [
            row.treatments, row.otherTreatments, row.notGiven, row.orphanedDoses,
            row.duplicateLabels, row.afterFollowUp, row.courses,
          ].map { .integer($0) }
          + [
            .instant(row.followUpEnd), .text(row.followUpEndsBy.rawValue),
            .text(row.relief.map(\.rawValue).joined(separator: " ")),
          ])
    }
    return sheet
  }

  package var figures: [Figure] {
    counts.tree.figures("flow") + dispositionSheet.figures + baselineFigures + safetyFigures
  }

  /// Who came to which end, course by course.
  private var explanations: [Explanation] {
    let all = (subjects ?? []).flatMap { row in
      row.relief.enumerated().map { place, status in
        (status, Explanation.Member(subject: row.subject, unit: place + 1, seqs: []))
      }
    }
    return ReliefUnit.Status.allCases.map { status in
      Explanation(
        figure: status.rawValue, rule: "courses whose status is \(status.rawValue), of all",
        numerator: all.filter { $0.0 == status }.map(\.1),
        others: all.filter { $0.0 != status }.map(\.1))
    }
  }
}
