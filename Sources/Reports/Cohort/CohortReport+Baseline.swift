import Bytes
import Projections
import Statistics

/// "Table 1" as a table and as figures.
extension CohortReport {
  /// A row for each number.
  package var measureSheet: Sheet {
    var sheet = Sheet(
      "Table 1: before the first treatment",
      [
        .init("measure", "", .left), .init("n"), .init("mean"), .init("sd", "SD"),
        .init("median"), .init("lowerQuartile", "quartile"),
        .init("upperQuartile", "quartile"), .init("missing"),
      ])
    for (place, measure) in baseline.measures.enumerated() {
      let moments = ReleasedMoments(
        measure.moments.n, mean: measure.moments.mean, sd: measure.moments.sd, minimum)
      let numbers: [Cell] = [
        .integer(measure.moments.n), moments.mean, moments.sd,
        quartile(measure, 1), quartile(measure, 0), quartile(measure, 2),
        .integer(measure.missing),
      ]
      // A mean of whole numbers tells how many there are, and so do those who are missing.
      let isWithheld = counts.isWithheld(measure: place) || counts.isRounded
      sheet.add(
        [.text(measure.quantity.name)]
          + (isWithheld ? [number(place)] + numbers.dropFirst().map { _ in .withheld } : numbers))
      if measure.quantity == .failedTrials, measure.missing > 0, !isWithheld {
        sheet.notes = [
          "failed trials: missing where the intake lists no earlier treatments, not even an empty list"
        ]
      }
    }
    return sheet
  }

  /// A row for each value of a characteristic, and for those without one.
  package var characteristicSheet: Sheet {
    var sheet = Sheet(
      "Table 1: characteristics",
      [
        .init("characteristic", "", .left), .init("level", "", .left), .init("n"),
        .init("share", "of all"),
      ])
    for (place, breakdown) in baseline.breakdowns.enumerated() where !breakdown.levels.isEmpty {
      var cells = counts.levels(place)
      if cells.count == breakdown.levels.count { cells.append(counts.untreated) }
      var names = breakdown.levels.map(\.level)
      if breakdown.missing > 0 { names.append("missing") }
      for (name, cell) in zip(names, cells) {
        sheet.add([.text(breakdown.characteristic.rawValue), .text(name), cell, share(cell)])
      }
    }
    return sheet
  }

  /// How many have a measure: beside a mean, or rounded.
  private func number(_ place: Int) -> Cell {
    counts.isRounded ? counts.number(measure: place) : .withheld
  }

  /// The share of all subjects that a count is.
  private func share(_ count: Cell) -> Cell {
    guard case .integer(let part) = count, case .integer(let all) = counts.allSubjects else {
      return .withheld
    }
    return .optional(Proportion(part, of: all).value) { .share($0) }
  }

  /// A quartile is somebody's value, or lies between two: under a rule it is shown only where enough
  /// people have it, and enough lie on each side.
  private func quartile(_ measure: BaselineTable.Measure, _ place: Int) -> Cell {
    if let minimum, let quartiles = measure.quartiles, quartiles.indices.contains(place) {
      let side = measure.moments.n * min(place + 1, 3 - place) / 4
      guard measure.sharing[place] >= minimum, side >= minimum else { return .withheld }
    }
    return .optional(measure.quartiles) { .number($0[place], decimals: 2) }
  }

  var baselineFigures: [Figure] { measureSheet.figures + characteristicSheet.figures }
}

extension Sheet {
  /// Whether anything in it is kept back.
  var hasWithheld: Bool { rows.contains { $0.contains(.withheld) } }
}
