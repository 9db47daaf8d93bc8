import Bytes
import Projections

/// What could have harmed the subjects of a cohort, as members, in words and as figures.
extension CohortReport {
  /// A count with its name for programs and for people, and what stands behind it in text.
  struct SafetyRow {
    let key: StaticString
    let label: String
    let cell: Cell
    var rest = ""
  }

  /// A term of adverse events.
  struct SafetyTerm {
    let term: String
    let count: (events: Int, subjects: Int, serious: Int)
  }

  /// The terms that may be shown. Somebody typed them: of one that is about few the name is kept back
  /// with the counts.
  var safetyTerms: [SafetyTerm] {
    safety.terms.enumerated().compactMap { place, term in
      counts.term(place).map { SafetyTerm(term: term.term.text, count: $0) }
    }
  }

  /// Whether a term at least is kept back.
  var hidesTerms: Bool { safetyTerms.count < safety.terms.count }

  /// All counts but those of terms.
  var safetyRows: [SafetyRow] {
    func row(_ key: StaticString, _ label: String, _ rest: String = "") -> SafetyRow {
      SafetyRow(key: key, label: label, cell: counts.safety(key.description), rest: rest)
    }
    return [
      row("subjects", "subjects"),
      row("subjectsWithAdverse", "subjects with an adverse event"),
      row("treatments", "treatments"), row("treatmentsWithAdverse", "treatments with one"),
      row("adverseEvents", "adverse events"), row("seriousEvents", "serious"),
      row(
        "subjectsAskedAboutSuicide", "asked about suicide", "subjects, by PHQ-9 item 9 or C-SSRS"),
      row("subjectsWithFlag", "  positive"),
      row("subjectsWithRise", "  risen", "above the last before treatment"),
      row("courses", "courses"), row("comparableCourses", "courses to compare"),
      row("reliablyWorseCourses", "  reliably worse"),
    ]
  }

  /// The highest value of each treatment, as quartiles.
  private var peaks: [(key: StaticString, label: String, tally: Tally, exponent: Int32)] {
    [
      ("highestCadss", "highest CADSS", safety.dissociation, 0),
      ("highestSystolic", "highest systolic, mmHg", safety.systolic, -3),
      ("highestDiastolic", "highest diastolic, mmHg", safety.diastolic, -3),
    ]
  }

  /// How many treatments have one, then the quartiles.
  private func numbers(_ key: StaticString, _ tally: Tally, _ exponent: Int32) -> [Double?] {
    let count = counts.safety(key.description)
    guard case .integer(let shown) = count else { return [nil, nil, nil, nil] }
    // Quartiles are values of single treatments.
    guard !counts.isRounded else { return [Double(shown), nil, nil, nil] }
    return [Double(shown)]
      + (1...3).map { quarters in
        tally.quartile(quarters).flatMap { value in
          // As in Table 1: enough people have it, and enough treatments lie on each side.
          if let minimum {
            guard tally.subjects(with: value) >= minimum,
              tally.count * min(quarters, 4 - quarters) / 4 >= minimum
            else { return nil }
          }
          return ExactDecimal(mantissa: value, exponent: exponent).double
        }
      }
  }

  /// Writes the member `safety`.
  func writeSafety(to json: inout JSONWriter) {
    json.object("safety") { json in
      for row in safetyRows { row.cell.write(named: row.key.description, to: &json) }
      json.array("terms", safetyTerms) { json, term in
        json.object { json in
          json.string("term", term.term)
          json.integer("events", term.count.events)
          json.integer("subjects", term.count.subjects)
          json.integer("serious", term.count.serious)
        }
      }
      for peak in peaks {
        json.object(peak.key) { json in
          let values = numbers(peak.key, peak.tally, peak.exponent)
          json.double("n", values[0])
          json.double("lowerQuartile", values[1])
          json.double("median", values[2])
          json.double("upperQuartile", values[3])
        }
      }
    }
  }

  /// `1 course`, `12 courses`: those that can be compared with their baseline.
  var comparableText: String {
    let cell = counts.safety("comparableCourses")
    return "\(cell.shown) \(cell == .integer(1) ? "course" : "courses")"
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
      let count = term.count
      let serious = count.serious == 0 ? "" : ", \(count.serious) serious"
      let subjects = count.subjects == 1 ? "1 subject" : "\(count.subjects) subjects"
      lines.append(
        line("    " + Visible.text(term.term), .integer(count.events), "in \(subjects)\(serious)"))
    }
    lines.append(
      line("  treatments with one", cell("treatmentsWithAdverse"), "of \(cell("treatments").shown)")
    )
    for row in rows where row.key.description.hasPrefix("subjectsAsk") || row.label.hasPrefix("  ")
    {
      let rest =
        row.key.description == "reliablyWorseCourses"
        ? "of \(comparableText) with a baseline and a rating" : row.rest
      let name = row.key.description == "reliablyWorseCourses" ? "reliably worse" : row.label
      lines.append(line("  " + name, row.cell, rest))
    }
    for peak in peaks where peak.tally.count > 0 {
      let values = numbers(peak.key, peak.tally, peak.exponent).map { value in
        value.map(Digits.exact) ?? Cell.withheld.shown
      }
      lines.append(
        line(
          "  " + peak.label, counts.safety(peak.key.description),
          "treatments, \(Self.quartileText(Array(values[1...])))"))
    }
    return lines
  }

  /// Median and quartiles in words, those that are kept back in one.
  private static func quartileText(_ values: [String]) -> String {
    let shown = zip(["first quartile", "median", "third quartile"], values).filter {
      $0.1 != Cell.withheld.shown
    }
    switch shown.count {
    case 3: return "median \(values[1]), quartiles \(values[0]), \(values[2])"
    case 0: return "median and quartiles withheld"
    default:
      return shown.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ", else withheld"
    }
  }

  package var safetySheet: Sheet {
    var sheet = Sheet("Safety", [.init("count", "", .left), .init("n")])
    for row in safetyRows { sheet.add([.text(row.label), row.cell]) }
    for term in safetyTerms {
      sheet.add([.text(term.term), .integer(term.count.events)])
    }
    return sheet
  }

  var safetyFigures: [Figure] {
    safetyRows.map { Figure("safety", $0.key.description, "count", .integer, $0.cell) }
      + safetyTerms.map {
        Figure("adverse event", $0.term, "count", .integer, .integer($0.count.events))
      }
  }
}
