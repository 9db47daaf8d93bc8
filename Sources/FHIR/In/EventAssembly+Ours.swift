import Bytes
import Events

extension EventAssembly {
  /// Puts the resources of one event of ours together again.
  mutating func addOurs(_ parts: [Entry]) {
    let places = parts.map(\.fact.place)
    do throws(ReadingProblem) {
      guard let event = try ourEvent(parts) else {
        return pass("parts of events of which the main resource is not there")
      }
      groups.append(ReadGroup(places: places, events: [event]))
    } catch { reject(places, error) }
  }

  private func ourEvent(_ parts: [Entry]) throws(ReadingProblem) -> ReadEvent? {
    let first = parts[0]
    guard parts.allSatisfy({ $0.person.number == first.person.number }) else {
      throw ReadingProblem(
        "identifier", "resources of one event are about different patients",
        remedy: "an event has one patient")
    }
    var members = Members()
    var main: (entry: Entry, kind: EventKind)?
    for part in parts {
      guard let kind = mainKind(part.fact.says) else { continue }
      if let found = main?.kind, found != kind {
        throw ReadingProblem(
          "identifier", "resources of one event are of different events",
          remedy: "each event has an identifier of its own")
      }
      main = main ?? (part, kind)
      try take(part, into: &members)
    }
    guard let main else { return nil }
    var entry = main.entry
    let kind = main.kind
    if let kilograms = weight(parts), kind == .intake || kind == .infusion {
      members.set("weightKg", kilograms)
    }
    if kind == .intake { takeIntake(parts, into: &members) }
    if kind == .rating { entry = ratingEntry(parts) ?? entry }
    let label = entry.fact.session ?? ""
    if !label.isEmpty { members.set("infusion", text: label) }
    guard let time = entry.fact.time else {
      throw ReadingProblem(nil, "it does not say when it happened", remedy: "give its time")
    }
    return event(entry, kind, members, time: time, label: label)
  }

  /// The type of event that a fact is the main part of; `nil` for what is added to others.
  private func mainKind(_ says: ResourceFact.Says) -> EventKind? {
    switch says {
    case .condition, .trial, .weight: nil
    case .episode: .intake
    case .order: .infusion
    case .administration: .dose
    case .score, .form: .rating
    case .signs: .vital
    case .whole(let kind, _): kind
    }
  }

  private func take(_ part: Entry, into members: inout Members) throws(ReadingProblem) {
    switch part.fact.says {
    case .episode(let said, _), .order(let said), .signs(let said), .whole(_, let said):
      for (name, json) in said.values {
        if let before = members[name], before != json {
          throw ReadingProblem(
            nil, "resources of one event disagree about \(name)", remedy: "give one of them")
        }
        members.set(name, json)
      }
    case .administration(let said):
      guard case .milligrams(let amount)? = said.amount else {
        throw ReadingProblem(
          "dosage.dose", "it does not say how many mg were given", remedy: "give dosage.dose in mg")
      }
      members.set("mg", amount)
      members.set("minutes", said.minutes)
    case .score(let said):
      members.set("instrument", text: said.instrument)
      if !said.isFromItems { members.set("total", Array("\(said.total)".utf8)) }
      members.set("rater", text: said.rater)
      members.set("version", text: said.version)
    case .form(let said): take(said, into: &members)
    case .condition, .trial, .weight: break
    }
  }

  /// What a form says as members of a rating.
  func take(_ form: ResourceFact.Form, into members: inout Members) {
    members.set("instrument", text: form.instrument)
    if !form.items.isEmpty {
      let items = form.items.map { $0.map(String.init) ?? "null" }.joined(separator: ",")
      members.set("items", Array("[\(items)]".utf8))
    }
    members.set("total", form.total.map { Array("\($0)".utf8) })
    members.set("rater", text: form.rater)
    members.set("version", text: form.version)
  }

  private func weight(_ parts: [Entry]) -> [UInt8]? {
    for part in parts {
      if case .weight(let kilograms) = part.fact.says { return kilograms }
    }
    return nil
  }

  /// The form stands for a rating where there is one: of ours both say the same time.
  private func ratingEntry(_ parts: [Entry]) -> Entry? {
    parts.first {
      if case .form = $0.fact.says { true } else { false }
    }
  }

  /// The diagnoses in the order of the episode, and the earlier treatments in theirs.
  private func takeIntake(_ parts: [Entry], into members: inout Members) {
    var codes: [String: String] = [:]
    var unranked: [String] = []
    var trials: [(place: Int, json: [UInt8])] = []
    var ranked: [String] = []
    for part in parts {
      switch part.fact.says {
      case .condition(let code):
        if let id = part.fact.id { codes[id] = code } else { unranked.append(code) }
      case .trial(let json, let place): trials.append((place, json))
      case .episode(_, let diagnoses): ranked = diagnoses
      default: break
      }
    }
    let indications = ranked.compactMap { codes[$0] } + unranked
    members.set("indications", Self.list(indications))
    if !trials.isEmpty {
      trials.sort { $0.place < $1.place }
      members.set(
        "trials",
        Array("[".utf8) + trials.map(\.json).joined(separator: Array(",".utf8)) + Array("]".utf8))
    }
  }

  /// Texts as a JSON array.
  static func list(_ texts: [String]) -> [UInt8] {
    var json = JSONWriter()
    json.array(nil, texts) { $0.string(nil, $1) }
    return json.bytes
  }
}
