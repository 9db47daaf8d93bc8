import Bytes
import Definitions
import Events
import Histories
import Projections

/// What one subject is to the tables of the common data model. Rows are counted within the subject;
/// their numbers over all subjects come later.
struct OMOPSubject: Sendable {
  let subject: ExportedSubject
  let concepts: OMOPConcepts
  let intake: Intake

  /// `nil` where the subject is not asked about, or has no year of birth: the model requires one,
  /// and a year that nobody stated is not made up.
  init?(_ subject: ExportedSubject, _ concepts: OMOPConcepts) {
    guard subject.isIncluded, let intake = subject.history.intake, intake.birthYear != nil else {
      return nil
    }
    self.subject = subject
    self.concepts = concepts
    self.intake = intake
  }

  /// The most characters that `person_source_value` holds.
  static let longestName = 50

  /// `nil` where the column does not hold the pseudonym: cut, it could be another one.
  var sourceName: String? {
    subject.name.unicodeScalars.count <= Self.longestName ? subject.name : nil
  }

  var treatments: [Treatment] { subject.record.treatments }

  /// When the last intake was taken; `nil` where that is after the end of follow-up.
  var intakeTime: Instant? {
    guard let place = subject.history.intakes.last, place < subject.history.followedCount else {
      return nil
    }
    return subject.history.events[place].event.time
  }

  func word(_ number: Int32) -> String? { subject.word(number) }

  /// The place among the treatments of the session that an event names.
  func visit(of event: Event) -> Int? {
    event.session.flatMap { label in treatments.firstIndex { $0.label == label } }
  }

  /// A text as far as a column of so many characters takes it; one that is cut ends with `…`.
  static func cut(_ text: String?, _ most: Int = 50) -> String? {
    guard let text, text.unicodeScalars.count > most else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most - 1))) + "…"
  }
}

/// Something measured: a score or a pressure.
struct OMOPMeasurement: Sendable {
  let place: Int
  let time: Instant
  let concept: Int
  let source: String
  let value: Double
  let unit: Int?
  let unitSource: String?
  let range: (low: Int, high: Int)?
  let visit: Int?

  /// The measurements of a subject within follow-up: scores that no later one replaces, then blood
  /// pressures.
  static func all(of person: OMOPSubject) -> [OMOPMeasurement] {
    let subject = person.subject
    var all: [OMOPMeasurement] = []
    for rating in subject.record.ratings {
      guard let total = rating.total, rating.flags.isDisjoint(with: [.afterFollowUp, .superseded])
      else { continue }
      let name = subject.instrument(rating.instrument)
      let range = subject.plan.definitions.instrument(name)?.total
      all.append(
        OMOPMeasurement(
          place: all.count, time: rating.time, concept: person.concepts.id(.instrument, name),
          source: name, value: Double(total), unit: nil, unitSource: nil,
          range: range.map { ($0.lowerBound, $0.upperBound) }, visit: nil))
    }
    for entry in subject.history.followed where entry.event.kind == .vital {
      let pressure = subject.history.table.bloodPressure(entry.event)
      for (concept, name, value) in [
        (OMOPConcepts.systolic, "systolic", pressure.systolic),
        (OMOPConcepts.diastolic, "diastolic", pressure.diastolic),
      ] {
        guard let value else { continue }
        all.append(
          OMOPMeasurement(
            place: all.count, time: entry.event.time, concept: concept, source: name,
            value: BloodPressure.decimal(thousandths: value).double,
            unit: OMOPConcepts.millimetresOfMercury, unitSource: "mmHg", range: nil,
            visit: person.visit(of: entry.event)))
      }
    }
    return all
  }
}

/// Something observed: what an intake says besides its codes, and adverse events.
struct OMOPObservation: Sendable {
  let place: Int
  let time: Instant
  let concept: Int
  let source: String
  let value: String?
  let qualifier: String?
  let visit: Int?

  /// The observations of a subject within follow-up.
  static func all(of person: OMOPSubject) -> [OMOPObservation] {
    let subject = person.subject
    var all: [OMOPObservation] = []
    if let time = person.intakeTime {
      for (name, number) in [("site", person.intake.site), ("arm", person.intake.arm)] {
        guard let text = person.word(number) else { continue }
        all.append(
          OMOPObservation(
            place: all.count, time: time, concept: 0, source: name, value: text, qualifier: nil,
            visit: nil))
      }
    }
    for row in AdverseRow.rows(of: subject) {
      all.append(
        OMOPObservation(
          place: all.count, time: row.entry.event.time,
          concept: person.concepts.id(.adverse, row.term), source: row.term,
          value: row.severity?.rawValue,
          qualifier: row.entry.event.isSerious ? "serious" : nil,
          visit: person.visit(of: row.entry.event)))
    }
    return all
  }
}
