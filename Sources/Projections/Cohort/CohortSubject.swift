public import Bytes
import Histories

/// A subject of a cohort in numbers: treatments, courses, what was left out, and how relief ended.
public struct CohortSubject: Sendable {
  /// The subject, as shown.
  public var subject: String
  /// The first ICD-10-CM code of the intake; `nil` without one.
  public var firstIndication: String?
  /// The index instrument.
  public var instrument: String
  /// Where the index instrument comes from.
  public var instrumentFrom: InstrumentSource
  /// The instruments that were rated, sorted.
  public var instrumentsRated: [String]
  /// Treatments that courses are built from.
  public var treatments: Int
  /// Treatments of the other kind.
  public var otherTreatments: Int
  /// Infusions without a dose that delivers something: listed, never counted.
  public var notGiven: Int
  /// Doses without an effective infusion of their label: in no figure.
  public var orphanedDoses: Int
  /// Infusions whose label an earlier one owns.
  public var duplicateLabels: Int
  /// Events after the end of follow-up: in no figure.
  public var afterFollowUp: Int
  /// Courses.
  public var courses: Int
  /// When follow-up ends.
  public var followUpEnd: Instant
  /// Whether an exit ends it or the last event.
  public var followUpEndsBy: ReliefUnit.WindowEnd
  /// The status of each course, in order.
  public var relief: [ReliefUnit.Status]
}

extension CohortSubject {
  /// The subject of a record.
  ///
  /// - Parameter relief: the status of each course, where it is asked for.
  package init(_ record: CaseRecord, shownAs name: String, relief: [ReliefUnit.Status] = []) {
    let history = record.history
    let chosen = record.treatments.count(where: \.isChosen)
    subject = name
    firstIndication = history.firstIndication
    instrument = record.instrument
    instrumentFrom = record.instrumentFrom
    instrumentsRated = record.instrumentsRated
    treatments = chosen
    otherTreatments = record.treatments.count - chosen
    notGiven = record.treatmentPlan.notGiven.count
    orphanedDoses = history.orphanedDoses.count
    duplicateLabels = history.duplicateLabels.count
    afterFollowUp = history.afterFollowUp.count
    courses = record.treatmentPlan.courses.count
    followUpEnd = history.followUp.end
    followUpEndsBy = history.followUp.exit == nil ? .lastEvent : .exit
    self.relief = relief
  }
}
