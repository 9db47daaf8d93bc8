import Bytes
import Definitions
import Events

/// The events that a table seems to tell of.
extension MappingProposal {
  /// An event of a mapping.
  func event(
    _ type: String, _ id: String, when: String?, _ time: Sketch, once: Bool = false,
    _ data: [(String, Sketch)]
  ) -> Sketch {
    var members: [(String, Sketch)] = [("type", .text(type))]
    if once { members.append(("once", .verbatim("true"))) }
    if let when { members.append(("when", .text(when))) }
    members.append(("id", .text(id)))
    members.append(("time", time))
    members.append(("data", .object(data)))
    return .object(members)
  }

  /// Who somebody is, once.
  mutating func intake(_ time: Sketch) -> Sketch? {
    let telling: [HeadingRole] = [
      .diagnosis, .birthDate, .sex, .weight, .weightPounds, .site, .arm,
    ]
    guard telling.contains(where: { roles[$0] != nil }) else { return nil }
    var data: [(String, Sketch)] = []
    if let heading = roles[.diagnosis] {
      let values = samples[heading]?.values ?? []
      let isSplit = values.contains { $0.contains(UInt8(ascii: ";")) }
      data.append(("indications", column(heading, isSplit ? [("split", .text(";"))] : [])))
      let codes = values.flatMap { $0.split(separator: UInt8(ascii: ";")) }
      if codes.contains(where: { !DataShape.isCode(DelimitedText.trimmed(Array($0))) }) {
        unsure.append(
          "\(heading) holds more than ICD-10-CM codes such as F33.2: translate them with values")
      }
    } else {
      data.append(("indications", .verbatim("[]")))
      unsure.append("no heading names diagnoses: indications are left empty")
    }
    if let instrument = instrument() { data.append(("instrument", instrument)) }
    if let heading = roles[.birthDate] {
      let format = birthFormat(heading)
      data.append(("birthYear", column(heading, [("format", format), ("part", .text("year"))])))
    } else if let heading = roles[.age] {
      unsure.append(
        "\(heading): an age becomes a birth year by \"from\": the year in which it was asked")
    }
    if let heading = roles[.sex] {
      data.append(("sex", column(heading, [("values", translation(heading, Self.sexes))])))
    }
    if !weightChanges, let weight { data.append(("weightKg", weight)) }
    for (role, name) in [(HeadingRole.site, "site"), (.arm, "arm")] {
      guard let heading = roles[role] else { continue }
      guard rows.varying(heading, within: roles[.identifier]).isEmpty else {
        unsure.append(
          "\(heading) varies within a person and is left out of the intake, which is made once")
        continue
      }
      data.append((name, column(heading)))
    }
    for role in [HeadingRole.diagnosis, .birthDate, .sex] {
      guard let heading = roles[role] else { continue }
      let lines = rows.varying(heading, within: roles[.identifier])
      guard !lines.isEmpty else { continue }
      unsure.append(
        "\(heading) says otherwise about a person than an earlier row, on \(SampledRows.words(lines)): make the rows "
          + "agree, or they are rejected")
    }
    return event("intake", "{subject}-intake", when: nil, time, once: true, data)
  }

  /// The weight in kilograms.
  private var weight: Sketch? {
    if let heading = roles[.weightPounds] {
      return column(heading, [("times", .verbatim("0.45359237")), ("decimals", .verbatim("1"))])
    }
    return roles[.weight].map { column($0) }
  }

  /// Whether a person's weight is not the same on all rows.
  private var weightChanges: Bool {
    guard let heading = roles[.weightPounds] ?? roles[.weight] else { return false }
    return !rows.varying(heading, within: roles[.identifier]).isEmpty
  }

  private static let sexes = [
    "m": "male", "male": "male", "man": "male", "f": "female", "female": "female",
    "woman": "female", "w": "female", "o": "other", "other": "other", "x": "other",
    "u": "unknown", "unknown": "unknown",
  ]

