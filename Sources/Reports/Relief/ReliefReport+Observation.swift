import Bytes
import Events
package import Projections
import Statistics

/// What stands beside the estimates: when relief set in, how closely people were rated, and how far
/// the estimates move with the sample. In JSON under `extra`.
extension ReliefReport {
  var onsetSheet: Sheet? {
    guard let units, let onset = ReliefOnset(units) else { return nil }
    var sheet = Sheet(
      "When relief set in, from the unit's start (Turnbull)",
      [.init("by"), .init("low", "share from"), .init("high", "to")])
    for share in onset.shares {
      sheet.add([.text(share.name), .share(share.low), .share(share.high)])
    }
    let median = onset.estimate.median
    let through = median.through.map { "and \(Digits.up($0)) d" }
    sheet.notes = [
      "\(onset.reached) of \(onset.units) have a rating in relief; half of them all "
        + (through.map { "between \(Digits.down(median.after)) \($0)" }
          ?? "later than \(Digits.down(median.after)) d, if ever"),
      "ratings within an hour of a treatment never count; who is rated late looks late",
    ]
    return sheet
  }

  var densitySheet: Sheet? {
    guard let units, !units.isEmpty else { return nil }
    var sheet = Sheet(
      "How closely they were rated, by the phase of the first treatment",
      [
        .init("phase", nil, .left), .init("units"), .init("lost"),
        .init("medianWidthDays", "median R - L, d"), .init("ratings"),
        .init("ratingsPer28Days", "per 28 d"),
      ])
    for row in RatingDensity(units).rows {
      sheet.add([
        .text(row.phase?.rawValue ?? "all"), .integer(row.units), .integer(row.lost),
        .days(row.medianWidthDays), .integer(row.ratings),
        .optional(row.ratingsPer28Days) { .number($0, decimals: 1) },
      ])
    }
    return sheet
  }

  /// The percentile limits of `--bootstrap N`.
  package static func sheet(of bootstrap: ReliefBootstrap) -> Sheet {
    var sheet = Sheet(
      "Bootstrap of subjects: \(bootstrap.used) of \(bootstrap.replicates) samples, seed 1, 95 %",
      [.init("figure", nil, .left), .init("lower", "from"), .init("upper", "to")])
    for figure in bootstrap.survival {
      sheet.add([
        .text("in relief at \(Digits.exact(figure.days ?? 0)) d"), .share(figure.lower),
        .optional(figure.upper) { .share($0) },
      ])
    }
    if let median = bootstrap.median {
      sheet.add([
        .text("median, d"), .atLeastDays(median.lower),
        median.upper.map { .atMostDays($0) } ?? .text("not reached"),
      ])
    }
    return sheet
  }
}
