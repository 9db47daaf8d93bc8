import Bytes
import Events
package import Histories
import Projections

/// The tables of `export omop`: the common data model 5.4, columns in the order of its DDL.
package enum OMOPTables {
  /// All tables, and the crosswalk from pseudonyms to numbers, which is no part of the model.
  package static func all(_ concepts: OMOPConcepts) -> [ExportTable] {
    [
      .person(concepts), .observationPeriod(concepts), .visitOccurrence(concepts),
      .conditionOccurrence(concepts), .drugExposure(concepts), .measurement(concepts),
      .observation(concepts), .death(concepts), .episode(concepts), .episodeEvent(concepts),
      .crosswalk(concepts),
    ]
  }

  /// How many persons have a pseudonym that `person_source_value` does not hold.
  package static func unnamedPersons(in registry: Registry, _ question: ExportQuestion) -> Int {
    var unnamed = 0
    registry.forEach { name, history in
      guard name.unicodeScalars.count > OMOPSubject.longestName else { return }
      let subject = ExportedSubject(
        CaseRecord(history, question.plan), shownAs: name, question)
      if OMOPSubject(subject, OMOPConcepts()) != nil { unnamed += 1 }
    }
    return unnamed
  }
}

extension ExportField {
  /// A column of the model that nothing in a log fills.
  static func empty(_ name: String) -> ExportField {
    .integer(name, "Not filled from a log") { _ in nil }
  }

  /// The subject's number.
  static var person: ExportField {
    .rowNumber("person_id", of: "person", "The person") { _ in 0 }
  }

  /// A concept that is the same in all rows.
  static func concept(_ name: String, _ id: Int) -> ExportField {
    .integer(name, is: .always, "Concept \(id)") { _ in id }
  }
}

extension ExportTable {
  static func person(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "person", "one subject with a year of birth",
      rows: { OMOPSubject($0, concepts).map { [$0] } ?? [] },
      [
        .person,
        .integer("gender_concept_id", is: .always, "8532 female, 8507 male, else 0") {
          OMOPConcepts.gender($0.word($0.intake.sex))
        },
        .integer("year_of_birth", is: .always, "Year of birth") { $0.intake.birthYear },
        .empty("month_of_birth"), .empty("day_of_birth"), .empty("birth_datetime"),
        .concept("race_concept_id", 0), .concept("ethnicity_concept_id", 0),
        .empty("location_id"), .empty("provider_id"), .empty("care_site_id"),
        .text("person_source_value", "The pseudonym, where 50 characters hold it") {
          $0.sourceName
        },
        .text("gender_source_value", "Sex as the intake says") { $0.word($0.intake.sex) },
        .concept("gender_source_concept_id", 0), .empty("race_source_value"),
        .concept("race_source_concept_id", 0), .empty("ethnicity_source_value"),
        .concept("ethnicity_source_concept_id", 0),
      ] as [ExportField<OMOPSubject>])
  }

  static func observationPeriod(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "observation_period", "the follow-up of one subject",
      rows: { OMOPSubject($0, concepts).map { [$0] } ?? [] },
      [
        .rowNumber("observation_period_id", of: "observation_period", "The row") { _ in 0 },
        .person,
        .date("observation_period_start_date", is: .always, "The first event") {
          $0.subject.history.followed.first?.event.time
        },
        .date("observation_period_end_date", is: .always, "The end of follow-up") {
          $0.subject.history.followUp.end
        },
        .concept("period_type_concept_id", OMOPConcepts.healthRecord),
      ] as [ExportField<OMOPSubject>])
  }

  static func conditionOccurrence(_ concepts: OMOPConcepts) -> ExportTable {
    typealias Row = (person: OMOPSubject, place: Int, time: Instant, code: String)
    return ExportTable(
      "condition_occurrence", "one code of the last intake",
      rows: { subject -> [Row] in
        guard let person = OMOPSubject(subject, concepts), let time = person.intakeTime else {
          return []
        }
        let codes = subject.history.table.indications(person.intake)
        return codes.enumerated().map { (person, $0, time, $1) }
      },
      [
        .rowNumber("condition_occurrence_id", of: "condition_occurrence", "The row") { $0.place },
        .person,
        .integer("condition_concept_id", is: .always, "From --concepts, else 0") {
          concepts.id(.condition, $0.code)
        },
        .date("condition_start_date", is: .always, "The day of the intake") { $0.time },
        .instant("condition_start_datetime", is: .always, as: .clockTime, "The intake, UTC") {
          $0.time
        },
        .empty("condition_end_date"), .empty("condition_end_datetime"),
        .concept("condition_type_concept_id", OMOPConcepts.healthRecord),
        .empty("condition_status_concept_id"), .empty("stop_reason"), .empty("provider_id"),
        .empty("visit_occurrence_id"), .empty("visit_detail_id"),
        .text("condition_source_value", is: .always, "The ICD-10-CM code") {
          OMOPSubject.cut($0.code)
        },
        .concept("condition_source_concept_id", 0),
        .text("condition_status_source_value", is: .always, "primary or secondary") {
          $0.place == 0 ? "primary" : "secondary"
        },
      ] as [ExportField<Row>])
  }

  static func death(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "death", "one subject whose follow-up ended by death",
      rows: { subject in
        subject.history.followUp.exit == .died
          ? OMOPSubject(subject, concepts).map { [$0] } ?? [] : []
      },
      [
        .person,
        .date("death_date", is: .always, "The day of the exit") {
          $0.subject.history.followUp.end
        },
        .instant("death_datetime", is: .always, as: .clockTime, "The exit, UTC") {
          $0.subject.history.followUp.end
        },
        .concept("death_type_concept_id", OMOPConcepts.healthRecord),
        .empty("cause_concept_id"), .empty("cause_source_value"),
        .empty("cause_source_concept_id"),
      ] as [ExportField<OMOPSubject>])
  }

  /// Which number is which pseudonym, and who has none and why.
  static func crosswalk(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "crosswalk", "one subject that is asked about, with a person or without",
      rows: { $0.isIncluded ? [(subject: $0, person: OMOPSubject($0, concepts))] : [] },
      [
        .text("subject", is: .always, "The pseudonym") { $0.subject.name },
        .rowNumber("person_id", of: "person", is: .optional, "The person") {
          $0.person == nil ? nil : 0
        },
        .text("left_out", "Why there is no person") {
          $0.person == nil ? "no-birth-year" : nil
        },
      ] as [ExportField<(subject: ExportedSubject, person: OMOPSubject?)>])
  }
}
