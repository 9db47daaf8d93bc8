import Projections
import Reports
import Statistics

/// What the picture says in words, and the table behind it.
extension FunctionPicture {
  /// Why there is nothing to draw.
  var absence: String {
    guard curves.contains(where: \.isWithheld) else { return "Nobody was treated." }
    return curves.allSatisfy(\.isWithheld)
      ? "All is withheld." : "Nobody was treated, or it is withheld."
  }

  var finding: String {
    guard !isEmpty else { return absence }
    return curves.map { curve in
      let head = curve.name.isEmpty ? "" : "\(curve.name): "
      guard let last = curve.rows.last else {
        return head + (curve.isWithheld ? "withheld." : "nobody was treated.")
      }
      let people = curve.subjects.map { $0 == 1 ? "1 person, " : "\($0) people, " } ?? ""
      let end = curve.end.map { "; the last of them until day \(Digits.near($0))" } ?? ""
      return "\(head)\(Digits.fixed(last.value, 1)) treatments per person by day "
        + "\(Digits.near(last.time)) (\(people)\(last.atRisk) still followed then\(end))."
    }.joined(separator: " ")
  }

  var caption: [String] {
    var lines = [
      "MCF(t): over event times s up to t, the sum of treatments at s over those followed through s "
        + "(Nelson); time zero is the first treatment, which counts. Limits from Lawless and Nadeau's "
        + "robust variance."
    ]
    if answer.disclosure != nil {
      lines.append("Steps are put together and times left out until none tells of too few people.")
    }
    return lines
  }

  var sheet: Sheet {
    var sheet = Sheet(
      "Mean cumulative function",
      [
        .init("group", nil, .left), .init("days", "day"), .init("mcf", "treatments"),
        .init("lower", "95 % from"), .init("upper", "to"), .init("atRisk", "still followed"),
      ])
    for curve in curves {
      for row in curve.rows {
        sheet.add([
          .text(curve.name.isEmpty ? "all" : curve.name), .days(row.time),
          .number(row.value, decimals: 3),
          curve.isCoarse ? .withheld : .optional(row.limits?.lower) { .number($0, decimals: 3) },
          curve.isCoarse ? .withheld : .optional(row.limits?.upper) { .number($0, decimals: 3) },
          .integer(row.atRisk),
        ])
      }
    }
    return sheet
  }
}
