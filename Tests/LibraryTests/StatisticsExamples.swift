import Foundation
import Reprieve

/// The Swift blocks of `docs/statistics.md`, in their order, line by line as they stand there.
enum StatisticsExamples {
  static var page: [(LibraryExamples.Output) throws -> Void] {
    [
      kaplanMeier, median, restrictedMean, delayedEntry, logRank, incidence, turnbull,
      meanCumulativeFunction, wilson, newcombe, fisher, mcNemar, rate, moments, pairedT, welch,
      signedRank, quantiles, theilSen, reliableChange, metaAnalysis,
    ]
  }

  static func kaplanMeier(_ print: LibraryExamples.Output) {
    let curve = KaplanMeier(
      time: [1, 2, 2, 3, 4], isEvent: [true, true, false, true, false])
    for row in curve.rows where row.events > 0 {
      let limits = row.limits.map { String(format: "%.4f to %.4f", $0.lower, $0.upper) } ?? "none"
      print("S(\(row.time)) \(String(format: "%.4f", row.survival)), limits \(limits)")
    }
  }

  static func median(_ print: LibraryExamples.Output) {
    let curve = KaplanMeier(
      time: [1, 2, 2, 3, 4], isEvent: [true, true, false, true, false])
    let median = curve.quantile(0.5)
    let ends = [median.lower, median.upper].map { $0.map { "\($0)" } ?? "not reached" }
    print("median \(median.time ?? 0), limits \(ends[0]) and \(ends[1])")
  }

  static func restrictedMean(_ print: LibraryExamples.Output) {
    let curve = KaplanMeier(
      time: [1, 2, 2, 3, 4], isEvent: [true, true, false, true, false])
    let mean = curve.restrictedMean(to: 4)
    print(String(format: "%.4f, standard error %.4f", mean.mean, mean.standardError ?? 0))
    print("to 5 days carried on: \(curve.restrictedMean(to: 5).isBeyondFollowUp)")
  }

  static func delayedEntry(_ print: LibraryExamples.Output) {
    let curve = KaplanMeier(
      time: [2, 3, 4, 4], isEvent: [true, true, true, false], entry: [0, 1, 2, 4])
    for row in curve.rows {
      print("at \(row.time) \(row.atRisk) at risk, S \(row.survival)")
    }
  }

  static func logRank(_ print: LibraryExamples.Output) {
    let test = LogRank(
      time: [1, 3, 2, 4], isEvent: [true, true, true, false], group: [0, 0, 1, 1], groups: 2)
    print("observed \(test.observed), expected \(String(format: "%.4f", test.expected[0]))")
    let p = String(format: "%.4f", test.p ?? 1)
    print("chi-square \(String(format: "%.4f", test.chiSquare)), p \(p)")
  }

  static func incidence(_ print: LibraryExamples.Output) {
    let estimate = AalenJohansen(time: [1, 2, 3, 4], cause: [1, 2, 0, 1], causes: 2)
    for row in estimate.rows {
      print("at \(row.time): \(row.incidence), S \(row.survival)")
    }
  }

  static func turnbull(_ print: LibraryExamples.Output) {
    if let estimate = Turnbull(left: [0, 1, 3], right: [2, 3, nil]) {
      for part in estimate.innermost {
        let end = part.right.map { "\($0)" } ?? "later"
        print("(\(part.left), \(end)] mass \(String(format: "%.4f", part.mass))")
      }
      let (low, high) = estimate.survival(at: 1.5)
      print("S(1.5) between \(String(format: "%.4f", low)) and \(high)")
      print("log-likelihood \(String(format: "%.4f", estimate.logLikelihood))")
    }
  }

  static func meanCumulativeFunction(_ print: LibraryExamples.Output) {
    let function = MeanCumulativeFunction(
      followUp: [10, 4], subject: [0, 0, 0, 1], time: [0, 3, 8, 0])
    for row in function.rows {
      print("by \(row.time): \(row.value), variance \(row.variance), \(row.atRisk) at risk")
    }
  }

