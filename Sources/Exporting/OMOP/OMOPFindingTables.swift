import Bytes
import Projections

extension ExportTable {
  static func measurement(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "measurement", "one total of an instrument, or one blood pressure",
      rows: { OMOPSubject($0, concepts).map(OMOPMeasurement.all) ?? [] },
      [
        .rowNumber("measurement_id", of: "measurement", "The row") { $0.place },
        .person,
        .integer("measurement_concept_id", is: .always, "From --concepts, else 0") { $0.concept },
        .date("measurement_date", is: .always, "The day") { $0.time },
        .instant("measurement_datetime", is: .always, as: .clockTime, "When, UTC") { $0.time },
        .empty("measurement_time"),
        .concept("measurement_type_concept_id", OMOPConcepts.healthRecord),
        .empty("operator_concept_id"),
        .number("value_as_number", is: .always, "Points or mmHg") { $0.value },
        .empty("value_as_concept_id"),
        .integer("unit_concept_id", "mmHg; none for points") { $0.unit },
        .integer("range_low", "The least possible total") { $0.range?.low },
        .integer("range_high", "The greatest possible total") { $0.range?.high },
        .empty("provider_id"),
        .rowNumber(
          "visit_occurrence_id", of: "visit_occurrence", is: .optional, "The session it names"
        ) { $0.visit },
        .empty("visit_detail_id"),
        .text("measurement_source_value", is: .always, "Instrument, systolic or diastolic") {
          OMOPSubject.cut($0.source)
        },
        .concept("measurement_source_concept_id", 0),
        .text("unit_source_value", "mmHg") { $0.unitSource },
        .empty("unit_source_concept_id"), .empty("value_source_value"),
        .empty("measurement_event_id"), .empty("meas_event_field_concept_id"),
      ] as [ExportField<OMOPMeasurement>])
  }

  static func observation(_ concepts: OMOPConcepts) -> ExportTable {
    ExportTable(
      "observation", "one adverse event, or what an intake says of site and arm",
      rows: { OMOPSubject($0, concepts).map(OMOPObservation.all) ?? [] },
      [
        .rowNumber("observation_id", of: "observation", "The row") { $0.place },
        .person,
        .integer("observation_concept_id", is: .always, "From --concepts, else 0") { $0.concept },
        .date("observation_date", is: .always, "The day") { $0.time },
        .instant("observation_datetime", is: .always, as: .clockTime, "When, UTC") { $0.time },
        .concept("observation_type_concept_id", OMOPConcepts.healthRecord),
        .empty("value_as_number"),
        .text("value_as_string", "Severity of an adverse event; site; arm") {
          OMOPSubject.cut($0.value, 60)
        },
        .empty("value_as_concept_id"), .empty("qualifier_concept_id"), .empty("unit_concept_id"),
        .empty("provider_id"),
        .rowNumber(
          "visit_occurrence_id", of: "visit_occurrence", is: .optional, "The session it names"
        ) { $0.visit },
        .empty("visit_detail_id"),
        .text("observation_source_value", is: .always, "The term; site; arm") {
          OMOPSubject.cut($0.source)
        },
        .concept("observation_source_concept_id", 0), .empty("unit_source_value"),
        .text("qualifier_source_value", "serious, where it was") { $0.qualifier },
        .empty("value_source_value"), .empty("observation_event_id"),
        .empty("obs_event_field_concept_id"),
      ] as [ExportField<OMOPObservation>])
  }
}
