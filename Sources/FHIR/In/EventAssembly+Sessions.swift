import Bytes
import Events

extension EventAssembly {
  /// Administrations of one session: those that are parts of one, and those of one encounter that begin
  /// within 12 h, of one drug and by one route. Any other is a session of its own.
  mutating func addSessions() {
    resolveMedications()
    let parents = Set(administrations.compactMap(\.fact.administration))
    var groups: [String: [Entry]] = [:]
    for entry in administrations {
      let own = entry.fact.id ?? ""
      let parent = entry.fact.administration ?? (parents.contains(own) ? own : nil)
      guard case .administration(let said) = entry.fact.says else { continue }
      let key =
        parent.map { "part \($0)" }
        ?? said.encounter.map { "encounter \($0) \(said.drug) \(said.route?.rawValue ?? "")" }
        ?? "alone \(own)"
      groups["\(entry.person.number) " + key, default: []].append(entry)
    }
    administrations = []
    for (key, entries) in groups.sorted(by: { $0.value[0].fact.place < $1.value[0].fact.place }) {
      let ordered = entries.sorted { instant($0) < instant($1) }
      guard key.contains(" encounter ") else {
        addSession(ordered, parents)
        continue
      }
      var session: [Entry] = []
      for entry in ordered {
        if let first = session.first,
          instant(entry).milliseconds - instant(first).milliseconds > Instant.day / 2
        {
          addSession(session, parents)
          session = []
        }
        session.append(entry)
      }
      addSession(session, parents)
    }
  }

  private func instant(_ entry: Entry) -> Instant {
    entry.fact.time.flatMap { Instant($0) } ?? Instant(milliseconds: 0)
  }

  /// Puts in the drugs of medications that are resources of their own; others than those of sessions
  /// are left out.
  private mutating func resolveMedications() {
    var kept: [Entry] = []
    for var entry in administrations {
      guard case .administration(var said) = entry.fact.says else { continue }
      if said.drug.hasPrefix(ResourceReader.reference) {
        let id = String(said.drug.dropFirst(ResourceReader.reference.count))
        guard let known = medications[id] else {
          reject(
            [entry.fact.place],
            ReadingProblem(
              "medicationReference", "it refers to a Medication that is not in these files",
              remedy: "give the file with the Medications too"))
          continue
        }
        guard let drug = known else {
          pass("MedicationAdministration of other drugs")
          continue
        }
        said.drug = drug
        said.route = said.route ?? rules.mapping.defaultRoutes[drug].flatMap(Route.init)
        entry.fact.says = .administration(said)
      }
      kept.append(entry)
    }
    administrations = kept
  }

  private mutating func addSession(_ entries: [Entry], _ parents: Set<String>) {
    let places = entries.map(\.fact.place)
    do throws(ReadingProblem) {
      groups.append(ReadGroup(places: places, events: try session(entries, parents)))
    } catch { reject(places, error) }
  }

  private mutating func session(
    _ entries: [Entry], _ parents: Set<String>
  ) throws(ReadingProblem) -> [ReadEvent] {
    let all = entries.compactMap { entry -> (entry: Entry, said: ResourceFact.Administration)? in
      guard case .administration(let said) = entry.fact.says else { return nil }
      return (entry, said)
    }
    let whole = all.first { parents.contains($0.entry.fact.id ?? "") && all.count > 1 }
    guard let first = whole ?? all.first else { return [] }
    let name = first.entry.fact.id ?? ""
    guard Set(all.map(\.said.drug)).count == 1 else {
      throw ReadingProblem(
        "medicationCodeableConcept", "parts of one administration are of different drugs",
        remedy: "a session has one drug")
    }
    guard let route = first.said.route ?? all.compactMap(\.said.route).first else {
      throw ReadingProblem(
        "dosage.route", "it does not say by which route",
        remedy: "give dosage.route, or name the drug's under defaultRoutes in the mapping of --map")
    }
    guard all.allSatisfy({ $0.said.route == nil || $0.said.route == route }) else {
      throw ReadingProblem(
        "dosage.route", "parts of one administration are by different routes",
        remedy: "a session has one route")
    }
    let label = rules.names.event("session " + name)
    for (entry, _) in all { labels[entry.fact.id ?? ""] = label }
    let start = all.map(\.entry).min { instant($0) < instant($1) } ?? first.entry
    let kilograms = weight(of: start.person.number, at: instant(start))
    var infusion = Members()
    infusion.set("infusion", text: label)
    infusion.set("drug", text: first.said.drug)
    infusion.set("route", text: route.rawValue)
    infusion.set("weightKg", kilograms)
    if let order = all.compactMap({ $0.said.request }).compactMap({ orders[$0] }).first,
      case .order(let ordered) = order.fact.says
    {
      for member in ["orderedMg", "orderedMgPerKg", "plannedMinutes"] {
        infusion.set(member, ordered[member])
      }
    }
    var session = event(start, .infusion, infusion, time: start.fact.time ?? "", label: label)
    session.id = rules.names.event("infusion " + name)
    var events = [session]
    var sum: Int64 = 0
    for (entry, said) in all where said.isGiven && entry.fact.id != whole?.entry.fact.id {
      let micrograms = try self.micrograms(said, kilograms)
      sum += micrograms.value
      var dose = Members()
      dose.set("infusion", text: label)
      dose.set("mg", micrograms.written)
      dose.set("minutes", said.minutes)
      events.append(event(entry, .dose, dose, time: entry.fact.time ?? "", label: label))
    }
    if let whole, whole.said.amount != nil,
      try micrograms(whole.said, kilograms).value != sum
    {
      throw ReadingProblem(
        "dosage.dose", "the amount is not the sum of its parts", remedy: "give all parts, or none")
    }
    return events
  }

