import Projections

/// A unit's answer in words: `lost, 31.0 to 38.0 d`, `no-rating (missed)`.
enum ReliefWords {
  /// - Parameter days: how a lower and an upper end are written.
  static func text(
    _ status: ReliefUnit.Status, _ reason: ReliefUnit.Reason?, isLate: Bool,
    _ lower: Double?, _ upper: Double?,
    days: (lower: (Double) -> String, upper: (Double) -> String) = (Digits.down, Digits.up)
  ) -> String {
    let why = reason?.rawValue ?? (isLate ? "late" : nil)
    let remark = why.map { " (\($0))" } ?? ""
    guard let lower else { return status.rawValue + remark }
    let end = upper.map { "to \(days.upper($0)) d" } ?? "d or longer"
    return "\(status.rawValue), \(days.lower(lower)) \(end)\(remark)"
  }
}

extension ReliefUnit {
  /// What came out, and how long relief lasted.
  var words: String { ReliefWords.text(status, reason, isLate: late, lowerDays, upperDays) }
}
