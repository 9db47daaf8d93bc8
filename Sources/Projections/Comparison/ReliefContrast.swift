public import Statistics

/// How long relief lasted in several groups: each one's curve, and the log-rank test of them all.
///
/// Loss is dated at R and entry at q, as the Kaplan-Meier estimate beside Turnbull's does; the test
/// says nothing on where within an interval relief was lost.
public struct ReliefContrast: Sendable {
  /// Units that are lost or censored in each group.
  public let analysed: [Int]
  /// The estimates of each group; `nil` where nobody is analysed.
  public let estimates: [ReliefEstimates?]
  /// The log-rank test with delayed entry.
  public let logRank: LogRank

  /// The contrast of groups of units.
  package init(_ groups: [[ReliefUnit]]) {
    let analysed = groups.map { units in units.filter { $0.lowerDays != nil } }
    self.analysed = analysed.map(\.count)
    estimates = analysed.map { ReliefEstimates($0) }
    var times: [Double] = []
    var isLost: [Bool] = []
    var entries: [Double] = []
    var group: [Int] = []
    for (index, units) in analysed.enumerated() {
      for unit in units {
        guard let entry = unit.entryDays, let lower = unit.lowerDays else { continue }
        times.append(unit.upperDays ?? lower)
        isLost.append(unit.upperDays != nil)
        entries.append(entry)
        group.append(index)
      }
    }
    logRank = LogRank(
      time: times, isEvent: isLost, group: group, groups: max(1, groups.count), entry: entries)
  }
}
