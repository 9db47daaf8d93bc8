package import Events
package import Histories

/// The courses of other people with the same first indication, the whole code, and the same index
/// instrument, that begin in the same phase: beside whom a person's last course is held. The drugs
/// that courses are built from are those of the plan, for everybody.
///
/// Nobody is taken in for want of people: a wider group would be another comparison.
package struct ComparableCourses: Projection {
  /// What they have in common with the person.
  package struct Group: Equatable, Sendable {
    /// ICD-10-CM code.
    package let indication: String
    /// The phase of the course's first treatment.
    package let phase: Phase
    /// The index instrument: relief on another scale is another finding.
    package let instrument: String

    package init(indication: String, phase: Phase, instrument: String) {
      self.indication = indication
      self.phase = phase
      self.instrument = instrument
    }
  }

  /// What was found.
  package struct Value: Sendable {
    /// Such courses of all.
    package fileprivate(set) var courses = 0
    /// Of these, courses with no baseline that can be improved on, or with no threshold.
    package fileprivate(set) var unusable = 0
    /// Of these, courses with such a baseline that were not rated in time.
    package fileprivate(set) var unrated = 0
    /// Of these, courses whose first rating in time is not in relief.
    package fileprivate(set) var notInRelief = 0
    /// People with a course that has a usable baseline and a first rating in time.
    package fileprivate(set) var ratedPeople = 0
    /// People with a course whose first rating is in relief.
    package fileprivate(set) var people = 0
    /// Of courses whose first rating is in relief: the last time in relief, in days from t0.
    package fileprivate(set) var lower: [Double] = []
    /// Of these the first of a confirmed loss; `nil`: not seen.
    package fileprivate(set) var upper: [Double?] = []

    /// Courses with a usable baseline and a first rating in time, in relief or not.
    package var rated: Int { lower.count + notInRelief }
  }

  package let plan: AnalysisPlan
  /// What they have in common.
  package let group: Group
  private let indication: [UInt8]
  private let subject: String

  /// The courses that are held beside those of a person, who is left out.
  package init(_ group: Group, without subject: String, _ plan: AnalysisPlan) {
    var plan = plan
    plan.unit = .course
    plan.strata = nil
    plan.stratum = nil
    plan.keepsUnits = false
    self.plan = plan
    self.group = group
    self.subject = subject
    indication = Array(group.indication.utf8)
  }

  package var nobody: Value { Value() }

  package func project(_ history: History, shownAs name: String) -> Value {
    var value = nobody
    guard isComparable(history, name) else { return value }
    add(derived: CaseRecord(history, plan), name, to: &value)
    return value
  }

  package func add(_ record: inout CaseRecord, shownAs name: String, to value: inout Value) {
    guard isComparable(record.history, name) else { return }
    record.derive(plan)
    add(derived: record, name, to: &value)
  }

  private func isComparable(_ history: History, _ name: String) -> Bool {
    guard let code = history.firstIndication, code.utf8.elementsEqual(indication),
      !name.utf8.elementsEqual(subject.utf8)
    else { return false }
    return plan.includes(history, shownAs: name)
  }

  private func add(derived record: CaseRecord, _ name: String, to value: inout Value) {
    guard record.instrument.utf8.elementsEqual(group.instrument.utf8) else { return }
    let (rated, analysed) = (value.rated, value.lower.count)
    ReliefAlgorithm.forEachUnit(of: record, plan, shownAs: name) { unit in
      guard unit.phase == group.phase else { return }
      value.courses += 1
      switch unit.status {
      case .noThreshold, .noBaseline, .lowBaseline: value.unusable += 1
      case .noRating: value.unrated += 1
      case .notInRelief: value.notInRelief += 1
      case .lost, .censored:
        guard let lower = unit.lowerDays else { return }
        value.lower.append(lower)
        value.upper.append(unit.upperDays)
      }
    }
    if value.rated > rated { value.ratedPeople += 1 }
    if value.lower.count > analysed { value.people += 1 }
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.people += later.people
    value.courses += later.courses
    value.unusable += later.unusable
    value.unrated += later.unrated
    value.notInRelief += later.notInRelief
    value.ratedPeople += later.ratedPeople
    value.lower += later.lower
    value.upper += later.upper
  }
}
