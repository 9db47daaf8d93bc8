import Bytes
import Projections
import Statistics

/// The members of `vectors/outcomes/README.md`.
extension ReliefReport {
  func writeEstimates(to json: inout JSONWriter) {
    guard let estimates else {
      json.null("turnbull")
      json.null("kaplanMeier")
      json.null("cumulativeIncidence")
      return
    }
    json.object("turnbull") { estimates.writeTurnbull(to: &$0) }
    json.object("kaplanMeier") { estimates.writeKaplanMeier(to: &$0) }
    json.object("cumulativeIncidence") { estimates.writeIncidence(to: &$0) }
  }

  /// Writes a unit.
  static func write(_ unit: ReliefUnit, to json: inout JSONWriter) {
    json.object { json in
      json.string("subject", unit.subject)
      json.integer("unit", unit.unit)
      json.integer("course", unit.course)
      json.string("instrument", unit.instrument)
      json.integer("treatments", unit.treatments)
      json.instant("start", unit.start)
      json.instant("t0", unit.t0)
      json.instant("windowEnd", unit.windowEnd)
      json.string("windowEndsBy", unit.windowEndsBy.rawValue)
      write(unit.baseline, "baseline", to: &json)
      json.string("status", unit.status.rawValue)
      json.string("reason", unit.reason?.rawValue)
      json.bool("late", unit.late)
      json.double("entryDays", unit.entryDays)
      json.double("lowerDays", unit.lowerDays)
      json.double("upperDays", unit.upperDays)
      json.integer("entrySeq", unit.entry?.seq)
      json.integer("lastInReliefSeq", unit.lastInRelief?.seq)
      json.integer("lostSeq", unit.lost?.seq)
      if let pair = unit.confirmedBy {
        json.array("confirmedBySeq", [pair.first, pair.second]) { $0.integer(nil, $1) }
      } else {
        json.null("confirmedBySeq")
      }
      guard let onset = unit.onset else { return json.null("onset") }
      json.object("onset") { json in
        json.double("afterDays", onset.afterDays)
        json.double("byDays", onset.byDays)
        json.integer("afterSeq", onset.afterSeq)
        json.integer("bySeq", onset.bySeq)
      }
    }
  }

  /// Writes a rating: its line, time and total.
  static func write(
    _ rating: ReliefUnit.RatingReference?, _ key: StaticString, to json: inout JSONWriter
  ) {
    guard let rating else { return json.null(key) }
    write(rating, to: &json, key)
  }

  /// Writes a rating that is there, as an element or as a member.
  static func write(
    _ rating: ReliefUnit.RatingReference, to json: inout JSONWriter, _ key: StaticString? = nil
  ) {
    json.object(key) { json in
      json.integer("seq", rating.seq)
      json.instant("time", rating.time)
      json.integer("total", rating.total)
    }
  }
}

extension ReliefFigures {
  func writeTurnbull(to json: inout JSONWriter) {
    json.array("at", turnbull) { json, point in
      json.object { json in
        json.double("days", point.days)
        json.double("survivalAtLow", point.isWithheld ? nil : point.low)
        json.double("survivalAtHigh", point.isWithheld ? nil : point.high)
      }
    }
    json.object("median") { json in
      json.double("afterDays", durations.medianAfter)
      json.double("throughDays", durations.medianThrough)
    }
    json.array("restrictedMean", durations.means) { json, mean in
      json.object { json in
        json.double("days", mean.days)
        json.double("low", mean.low)
        json.double("high", mean.high)
      }
    }
    guard let innermost else { return json.null("innermost") }
    json.array("innermost", innermost) { json, mass in
      json.object { json in
        json.double("afterDays", mass.after)
        json.double("throughDays", mass.through)
        json.double("mass", mass.mass)
      }
    }
  }

  func writeKaplanMeier(to json: inout JSONWriter) {
    json.array("at", points) { json, point in
      json.object { json in
        json.double("days", point.days)
        json.double("survival", point.survival)
        json.double("lower", point.limits?.lower)
        json.double("upper", point.limits?.upper)
        json.integer("atRisk", point.atRisk)
        json.bool("held", point.isHeld)
      }
    }
    json.double("medianDays", durations.kaplanMeierMedian)
    json.double("medianLowerDays", durations.kaplanMeierLower)
    json.double("medianUpperDays", durations.kaplanMeierUpper)
    json.array("restrictedMean", durations.kaplanMeierMeans) { json, mean in
      json.object { json in
        json.double("days", mean.days)
        json.double("mean", mean.mean)
        json.bool("beyondFollowUp", mean.isBeyondFollowUp)
      }
    }
    json.double("lastDays", lastDays)
    json.array("curve", steps) { json, step in
      json.object { json in
        json.double("days", step.days)
        json.integer("atRisk", step.atRisk)
        json.integer("lost", step.lost)
        json.double("survival", step.survival)
      }
    }
  }

  func writeIncidence(to json: inout JSONWriter) {
    json.array("at", incidence) { json, point in
      json.object { json in
        json.double("days", point.days)
        json.integer("atRisk", point.atRisk)
        Self.write(point.shares, to: &json)
      }
    }
    json.object("atEnd") { Self.write(incidenceAtEnd, to: &$0) }
  }

  private static func write(_ shares: [Double?], to json: inout JSONWriter) {
    json.double("lost", shares[ReliefEstimates.Ending.lost.rawValue - 1])
    json.double("retreated", shares[ReliefEstimates.Ending.retreated.rawValue - 1])
    json.double("exit", shares[ReliefEstimates.Ending.exit.rawValue - 1])
  }
}
