package import Events

/// Which public codes stand for what the log says in words of its own.
///
/// A code stands here only where two independent public sources agree on it; `docs/fhir.md` lists
/// them.
package enum CodeBook {
  // MARK: rating scales

  /// What LOINC has for a rating scale.
  package struct Scale: Sendable {
    /// The panel: a form with its answers.
    package let panel: String
    /// The total score.
    package let total: Coding
    /// The items in the order of the form; empty where they were not verified.
    package let items: [String]
  }

  /// The scales that LOINC has codes for, by their ids in the definitions.
  package static let scales: [(id: String, scale: Scale)] = [
    (
      "GAD-7",
      Scale(
        panel: "69737-5",
        total: Coding(
          FHIRSystem.loinc, "70274-6",
          "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]"),
        items: [
          "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
        ])
    ),
    (
      "PHQ-9",
      Scale(
        panel: "44249-1",
        total: Coding(
          FHIRSystem.loinc, "44261-6",
          "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]"),
        items: [
          "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
          "44260-8",
        ])
    ),
    (
      "PCL-5",
      Scale(
        panel: "101697-1",
        total: Coding(FHIRSystem.loinc, "101698-9", "PTSD PCL-5 score [PCL-5]"), items: [])
    ),
  ]

  /// What LOINC has for an instrument; `nil` where nothing sure is known.
  package static func scale(_ instrument: String) -> Scale? {
    scales.first { $0.id == instrument }?.scale
  }

  /// The answers of PHQ-9 and GAD-7 (LOINC answer list LL358-3) and their points.
  package static let answers: [(code: String, points: Int)] = [
    ("LA6568-5", 0), ("LA6569-3", 1), ("LA6570-1", 2), ("LA6571-9", 3),
  ]

  // MARK: drugs and routes

  /// The RxNorm ingredient of a drug by the name that the log has for it; `nil` where no code is
  /// sure: then its name alone is written.
  package static let drugs: [(name: String, coding: Coding)] = [
    ("ketamine", Coding(FHIRSystem.rxNorm, "6130", "ketamine")),
    ("midazolam", Coding(FHIRSystem.rxNorm, "6960", "midazolam")),
  ]

  /// Drugs that dosing sessions are made of, where their name is all that is known.
  package static let sessionDrugs = ["ketamine", "esketamine", "arketamine", "midazolam"]

  /// SNOMED CT's routes of administration.
  package static let routes: [(route: Route, coding: Coding)] = [
    (.intravenous, Coding(FHIRSystem.snomed, "47625008", "Intravenous route")),
    (.intramuscular, Coding(FHIRSystem.snomed, "78421000", "Intramuscular route")),
    (.subcutaneous, Coding(FHIRSystem.snomed, "34206005", "Subcutaneous route")),
    (.intranasal, Coding(FHIRSystem.snomed, "46713006", "Nasal route")),
    (.sublingual, Coding(FHIRSystem.snomed, "37839007", "Sublingual route")),
    (.oral, Coding(FHIRSystem.snomed, "26643006", "Oral route")),
  ]

  // MARK: vital signs

  /// A member of a `vital` and the observation that it becomes.
  package struct VitalSign: Sendable {
    /// The member's name in the log.
    package let member: String
    /// The codes, the first is the one of the vital signs profile.
    package let codings: [Coding]
    /// The unit in UCUM.
    package let unit: String
    /// The unit as people write it.
    package let shownUnit: String
  }

  /// Blood pressure as a whole; its two values are components of it.
  package static let bloodPressure = Coding(
    FHIRSystem.loinc, "85354-9", "Blood pressure panel with all children optional")

  /// The components of a blood pressure.
  package static let pressures: [VitalSign] = [
    VitalSign(
      member: "systolic",
      codings: [Coding(FHIRSystem.loinc, "8480-6", "Systolic blood pressure")],
      unit: "mm[Hg]", shownUnit: "mmHg"),
    VitalSign(
      member: "diastolic",
      codings: [Coding(FHIRSystem.loinc, "8462-4", "Diastolic blood pressure")],
      unit: "mm[Hg]", shownUnit: "mmHg"),
  ]

  /// Vital signs that are observations of their own.
  package static let vitalSigns: [VitalSign] = [
    VitalSign(
      member: "pulse", codings: [Coding(FHIRSystem.loinc, "8867-4", "Heart rate")],
      unit: "/min", shownUnit: "/min"),
    VitalSign(
      member: "spo2",
      codings: [
        Coding(FHIRSystem.loinc, "2708-6", "Oxygen saturation in Arterial blood"),
        Coding(
          FHIRSystem.loinc, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
      ], unit: "%", shownUnit: "%"),
    VitalSign(
      member: "respiration", codings: [Coding(FHIRSystem.loinc, "9279-1", "Respiratory rate")],
      unit: "/min", shownUnit: "/min"),
    VitalSign(
      member: "moaas",
      codings: [
        Coding(
          FHIRSystem.observations, "moaas",
          "Modified Observer's Assessment of Alertness and Sedation")
      ], unit: "{score}", shownUnit: "score"),
  ]

  /// Body weight.
  package static let weight = Coding(FHIRSystem.loinc, "29463-7", "Body weight")
}
