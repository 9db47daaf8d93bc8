package import Bytes
package import Definitions
import Events

/// A mapping guessed from a file's headings and first rows, for a person to read and mend. It lists what
/// it is not sure of, and an import refuses it until that is settled.
package struct MappingProposal {
  private let file: DelimitedFile
  private let definitions: Definitions
  private var roles: [HeadingRole: String] = [:]
  private var samples: [String: ColumnSample] = [:]
  private var dropped: [String] = []
  private var unknown: [String] = []
  private var unsure: [String] = []

  /// Rows that are looked at.
  private static let sampled = 500

  /// Looks at a file.
  package init(
    _ disk: any Disk, _ name: String, _ definitions: Definitions
  ) throws(ImportFault) {
    var file = try DelimitedFile(disk, name, separator: nil, isWindows: false)
    self.definitions = definitions
    var best: [HeadingRole: Int] = [:]
    for heading in file.headings {
      guard let found = HeadingRole.of(heading, definitions) else {
        unknown.append(heading)
        continue
      }
      if found.role == .personal {
        dropped.append(heading)
      } else if best[found.role].map({ found.rank < $0 }) ?? true {
        if let earlier = roles[found.role] { unknown.append(earlier) }
        best[found.role] = found.rank
        roles[found.role] = heading
      } else {
        unknown.append(heading)
      }
    }
    var rows = 0
    while rows < Self.sampled, let row = try file.next() {
      rows += 1
      for (place, heading) in file.headings.enumerated() where place < row.cells.count {
        samples[heading, default: ColumnSample()].take(row.cells[place])
      }
    }
    self.file = file
  }

  /// The mapping as text, and what it is not sure of.
  package mutating func mapping() -> (text: String, unsure: [String]) {
    let identifier = roles[.identifier]
    if identifier == nil {
      unsure.append("no heading says which column identifies a patient: name it in \"subject\"")
    }
    if identifier.map({ ["id", "record"].contains($0.lowercased()) }) == true {
      unsure.append(
        "\(identifier ?? "") is taken for the patient's identifier: is it not that of the row?")
    }
    let time = self.time()
    var events: [Sketch] = []
    if let intake = intake(time) { events.append(intake) }
    events += sessions(time)
    events += ratings(time)
    if let vital = vital(time) { events.append(vital) }
    if events.isEmpty {
      unsure.append("no heading names a rating, a dose or a diagnosis: write the events yourself")
    }
    if !unknown.isEmpty {
      unsure.append(
        "nothing was guessed for \(unknown.joined(separator: ", ")): they do not enter")
    }
    let missing = samples.values.reduce(into: Set<String>()) { $0.formUnion($1.missing) }.sorted()
    var members: [(String, Sketch)] = [
      ("mapping", .verbatim("1")),
      ("source", .text("/import/csv")),
    ]
    if !missing.isEmpty { members.append(("missing", .list(missing.map(Sketch.text)))) }
    let commas = numbers.filter { samples[$0]?.hasDecimal(UInt8(ascii: ",")) == true }
    if !commas.isEmpty {
      if numbers.contains(where: { samples[$0]?.hasDecimal(UInt8(ascii: ".")) == true }) {
        unsure.append(
          "\(commas.sorted().joined(separator: ", ")): some decimals stand behind a comma and others behind a point; those with a comma will be rejected"
        )
      } else {
        members.append(("decimal", .text(",")))
      }
    }
    members.append(("zone", .text("UTC")))
    var subject: [(String, Sketch)] = [("column", .text(identifier ?? "?"))]
    if let digits = samples[identifier ?? ""]?.paddedDigits {
      subject.append(("pad", .verbatim("\(digits)")))
    }
    members.append(("subject", .object(subject)))
    if !dropped.isEmpty || roles[.birthDate] != nil && events.isEmpty {
      members.append(("drop", .list(dropped.map(Sketch.text))))
    }
    members.append(
      (
        "tables", .list([.object([("name", .text("visits")), ("events", .list(events))])])
      ))
    members.insert(("unsure", .list(unsure.map(Sketch.text))), at: 1)
    return (Sketch.object(members).document, unsure)
  }

  /// Columns that hold numbers.
  private var numbers: [String] {
    roles.filter { role, _ in
      switch role {
      case .weight, .weightPounds, .dose, .dosePerKg, .minutes, .total: true
      default: false
      }
    }.map(\.value)
  }

  private func column(_ heading: String, _ more: [(String, Sketch)] = []) -> Sketch {
    .object([("column", .text(heading))] + more)
  }

  // MARK: times

  private mutating func time() -> Sketch {
    guard let heading = roles[.date] else {
      unsure.append("no heading says on which day a row happened: give \"time\" a column")
      return .object([("column", .text("?")), ("format", .text("yyyy-MM-dd"))])
    }
    unsure.append("the time zone is not in the file: write yours, such as America/New_York")
    var members: [(String, Sketch)] = [("column", .text(heading))]
    var hasClock = false
    switch samples[heading]?.dates ?? .none {
    case .excel:
      members.append(("excel", .verbatim("1900")))
      unsure.append("\(heading) seems to hold days as Excel counts them: from 1900 or from 1904?")
    case .all(let patterns):
      members.append(("format", .text(patterns[0])))
      hasClock = TimeFormat(patterns[0])?.hasClock == true
      if patterns.count > 1 {
        unsure.append(
          "\(heading) can be read as \(patterns[0]) and as \(patterns[1]): which is it?")
      }
    case .most(let pattern, let others):
      members.append(("format", .text(pattern)))
      hasClock = TimeFormat(pattern)?.hasClock == true
      unsure.append(
        "\(heading) holds dates in several styles: \(others) are not written \(pattern), and will be rejected"
      )
    case .none:
      members.append(("format", .text("yyyy-MM-dd")))
      unsure.append("\(heading) holds no dates that were recognised: how are they written?")
    }
    if let clock = roles[.clock], let pattern = samples[clock]?.clocks {
      members.append(
        (
          "clock", .object([("column", .text(clock)), ("format", .text(pattern))])
        ))
    } else if !hasClock {
      members.append(("hour", .text("12:00")))
      unsure.append("\(heading) has no time of day: which hour is meant for all such days?")
    }
    return .object(members)
  }

  // MARK: events

  private func event(
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

  private mutating func intake(_ time: Sketch) -> Sketch? {
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
    if let heading = roles[.birthDate] {
      var format = "yyyy-MM-dd"
      switch samples[heading]?.dates ?? .none {
      case .all(let patterns): format = patterns[0]
      case .most(let pattern, _): format = pattern
      default: unsure.append("\(heading): how are birth dates written? Only their year enters")
      }
      data.append(
        (
          "birthYear", column(heading, [("format", .text(format)), ("part", .text("year"))])
        ))
    } else if let heading = roles[.age] {
      unsure.append(
        "\(heading): an age becomes a birth year by \"from\": the year in which it was asked")
    }
    if let heading = roles[.sex] {
      data.append(("sex", column(heading, [("values", translation(heading, Self.sexes))])))
    }
    if let heading = roles[.weightPounds] {
      data.append(
        (
          "weightKg",
          column(heading, [("times", .verbatim("0.45359237")), ("decimals", .verbatim("1"))])
        ))
    } else if let heading = roles[.weight] {
      data.append(("weightKg", column(heading)))
    }
    for (role, name) in [(HeadingRole.site, "site"), (.arm, "arm")] {
      if let heading = roles[role] { data.append((name, column(heading))) }
    }
    return event("intake", "{subject}-intake", when: nil, time, once: true, data)
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

  private mutating func sessions(_ time: Sketch) -> [Sketch] {
    guard let dose = roles[.dose] ?? roles[.dosePerKg] else { return [] }
    let session = roles[.session] ?? roles[.date] ?? "?"
    let label = label(session)
    if roles[.session] == nil {
      unsure.append("no heading numbers sessions: they are told apart by \(session), one a day")
    }
    var infusion: [(String, Sketch)] = [("infusion", label)]
    if let heading = roles[.drug] {
      infusion.append(("drug", column(heading)))
    } else {
      infusion.append(("drug", .text("ketamine")))
      unsure.append("no heading names the drug: it is taken for ketamine, everywhere")
    }
    if let heading = roles[.route] {
      infusion.append(("route", column(heading, [("values", translation(heading, Self.routes))])))
    } else {
      infusion.append(("route", .text("IV")))
      unsure.append("no heading names the route: it is taken for IV, everywhere")
    }
    if let heading = roles[.dosePerKg] { infusion.append(("orderedMgPerKg", column(heading))) }
    if let heading = roles[.phase] { infusion.append(("phase", column(heading))) }
    let first = event("infusion", "{subject}-{\(session)}", when: dose, time, infusion)
    guard roles[.dose] != nil else {
      unsure.append("no heading names doses in mg: sessions have none")
      return [first]
    }
    var given: [(String, Sketch)] = [("infusion", label), ("mg", column(dose))]
    if let heading = roles[.minutes] { given.append(("minutes", column(heading))) }
    return [first, event("dose", "{subject}-{\(session)}-dose", when: dose, time, given)]
  }

  /// A session's label from its number, or from the day where that can be read.
  private func label(_ session: String) -> Sketch {
    if roles[.session] == nil, let dates = samples[session]?.dates {
      switch dates {
      case .all(let patterns):
        return column(session, [("format", .text(patterns[0])), ("as", .text("date"))])
      case .most(let pattern, _):
        return column(session, [("format", .text(pattern)), ("as", .text("date"))])
      case .none, .excel: break
      }
    }
    return column(session, [("prefix", .text("s-"))])
  }

  private mutating func ratings(_ time: Sketch) -> [Sketch] {
    let day = roles[.date] ?? "?"
    return definitions.instruments.compactMap { instrument in
      let total = roles[.total(instrument.id)]
      let items = (1...instrument.itemCount).compactMap { roles[.item(instrument.id, $0)] }
      let hasItems = items.count == instrument.itemCount
      if !items.isEmpty, !hasItems {
        unsure.append(
          "\(instrument.id) has \(instrument.itemCount) items, and \(items.count) columns name one: they do not enter"
        )
      }
      guard total != nil || hasItems else { return nil }
      var data: [(String, Sketch)] = [("instrument", .text(instrument.id))]
      if hasItems { data.append(("items", .object([("columns", .list(items.map(Sketch.text)))]))) }
      if let total { data.append(("total", column(total))) }
      return event(
        "rating", "{subject}-{\(day)}-\(instrument.id)", when: total ?? items[0], time, data)
    }
  }

  private func vital(_ time: Sketch) -> Sketch? {
    let signs: [(HeadingRole, String)] = [
      (.systolic, "systolic"), (.diastolic, "diastolic"), (.pulse, "pulse"), (.saturation, "spo2"),
      (.respiration, "respiration"),
    ]
    let found = signs.compactMap { role, name in roles[role].map { (name, $0) } }
    guard let first = found.first else { return nil }
    return event(
      "vital", "{subject}-{\(roles[.date] ?? "?")}-vital", when: first.1, time,
      found.map { ($0.0, column($0.1)) })
  }
}
