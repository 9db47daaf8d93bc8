import Bytes
import Events
import Projections

/// A treatment as a visit and as an exposure to its drug.
struct OMOPTreatment: Sendable {
  let person: OMOPSubject
  /// Which of the subject's treatments it is, from 0.
  let place: Int
  let treatment: Treatment

  var drug: String { person.word(treatment.drug) ?? "" }

  /// The treatments of a subject, active and control.
  static func all(of subject: ExportedSubject, _ concepts: OMOPConcepts) -> [OMOPTreatment] {
    guard let person = OMOPSubject(subject, concepts) else { return [] }
    return person.treatments.enumerated().map {
      OMOPTreatment(person: person, place: $0, treatment: $1)
    }
  }
}

/// A course as an episode.
struct OMOPEpisode: Sendable {
  let person: OMOPSubject
  let course: Course
  /// Its treatments, as places among the subject's.
  let treatments: [Int]

  var first: Treatment { person.treatments[treatments[0]] }
  var last: Treatment { person.treatments[treatments[treatments.count - 1]] }

  /// The courses of a subject.
  static func all(of subject: ExportedSubject, _ concepts: OMOPConcepts) -> [OMOPEpisode] {
    guard let person = OMOPSubject(subject, concepts) else { return [] }
    let plan = subject.record.treatmentPlan
    return plan.courses.map { course in
      OMOPEpisode(
        person: person, course: course, treatments: course.members.map { plan.chosen[$0] })
    }
  }
}

extension ExportTable {
  static func visitOccurrence(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "visit_occurrence", "one treatment, as the visit that it was given at",
      rows: { OMOPTreatment.all(of: $0, concepts) },
      [
        .rowNumber("visit_occurrence_id", of: "visit_occurrence", "The row") { $0.place },
        .person, .concept("visit_concept_id", OMOPConcepts.outpatient),
        .date("visit_start_date", is: .always, "The day of its start") { $0.treatment.start },
        .instant("visit_start_datetime", is: .always, as: .clockTime, "Its start, UTC") {
          $0.treatment.start
        },
        .date("visit_end_date", is: .always, "The day of its end") { $0.treatment.end },
        .instant("visit_end_datetime", is: .always, as: .clockTime, "Its end, UTC") {
          $0.treatment.end
        },
        .concept("visit_type_concept_id", OMOPConcepts.healthRecord),
        .empty("provider_id"), .empty("care_site_id"),
        .text("visit_source_value", is: .always, "The label of the session") {
          OMOPSubject.cut($0.person.subject.label($0.treatment.label))
        },
        .concept("visit_source_concept_id", 0), .empty("admitted_from_concept_id"),
        .empty("admitted_from_source_value"), .empty("discharged_to_concept_id"),
        .empty("discharged_to_source_value"),
        .rowNumber(
          "preceding_visit_occurrence_id", of: "visit_occurrence", is: .optional, "The one before"
        ) { $0.place == 0 ? nil : $0.place - 1 },
      ] as [ExportField<OMOPTreatment>])
  }

  static func drugExposure(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "drug_exposure", "one treatment, as what was given",
      rows: { OMOPTreatment.all(of: $0, concepts) },
      [
        .rowNumber("drug_exposure_id", of: "drug_exposure", "The row") { $0.place },
        .person,
        .integer("drug_concept_id", is: .always, "From --concepts, else 0") {
          concepts.id(.drug, $0.drug)
        },
        .date("drug_exposure_start_date", is: .always, "The day of its start") {
          $0.treatment.start
        },
        .instant("drug_exposure_start_datetime", is: .always, as: .clockTime, "Its start, UTC") {
          $0.treatment.start
        },
        .date("drug_exposure_end_date", is: .always, "The day of its end") { $0.treatment.end },
        .instant("drug_exposure_end_datetime", is: .always, as: .clockTime, "Its end, UTC") {
          $0.treatment.end
        },
        .date("verbatim_end_date", is: .always, "The day of its end") { $0.treatment.end },
        .concept("drug_type_concept_id", OMOPConcepts.healthRecord),
        .empty("stop_reason"), .empty("refills"),
        .number("quantity", is: .always, unit: "mg", "Delivered, in mg") {
          $0.treatment.milligrams
        },
        .empty("days_supply"), .empty("sig"),
        .integer("route_concept_id", is: .always, "The route") {
          concepts.id(.route, $0.treatment.route.rawValue)
        },
        .empty("lot_number"), .empty("provider_id"),
        .rowNumber("visit_occurrence_id", of: "visit_occurrence", "Its visit") { $0.place },
        .empty("visit_detail_id"),
        .text("drug_source_value", is: .always, "The drug") { OMOPSubject.cut($0.drug) },
        .concept("drug_source_concept_id", 0),
        .text("route_source_value", is: .always, "The route") { $0.treatment.route.rawValue },
        .text("dose_unit_source_value", is: .always, "mg") { _ in "mg" },
      ] as [ExportField<OMOPTreatment>])
  }

  static func episode(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "episode", "one course",
      rows: { OMOPEpisode.all(of: $0, concepts) },
      [
        .rowNumber("episode_id", of: "episode", "The row") { $0.course.number - 1 },
        .person, .concept("episode_concept_id", OMOPConcepts.treatmentRegimen),
        .date("episode_start_date", is: .always, "The day of its first treatment's start") {
          $0.first.start
        },
        .instant("episode_start_datetime", is: .always, as: .clockTime, "The same, UTC") {
          $0.first.start
        },
        .date("episode_end_date", is: .always, "The day of its last treatment's end") {
          $0.last.end
        },
        .instant("episode_end_datetime", is: .always, as: .clockTime, "The same, UTC") {
          $0.last.end
        },
        .empty("episode_parent_id"),
        .integer("episode_number", is: .always, "The number of the course") { $0.course.number },
        .integer("episode_object_concept_id", is: .always, "The drug of its first treatment") {
          concepts.id(.drug, $0.person.word($0.first.drug) ?? "")
        },
        .concept("episode_type_concept_id", OMOPConcepts.healthRecord),
        .text("episode_source_value", is: .always, "Drug and number of the course") {
          OMOPSubject.cut("\($0.person.word($0.first.drug) ?? "") course \($0.course.number)")
        },
        .concept("episode_source_concept_id", 0),
      ] as [ExportField<OMOPEpisode>])
  }

  static func episodeEvent(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "episode_event", "one treatment of a course",
      rows: { subject in
        OMOPEpisode.all(of: subject, concepts).flatMap { episode in
          episode.treatments.map { (episode: episode.course.number - 1, exposure: $0) }
        }
      },
      [
        .rowNumber("episode_id", of: "episode", "The course") { $0.episode },
        .rowNumber("event_id", of: "drug_exposure", "The treatment") { $0.exposure },
        .concept("episode_event_field_concept_id", OMOPConcepts.drugExposureField),
      ] as [ExportField<(episode: Int, exposure: Int)>])
  }
}
