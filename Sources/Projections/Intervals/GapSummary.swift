import Statistics

extension GapSummary {
  /// A summary of gaps by the Kaplan-Meier estimate; an open gap of 0 d is never at risk.
  init(_ gaps: [TreatmentGap]) {
    let atRisk = gaps.filter { $0.isClosed || $0.days > 0 }
    let curve = KaplanMeier(time: atRisk.map(\.days), isEvent: atRisk.map(\.isClosed))
    count = gaps.count
    closed = gaps.count(where: \.isClosed)
    lowerQuartileDays = curve.quantile(0.25).time
    medianDays = curve.quantile(0.5).time
    upperQuartileDays = curve.quantile(0.75).time
  }
}
