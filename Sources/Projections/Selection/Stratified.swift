package import Histories

/// A projection whose units lie in strata: it can be asked about one stratum only.
package protocol StratifiedProjection: Projection {
  /// The projection under a plan.
  init(_ plan: AnalysisPlan)

  /// The answer of a subject of whom everything is derived already.
  func project(_ record: CaseRecord, shownAs name: String) -> Value

  /// Adds that answer to the one of earlier subjects.
  func add(derived record: CaseRecord, shownAs name: String, to value: inout Value)

  /// The strata that the subject's units lie in, in any order.
  func strata(of record: CaseRecord, shownAs name: String) -> Set<Stratum>
}

extension StratifiedProjection {
  package func project(_ history: History, shownAs name: String) -> Value {
    guard plan.includes(history, shownAs: name) else { return nobody }
    return project(CaseRecord(history, plan), shownAs: name)
  }

  package func add(_ record: inout CaseRecord, shownAs name: String, to value: inout Value) {
    guard plan.includes(record.history, shownAs: name) else { return }
    record.derive(plan)
    add(derived: record, shownAs: name, to: &value)
  }

  package func add(derived record: CaseRecord, shownAs name: String, to value: inout Value) {
    merge(&value, with: project(record, shownAs: name))
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
  package let plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    base = Base(plan)
    self.plan = base.plan
  }

  package var nobody: Value { Value(whole: base.nobody) }

  package func project(_ history: History, shownAs name: String) -> Value {
    var value = nobody
    guard plan.includes(history, shownAs: name) else { return value }
    add(derived: CaseRecord(history, plan), shownAs: name, to: &value)
    return value
  }

  package func add(_ record: inout CaseRecord, shownAs name: String, to value: inout Value) {
    guard plan.includes(record.history, shownAs: name) else { return }
    record.derive(plan)
    add(derived: record, shownAs: name, to: &value)
  }

  private func add(derived record: CaseRecord, shownAs name: String, to value: inout Value) {
    base.add(derived: record, shownAs: name, to: &value.whole)
    guard plan.strata != nil else { return }
    for stratum in base.strata(of: record, shownAs: name) {
      var plan = plan
      plan.stratum = stratum
      Base(plan).add(
        derived: record, shownAs: name, to: &value.parts[stratum, default: base.nobody])
    }
  }

  package func merge(_ value: inout Value, with later: Value) {
    base.merge(&value.whole, with: later.whole)
    for (stratum, part) in later.parts {
      base.merge(&value.parts[stratum, default: base.nobody], with: part)
    }
  }
}
