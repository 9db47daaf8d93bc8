import Bytes
import Definitions

/// What a column seems to hold, by its heading.
enum HeadingRole: Hashable, Sendable {
  case identifier, birthDate, age, sex, diagnosis, weight, weightPounds, site, arm
  case date, clock, drug, dose, dosePerKg, route, minutes, session, phase
  case systolic, diastolic, pulse, saturation, respiration
  case total(String)
  case item(String, Int)
  /// A total that was taken at another time than that of its row.
  case timedTotal(String, Moment)
  /// What must not enter: names, addresses, numbers of people, free text.
  case personal

  /// When a score was taken, where its heading says so.
  enum Moment: Hashable, Sendable {
    case before, baseline
    /// So many hours after the session.
    case after(Int)
  }

  /// Headings as people write them, letters and digits only, in small letters.
  private static let names: [(HeadingRole, [String])] = [
    (
      .identifier,
      [
        "mrn", "patientid", "patient", "subjectid", "subject", "participantid", "participant",
        "recordid", "record", "ptid", "pid", "clientid", "client", "patientnumber", "patientno",
        "chartnumber", "chartno", "caseid", "studyid", "id",
      ]
    ),
    (.birthDate, ["dob", "dateofbirth", "birthdate", "birthday", "born", "geburtsdatum"]),
    (.age, ["age", "ageyears"]),
    (.sex, ["sex", "gender"]),
    (
      .diagnosis,
      [
        "dx", "diagnosis", "icd10", "icd", "icd10code", "icdcode", "indication", "primarydx",
        "primarydiagnosis", "diagnosiscode", "dxcode",
      ]
    ),
    (.weightPounds, ["weightlb", "weightlbs", "wtlb", "wtlbs", "lbs", "weightpounds"]),
    (.weight, ["weightkg", "weight", "wtkg", "wt", "kg", "bodyweight"]),
    (.site, ["site", "clinic", "location", "center", "centre"]),
    (.arm, ["arm", "treatmentarm", "randomisation", "randomization"]),
    (
      .date,
      [
        "visitdate", "sessiondate", "infusiondate", "treatmentdate", "dateofservice", "dos",
        "encounterdate", "assessmentdate", "appointmentdate", "dateofvisit", "dateofinfusion",
        "date", "datetime", "datum", "visit", "appointment", "visitday", "day",
      ]
    ),
    (
      .clock,
      ["time", "starttime", "timestart", "infusionstart", "sessiontime", "visittime", "timein"]
    ),
    (
      .drug,
      [
        "drug", "druggiven", "medication", "agent", "drugname", "medicationname",
        "medicationgiven", "treatment", "substance",
      ]
    ),
    (.dosePerKg, ["mgkg", "mgperkg", "dosemgkg", "dosemgperkg", "dosekg"]),
    (
      .dose,
      [
        "dosemg", "dose", "ketaminemg", "mg", "ketaminedose", "ketaminedosemg", "dosegiven",
        "totaldosemg", "totaldose", "dosegivenmg", "mggiven", "esketaminedosemg",
        "esketaminedose", "esketaminemg", "ketamine", "esketamine",
      ]
    ),
    (
      .route,
      [
        "route", "routeofadministration", "roa", "routeofadmin", "routegiven", "adminroute",
        "administrationroute", "howgiven", "administration",
      ]
    ),
    (
      .minutes,
      ["minutes", "durationmin", "duration", "infusionminutes", "durationminutes", "min", "mins"]
    ),
    (
      .session,
      [
        "session", "sessionnumber", "sessionno", "infusionnumber", "infusionno", "infusion",
        "treatmentnumber", "treatmentno", "sessionid",
      ]
    ),
    (.phase, ["phase", "treatmentphase"]),
    (.systolic, ["sbp", "systolic", "bpsystolic", "systolicbp", "bpsys"]),
    (.diastolic, ["dbp", "diastolic", "bpdiastolic", "diastolicbp", "bpdia"]),
    (.pulse, ["pulse", "hr", "heartrate"]),
    (.saturation, ["spo2", "o2sat", "sao2", "saturation"]),
    (.respiration, ["respiration", "resprate", "rr", "respiratoryrate"]),
  ]

  private static let personalWords = [
    "name", "surname", "initials", "address", "street", "city", "town", "zip", "postcode",
    "postalcode", "phone", "telephone", "mobile", "email", "ssn", "socialsecurity", "insurance",
    "policy", "memberid", "nhsnumber", "employer", "contact", "note", "comment", "remark",
    "freetext", "narrative",
  ]

  /// What headings say, in the letters of this program and of a set of definitions: made once for a file, which may have
  /// very many.
  struct Glossary {
    private var words: [String: (role: HeadingRole, rank: Int)] = [:]
    /// The longest name first: HAM-D17 is not HAM-D with an item 17.
    private let instruments: [(id: String, items: Int, name: String)]

    init(_ definitions: Definitions) {
      for (role, synonyms) in HeadingRole.names {
        for (rank, word) in synonyms.enumerated() where words[word] == nil {
          words[word] = (role, rank)
        }
      }
      instruments = definitions.instruments
        .map { (id: $0.id, items: $0.itemCount, name: HeadingRole.letters($0.id)) }
        .sorted { ($0.name.count, $1.name) > ($1.name.count, $0.name) }
    }

    /// What a heading says, and how good a sign it is: lower is better. `nil` where it says nothing.
    func role(of heading: String) -> (role: HeadingRole, rank: Int)? {
      let word = HeadingRole.letters(heading)
      guard !word.isEmpty else { return nil }
      if let found = words[word] { return found }
      if let found = rating(word) { return (found, 0) }
      return HeadingRole.personalWords.contains { word.contains($0) } ? (.personal, 0) : nil
    }

    /// `GAD-7`, `gad7_total`, `GAD-7 Score` are totals, `gad7_3` and `GAD-7 item 3` are items.
    private func rating(_ word: String) -> HeadingRole? {
      for (id, items, name) in instruments where word.hasPrefix(name) {
        let rest = String(word.dropFirst(name.count))
        if HeadingRole.totals.contains(rest) { return .total(id) }
        if let moment = HeadingRole.moment(rest) { return .timedTotal(id, moment) }
        let digits = rest.drop { "itemquestionqi".contains($0) }
        if !digits.isEmpty, digits.count <= 2, let item = Int(digits), (1...items).contains(item) {
          return .item(id, item)
        }
      }
      for start in ["baseline", "pre"] where word.hasPrefix(start) {
        guard case .total(let id)? = rating(String(word.dropFirst(start.count))) else { continue }
        return .timedTotal(id, start == "pre" ? .before : .baseline)
      }
      return nil
    }
  }

  /// Letters and digits only, in small letters.
  private static func letters(_ text: String) -> String {
    String(text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
  }

  private static let totals: Set<String> = ["", "total", "score", "sum", "totalscore", "tot"]

  /// `pre`, `baseline`, `24h post`, behind an instrument's name and perhaps `total`.
  private static func moment(_ word: String) -> Moment? {
    var rest = word
    for start in ["total", "score"] where rest.hasPrefix(start) {
      rest = String(rest.dropFirst(start.count))
    }
    if ["pre", "before", "preinfusion", "predose", "presession"].contains(rest) { return .before }
    if ["baseline", "bl"].contains(rest) { return .baseline }
    let digits = rest.filter(\.isNumber)
    let letters = rest.filter(\.isLetter)
    guard let hours = Int(digits), (1...168).contains(hours),
      ["hpost", "posth", "hourspost", "posthours", "hafter", "hrspost", "hrpost"].contains(letters)
    else { return nil }
    return .after(hours)
  }
}