  private static let routes = [
    "iv": "IV", "intravenous": "IV", "im": "IM", "intramuscular": "IM", "sc": "SC", "sq": "SC",
    "subcutaneous": "SC", "in": "IN", "intranasal": "IN", "nasal": "IN", "sl": "SL",
    "sublingual": "SL", "po": "PO", "oral": "PO",
  ]

  /// What each value of a column stands for; what is not known is left open, and said.
  private mutating func translation(_ heading: String, _ known: [String: String]) -> Sketch {
    guard let values = samples[heading]?.distinct else {
      unsure.append("\(heading) has more than twenty values: is it what its heading says?")
      return .object([])
    }
    let open = values.filter { known[$0.lowercased()] == nil }
    if !open.isEmpty {
      unsure.append(
        "\(heading): what do \(open.count) of its values stand for? They are null in \"values\"")
    }
    return .object(
      values.map { value in
        (value, known[value.lowercased()].map(Sketch.text) ?? .verbatim("null"))
      })
  }

  /// Sessions and what was given in them.
  mutating func sessions(_ time: Sketch) -> [Sketch] {
    guard let dose = roles[.dose] ?? roles[.dosePerKg] else { return [] }
    let session = roles[.session] ?? day
    let label = label(session)
    if roles[.session] == nil {
      unsure.append("no heading numbers sessions: they are told apart by \(session), one a day")
    }
    var infusion: [(String, Sketch)] = [("infusion", label)]
    if let heading = roles[.drug] {
      infusion.append(("drug", column(heading)))
    } else {
      let drug = dose.lowercased().contains("esketamine") ? "esketamine" : "ketamine"
      infusion.append(("drug", .text(drug)))
      unsure.append("no heading names the drug: it is taken for \(drug), everywhere")
    }
    if let heading = roles[.route] {
      infusion.append(("route", column(heading, [("values", translation(heading, Self.routes))])))
    } else {
      infusion.append(("route", .text("IV")))
      unsure.append("no heading names the route: it is taken for IV, everywhere")
    }
    if let heading = roles[.dosePerKg] { infusion.append(("orderedMgPerKg", column(heading))) }
    if weightChanges, let weight {
      infusion.append(("weightKg", weight))
      unsure.append(
        "\(roles[.weightPounds] ?? roles[.weight] ?? "") varies within a person: it is taken for the weight on the day of "
          + "each session, and not for that of the intake")
    }
    if let heading = roles[.phase] { infusion.append(("phase", column(heading))) }
    let first = event("infusion", "{subject}-{\(session)}", when: dose, time, infusion)
    guard roles[.dose] != nil else {
      unsure.append("no heading names doses in mg: sessions have none")
      return [first]
    }
    var given: [(String, Sketch)] = [("infusion", label), ("mg", column(dose))]
    if let heading = roles[.minutes] {
      given.append(("minutes", column(heading)))
    } else {
      unsure.append(
        "no heading names minutes: sessions end when they begin, and what counts from their end counts from there"
      )
    }
    return [first, event("dose", "{subject}-{\(session)}-dose", when: dose, time, given)]
  }

  /// A session's label from its number, or from the day: as a date, for a table that is saved again may write days in
  /// another way.
  private func label(_ session: String) -> Sketch {
    if roles[.session] == nil {
      return column(session, [("format", format(session)), ("as", .text("date"))])
    }
    return column(session, [("prefix", .text("s-"))])
  }

  /// What was measured besides.
  func vital(_ time: Sketch) -> Sketch? {
    let signs: [(HeadingRole, String)] = [
      (.systolic, "systolic"), (.diastolic, "diastolic"), (.pulse, "pulse"), (.saturation, "spo2"),
      (.respiration, "respiration"),
    ]
    let found = signs.compactMap { role, name in roles[role].map { (name, $0) } }
    guard let first = found.first else { return nil }
    return event(
      "vital", "{subject}-{\(day)}-vital", when: first.1, time,
      found.map { ($0.0, column($0.1)) })
  }
}
