import Bytes
package import Projections

/// The answer of `cohort`: who is in, who is not and why.
package struct CohortReport: Sendable {
  /// Definition, set, log, view.
  package var header: AnswerHeader
  package var value: CohortProjection.Value
  /// Lines of each type that this version does not know.
  package var unknownTypes: [[UInt8]: Int]
  /// Whether the row for each subject is left out.
  package var isSummary = false
  /// Whether the document has the member `extra`.
  package var hasExtra = false

  package init(
    header: AnswerHeader, value: CohortProjection.Value, unknownTypes: [[UInt8]: Int]
  ) {
    self.header = header
    self.value = value
    self.unknownTypes = unknownTypes
  }

  private var sortedTypes: [(String, Int)] {
    unknownTypes.sorted { bytesPrecede($0.key, $1.key) }.map { ($0.key.text, $0.value) }
  }

  /// The document as one JSON object, as `docs/schema/cohort.schema.json` describes it.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json)
      ReliefReport.write(value.flow, to: &json)
      json.object("unknownTypes") { json in
        for (type, count) in sortedTypes { json.integer(named: type, count) }
      }
      if !isSummary { json.array("subjects", value.subjects) { Self.write($1, to: &$0) } }
      if hasExtra { json.object("extra") { Self.write(value.safety, to: &$0) } }
    }
    return json.bytes + [0x0A]
  }

  /// One JSON object for each subject.
  package var jsonLines: [UInt8] {
    value.subjects.reduce(into: []) { bytes, row in
      var json = JSONWriter()
      Self.write(row, to: &json)
      bytes += json.bytes + [0x0A]
    }
  }

  /// One row for each subject; lists are joined by spaces.
  package var csv: [UInt8] {
    var csv = CSV([
      "subject", "firstIndication", "instrument", "instrumentFrom", "instrumentsRated",
      "treatments", "otherTreatments", "notGiven", "orphanedDoses", "duplicateLabels",
      "afterFollowUp", "courses", "followUpEnd", "followUpEndsBy", "relief",
    ])
    for row in value.subjects {
      csv.add([
        row.subject, row.firstIndication ?? "", row.instrument, row.instrumentFrom.rawValue,
        row.instrumentsRated.joined(separator: " "), "\(row.treatments)",
        "\(row.otherTreatments)", "\(row.notGiven)", "\(row.orphanedDoses)",
        "\(row.duplicateLabels)", "\(row.afterFollowUp)", "\(row.courses)", row.followUpEnd.text,
        row.followUpEndsBy.rawValue, row.relief.map(\.rawValue).joined(separator: " "),
      ])
    }
    return csv.bytes
  }

  private static func write(_ row: CohortProjection.Row, to json: inout JSONWriter) {
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

  /// The flow, and a line for each subject.
  package var text: [String] {
    var lines = ["who is in, and who is not", ""]
    lines += ReliefReport.flowText(value.flow, unit: "course") + [""]
    if value.safety.subjects > 0 { lines += Self.safetyText(value.safety) + [""] }
    for (type, count) in sortedTypes {
      lines.append(
        "\(count) lines of the unknown type \(Visible.text(type)) are kept and in no figure")
    }
    if !sortedTypes.isEmpty { lines.append("") }
    if !isSummary && !value.subjects.isEmpty {
      var table = TextTable([
        ("subject", .left), ("first", .left), ("instrument", .left), ("treated", .right),
        ("other", .right), ("courses", .right), ("until", .left), ("relief", .left),
      ])
      for row in value.subjects {
        table.add([
          Visible.text(row.subject), Visible.text(row.firstIndication ?? "-"), row.instrument,
          "\(row.treatments)", "\(row.otherTreatments)", "\(row.courses)",
          row.followUpEnd.dayText, row.relief.map(\.rawValue).joined(separator: ", "),
        ])
      }
      lines += table.lines + [""]
    }
    return lines + [header.footer]
  }
}
