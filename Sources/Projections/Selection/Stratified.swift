package import Histories

/// A projection whose units lie in strata: it can be asked about one stratum only.
package protocol StratifiedProjection: Projection {
  /// The projection under a plan.
  init(_ plan: AnalysisPlan)

  /// What is asked.
  var plan: AnalysisPlan { get }

  /// The answer of a subject of whom everything is derived already.
  func project(_ record: CaseRecord, shownAs name: String) -> Value

  /// The strata that the subject's units lie in, in any order.
  func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum>
}

extension StratifiedProjection {
  package func project(_ history: History, shownAs name: String) -> Value {
    guard plan.includes(history, shownAs: name) else { return nobody }
    return project(CaseRecord(history, plan), shownAs: name)
  }

  /// What is known of a subject as far as no treatment is.
  package func untreated(_ record: CaseRecord, shownAs name: String) -> UnitAttributes {
    UnitAttributes(record, shownAs: name, firstTreatment: nil, t0: nil, baseline: nil)
  }

  /// Whether a subject of which no unit is shown counts all the same: one without courses does,
  /// where what is asked holds although nothing is known of a treatment.
  package func counts(withoutUnits record: CaseRecord, shownAs name: String) -> Bool {
    if plan.selection == nil && plan.stratum == nil { return true }
    return record.treatmentPlan.courses.isEmpty
      && plan.includes(untreated(record, shownAs: name))
  }

  /// For answers that ask about subjects as a whole.
  package func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum> {
    guard plan.includes(record, shownAs: name) else { return [] }
    return plan.stratum(of: record, shownAs: name).map { [$0] } ?? []
  }
}

/// A projection of everybody and of each stratum of `--by`, in one pass over the histories.
package struct Stratified<Base: StratifiedProjection>: Projection {
  /// The answers.
  package struct Value: Sendable {
    /// Of everybody.
    package var whole: Base.Value
    fileprivate var parts: [Stratum: Base.Value] = [:]

    /// Takes the answer of one stratum, which has none yet.
    mutating func add(_ value: Base.Value, to stratum: Stratum) { parts[stratum] = value }

    /// Of one stratum, or of everybody; `nil` where nobody is in the stratum.
    package func value(of stratum: Stratum?) -> Base.Value? {
      stratum.map { parts[$0] } ?? whole
    }

    /// Of each stratum that anybody is in, in order.
    package var strata: [(Stratum, Base.Value)] {
      parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }

  let base: Base

  package init(_ plan: AnalysisPlan) { base = Base(plan) }

  package var nobody: Value { Value(whole: base.nobody) }

  package func project(_ history: History, shownAs name: String) -> Value {
    var value = nobody
    guard base.plan.includes(history, shownAs: name) else { return value }
    let record = CaseRecord(history, base.plan)
    value.whole = base.project(record, shownAs: name)
    guard base.plan.strata != nil else { return value }
    for stratum in base.strata(of: record, shownAs: name) {
      var plan = base.plan
      plan.stratum = stratum
      value.parts[stratum] = Base(plan).project(record, shownAs: name)
    }
    return value
  }

  package func merge(_ value: inout Value, with later: Value) {
    base.merge(&value.whole, with: later.whole)
    for (stratum, part) in later.parts {
      if value.parts[stratum] == nil { value.parts[stratum] = base.nobody }
      base.merge(&value.parts[stratum]!, with: part)
    }
  }
}
