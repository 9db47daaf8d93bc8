import Bytes
import Definitions
import EventLog
import Events
import Histories
import Projections
import TestSupport
import Testing

/// A patient as tests of the cohort language write one down.
struct Patient {
  /// An infusion with one dose of 40 minutes.
  struct Session {
    /// When it starts.
    var start = Instant("2026-01-05T10:00:00Z")!
    var drug = "ketamine"
    var route = "IV"
    /// As JSON.
    var mg = "35"
    /// In kg, as JSON.
    var weight: String?
    var phase: String?
  }

  var indication: String?
  var site: String?
  var arm: String?
  var sex: String?
  var instrument: String?
  var birthYear: Int?
  var failedTrials = 0
  /// Whether anything of the above is said at all.
  var hasIntake = true
  var sessions: [Session] = []
  /// On the index instrument where one is named, else on the GAD-7.
  var ratings: [(time: String, total: Int)] = []

  /// The types of its events and their data, with the times.
  fileprivate var events: [(type: String, time: Instant, data: String)] {
    let early = Instant("2025-12-01T10:00:00Z")!
    var events = [(type: "note", time: early, data: #"{"text":"referred"}"#)]
    if hasIntake { events.append(("intake", early, intake)) }
    for (number, session) in sessions.enumerated() {
      var infusion =
        #""infusion":"\#(number)","drug":"\#(session.drug)","route":"\#(session.route)""#
      if let weight = session.weight { infusion += #","weightKg":\#(weight)"# }
      if let phase = session.phase { infusion += #","phase":"\#(phase)""# }
      events.append(("infusion", session.start, "{\(infusion)}"))
      let dose = #"{"infusion":"\#(number)","mg":\#(session.mg),"minutes":40}"#
      events.append(("dose", session.start, dose))
    }
    for rating in ratings {
      let data = #"{"instrument":"\#(instrument ?? "GAD-7")","total":\#(rating.total)}"#
      events.append(("rating", Instant(rating.time)!, data))
    }
    return events
  }

  private var intake: String {
    var members = [#""indications":[\#(indication.map { "\"\($0)\"" } ?? "")]"#]
    let texts = [("instrument", instrument), ("sex", sex), ("site", site), ("arm", arm)]
    for case (let name, let text?) in texts { members.append(#""\#(name)":"\#(text)""#) }
    if let birthYear { members.append(#""birthYear":\#(birthYear)"#) }
    let trial = #"{"drug":"sertraline","outcome":"none"}"#
    let trials = Array(repeating: trial, count: failedTrials).joined(separator: ",")
    if failedTrials > 0 { members.append(#""trials":[\#(trials)]"#) }
    return "{\(members.joined(separator: ","))}"
  }
}

/// A log of such patients: P-0, P-1, …
struct SelectionClinic {
  let histories: Histories

  init(_ patients: [Patient]) throws {
    let recorded = Instant("2027-01-01T00:00:00Z")!
    let identity = try #require(LogIdentity(name: "clinic", origin: "example.org/clinic"))
    var bytes = identity.line(recorded: recorded) + [0x0A]
    var seq = 1
    for (number, patient) in patients.enumerated() {
      for event in patient.events {
        let body =
          #","id":"\#(seq)","source":"/t","type":"\#(event.type)","subject":"P-\#(number)","#
          + #""time":"\#(event.time.text)","data":\#(event.data)"#
        bytes += LineBuilder.line(seq: seq, recorded: recorded, body: Array(body.utf8), batch: nil)
        bytes.append(0x0A)
        seq += 1
      }
    }
    let disk = SimulatedDisk()
    disk.install("/clinic.jsonl", bytes)
    histories = try Replay(disk, .builtIn).histories(of: "/clinic.jsonl")
  }

  /// All subjects.
  var registry: Registry { get throws { try Registry([histories]) } }

  /// A patient's record.
  func record(_ number: Int, _ plan: AnalysisPlan = AnalysisPlan()) throws -> CaseRecord {
    CaseRecord(try #require(histories.history(of: Array("P-\(number)".utf8))), plan)
  }

  /// What can be asked of a patient by its first treatment of either kind, or without one.
  func attributes(_ number: Int, baseline: Int? = nil) throws -> UnitAttributes {
    let record = try record(number)
    let first = record.treatments.first
    return UnitAttributes(
      record, shownAs: "P-\(number)", firstTreatment: first, t0: first?.end, baseline: baseline)
  }

  /// The units that a plan asks about: `P-0 1`.
  func units(_ plan: AnalysisPlan) throws -> [String] {
    try ReliefProjection(plan).fold(registry).units.map { "\($0.subject) \($0.unit)" }
  }
}

extension AnalysisPlan {
  /// A plan with an expression.
  static func asking(_ expression: String) throws -> AnalysisPlan {
    var plan = AnalysisPlan()
    plan.selection = try Selection(expression, definitions: plan.definitions)
    return plan
  }
}
