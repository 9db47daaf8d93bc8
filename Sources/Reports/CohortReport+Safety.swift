import Bytes
import Projections

/// What could have harmed the subjects of a cohort, as members and in words.
extension CohortReport {
  /// Writes the member `safety`.
  static func write(_ safety: SafetyTotals, to json: inout JSONWriter) {
    json.object("safety") { json in
      json.integer("subjects", safety.subjects)
      json.integer("subjectsWithAdverse", safety.subjectsWithAdverse)
      json.integer("treatments", safety.treatments)
      json.integer("treatmentsWithAdverse", safety.treatmentsWithAdverse)
      json.integer("adverseEvents", safety.events)
      json.integer("seriousEvents", safety.seriousEvents)
      json.array("terms", safety.terms) { json, term in
        json.object { json in
          json.string("term", term.term.text)
          json.integer("events", term.count.events)
          json.integer("subjects", term.count.subjects)
          json.integer("serious", term.count.serious)
        }
      }
      json.integer("subjectsAskedAboutSuicide", safety.subjectsAsked)
      json.integer("subjectsWithFlag", safety.subjectsWithFlag)
      json.integer("subjectsWithRise", safety.subjectsWithRise)
      json.integer("courses", safety.courses)
      json.integer("comparableCourses", safety.comparableCourses)
      json.integer("reliablyWorseCourses", safety.worseCourses)
      write(safety.dissociation, "highestCadss", exponent: 0, to: &json)
      write(safety.systolic, "highestSystolic", exponent: -3, to: &json)
      write(safety.diastolic, "highestDiastolic", exponent: -3, to: &json)
    }
  }

  private static func write(
    _ tally: Tally, _ key: StaticString, exponent: Int32, to json: inout JSONWriter
  ) {
    json.object(key) { json in
      json.integer("n", tally.count)
      for (name, quarters) in quartiles {
        json.double(
          name,
          tally.quartile(quarters).map { ExactDecimal(mantissa: $0, exponent: exponent).double })
      }
    }
  }

  private static let quartiles: [(StaticString, Int)] = [
    ("lowerQuartile", 1), ("median", 2), ("upperQuartile", 3),
  ]

  /// The block `safety`, numbers under those of the flow.
  static func safetyText(_ safety: SafetyTotals) -> [String] {
    func row(_ name: String, _ count: Int, _ rest: String = "") -> String {
      let number = String(count)
      let width = max(26, name.unicodeScalars.count + 1)
      return pad(name, width) + String(repeating: " ", count: max(0, 6 - number.count)) + number
        + (rest.isEmpty ? "" : "   " + rest)
    }
    var lines = [
      "safety",
      row(
        "  adverse events", safety.events,
        "\(safety.seriousEvents) serious, in \(safety.subjectsWithAdverse) of "
          + "\(safety.subjects) subjects"),
    ]
    for (term, count) in safety.terms {
      let serious = count.serious == 0 ? "" : ", \(count.serious) serious"
      let subjects = count.subjects == 1 ? "1 subject" : "\(count.subjects) subjects"
      lines.append(row("    " + Visible.text(term.text), count.events, "in \(subjects)\(serious)"))
    }
    lines += [
      row("  treatments with one", safety.treatmentsWithAdverse, "of \(safety.treatments)"),
      row("  asked about suicide", safety.subjectsAsked, "subjects, by PHQ-9 item 9 or C-SSRS"),
      row("    positive", safety.subjectsWithFlag),
      row("    risen", safety.subjectsWithRise, "above the last before treatment"),
      row(
        "  reliably worse", safety.worseCourses,
        "of \(safety.comparableCourses) courses with a baseline"),
    ]
    let peaks: [(String, Tally, (Int64) -> String)] = [
      ("  highest CADSS", safety.dissociation, { "\($0)" }),
      ("  highest systolic, mmHg", safety.systolic, SafetyText.pressure),
      ("  highest diastolic, mmHg", safety.diastolic, SafetyText.pressure),
    ]
    for (name, tally, words) in peaks {
      guard let low = tally.quartile(1), let median = tally.quartile(2),
        let high = tally.quartile(3)
      else { continue }
      lines.append(
        row(
          name, tally.count,
          "treatments, median \(words(median)), quartiles \(words(low)), \(words(high))"))
    }
    return lines
  }
}