  static func wilson(_ print: LibraryExamples.Output) {
    if let limits = Proportion(6, of: 27).limits {
      print(String(format: "%.4f to %.4f", limits.lower, limits.upper))
    }
    print("nobody of 10: from \(Proportion(0, of: 10).limits?.lower ?? 1)")
  }

  static func newcombe(_ print: LibraryExamples.Output) {
    let difference = ProportionDifference(Proportion(6, of: 27), Proportion(1, of: 26))
    if let value = difference.difference, let limits = difference.limits {
      print(String(format: "%.4f, %.4f to %.4f", value, limits.lower, limits.upper))
    }
  }

  static func fisher(_ print: LibraryExamples.Output) {
    print(String(format: "p %.4f", FisherExact.p(3, 1, 1, 3)))
  }

  static func mcNemar(_ print: LibraryExamples.Output) {
    print("p \(McNemarExact.p(firstOnly: 4, secondOnly: 0))")
  }

  static func rate(_ print: LibraryExamples.Output) {
    if let limits = Rate(events: 0, exposure: 10).limits {
      print(String(format: "%.4f to %.4f a year", limits.lower, limits.upper))
    }
  }

  static func moments(_ print: LibraryExamples.Output) {
    let moments = Moments([1, 2, 3, 4])
    if let sd = moments.sd, let limits = moments.limits {
      print(String(format: "SD %.4f, mean from %.4f to %.4f", sd, limits.lower, limits.upper))
    }
  }

  static func pairedT(_ print: LibraryExamples.Output) {
    let test = PairedT(before: [32, 30, 28, 34], after: [20, 22, 18, 28])
    print("mean \(test.meanDifference ?? 0)")
    print(String(format: "t %.4f, p %.4f", test.t ?? 0, test.p ?? 1))
  }

  static func welch(_ print: LibraryExamples.Output) {
    let test = WelchT([1, 2, 3], [2, 4, 6])
    let (t, freedom) = (test.t ?? 0, test.degreesOfFreedom ?? 0)
    print(String(format: "t %.4f, %.4f d. f., p %.4f", t, freedom, test.p ?? 1))
  }

  static func signedRank(_ print: LibraryExamples.Output) {
    let test = SignedRank([1, 2, 3, -4])
    print("sum \(test.statistic), p \(test.p), greater \(test.pGreater)")
  }

  static func quantiles(_ print: LibraryExamples.Output) {
    let values = [4.0, 1, 3, 2]
    let types = [SampleQuantile.type7, SampleQuantile.type6, SampleQuantile.type2]
    print("\(types.compactMap { $0(values, 0.25) })")
  }

  static func theilSen(_ print: LibraryExamples.Output) {
    let (x, y) = ([1.0, 2, 3], [7.0, 9, 14])
    print("slope \(TheilSen.slope(x: x, y: y) ?? 0)")
    print("intercept \(TheilSen.intercept(x: x, y: y) ?? 0)")
  }

  static func reliableChange(_ print: LibraryExamples.Output) {
    if let change = ReliableChange(sd: 5, reliability: 0.84) {
      print(String(format: "from %.4f points on", change.points))
      print("14 to 8: \(change.isReliable(baseline: 14, score: 8))")
    }
  }

  static func metaAnalysis(_ print: LibraryExamples.Output) {
    if let pooled = MetaAnalysis(effects: [1, 3], variances: [1, 1]) {
      print(String(format: "Q %.4f on %d d. f.", pooled.q, pooled.qDf))
      for model in [pooled.derSimonianLaird, pooled.reml, pooled.hartungKnappREML] {
        let limits = model.limits.map { String(format: "%.3f to %.3f", $0.lower, $0.upper) } ?? "-"
        print(String(format: "%.3f, tau2 %.3f, limits ", model.estimate, model.tau2) + limits)
      }
    }
  }
}
