import Bytes
import FHIR
import Testing

/// What of a resource may stand in a file of rejects.
@Suite struct ResourceOutlineTests {
  /// The outlines of resources, in the order given.
  private static func outlines(
    _ lines: [String], _ change: (inout ReadingRules) -> Void = { _ in }
  ) throws -> [String] {
    var rules = ReadingRules(
      names: ReadingRules.Names(subject: { "P-" + $0 }, event: { $0 }, actor: { $0 }))
    change(&rules)
    var reading = ResourceReading(rules, .builtIn)
    let documents = try lines.map { try JSONDocument(Array($0.utf8)) }
    for (place, document) in documents.enumerated() { reading.take(document.root, place: place) }
    _ = reading.groups()
    return documents.compactMap { reading.outline(of: $0.root)?.text }
  }

  /// Resources with something private in every place that anybody thought of.
  static let telling: [String] = [
    #"{"resourceType":"Patient","id":"1","identifier":[{"system":"urn:mrn","value":"SECRET"}],"birthDate":"1954-05-26","_birthDate":{"extension":[{"url":"bt","valueDateTime":"1954-05-26T10:00:00Z"}]},"gender":"male","name":[{"family":"SECRET"}],"contained":[{"resourceType":"Patient","id":"c","name":[{"family":"SECRET"}]}],"deceasedDateTime":"2026-02"}"#,
    #"{"resourceType":"Observation","id":"2","status":"SECRET","code":{"coding":[{"system":"http://loinc.org","code":"70274-6","display":"SECRET"}],"text":"SECRET"},"subject":{"reference":"Patient/1","display":"SECRET"},"performer":[{"display":"SECRET"},{"reference":"Practitioner/SECRET"}],"effectiveDateTime":"when SECRET came","valueString":"SECRET","valueInteger":3,"extension":[{"url":"x","valueString":"SECRET"}],"note":[{"text":"SECRET"}],"component":[{"code":{"text":"SECRET"},"valueString":"SECRET"}],"identifier":[{"system":"lab","value":"SECRET"}],"meta":{"source":"SECRET"}}"#,
    #"{"resourceType":"QuestionnaireResponse","id":"3","status":"completed","questionnaire":"http://loinc.org/q/69737-5","subject":{"identifier":{"system":"urn:mrn","value":"SECRET"}},"author":{"identifier":{"value":"SECRET"}},"source":{"reference":"RelatedPerson/SECRET"},"item":[{"linkId":"69725-0","text":"SECRET","answer":[{"valueString":"SECRET","item":[{"linkId":"SECRET thing","answer":[{"valueCoding":{"display":"SECRET"}}]}]}]}]}"#,
    ##"{"resourceType":"MedicationAdministration","id":"4","status":"completed","medicationReference":{"reference":"#m","display":"SECRET"},"contained":[{"resourceType":"Medication","id":"m","code":{"text":"ketamine for SECRET"}},{"resourceType":"Practitioner","name":[{"family":"SECRET"}]}],"subject":{"reference":"Patient/1"},"dosage":{"text":"SECRET","route":{"text":"SECRET"},"dose":{"value":"SECRET","unit":"mg for SECRET"}}}"##,
    #"{"resourceType":"AdverseEvent","id":"5","actuality":"actual","subject":{"reference":"Patient/1"},"event":{"coding":[{"code":"a","display":"nausea"}],"text":"SECRET"},"description":"SECRET","recorder":{"display":"SECRET"}}"#,
    #"{"resourceType":"EpisodeOfCare","id":"6","status":"active","patient":{"reference":"Patient/1"},"managingOrganization":{"display":"SECRET"},"careManager":{"display":"SECRET"}}"#,
  ]

  @Test func `names, days of birth, record numbers and typed words are left out`() throws {
    for outline in try Self.outlines(Self.telling) {
      #expect(!outline.contains("SECRET") && !outline.contains("05-26"), "\(outline)")
    }
  }

  @Test func `what is read stays, and a record number becomes the patient's reference`() throws {
    let outlines = try Self.outlines(Self.telling)
    #expect(
      outlines[0]
        == #"{"resourceType":"Patient","id":"1","identifier":[],"birthDate":"1954","gender":"male","deceasedDateTime":"2026-02"}"#
    )
    #expect(outlines[1].contains(#""effectiveDateTime":"?""#))
    #expect(outlines[2].contains(#""subject":{"reference":"Patient/1"}"#))
    #expect(outlines[2].contains(#""source":{"reference":"RelatedPerson/x"}"#))
    #expect(outlines[3].contains(#""code":{"coding":[],"text":"ketamine"}"#))
    #expect(outlines[4].contains(#""display":"nausea""#))
  }

  /// Nothing that is left out may make a wrong resource a right one.
  @Test(arguments: HostileResourceTests.wrong)
  func `what was rejected is rejected again, for the same`(line: String, problem: String) throws {
    guard line.hasPrefix("{") else { return }
    let read = ReadResources(try Self.outlines([ReadResources.patient, line]))
    #expect(read.problems == [problem])
  }

  @Test func `what is right is read as the same events`() throws {
    let lines = [
      ReadResources.patient, ReadResources.score("o", #""valueInteger":3"#),
      ReadResources.score(
        "v", #""valueQuantity":{"value":5,"code":"{score}"}"#, code: "44261-6"),
      ReadResources.weight("80.5", "kg", at: "2026-01-05T09:00:00Z"),
      ReadResources.administration("a", dosage: #""dose":{"value":0.5,"code":"mg/kg"}"#),
      ReadResources.administration(
        "b", dosage: #""rateQuantity":{"value":42,"code":"mg/h"}"#,
        when:
          #""effectivePeriod":{"start":"2026-01-07T09:00:00Z","end":"2026-01-07T09:40:00Z"}"#),
    ]
    let read = ReadResources(lines)
    #expect(read.problems.isEmpty && read.data("dose").count == 2)
    #expect(ReadResources(try Self.outlines(lines)).events == read.events)
  }
}
