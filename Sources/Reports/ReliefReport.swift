import Bytes
import Definitions
package import Projections

/// The answer of `relief`: for one subject, or for a cohort with its flow.
package struct ReliefReport: Sendable {
  /// Definition, set, log, view.
  package var header: AnswerHeader
  package var criterion: String
  package var confirm: Int
  package var units: [ReliefUnit]
  /// Who is in and who is not; `nil` for one subject.
  package var flow: ReliefFlow?
  /// Whether the units themselves are left out.
  package var isSummary = false
  /// Whether the events behind the figures are named.
  package var explains = false

  package init(
    header: AnswerHeader, plan: AnalysisPlan, units: [ReliefUnit], flow: ReliefFlow?
  ) {
    self.header = header
    criterion = plan.criterion.rawValue
    confirm = plan.confirm
    self.units = units
    self.flow = flow
  }

  /// The document as one JSON object, as `docs/schema/relief.schema.json` describes it.
  package func json(_ plan: AnalysisPlan) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json)
      json.string("criterion", criterion)
      json.integer("confirm", confirm)
      if !isSummary { json.array("units", units) { Self.write($1, to: &$0) } }
      if let flow { Self.write(flow, to: &json) }
      if explains {
        json.object("extra") { json in
          json.array("explanations", units) { json, unit in
            json.object { json in
              json.string("subject", unit.subject)
              json.integer("unit", unit.unit)
              json.array("lines", Self.explanation(unit, plan)) { $0.string(nil, $1) }
            }
          }
        }
      }
    }
    return json.bytes + [0x0A]
  }

  /// One JSON object for each unit.
  package var jsonLines: [UInt8] {
    units.reduce(into: []) { bytes, unit in
      var json = JSONWriter()
      Self.write(unit, to: &json)
      bytes += json.bytes + [0x0A]
    }
  }

  /// One row for each unit; days from t0.
  package var csv: [UInt8] {
    var csv = CSV([
      "subject", "unit", "course", "instrument", "treatments", "start", "t0", "windowEnd",
      "windowEndsBy", "baseline", "baselineSeq", "status", "reason", "late", "entryDays",
      "lowerDays", "upperDays", "entrySeq", "lastInReliefSeq", "lostSeq",
    ])
    for unit in units {
      csv.add([
        unit.subject, "\(unit.unit)", "\(unit.course)", unit.instrument, "\(unit.treatments)",
        unit.start.text, unit.t0.text, unit.windowEnd.text, unit.windowEndsBy.rawValue,
        unit.baseline.map { "\($0.total)" } ?? "", unit.baseline.map { "\($0.seq)" } ?? "",
        unit.status.rawValue, unit.reason?.rawValue ?? "", unit.late ? "true" : "false",
        unit.entryDays.map(Digits.exact) ?? "", unit.lowerDays.map(Digits.exact) ?? "",
        unit.upperDays.map(Digits.exact) ?? "", unit.entry.map { "\($0.seq)" } ?? "",
        unit.lastInRelief.map { "\($0.seq)" } ?? "", unit.lost.map { "\($0.seq)" } ?? "",
      ])
    }
    return csv.bytes
  }

  /// Writes a unit with the members of `vectors/outcomes/README.md`.
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

  /// Writes the flow.
  static func write(_ flow: ReliefFlow, to json: inout JSONWriter) {
    json.object("flow") { json in
      json.integer("subjects", flow.subjects)
      json.integer("withTreatment", flow.withTreatment)
      json.integer("units", flow.units)
      json.integer("noThreshold", flow.noThreshold)
      json.integer("noBaseline", flow.noBaseline)
      json.integer("lowBaseline", flow.lowBaseline)
      json.integer("noRating", flow.noRating)
      json.integer("notInRelief", flow.notInRelief)
      json.integer("lost", flow.lost)
      json.integer("censored", flow.censored)
      json.integer("noRatingNotYet", flow.noRatingNotYet)
      json.integer("noRatingMissed", flow.noRatingMissed)
      json.integer("censoredUnconfirmed", flow.censoredUnconfirmed)
      json.integer("censoredRetreated", flow.censoredRetreated)
      json.integer("censoredExit", flow.censoredExit)
      json.integer("censoredEndOfFollowUp", flow.censoredEndOfFollowUp)
      json.integer("notInReliefLate", flow.notInReliefLate)
      json.integer("analysed", flow.analysed)
    }
  }
}
