import Bytes
import Projections

/// What could have harmed the subjects of a cohort, as members, in words and as figures.
extension CohortReport {
  /// A count with its name for programs and for people, and what stands behind it in text.
  struct SafetyRow {
    let key: StaticString
    let label: String
    let count: Int
    var rest = ""
    var isWithheld = false

    var cell: Cell { isWithheld ? .withheld : .integer(count) }
  }

  /// A term of adverse events.
  struct SafetyTerm {
    let term: String
    let count: SafetyTotals.Term
    let isWithheld: Bool
  }

  /// The terms; one that few people had is kept back whole.
  var safetyTerms: [SafetyTerm] {
    safety.terms.map {
      SafetyTerm(
        term: $0.term.text, count: $0.count,
        isWithheld: isFew($0.count.subjects) || isFew($0.count.events))
    }
  }

  /// All counts but those of terms. Where a term is kept back, so are the sums of all terms.
  var safetyRows: [SafetyRow] {
    let hidesTerm = safetyTerms.contains(where: \.isWithheld)
    func row(_ key: StaticString, _ label: String, _ count: Int, _ rest: String = "") -> SafetyRow {
      SafetyRow(key: key, label: label, count: count, rest: rest, isWithheld: isFew(count))
    }
    var rows = [
      row("subjects", "subjects", safety.subjects),
      row("subjectsWithAdverse", "subjects with an adverse event", safety.subjectsWithAdverse),
      row("treatments", "treatments", safety.treatments),
      row("treatmentsWithAdverse", "treatments with one", safety.treatmentsWithAdverse),
      row("adverseEvents", "adverse events", safety.events),
      row("seriousEvents", "serious", safety.seriousEvents),
      row(
        "subjectsAskedAboutSuicide", "asked about suicide", safety.subjectsAsked,
        "subjects, by PHQ-9 item 9 or C-SSRS"),
      row("subjectsWithFlag", "  positive", safety.subjectsWithFlag),
      row(
        "subjectsWithRise", "  risen", safety.subjectsWithRise, "above the last before treatment"),
      row("courses", "courses", safety.courses),
      row("comparableCourses", "courses with a baseline", safety.comparableCourses),
      row("reliablyWorseCourses", "  reliably worse", safety.worseCourses),
    ]
    for index in rows.indices where hidesTerm && rows[index].label.hasPrefix("adverse") {
      rows[index].isWithheld = true
    }
    return rows
  }

  /// The highest value of each treatment, as quartiles.
  private var peaks: [(key: StaticString, label: String, tally: Tally, exponent: Int32)] {
    [
      ("highestCadss", "highest CADSS", safety.dissociation, 0),
      ("highestSystolic", "highest systolic, mmHg", safety.systolic, -3),
      ("highestDiastolic", "highest diastolic, mmHg", safety.diastolic, -3),
    ]
  }

  private func quartiles(_ tally: Tally, _ exponent: Int32) -> [Double?] {
    (1...3).map { quarters in
      isFew(tally.count)
        ? nil
        : tally.quartile(quarters).map { ExactDecimal(mantissa: $0, exponent: exponent).double }
    }
  }

  /// Writes the member `safety`.
  func writeSafety(to json: inout JSONWriter) {
    json.object("safety") { json in
      for row in safetyRows { json.integer(row.key, row.isWithheld ? nil : row.count) }
      json.array("terms", safetyTerms) { json, term in
        json.object { json in
          json.string("term", term.term)
          json.integer("events", term.isWithheld ? nil : term.count.events)
          json.integer("subjects", term.isWithheld ? nil : term.count.subjects)
          json.integer("serious", term.isWithheld ? nil : term.count.serious)
        }
      }
      for peak in peaks {
        json.object(peak.key) { json in
          json.integer("n", isFew(peak.tally.count) ? nil : peak.tally.count)
          let values = quartiles(peak.tally, peak.exponent)
          json.double("lowerQuartile", values[0])
          json.double("median", values[1])
          json.double("upperQuartile", values[2])
        }
      }
    }
  }

  /// The block `safety`, numbers under those of the flow.
  var safetyText: [String] {
    func line(_ name: String, _ cell: Cell, _ rest: String = "") -> String {
      let number = cell.shown
      let width = max(26, name.unicodeScalars.count + 1)
      return pad(name, width) + String(repeating: " ", count: max(0, 6 - number.count)) + number
        + (rest.isEmpty ? "" : "   " + rest)
    }
    let rows = safetyRows
    func cell(_ key: String) -> Cell {
      rows.first { $0.key.description == key }?.cell ?? .missing
    }
    var lines = [
      "safety",
      line(
        "  adverse events", cell("adverseEvents"),
        "\(cell("seriousEvents").shown) serious, in \(cell("subjectsWithAdverse").shown) of "
          + "\(cell("subjects").shown) subjects"),
    ]
    for term in safetyTerms {
      guard !term.isWithheld else {
        lines.append(line("    " + Visible.text(term.term), .withheld))
        continue
      }
      let serious = term.count.serious == 0 ? "" : ", \(term.count.serious) serious"
      let subjects = term.count.subjects == 1 ? "1 subject" : "\(term.count.subjects) subjects"
      lines.append(
        line(
          "    " + Visible.text(term.term), .integer(term.count.events), "in \(subjects)\(serious)")
      )
    }
    lines.append(
      line("  treatments with one", cell("treatmentsWithAdverse"), "of \(cell("treatments").shown)")
    )
    for row in rows where row.key.description.hasPrefix("subjectsAsk") || row.label.hasPrefix("  ")
    {
      let rest =
        row.key.description == "reliablyWorseCourses"
        ? "of \(cell("comparableCourses").shown) courses with a baseline" : row.rest
      let name = row.key.description == "reliablyWorseCourses" ? "reliably worse" : row.label
      lines.append(line("  " + name, row.cell, rest))
    }
    for peak in peaks where peak.tally.count > 0 && !isFew(peak.tally.count) {
      let values = quartiles(peak.tally, peak.exponent).map { $0.map(Digits.exact) ?? "-" }
      lines.append(
        line(
          "  " + peak.label, .integer(peak.tally.count),
          "treatments, median \(values[1]), quartiles \(values[0]), \(values[2])"))
    }
    return lines
  }

  var safetySheet: Sheet {
    var sheet = Sheet("Safety", [.init("count", "", .left), .init("n")])
    for row in safetyRows { sheet.add([.text(row.label), row.cell]) }
    for term in safetyTerms {
      sheet.add([.text(term.term), term.isWithheld ? .withheld : .integer(term.count.events)])
    }
    return sheet
  }

  var safetyFigures: [Figure] {
    safetyRows.map { Figure("safety", $0.key.description, "count", .integer, $0.cell) }
      + safetyTerms.map {
        Figure(
          "adverse event", $0.term, "count", .integer,
          $0.isWithheld ? .withheld : .integer($0.count.events))
      }
  }
}
