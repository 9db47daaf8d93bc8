import Bytes
import Statistics

extension Estimates {
  static let samples: [String: Answer] = [
    "quantile": { input, writer in
      let (values, probabilities) = (input.numbers("x"), input.numbers("probabilities"))
      writer.double("median", SampleQuantile.median(values))
      writer.array("type7", probabilities) { $0.double(nil, SampleQuantile.type7(values, $1)) }
      writer.array("type6", probabilities) { $0.double(nil, SampleQuantile.type6(values, $1)) }
      writer.array("type2", probabilities) { $0.double(nil, SampleQuantile.type2(values, $1)) }
    },
    "theil-sen": { input, writer in
      let (x, y) = (input.numbers("x"), input.numbers("y"))
      writer.double("slope", TheilSen.slope(x: x, y: y))
      writer.double("intercept", TheilSen.intercept(x: x, y: y))
      writer.integer("pairs", TheilSen.slopes(x: x, y: y).count)
    },
    "mean-sd": { input, writer in
      let moments = Moments(input.numbers("x"), level: input.number("level"))
      writer.integer("n", moments.n)
      writer.double("mean", moments.mean)
      writer.double("sd", moments.sd)
      writer.limits(moments.limits)
    },
    "paired-t": { input, writer in
      let test = PairedT(
        before: input.numbers("before"), after: input.numbers("after"),
        level: input.number("level"))
      writer.integer("n", test.n)
      writer.double("meanDifference", test.meanDifference)
      writer.double("sdDifference", test.sdDifference)
      writer.double("t", test.t)
      writer.double("df", test.degreesOfFreedom)
      writer.double("p", test.p)
      writer.limits(test.limits)
    },
    "welch-t": { input, writer in
      let test = WelchT(input.numbers("x"), input.numbers("y"), level: input.number("level"))
      writer.double("difference", test.difference)
      writer.double("t", test.t)
      writer.double("df", test.degreesOfFreedom)
      writer.double("p", test.p)
      writer.limits(test.limits)
    },
    "wilcoxon-signed-rank": { input, writer in
      let test = SignedRank(input.numbers("difference"))
      writer.integer("n", test.n)
      writer.double("statistic", test.statistic)
      writer.double("p", test.p)
      writer.double("pGreater", test.pGreater)
      writer.double("pLess", test.pLess)
    },
    "meta-analysis": metaAnalysis,
    "reliable-change": reliableChange,
  ]

  @Sendable private static func metaAnalysis(_ input: JSONNode, _ writer: inout JSONWriter) {
    guard
      let pooled = MetaAnalysis(
        effects: input.numbers("yi"), variances: input.numbers("vi"), level: input.number("level"))
    else { return }
    writer.double("q", pooled.q)
    writer.integer("qDf", pooled.qDf)
    writer.double("qP", pooled.qP)
    writer.object("fixed") { writer in
      writer.double("estimate", pooled.fixed.estimate)
      writer.double("standardError", pooled.fixed.standardError)
      writer.limits(pooled.fixed.limits)
    }
    writer.object("derSimonianLaird") { $0.pooled(pooled.derSimonianLaird) }
    writer.object("reml") { $0.pooled(pooled.reml) }
    writer.object("hartungKnappDL") { $0.pooled(pooled.hartungKnappDL) }
    writer.object("hartungKnappREML") { $0.pooled(pooled.hartungKnappREML) }
  }

  @Sendable private static func reliableChange(_ input: JSONNode, _ writer: inout JSONWriter) {
    guard
      let scale = ReliableChange(
        sd: input.number("sd"), reliability: input.number("reliability"),
        level: input.number("level"))
    else { return }
    let changes = zip(input.numbers("baseline"), input.numbers("score"))
    writer.double("standardErrorOfMeasurement", scale.standardErrorOfMeasurement)
    writer.double("standardErrorOfDifference", scale.standardErrorOfDifference)
    writer.double("points", scale.points)
    writer.double("points196", scale.points196)
    writer.array("index", changes) { $0.double(nil, scale.index(baseline: $1.0, score: $1.1)) }
    writer.array("reliable", changes) {
      $0.bool(nil, scale.isReliable(baseline: $1.0, score: $1.1))
    }
    if let clinical = input["clinical"], let functional = input["functional"] {
      writer.double(
        "cutoffC", ReliableChange.cutoffC(clinical: clinical.norm, functional: functional.norm))
    }
  }
}

extension JSONNode {
  fileprivate var norm: ReliableChange.Norm {
    ReliableChange.Norm(mean: number("mean"), sd: number("sd"))
  }
}

extension JSONWriter {
  fileprivate mutating func pooled(_ pooled: MetaAnalysis.Pooled) {
    double("estimate", pooled.estimate)
    double("standardError", pooled.standardError)
    limits(pooled.limits)
    double("statistic", pooled.statistic)
    double("p", pooled.p)
    double("tau2", pooled.tau2)
    double("iSquaredPercent", pooled.iSquaredPercent)
    double("hSquared", pooled.hSquared)
    double("predictionLower", pooled.prediction?.lower)
    double("predictionUpper", pooled.prediction?.upper)
  }
}
