import Statistics

extension GapSummary {
  /// A summary of gaps by the Kaplan-Meier estimate; an open gap of 0 d is never at risk.
  init(_ gaps: some Sequence<TreatmentGap>) {
    var (count, closed) = (0, 0)
    var (days, isClosed): ([Double], [Bool]) = ([], [])
    for gap in gaps {
      count += 1
      if gap.isClosed { closed += 1 }
      guard gap.isClosed || gap.days > 0 else { continue }
      days.append(gap.days)
      isClosed.append(gap.isClosed)
    }
    let curve = KaplanMeier(time: days, isEvent: isClosed)
    self.count = count
    self.closed = closed
    lowerQuartileDays = curve.quantile(0.25).time
    medianDays = curve.quantile(0.5).time
    upperQuartileDays = curve.quantile(0.75).time
    atRisk = [lowerQuartileDays, medianDays, upperQuartileDays].map { time in
      time.map { curve.at($0.rounded(.up)).atRisk } ?? 0
    }
  }
}
