import Bytes
import Definitions
import Events

extension EventAssembly {
  // MARK: ratings

  /// Totals join the forms that they were made from; what is left stands alone.
  mutating func addRatings() {
    var places: [String: Int] = [:]
    for (place, form) in forms.enumerated() { places[form.fact.id ?? ""] = place }
    var joined: [Int: Entry] = [:]
    var alone: [Entry] = []
    for entry in scores {
      guard case .score(let score) = entry.fact.says else { continue }
      let place = score.forms.lazy.compactMap { places[$0] }.first { place in
        guard joined[place] == nil, forms[place].person.number == entry.person.number,
          case .form(let form) = forms[place].fact.says
        else { return false }
        return form.instrument == score.instrument
      }
      if let place { joined[place] = entry } else { alone.append(entry) }
    }
    for (place, entry) in forms.enumerated() { addForm(entry, score: joined[place]) }
    for entry in alone {
      guard case .score(let score) = entry.fact.says else { continue }
      var rating = Members()
      rating.set("instrument", text: score.instrument)
      rating.set("total", Array("\(score.total)".utf8))
      rating.set("rater", text: score.rater)
      groups.append(
        ReadGroup(
          places: [entry.fact.place],
          events: [event(entry, .rating, rating, time: entry.fact.time ?? "")]))
    }
    (forms, scores) = ([], [])
  }

  /// A form, and the total that was made from it. The rating is called by the form and has its items,
  /// so it is the same whether the total was there or not; they must agree.
  private mutating func addForm(_ entry: Entry, score: Entry?) {
    guard case .form(let form) = entry.fact.says else { return }
    var rating = Members()
    take(form, into: &rating)
    var places = [entry.fact.place]
    if let score, case .score(let said) = score.fact.says {
      places.append(score.fact.place)
      guard isSameDay(entry, score) else {
        return reject(
          places,
          ReadingProblem(
            "derivedFrom", "the total and its form say different times, more than a day apart",
            remedy: "mend the one that is wrong"))
      }
      if rating["rater"] == nil { rating.set("rater", text: said.rater) }
      let items = definitions.instrument(form.instrument)?.score(form.items)
      let own = if case .total(let sum, _)? = items { sum } else { form.total }
      guard own == nil || own == said.total else {
        return reject(
          places,
          ReadingProblem(
            "derivedFrom", "the total is not the one that its form gives",
            remedy: "mend the one that is wrong"))
      }
      if own == nil { rating.set("total", Array("\(said.total)".utf8)) }
    }
    groups.append(
      ReadGroup(
        places: places, events: [event(entry, .rating, rating, time: entry.fact.time ?? "")]))
  }

  /// Whether a total was made within a day of its form.
  private func isSameDay(_ form: Entry, _ score: Entry) -> Bool {
    guard let first = form.fact.time.flatMap({ Instant($0) }),
      let second = score.fact.time.flatMap({ Instant($0) })
    else { return true }
    return abs(first.milliseconds - second.milliseconds) <= Instant.day
  }

  // MARK: intakes

  /// People of other systems get an intake made from Patient and Conditions, and those of whom it is
  /// said when they died an exit.
  mutating func addPeople() {
    var firsts: [String: String] = [:]
    for group in groups {
      for event in group.events {
        guard let time = Instant(event.time) else { continue }
        if let before = firsts[event.subject].flatMap({ Instant($0) }), before <= time { continue }
        firsts[event.subject] = event.time
      }
    }
    var withoutIndication = 0
    var withSeveral = 0
    for (number, patient) in directory.patients.enumerated() where !patient.isOurs {
      guard let reference = patient.id.map(PatientReference.id),
        case .found(let person) = directory.person(reference), person.number == number
      else { continue }
      var times = [firsts[person.subject]].compactMap(\.self)
      times += (episodes[number] ?? []).compactMap(\.fact.time)
      if let died = patient.died { times.append(died) }
      let first = times.min { (Instant($0)?.milliseconds ?? 0) < (Instant($1)?.milliseconds ?? 0) }
      guard let first, firsts[person.subject] != nil || patient.died != nil else {
        pass("Patient of whom no event is told")
        continue
      }
      let indications = self.indications(number)
      if indications.isEmpty { withoutIndication += 1 }
      if indications.count > 1, (episodes[number] ?? []).isEmpty { withSeveral += 1 }
      addIntake(patient, person, indications, time: first)
    }
    if withoutIndication > 0 {
      remarks.append(
        "without an indication: \(withoutIndication) of the patients; they are measured on GAD-7 "
          + "unless an instrument is asked for")
    }
    if withSeveral > 0 {
      remarks.append(
        "with several indications and no episode of care that ranks them: \(withSeveral) of the "
          + "patients; the one that was recorded first is primary, and decides on the instrument")
    }
  }

  /// The codes of a person's conditions: in the order of an episode of care, else by when they were
  /// recorded, else as given.
  private func indications(_ number: Int) -> [String] {
    var ranks: [String: Int] = [:]
    for entry in episodes[number] ?? [] {
      guard case .episode(_, let diagnoses) = entry.fact.says else { continue }
      for (rank, id) in diagnoses.enumerated() where ranks[id] == nil { ranks[id] = rank }
    }
    let known = conditions[number] ?? []
    let ordered = known.sorted { left, right in
      func key(_ entry: Entry) -> (Int, Int64, Int) {
        (
          ranks[entry.fact.id ?? ""] ?? .max,
          entry.fact.time.flatMap { Instant($0) }?.milliseconds ?? .max, entry.fact.place
        )
      }
      return key(left) < key(right)
    }
    var codes: [String] = []
    for entry in ordered {
      if case .condition(let code) = entry.fact.says, !codes.contains(code) { codes.append(code) }
    }
    return codes
  }

  /// The name of an intake holds what it says: more conditions, told later, make another one, which
  /// takes the place of this.
  private mutating func addIntake(
    _ patient: ResourceReader.PatientFact, _ person: PatientDirectory.Person,
    _ indications: [String], time: String
  ) {
    var intake = Members()
    intake.set("indications", Self.list(indications))
    intake.set("birthYear", patient.birthYear.map { Array("\($0)".utf8) })
    intake.set("sex", text: patient.sex)
    let data = intake.object(of: .intake)
    let places = [patient.place] + (conditions[person.number] ?? []).map(\.fact.place)
    if let born = patient.birthYear, let year = Int(time.prefix(4)), born > year {
      return reject(
        places,
        ReadingProblem(
          "birthDate", "the year of birth lies after the person's first event",
          remedy: "mend the one that is wrong"))
    }
    func event(_ kind: EventKind, _ name: String, _ data: [UInt8], _ time: String) -> ReadEvent {
      ReadEvent(
        kind: kind, subject: person.subject, source: rules.source,
        id: rules.names.event("\(name) \(person.identity)"), time: time, data: data, label: "",
        entered: patient.entered, keymark: kind == .intake ? rules.names.keymark : nil)
    }
    var events = [event(.intake, "intake \(time) \(data.text)", data, time)]
    if let died = patient.died {
      var exit = Members()
      exit.set("reason", text: "died")
      events.append(event(.exit, "died \(died)", exit.object(of: .exit), died))
    }
    groups.append(ReadGroup(places: places, events: events))
  }
}
