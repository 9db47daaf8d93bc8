import Bytes
import Statistics

extension Estimates {
  static let survival: [String: Answer] = [
    "kaplan-meier": kaplanMeier,
    "kaplan-meier-delayed-entry": kaplanMeier,
    "median-limits": { input, writer in
      let estimate = input.kaplanMeier
      let quantiles = input.numbers("probabilities").map(estimate.quantile)
      writer.array("quantiles", quantiles) { $0.double(nil, $1.time) }
      writer.array("lower", quantiles) { $0.double(nil, $1.lower) }
      writer.array("upper", quantiles) { $0.double(nil, $1.upper) }
    },
    "restricted-mean": { input, writer in
      let estimate = input.kaplanMeier
      let means = input.numbers("tau").map(estimate.restrictedMean)
      writer.array("restrictedMean", means) { $0.double(nil, $1.mean) }
      writer.array("standardError", means) { $0.double(nil, $1.standardError) }
      writer.array("beyondFollowUp", means) { $0.bool(nil, $1.isBeyondFollowUp) }
    },
    "log-rank": { input, writer in
      let groups = input.counts("group")
      let test = LogRank(
        time: input.numbers("time"), isEvent: input.events, group: groups.map { $0 - 1 },
        groups: groups.max() ?? 0, entry: input["entry"]?.numbers)
      writer.array("observed", test.observed) { $0.integer(nil, $1) }
      writer.array("expected", test.expected) { $0.double(nil, $1) }
      writer.array("variance", test.variance) { writer, row in
        writer.array(nil, row) { $0.double(nil, $1) }
      }
      writer.double("chiSquare", test.chiSquare)
      writer.integer("df", test.degreesOfFreedom)
      writer.double("p", test.p)
    },
    "aalen-johansen": aalenJohansen,
    "mean-cumulative-function": meanCumulativeFunction,
    "turnbull": turnbull,
  ]

  @Sendable private static func kaplanMeier(_ input: JSONNode, _ writer: inout JSONWriter) {
    let estimate = input.kaplanMeier
    let rows = estimate.rows
    writer.array("time", rows) { $0.double(nil, $1.time) }
    writer.array("atRisk", rows) { $0.integer(nil, $1.atRisk) }
    writer.array("events", rows) { $0.integer(nil, $1.events) }
    writer.array("censored", rows) { $0.integer(nil, $1.censored) }
    writer.array("survival", rows) { $0.double(nil, $1.survival) }
    writer.array("greenwood", rows) { $0.double(nil, $1.greenwood) }
    writer.array("standardError", rows) { $0.double(nil, $1.standardError) }
    writer.array("lower", rows) { $0.double(nil, $1.limits?.lower) }
    writer.array("upper", rows) { $0.double(nil, $1.limits?.upper) }
    let points = input.numbers("at").map(estimate.at)
    writer.array("survivalAt", points) { $0.double(nil, $1.survival) }
    writer.array("standardErrorAt", points) { $0.double(nil, $1.standardError) }
    writer.array("lowerAt", points) { $0.double(nil, $1.limits?.lower) }
    writer.array("upperAt", points) { $0.double(nil, $1.limits?.upper) }
    writer.array("atRiskAt", points) { $0.integer(nil, $1.atRisk) }
  }

  @Sendable private static func aalenJohansen(_ input: JSONNode, _ writer: inout JSONWriter) {
    let causes = input["causes"] == nil ? input.counts("cause").max() ?? 0 : input.count("causes")
    let estimate = AalenJohansen(
      time: input.numbers("time"), cause: input.counts("cause"), causes: causes,
      entry: input["entry"]?.numbers)
    let rows = estimate.rows
    let points = input.numbers("at").map(estimate.at)
    writer.array("time", rows) { $0.double(nil, $1.time) }
    writer.array("atRisk", rows) { $0.integer(nil, $1.atRisk) }
    writer.array("survival", rows) { $0.double(nil, $1.survival) }
    writer.array("events", 0..<causes) { writer, cause in
      writer.array(nil, rows) { $0.integer(nil, $1.events[cause]) }
    }
    writer.array("incidence", 0..<causes) { writer, cause in
      writer.array(nil, rows) { $0.double(nil, $1.incidence[cause]) }
    }
    writer.array("incidenceAt", 0..<causes) { writer, cause in
      writer.array(nil, points) { $0.double(nil, $1.incidence[cause]) }
    }
  }

  @Sendable private static func meanCumulativeFunction(
    _ input: JSONNode, _ writer: inout JSONWriter
  ) {
    let estimate = MeanCumulativeFunction(
      followUp: input.numbers("end"), subject: input.counts("subject").map { $0 - 1 },
      time: input.numbers("time"))
    let rows = estimate.rows
    writer.array("time", rows) { $0.double(nil, $1.time) }
    writer.array("atRisk", rows) { $0.integer(nil, $1.atRisk) }
    writer.array("events", rows) { $0.integer(nil, $1.events) }
    writer.array("mcf", rows) { $0.double(nil, $1.value) }
    writer.array("varianceRobust", rows) { $0.double(nil, $1.variance) }
    let points = input.numbers("at").map(estimate.at)
    writer.array("mcfAt", points) { $0.double(nil, $1.value) }
    writer.array("varianceRobustAt", points) { $0.double(nil, $1.variance) }
    writer.array("observedAt", points) { $0.integer(nil, $1.atRisk) }
  }

  @Sendable private static func turnbull(_ input: JSONNode, _ writer: inout JSONWriter) {
    let right = input["right"]?.elements.map { Double($0.raw.text) } ?? []
    guard let estimate = Turnbull(left: input.numbers("left"), right: right) else { return }
    writer.array("innermostLeft", estimate.innermost) { $0.double(nil, $1.left) }
    writer.array("innermostRight", estimate.innermost) { $0.double(nil, $1.right) }
    writer.array("point", estimate.innermost) { $0.bool(nil, $1.isPoint) }
    writer.array("mass", estimate.innermost) { $0.double(nil, $1.mass) }
    writer.array("survivalAfter", estimate.innermost) { $0.double(nil, $1.survivalAfter) }
    writer.double("logLikelihood", estimate.logLikelihood)
    let bounds = input.numbers("at").map(estimate.survival)
    writer.array("survivalAtLow", bounds) { $0.double(nil, $1.atLow) }
    writer.array("survivalAtHigh", bounds) { $0.double(nil, $1.atHigh) }
    writer.double("medianLeft", estimate.median.after)
    writer.double("medianRight", estimate.median.through)
  }
}

extension JSONNode {
  /// The member `event`: 1 or 0.
  fileprivate var events: [Bool] { numbers("event").map { $0 == 1 } }

  /// The whole numbers of a member that is an array.
  fileprivate func counts(_ name: String) -> [Int] { numbers(name).map(Int.init) }

  fileprivate var kaplanMeier: KaplanMeier {
    KaplanMeier(
      time: numbers("time"), isEvent: events, entry: self["entry"]?.numbers,
      level: self["level"] == nil ? 0.95 : number("level"))
  }
}