  /// The last body weight at that time or before.
  private func weight(of person: Int, at time: Instant) -> [UInt8]? {
    weights[person]?.last { $0.time <= time }?.kilograms
  }

  /// What was given, in thousandths of a mg, and as `mg` is written: with the digits that were given,
  /// where it was given in mg.
  private func micrograms(
    _ said: ResourceFact.Administration, _ kilograms: [UInt8]?
  ) throws(ReadingProblem) -> (value: Int64, written: [UInt8]) {
    let exact: ExactDecimal
    var divisor = ExactDecimal(mantissa: 1, exponent: 0)
    switch said.amount {
    case nil:
      throw ReadingProblem(
        "dosage", "it does not say how much was given", remedy: "give dosage.dose or a rate")
    case .milligrams(let number)?:
      guard let value = ExactDecimal(number.span, in: 0..<number.count),
        let micrograms = value.scaled(3)
      else {
        throw ReadingProblem(
          "dosage.dose.value", "the dose has more than 3 decimals", remedy: "give at most 3")
      }
      return (micrograms, number)
    case .absolute(let amount, let perKilogram)?:
      exact = try whole(amount, perKilogram, kilograms)
    case .rate(let amount, let perKilogram, let minutes)?:
      guard let length = said.minutes.flatMap({ ExactDecimal($0.span, in: 0..<$0.count) }) else {
        throw ReadingProblem(
          "effectivePeriod.end", "a rate needs the time for which it ran",
          remedy:
            "give effectivePeriod with start and end, each with its time of day, or dosage.dose")
      }
      guard length.mantissa > 0 else {
        throw ReadingProblem(
          "effectivePeriod.end",
          "a rate needs the time for which it ran, and the period has no length",
          remedy: "give the end of the period, or dosage.dose")
      }
      guard let product = try whole(amount, perKilogram, kilograms).times(length) else {
        throw ReadingProblem("dosage", "the numbers have too many digits", remedy: "give fewer")
      }
      (exact, divisor) = (product, minutes)
    }
    // To a thousandth of a mg, the finest that a log keeps.
    let rounded = (exact.divided(by: divisor) * 1000).rounded(.toNearestOrAwayFromZero)
    guard rounded >= 0, rounded <= 1e15 else {
      throw ReadingProblem("dosage", "the dose is no dose", remedy: "0 or more, at most 1e9 mg")
    }
    let value = Int64(rounded)
    return (value, Array(ExactDecimal(mantissa: value, exponent: -3).written.utf8))
  }

  private func whole(
    _ amount: ExactDecimal, _ perKilogram: Bool, _ kilograms: [UInt8]?
  ) throws(ReadingProblem) -> ExactDecimal {
    guard perKilogram else { return amount }
    guard let weight = kilograms.flatMap({ ExactDecimal($0.span, in: 0..<$0.count) }) else {
      throw ReadingProblem(
        "dosage", "a dose per kg needs the body weight at that time or before",
        remedy: "give the Observations of body weight (LOINC 29463-7) too")
    }
    guard let product = amount.times(weight) else {
      throw ReadingProblem("dosage", "the numbers have too many digits", remedy: "give fewer")
    }
    return product
  }
}
