package import Bytes
package import Projections

/// The answer of `cohort`: who is in, who is not and why, who they are, what could have harmed them.
package struct CohortReport: Report {
  private(set) var flow: CountTree
  /// Where the treated stand.
  private(set) var disposition: CountTree
  private(set) var subjects: [CohortSubject]?
  private let unknownTypes: [(String, Int)]
  let safety: SafetyTotals
  let baseline: BaselineTable
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
    flow = ReliefReport.tree(value.flow, unit: "course")
    disposition = Self.tree(value.disposition, treated: value.flow.withTreatment)
    subjects = value.subjects
    count = value.subjects.count
    safety = value.safety
    baseline = BaselineTable(value.baseline)
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
    minimum = disclosure.minimum
    if subjects != nil {
      subjects = nil
      disclosure.withholdRows("subjects")
    }
    flow.withhold(under: disclosure.minimum)
    if flow.entries.contains(where: \.isWithheld) { disclosure.withholdSmall("flow") }
    disposition.withhold(under: disclosure.minimum)
    // Both trees begin with the treated: what is kept back of one is kept back of the other.
    if flow.shown("withTreatment") == nil { disposition.withhold(at: [0]) }
    if disposition.entries.contains(where: \.isWithheld) {
      disclosure.withholdSmall("disposition")
    }
    if safetyRows.contains(where: \.isWithheld) || safetyTerms.contains(where: \.isWithheld) {
      disclosure.withholdSmall("safety")
    }
    if measureSheet.hasWithheld || characteristicSheet.hasWithheld {
      disclosure.withholdSmall("Table 1")
    }
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    flow.write("flow", to: &json)
    json.object("unknownTypes") { json in
      for (type, count) in unknownTypes { json.integer(named: type, count) }
    }
    if let subjects {
      json.array("subjects", subjects) { Self.write($1, to: &$0) }
    } else if !isSummary {
      json.null("subjects")
    }
  }

  package var hasExtra: Bool { wantsExtra }

  package func writeExtra(to json: inout JSONWriter) {
    disposition.write("disposition", to: &json)
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
    var lines = flow.text(width: width) + [""]
    if count > 0 {
      lines += ["Where the treated stand at the end of follow-up"]
      lines += disposition.text(width: width) + [""]
      lines += text(of: [measureSheet, characteristicSheet], width: width)
      lines += safetyText + [""]
    }
    for (type, count) in unknownTypes {
      lines.append(
        "\(count) lines of the unknown type \(Visible.text(type)) are kept and in no figure")
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

  private static func subjectSheet(_ subjects: [CohortSubject]) -> Sheet {
    var sheet = Sheet(
      "",
      [
        .init("subject", nil, .left), .init("firstIndication", "first", .left),
        .init("instrument", nil, .left), .init("treatments", "treated"),
        .init("otherTreatments", "other", rank: 1), .init("courses"),
        .init("followUpEnd", "until", .left, rank: 2), .init("relief", nil, .left),
      ])
    for row in subjects {
      sheet.add([
        .text(row.subject), .optional(row.firstIndication) { .text($0) }, .text(row.instrument),
        .integer(row.treatments), .integer(row.otherTreatments), .integer(row.courses),
        .instant(row.followUpEnd), .text(row.relief.map(\.rawValue).joined(separator: ", ")),
      ])
    }
    return sheet
  }

  package var sheets: [Sheet] {
    [
      flow.sheet("Flow"), disposition.sheet("Disposition"), measureSheet, characteristicSheet,
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
    flow.figures("flow") + disposition.figures("disposition") + baselineFigures + safetyFigures
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
