public import Statistics

/// The figures over all gaps of a cohort.
public struct IntervalsFigures: Sendable {
  /// The days at which the mean cumulative function is asked for.
  public static let days: [Double] = [0, 7, 14, 28, 56, 84, 182, 365]

  /// All gaps together.
  public let all: GapSummary
  /// All kinds, in their order, those without a gap too.
  public let byKind: [(kind: TreatmentGap.Kind, summary: GapSummary)]
  /// By ordinal, ascending.
  public let byOrdinal: [(ordinal: Int, summary: GapSummary)]
  /// Closed gaps by why the next treatment came.
  public let why: [TreatmentGap.Why: Int]
  /// Treatments per subject since the first, which counts; `nil` where nobody was treated.
  public let meanCumulativeFunction: MeanCumulativeFunction?

  package init(_ value: IntervalsProjection.Value) {
    let gaps = value.gaps
    all = GapSummary(gaps)
    byKind = TreatmentGap.Kind.allCases.map { kind in
      (kind, GapSummary(gaps.lazy.filter { $0.kind == kind }))
    }
    let ordinals = Dictionary(grouping: gaps.indices) { gaps[$0].ordinal }
    byOrdinal = ordinals.keys.sorted().map { ordinal in
      (ordinal, GapSummary((ordinals[ordinal] ?? []).lazy.map { gaps[$0] }))
    }
    why = gaps.reduce(into: [:]) { counts, gap in
      if let why = gap.why { counts[why, default: 0] += 1 }
    }
    guard !value.histories.isEmpty else {
      meanCumulativeFunction = nil
      return
    }
    // Its variance is a sum over subjects: in an order of their own, so that the order in which they
    // came changes no digit.
    let histories = value.histories.sorted(by: IntervalsProjection.Course.precedes)
    var subjects: [Int] = []
    var times: [Double] = []
    for (index, history) in histories.enumerated() {
      subjects += history.treatments.map { _ in index }
      times += history.treatments
    }
    meanCumulativeFunction = MeanCumulativeFunction(
      followUp: histories.map(\.followUpDays), subject: subjects, time: times)
  }
}
