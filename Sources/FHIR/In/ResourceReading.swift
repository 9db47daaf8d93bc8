package import Bytes
package import Definitions
import Events

/// Reads resources, one after the other, and puts together what they say as events.
///
/// Nothing is known of an event before all resources were read: a dose needs the weight that stands in
/// another file, and a total the form that it was made from.
///
/// ```
/// Patient, Condition …        →  intake
/// MedicationAdministration …  →  infusion, dose
/// Observation + form          →  rating
/// ```
package struct ResourceReading: Sendable {
  /// Resources that say nothing that a log has a place for, or that counts: why, and how many.
  package private(set) var passed: [String: Int] = [:]
  /// What is to be said of what was put together, such as how many have no indication.
  package internal(set) var remarks: [String] = []
  /// The pseudonyms of all patients, with the identifiers that they were made from, in the order given;
  /// known once all was put together.
  package private(set) var crosswalk: [(pseudonym: String, identifier: String)] = []
  let rules: ReadingRules
  let definitions: Definitions
  let reader: ResourceReader
  /// Who the patients are, once all was put together.
  private(set) var directory: PatientDirectory?
  private var seen: [String: (place: Int, digest: UInt64)] = [:]
  /// Resources of which there are versions that say different things: the places of all of them.
  private var versions: [String: [Int]] = [:]
  /// Groups that came to nothing: resources that could not be read.
  private var broken: [ReadGroup] = []
  var facts: [ResourceFact] = []
  var patients: [ResourceReader.PatientFact] = []
  var medications: [String: String?] = [:]

  package init(_ rules: ReadingRules, _ definitions: Definitions) {
    self.rules = rules
    self.definitions = definitions
    reader = ResourceReader(rules: rules, definitions: definitions)
  }

  /// Takes a resource.
  ///
  /// - Parameter place: its number, by which it is named again.
  package mutating func take(_ node: JSONNode, place: Int) {
    do throws(ReadingProblem) {
      guard try isFirst(node, place) else { return }
      switch try reader.read(node, place: place) {
      case .fact(let fact): facts.append(fact)
      case .patient(let patient): patients.append(patient)
      case .medication(let id, let drug): medications[id] = drug
      case .passed(let reason): pass(reason)
      }
    } catch { reject([place], error) }
  }

  /// Says that a line is no resource at all.
  package mutating func reject(place: Int, _ problem: ReadingProblem) { reject([place], problem) }

  mutating func reject(_ places: [Int], _ problem: ReadingProblem) {
    broken.append(ReadGroup(places: places, problems: [problem]))
  }

  mutating func pass(_ reason: String) { passed[reason, default: 0] += 1 }

  /// Whether no resource of that type and id came before; one that did is counted, or noted as another
  /// version.
  private mutating func isFirst(_ node: JSONNode, _ place: Int) throws(ReadingProblem) -> Bool {
    guard node.kind == .object else {
      throw ReadingProblem(
        nil, "the line is no JSON object", remedy: "a line is one FHIR R4 resource")
    }
    guard let type = node["resourceType"]?.text, let id = node["id"]?.text else { return true }
    let key = type + "/" + id
    let digest = ResourceDigest.of(node)
    guard let first = seen[key] else {
      seen[key] = (place, digest)
      return true
    }
    if first.digest == digest {
      pass("resources that are there twice")
    } else {
      versions[key, default: [first.place]].append(place)
    }
    return false
  }

  /// Takes out resources of which there are several versions: nobody here knows which one is true.
  ///
  /// Returns the ids of patients among them.
  private mutating func takeOutVersions() -> Set<String> {
    let disputed = Set(versions.values.joined())
    guard !disputed.isEmpty else { return [] }
    facts.removeAll { disputed.contains($0.place) }
    patients.removeAll { disputed.contains($0.place) }
    broken.removeAll { $0.places.allSatisfy(disputed.contains) }
    var people: Set<String> = []
    for (key, places) in versions.sorted(by: { $0.value[0] < $1.value[0] }) {
      let type = String(key.prefix { $0 != "/" })
      let id = String(key.dropFirst(type.count + 1))
      if type == "Medication" { medications.removeValue(forKey: id) }
      if type == "Patient" { people.insert(id) }
      for place in places {
        reject(
          [place],
          ReadingProblem(
            "id",
            "another \(ResourceReader.typeName(type)) of these files has the same id and says something else: none of them is imported",
            remedy: "give one version of each resource"))
      }
    }
    versions = [:]
    return people
  }

  // MARK: what it comes to

  /// Puts together what was read: groups in the order in which their events are to be appended, then
  /// those that could not be read. Nothing can be taken afterwards.
  package mutating func groups() -> [ReadGroup] {
    seen = [:]
    let disputed = takeOutVersions()
    remark(onTyped: facts)
    let directory = PatientDirectory(patients, rules, disputed: disputed)
    self.directory = directory
    var assembly = EventAssembly(rules, definitions, directory, medications)
    crosswalk = directory.all.map { ($0.subject, $0.identity) }
    for problem in directory.problems { reject([problem.place], problem.problem) }
    for fact in facts {
      switch directory.person(fact.patient) {
      case .found(let person): assembly.add(fact, of: person)
      case .wrong(let problem): reject([fact.place], problem)
      }
    }
    facts = []
    var groups = assembly.assemble()
    for (reason, count) in assembly.passed { passed[reason, default: 0] += count }
    remarks += assembly.remarks
    groups.append(contentsOf: broken)
    let order = groups.indices.sorted { left, right in
      guard let first = groups[left].events.first, let second = groups[right].events.first else {
        let (isLeft, isRight) = (!groups[left].events.isEmpty, !groups[right].events.isEmpty)
        return isLeft == isRight ? groups[left].places[0] < groups[right].places[0] : isLeft
      }
      return first.precedes(second, groups[left].places[0], groups[right].places[0])
    }
    return order.map { groups[$0] }
  }

  /// Says how many events are called by words that people typed.
  private mutating func remark(onTyped facts: [ResourceFact]) {
    for type in ["AdverseEvent", "MedicationStatement"] {
      let count = facts.count { $0.isTyped && $0.name == nil && $0.type == type }
      guard count > 0 else { continue }
      remarks.append(
        "called by words that people typed, as no code names them: \(count) of the \(type)s; the "
          + "words enter the log, so see that they name nobody")
    }
  }
}
