import Bytes
import Definitions
import Events

/// Puts facts together that belong together: those of one event of ours, those of one session, a total
/// and its form.
struct EventAssembly {
  let rules: ReadingRules
  let definitions: Definitions
  let directory: PatientDirectory
  let medications: [String: String?]
  /// What was counted and is not imported.
  private(set) var passed: [String: Int] = [:]
  /// What is to be said.
  var remarks: [String] = []
  var groups: [ReadGroup] = []

  /// A fact and whose it is.
  struct Entry {
    var fact: ResourceFact
    var person: PatientDirectory.Person
  }

  /// Facts of events of ours, by event, in the order of first appearance.
  private var ours: [EventName: Int] = [:]
  private var ourParts: [[Entry]] = []
  /// Facts of other systems.
  var conditions: [Int: [Entry]] = [:]
  var episodes: [Int: [Entry]] = [:]
  var administrations: [Entry] = []
  var orders: [String: Entry] = [:]
  var forms: [Entry] = []
  var scores: [Entry] = []
  var others: [Entry] = []
  /// Body weights of each person, with their times.
  var weights: [Int: [(time: Instant, kilograms: [UInt8])]] = [:]
  /// The label of the session of each administration, by the administration's id.
  var labels: [String: String] = [:]

  init(
    _ rules: ReadingRules, _ definitions: Definitions, _ directory: PatientDirectory,
    _ medications: [String: String?]
  ) {
    self.rules = rules
    self.definitions = definitions
    self.directory = directory
    self.medications = medications
  }

  mutating func pass(_ reason: String) { passed[reason, default: 0] += 1 }

  mutating func reject(_ places: [Int], _ problem: ReadingProblem) {
    groups.append(ReadGroup(places: places, problems: [problem]))
  }

  /// Takes a fact.
  mutating func add(_ fact: ResourceFact, of person: PatientDirectory.Person) {
    let entry = Entry(fact: fact, person: person)
    if case .weight(let kilograms) = fact.says, let time = fact.time.flatMap({ Instant($0) }) {
      weights[person.number, default: []].append((time, kilograms))
    }
    if let name = fact.name {
      let place = ours[name] ?? ourParts.count
      if place == ourParts.count {
        ours[name] = place
        ourParts.append([])
      }
      ourParts[place].append(entry)
      if case .administration = fact.says, let id = fact.id, let label = fact.session {
        labels[id] = label
      }
      return
    }
    guard fact.id != nil else {
      return reject(
        [fact.place],
        ReadingProblem(
          "id", "it has no id: nobody could tell whether it was imported before",
          remedy: "give each resource an id"))
    }
    switch fact.says {
    case .condition: conditions[person.number, default: []].append(entry)
    case .episode: episodes[person.number, default: []].append(entry)
    case .administration: administrations.append(entry)
    case .order: orders[fact.id ?? ""] = entry
    case .form: forms.append(entry)
    case .score: scores.append(entry)
    case .signs, .whole: others.append(entry)
    case .weight: break
    case .trial: pass("MedicationStatement of an earlier treatment without its intake")
    }
  }

  /// Puts everything together.
  mutating func assemble() -> [ReadGroup] {
    for number in weights.keys { weights[number]?.sort { $0.time < $1.time } }
    for parts in ourParts { addOurs(parts) }
    ourParts = []
    addSessions()
    addRatings()
    for entry in others { addOther(entry) }
    addPeople()
    return groups
  }

  /// The name of an event: of ours what it was called, where names are kept; else made with the key.
  func name(_ entry: Entry) -> (source: String, id: String) {
    if let name = entry.fact.name {
      return rules.keepsNames
        ? (name.source, name.id) : (rules.source, rules.names.event(name.text))
    }
    return (rules.source, rules.names.event(entry.fact.type + "/" + (entry.fact.id ?? "")))
  }

  /// An event of a fact.
  func event(
    _ entry: Entry, _ kind: EventKind, _ members: Members, time: String, label: String = ""
  ) -> ReadEvent {
    let (source, id) = name(entry)
    let actor = entry.fact.actor.map { rules.keepsNames ? $0 : rules.names.actor($0) }
    return ReadEvent(
      kind: kind, subject: entry.person.subject, source: source, id: id, actor: actor, time: time,
      data: members.object(of: kind), label: label, entered: entry.fact.entered,
      line: entry.fact.line, keymark: kind == .intake ? rules.names.keymark : nil)
  }

  /// Vital signs, and what is whole in itself.
  private mutating func addOther(_ entry: Entry) {
    var members: Members
    let kind: EventKind
    switch entry.fact.says {
    case .signs(let signs): (members, kind) = (signs, .vital)
    case .whole(let type, let said): (members, kind) = (said, type)
    default: return
    }
    let label = entry.fact.administration.flatMap { labels[$0] }
    members.set("infusion", text: label)
    groups.append(
      ReadGroup(
        places: [entry.fact.place],
        events: [
          event(entry, kind, members, time: entry.fact.time ?? "", label: label ?? "")
        ]))
  }
}
