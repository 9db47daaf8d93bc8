import Bytes
import Events
import FHIR
import Testing

/// Events as resources, worked out by hand, and read back as the same events.
@Suite struct ResourceWritingTests {
  /// An event of a patient, and the data that the way back must give.
  struct Case: Sendable {
    var kind: EventKind
    var data: String
    var session = false
    var total: Int?
    /// What the resources must hold, each a piece of JSON.
    var holds: [String] = []
  }

  static let cases: [Case] = [
    Case(
      kind: .intake,
      data:
        #"{"indications":["F41.1","F33.1"],"instrument":"GAD-7","birthYear":1985,"sex":"female","weightKg":70.50,"site":"Tampa","arm":"A","trials":[{"drug":"sertraline","class":"SSRI","weeks":8.5,"doseMg":100,"outcome":"none"},{"class":"SNRI"}],"consent":"2026-01-02"}"#,
      holds: [
        #""resourceType":"EpisodeOfCare""#, #""rank":2"#,
        #"{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.1"}"#,
        #""valueQuantity":{"value":70.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}"#,
        #""valueDate":"2026-01-02""#, #""code":"unknown","display":"Unknown""#,
      ]),
    Case(
      kind: .infusion,
      data:
        #"{"infusion":"s 1","drug":"ketamine","route":"IV","orderedMg":35.00,"orderedMgPerKg":0.5,"weightKg":70.5,"plannedMinutes":40,"phase":"induction","arm":"A"}"#,
      session: true,
      holds: [
        #""medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"6130","display":"ketamine"}],"text":"ketamine"}"#,
        #""timing":{"event":["2026-01-05T11:00:00+01:00"],"repeat":{"duration":40,"durationUnit":"min"}}"#,
        #"{"system":"http://snomed.info/sct","code":"47625008","display":"Intravenous route"}"#,
        #""doseQuantity":{"value":0.5,"unit":"mg/kg","system":"http://unitsofmeasure.org","code":"mg/kg"}"#,
      ]),
    Case(
      kind: .dose, data: #"{"infusion":"s 1","mg":27.50,"minutes":40.5}"#, session: true,
      holds: [
        #""effectivePeriod":{"start":"2026-01-05T11:00:00+01:00","end":"2026-01-05T11:40:30+01:00"}"#,
        #""dose":{"value":27.50,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}"#,
        #""request":{"reference":"MedicationRequest/order"}"#,
      ]),
    Case(
      kind: .dose, data: #"{"infusion":"s 1","mg":5}"#, session: true,
      holds: [#""effectiveDateTime":"2026-01-05T11:00:00+01:00""#]),
    // A third of a minute is 20,000.2 ms: no period says it.
    Case(
      kind: .dose, data: #"{"infusion":"s 1","mg":5,"minutes":0.33333667}"#, session: true,
      holds: [#""valueDecimal":0.33333667"#]),
    Case(
      kind: .rating,
      data: #"{"instrument":"GAD-7","items":[3,2,1,0,3,2,1],"rater":"self","version":"2 (UK)"}"#,
      total: 12,
      holds: [
        #""questionnaire":"http://loinc.org/q/69737-5|2%20%28UK%29""#,
        #"{"linkId":"68509-9","answer":[{"valueInteger":2}]}"#, #""valueInteger":12"#,
        #""source":{"reference":"Patient/P-1"}"#,
      ]),
    Case(
      kind: .rating, data: #"{"instrument":"HAM-A","total":25,"rater":"clinician"}"#, total: 25,
      holds: [
        #"{"system":"https://reprieve.example/fhir/CodeSystem/instrument","code":"HAM-A","display":"Hamilton Anxiety Rating Scale"}"#,
        #""performer":[{"display":"clinician"}]"#,
      ]),
    Case(
      kind: .rating, data: #"{"instrument":"C-SSRS","items":[1,0,null,null,null,0]}"#,
      holds: [#"{"linkId":"3"}"#]),
    Case(
      kind: .vital,
      data:
        #"{"systolic":128,"diastolic":81.5,"pulse":66,"spo2":98,"respiration":14,"moaas":5,"infusion":"s 1"}"#,
      session: true,
      holds: [
        #""code":{"coding":[{"system":"http://loinc.org","code":"85354-9""#,
        #""partOf":[{"reference":"MedicationAdministration/first"}]"#,
        #""valueQuantity":{"value":81.5,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}"#,
      ]),
    Case(
      kind: .adverse,
      data:
        #"{"term":"nausea","severity":"mild","serious":false,"infusion":"s 1","resolved":"2026-01-05T12:00:00Z"}"#,
      session: true,
      holds: [
        #""event":{"text":"nausea"}"#, #""code":"Non-serious""#,
        #""suspectEntity":[{"instance":{"reference":"MedicationAdministration/first"}}]"#,
      ]),
    Case(
      kind: .medication,
      data:
        #"{"drug":"lorazepam","action":"change","class":"benzodiazepine","doseMg":0.50,"purpose":"rescue"}"#,
      holds: [#""status":"active""#]),
    Case(
      kind: .plan,
      data: #"{"nextDue":"2026-02-05T10:00:00Z","intervalDays":31,"toleranceDays":3.5}"#,
      holds: [#""repeat":{"frequency":1,"period":31,"periodUnit":"d"}"#]),
    Case(kind: .exit, data: #"{"reason":"withdrew"}"#, holds: [#""code":"withdrew""#]),
  ]

  static func resources(_ said: Case, name: EventName, seq: Int = 7) throws -> [Resource] {
    let session = StatedEvent.Session(
      order: "order", firstDose: "first", drug: "ketamine", route: .intravenous)
    return EventResources(.builtIn).resources(
      of: StatedEvent(
        kind: said.kind, seq: seq, subject: "P-1", name: name, actor: "nurse 3",
        time: "2026-01-05T11:00:00+01:00", recorded: Instant("2026-01-06T08:00:00.000Z")!,
        data: try JSONDocument(Array(said.data.utf8)).root, session: said.session ? session : nil,
        total: said.total))
  }

  static let person = PatientResource(
    subject: "P-1", origin: "example.org/clinic", birthYear: 1985, sex: "female", site: "Tampa",
    hasDied: false
  ).resource.line.text

  @Test(arguments: cases) func `an event becomes resources, and these the same event`(
    said: Case
  ) throws {
    let name = EventName(source: "/clinic/ehr", id: "e 17 %ü")
    let lines = try Self.resources(said, name: name).map { $0.line.text }
    let all = lines.joined(separator: "\n")
    for piece in said.holds { #expect(all.contains(piece), "\(piece)\n\(all)") }
    for line in lines {
      #expect(line.contains(#""value":"/clinic/ehr e%2017%20%25%c3%bc""#))
      #expect(line.contains(#""lastUpdated":"2026-01-06T08:00:00.000Z""#))
    }
    let read = ReadResources([Self.person] + lines.reversed()) { $0.keepsNames = true }
    #expect(read.problems.isEmpty)
    #expect(
      read.events == [
        #"{"id":"e 17 %ü","source":"/clinic/ehr","actor":"nurse 3","type":"\#(said.kind.word)","subject":"P-1","time":"2026-01-05T11:00:00+01:00","data":\#(said.data)}"#
      ])
  }

  @Test func `what a note says stays in the log, that there is one does not`() throws {
    let note = Case(kind: .note, data: #"{"text":"call her sister, Mrs Duck"}"#)
    let lines = try Self.resources(note, name: EventName(source: "/a", id: "1")).map {
      $0.line.text
    }
    #expect(!lines.joined().contains("Duck"))
    let read = ReadResources([Self.person] + lines) { $0.keepsNames = true }
    #expect(read.data("note") == [#"{"text":"(not carried over)"}"#])
  }

  @Test func `without names to keep, people and events of ours are called by the key`() throws {
    let exit = Case(kind: .exit, data: #"{"reason":"died"}"#)
    let lines = try Self.resources(exit, name: EventName(source: "/a", id: "1")).map {
      $0.line.text
    }
    let read = ReadResources([Self.person] + lines)
    #expect(
      read.events == [
        #"{"id":"e(/a 1)","source":"/fhir","actor":"staff-nurse 3","type":"exit","subject":"P-P-1","time":"2026-01-05T11:00:00+01:00","data":{"reason":"died"}}"#
      ])
  }

  @Test func `what was voided or amended says so in its status`() throws {
    func statuses(_ said: Case, _ change: (inout StatedEvent) -> Void) throws -> [String] {
      var event = StatedEvent(
        kind: said.kind, seq: 1, subject: "P-1", name: EventName(source: "/a", id: "1"),
        actor: nil, time: "2026-01-05T11:00:00Z", recorded: Instant("2026-01-06T08:00:00Z")!,
        data: try JSONDocument(Array(said.data.utf8)).root, total: said.total)
      change(&event)
      return try EventResources(.builtIn).resources(of: event).map {
        try JSONDocument($0.line).root["status"]?.text ?? ""
      }
    }
    let rating = Case(
      kind: .rating, data: #"{"instrument":"GAD-7","items":[0,0,0,0,0,0,0]}"#, total: 0)
    #expect(try statuses(rating) { $0.isAmended = true } == ["amended", "amended"])
    #expect(
      try statuses(rating) { $0.isVoided = true } == ["entered-in-error", "entered-in-error"])
    let adverse = Case(kind: .adverse, data: #"{"term":"nausea"}"#)
    #expect(try statuses(adverse) { $0.isVoided = true }.isEmpty)
  }
}
