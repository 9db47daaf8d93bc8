package import Bytes
package import Events
import Histories

/// One subject as a lane of a chart: when treatments were, how long relief lasted after each course,
/// and how long the subject was followed; all in days from the first treatment.
package struct PatientLane: Sendable {
  /// A course, with how long relief lasted after it.
  package struct Course: Sendable {
    /// Its number, from 1.
    package let number: Int
    /// Start of its first treatment.
    package let startDays: Double
    /// End of its last treatment: what relief is counted from.
    package let endDays: Double
    /// What came of it.
    package let relief: ReliefUnit
  }

  /// The subject, as shown.
  package let subject: String
  /// The index instrument.
  package let instrument: String
  /// Start of the first treatment that courses are built from.
  package let start: Instant
  /// Starts of those treatments.
  package let treatments: [Double]
  /// Starts of treatments of the other kind.
  package let others: [Double]
  /// Its courses, in order.
  package let courses: [Course]
  /// The end of follow-up.
  package let endDays: Double
  /// Why follow-up ended; `nil`: the log goes no further.
  package let exit: ExitReason?
}

/// The lanes of all subjects who were treated.
package struct LaneProjection: StratifiedProjection {
  /// The answer.
  package struct Value: Sendable {
    /// Subjects with an effective event.
    package var subjects = 0
    /// One lane for each who was treated, in the order of names.
    package var lanes: [PatientLane] = []
    /// The index instruments of the subjects.
    package var instruments: Set<String> = []
  }

  package private(set) var plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) {
    self.plan = plan
    self.plan.unit = .course
  }

  package var nobody: Value { Value() }

  package func project(_ record: CaseRecord, shownAs name: String) -> Value {
    guard plan.includes(record, shownAs: name) else { return nobody }
    var value = Value(subjects: 1, instruments: [record.instrument])
    guard let first = record.treatments.first(where: \.isChosen) else { return value }
    // A subject who is in is in with all of its courses.
    var everything = plan
    everything.selection = nil
    everything.stratum = nil
    let units = ReliefAlgorithm.units(of: record, everything, shownAs: name)
    func days(_ instant: Instant) -> Double { elapsedDays(from: first.start, to: instant) }
    value.lanes = [
      PatientLane(
        subject: name, instrument: record.instrument, start: first.start,
        treatments: record.treatments.filter(\.isChosen).map { days($0.start) },
        others: record.treatments.filter { !$0.isChosen }.map { days($0.start) },
        courses: units.map { unit in
          PatientLane.Course(
            number: unit.course, startDays: days(unit.start), endDays: days(unit.t0), relief: unit)
        },
        endDays: days(record.history.followUp.end), exit: record.history.followUp.exit)
    ]
    return value
  }

  package func merge(_ value: inout Value, with later: Value) {
    value.subjects += later.subjects
    value.lanes += later.lanes
    value.instruments.formUnion(later.instruments)
  }
}
