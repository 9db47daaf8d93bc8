import Bytes
import Projections
import Statistics

/// "Table 1" as a table and as figures.
extension CohortReport {
  /// A row for each number, and one for each value of a characteristic.
  var baselineSheet: Sheet {
    var sheet = Sheet(
      "Table 1: before the first treatment",
      [
        .init("characteristic", "", .left), .init("level", "", .left), .init("n"),
        .init("share", "of all"), .init("mean"), .init("sd", "SD"), .init("median"),
        .init("lowerQuartile", "quartiles"), .init("upperQuartile", ""),
        .init("missing"),
      ])
    for measure in baseline.measures {
      let isSmall = isFew(measure.moments.n)
      let numbers: [Cell] =
        isSmall
        ? Array(repeating: .withheld, count: 5)
        : [
          .optional(measure.moments.mean) { .number($0, decimals: 2) },
          .optional(measure.moments.sd) { .number($0, decimals: 2) },
          quartile(measure, 1), quartile(measure, 0), quartile(measure, 2),
        ]
      sheet.add(
        [.text(measure.name), .text(""), count(measure.moments.n), .missing] + numbers
          + [count(measure.missing)])
    }
    for breakdown in baseline.breakdowns where !breakdown.levels.isEmpty {
      let counts = Self.tree(breakdown, baseline.subjects, minimum)
      for (place, level) in breakdown.levels.enumerated() {
        let cell = counts.entries[place + 1].cell
        let share = Proportion(level.count, of: baseline.subjects).value
        sheet.add([
          .text(breakdown.name), .text(level.level), cell,
          cell == .withheld ? .withheld : .optional(share) { .share($0) },
          .missing, .missing, .missing, .missing, .missing,
          counts.entries[breakdown.levels.count + 1].cell,
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

  var baselineFigures: [Figure] {
    let columns: [(place: Int, estimate: String, kind: Figure.Kind)] = [
      (2, "count", .integer), (3, "proportion", .proportion), (4, "mean", .numeric),
      (5, "sd", .numeric), (6, "median", .numeric), (7, "q25", .numeric), (8, "q75", .numeric),
      (9, "count_missing", .integer),
    ]
    return baselineSheet.rows.flatMap { row in
      columns.compactMap { column in
        guard row[column.place] != .missing else { return nil }
        let level = row[1].exact
        return Figure(
          row[0].exact, level.isEmpty ? nil : level, column.estimate, column.kind,
          row[column.place])
      }
    }
  }
}

extension Sheet {
  /// Whether anything in it is kept back.
  var hasWithheld: Bool { rows.contains { $0.contains(.withheld) } }
}
