import Bytes
import Definitions
import Events
import Projections

/// The member `standing` of `extra`, as `docs/schema` describes it.
extension StandingReport {
  func write(to json: inout JSONWriter) {
    json.object("standing") { json in
      json.string("definition", definition)
      json.instant("asOf", standing.vantage.instant)
      json.string("asOfFrom", standing.vantage.source.rawValue)
      json.integer("laterEvents", standing.later?.events ?? 0)
      json.string("instrument", standing.instrument)
      json.string("criterion", plan.criterion.rawValue)
      json.string("state", standing.state.rawValue)
      ReliefReport.write(standing.lastRating, "lastRating", to: &json)
      json.double("ageDays", standing.ageDays)
      json.integer("course", standing.last?.course)
      ReliefReport.write(standing.last?.baseline, "baseline", to: &json)
      json.array("earlierCourses", standing.earlier) { json, unit in
        json.object { json in
          json.integer("course", unit.course)
          json.string("status", unit.status.rawValue)
          json.string("reason", unit.reason?.rawValue)
          json.bool("late", unit.late)
          json.double("lowerDays", unit.lowerDays)
          json.double("upperDays", unit.upperDays)
        }
      }
      json.object("nextTreatment") { Self.write(standing.treatment, to: &$0) }
      json.object("nextRating") { json in
        json.string("state", standing.rating.state.rawValue)
        json.instant("latest", standing.rating.latest)
      }
      writeComparison(to: &json)
    }
  }

  private static func write(_ due: TreatmentDue, to json: inout JSONWriter) {
    json.string("state", due.state.rawValue)
    if let plan = due.plan {
      json.object("plan") { json in
        json.integer("seq", plan.seq)
        json.instant("time", plan.time)
        json.instant("nextDue", plan.said.due)
        json.double("intervalDays", plan.said.intervalDays)
        json.double("toleranceDays", plan.said.toleranceDays)
      }
    } else {
      json.null("plan")
    }
    json.integer("treatmentSeq", due.treatmentSeq)
    json.instant("due", due.due)
    json.string("dueFrom", due.source?.rawValue)
    json.instant("latest", due.latest)
    json.double("overdueDays", due.overdueDays)
  }

  /// What is kept back because it is about too few is `null`, and `outcome` says so.
  private func writeComparison(to json: inout JSONWriter) {
    let (outcome, group, found): (String, ComparableCourses.Group?, PeerCurve?)
    switch comparison {
    case .notAsked: return json.null("comparison")
    case .noCourse: (outcome, group, found) = ("no-course", nil, nil)
    case .noIndication: (outcome, group, found) = ("no-indication", nil, nil)
    case .few(let few): (outcome, group, found) = ("too-few", few, nil)
    case .found(let comparison): (outcome, group, found) = ("found", comparison.group, comparison)
    }
    json.object("comparison") { json in
      json.string("outcome", outcome)
      json.string("indication", group?.indication)
      json.string("phase", group?.phase.rawValue)
      json.integer("leastPeople", PeerCurve.leastPeople)
      json.string("instrument", group?.instrument)
      json.integer("courses", found?.courses)
      json.integer("unusable", found?.unusable)
      json.integer("unrated", found?.unrated)
      json.integer("rated", found?.rated)
      json.integer("ratedPeople", found?.ratedPeople)
      json.integer("analysed", found?.relief?.courses)
      json.integer("people", found?.relief?.people)
      json.double("lastSeenDays", found?.relief?.lastSeenDays)
      guard let relief = found?.relief else { return json.null("at") }
      json.array("at", relief.curve) { json, point in
        json.object { json in
          json.double("days", point.days)
          json.integer("followed", point.followed)
          json.double("survivalAtLow", point.low)
          json.double("survivalAtHigh", point.high)
        }
      }
    }
  }
}
