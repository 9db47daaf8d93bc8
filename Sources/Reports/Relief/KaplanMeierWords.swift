package import Statistics

/// What has to be said of a Kaplan-Meier curve of relief before it is read.
package enum KaplanMeierWords {
  /// With fewer at risk a single loss is a step of more than a tenth.
  package static let few = 10

  /// That the curve steps down where few are at risk; empty where it does not.
  ///
  /// Losses are dated late, and so the curve is too high by design. Where the first are rated one by
  /// one, few are at risk, and one loss can carry it too low.
  ///
  /// - Parameter end: steps after it are not looked at; `nil`: all are.
  package static func remark(_ curve: KaplanMeier, until end: Double?) -> String {
    let steps = curve.rows.filter { $0.events > 0 && $0.time <= end ?? .infinity }
    guard let least = steps.map(\.atRisk).min(), least < few else { return "" }
    return "; as few as \(least) \(least == 1 ? "was" : "were") at risk at a step"
      + (end == nil ? "" : " up to there") + ", so that the curve can also be too low"
  }
}
