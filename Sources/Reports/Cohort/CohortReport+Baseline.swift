import Bytes
import Projections
import Statistics

/// "Table 1" as a table and as figures.
extension CohortReport {
  /// A row for each number.
  var measureSheet: Sheet {
    var sheet = Sheet(
      "Table 1: before the first treatment",
      [
        .init("measure", "", .left), .init("n"), .init("mean"), .init("sd", "SD"),
        .init("median"), .init("lowerQuartile", "quartile"),
        .init("upperQuartile", "quartile"), .init("missing"),
      ])
    for measure in baseline.measures {
      let numbers: [Cell] =
        isFew(measure.moments.n)
        ? Array(repeating: .withheld, count: 5)
        : [
          .optional(measure.moments.mean) { .number($0, decimals: 2) },
          .optional(measure.moments.sd) { .number($0, decimals: 2) },
          quartile(measure, 1), quartile(measure, 0), quartile(measure, 2),
        ]
      sheet.add(
        [.text(measure.name), count(measure.moments.n)] + numbers + [count(measure.missing)])
    }
    return sheet
  }

  /// A row for each value of a characteristic, and for those without one.
  var characteristicSheet: Sheet {
    var sheet = Sheet(
      "Table 1: characteristics",
      [
        .init("characteristic", "", .left), .init("level", "", .left), .init("n"),
        .init("share", "of all"),
      ])
    for breakdown in baseline.breakdowns where !breakdown.levels.isEmpty {
      let tree = Self.tree(breakdown, baseline.subjects, minimum)
      for entry in tree.entries.dropFirst() where entry.count > 0 || entry.key != "missing" {
        let share = Proportion(entry.count, of: baseline.subjects).value
        sheet.add([
          .text(breakdown.name), .text(entry.label), entry.cell,
          entry.isWithheld ? .withheld : .optional(share) { .share($0) },
        ])
      }
    }
    return sheet
  }

  private func quartile(_ measure: BaselineTable.Measure, _ place: Int) -> Cell {
    .optional(measure.quartiles) { .number($0[place], decimals: 2) }
  }

  /// The values of a characteristic, and who has none: together all subjects.
  private static func tree(
    _ breakdown: BaselineTable.Breakdown, _ subjects: Int, _ minimum: Int?
  ) -> CountTree {
    var tree = CountTree()
    let all = tree.add("subjects", "subjects", subjects)
    for level in breakdown.levels { tree.add(level.level, level.level, level.count, of: all) }
    tree.add("missing", "missing", breakdown.missing, of: all)
    if let minimum { tree.withhold(under: minimum) }
    return tree
  }

  /// Whether a number of people is too small to be shown.
  func isFew(_ count: Int) -> Bool { minimum.map { Disclosure.isSmall(count, $0) } ?? false }

  /// A count as it may be shown.
  func count(_ count: Int) -> Cell { isFew(count) ? .withheld : .integer(count) }

  var baselineFigures: [Figure] { measureSheet.figures + characteristicSheet.figures }
}

extension Sheet {
  /// Whether anything in it is kept back.
  var hasWithheld: Bool { rows.contains { $0.contains(.withheld) } }
}
