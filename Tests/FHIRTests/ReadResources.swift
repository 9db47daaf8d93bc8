import Bytes
import Definitions
import FHIR

/// Reads lines as `import fhir` does, with names that can be foretold: who has the identifier `x` is
/// called `P-x`, an event `e(…)` by the text that names it.
struct ReadResources {
  let groups: [ReadGroup]
  let passed: [String: Int]
  let remarks: [String]

  init(_ lines: [String], _ change: (inout ReadingRules) -> Void = { _ in }) {
    var rules = ReadingRules(
      names: ReadingRules.Names(
        subject: { "P-" + $0 }, event: { "e(\($0))" }, actor: { "staff-" + $0 }))
    change(&rules)
    var reading = ResourceReading(rules, .builtIn)
    for (place, line) in lines.enumerated() {
      guard let document = try? JSONDocument(Array(line.utf8)) else { continue }
      reading.take(document.root, place: place)
    }
    groups = reading.groups()
    passed = reading.passed
    remarks = reading.remarks
  }

  /// All events, as producers' lines.
  var events: [String] { groups.flatMap { $0.events.map { $0.producerLine.text } } }

  /// The data of the events of a type.
  func data(_ type: String) -> [String] {
    groups.flatMap(\.events).filter { "\($0.kind.word)" == type }.map { $0.data.text }
  }

  /// What was wrong, as `member: reason`.
  var problems: [String] {
    groups.flatMap { $0.problems.map { ($0.member ?? "") + ": " + $0.reason } }
  }

  static let patient =
    #"{"resourceType":"Patient","id":"1","gender":"female","birthDate":"1985-03-02","name":[{"family":"Duck"}]}"#

  /// An observation of a total on GAD-7 or whatever the code is.
  static func score(
    _ id: String, _ value: String, code: String = "70274-6",
    at time: String = "2026-01-05T10:00:00Z",
    status: String = "final", more: String = ""
  ) -> String {
    #"{"resourceType":"Observation","id":"\#(id)","status":"\#(status)","code":{"coding":[{"system":"http://loinc.org","code":"\#(code)"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"\#(time)",\#(value)\#(more)}"#
  }

  /// What was given of ketamine.
  static func administration(
    _ id: String, dosage: String, when: String = #""effectiveDateTime":"2026-01-06T09:00:00Z""#,
    status: String = "completed", more: String = ""
  ) -> String {
    #"{"resourceType":"MedicationAdministration","id":"\#(id)","status":"\#(status)","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"6130"}]},"subject":{"reference":"Patient/1"},\#(when),"dosage":{"route":{"coding":[{"system":"http://snomed.info/sct","code":"47625008"}]},\#(dosage)}\#(more)}"#
  }

  static func weight(_ value: String, _ unit: String, at time: String) -> String {
    #"{"resourceType":"Observation","id":"w\#(time)","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"\#(time)","valueQuantity":{"value":\#(value),"code":"\#(unit)","system":"http://unitsofmeasure.org"}}"#
  }
}
