import Bytes
import Events

/// Who the patients are, and which pseudonym each has.
struct PatientDirectory: Sendable {
  /// A patient who may enter.
  struct Person: Sendable {
    /// Which of the patients it is.
    var number: Int
    /// The text that the pseudonym was made from.
    var identity: String
    /// The pseudonym.
    var subject: String
  }

  enum Finding: Sendable {
    case found(Person)
    case wrong(ReadingProblem)
  }

  /// Those that were given.
  let patients: [ResourceReader.PatientFact]
  /// Why some of them can't enter, with their places.
  private(set) var problems: [(place: Int, problem: ReadingProblem)] = []
  private var people: [Person?] = []
  private var byID: [String: Int] = [:]
  private var byIdentifier: [String: Int] = [:]

  /// Ids of patients of whom there are versions that say different things.
  private let disputed: Set<String>

  init(
    _ patients: [ResourceReader.PatientFact], _ rules: ReadingRules, disputed: Set<String> = []
  ) {
    self.patients = patients
    self.disputed = disputed
    for (number, patient) in patients.enumerated() {
      if let id = patient.id { byID[id] = number }
      for (system, value) in patient.identifiers { byIdentifier[system + "|" + value] = number }
      do throws(ReadingProblem) {
        let identity = try Self.identity(patient, rules)
        let subject = rules.keepsNames ? identity : rules.names.subject(identity)
        people.append(Person(number: number, identity: identity, subject: subject))
      } catch {
        people.append(nil)
        problems.append((patient.place, error))
      }
    }
  }

  /// Those who may enter, in the order given.
  var all: [Person] { people.compactMap(\.self) }

  /// What a patient is known by.
  private static func identity(
    _ patient: ResourceReader.PatientFact, _ rules: ReadingRules
  ) throws(ReadingProblem) -> String {
    if rules.keepsNames {
      let ours = patient.identifiers.first { $0.system == FHIRSystem.subject }?.value
      guard let name = ours ?? patient.id, Envelope.isSubject(Array(name.utf8)) else {
        throw ReadingProblem(
          "id", "it can't be a pseudonym",
          remedy: "give --key FILE instead of --keep-pseudonyms: pseudonyms are made with it")
      }
      return name
    }
    if let system = rules.identifierSystem {
      let values = Set(patient.identifiers.filter { $0.system == system }.map(\.value))
      guard let value = values.first, values.count == 1, !value.isEmpty else {
        throw ReadingProblem(
          "identifier",
          values.isEmpty
            ? "it has no identifier of the system of --identifier"
            : "it has \(values.count) identifiers of the system of --identifier",
          remedy: "each patient needs one")
      }
      return value
    }
    guard let id = patient.id, !id.isEmpty else {
      throw ReadingProblem(
        "id", "it has no id", remedy: "a resource that others refer to has one")
    }
    return id
  }

  /// The person that a resource is about.
  func person(_ reference: PatientReference) -> Finding {
    let number: Int?
    switch reference {
    case .id(let id): number = byID[id]
    case .identifier(let system, let value): number = byIdentifier[system + "|" + value]
    }
    if case .id(let id) = reference, disputed.contains(id) {
      return .wrong(
        ReadingProblem(
          "subject", "it is about a Patient of whom these files have different versions",
          remedy: "give one version of the Patient"))
    }
    guard let number else {
      return .wrong(
        ReadingProblem(
          "subject", "it is about a Patient who is not in these files",
          remedy: "give the file with the Patients too"))
    }
    guard let person = people[number] else {
      return .wrong(
        ReadingProblem(
          "subject", "it is about a Patient who can't be imported", remedy: "mend the Patient first"
        ))
    }
    return .found(person)
  }

  /// The id of the Patient with an identifier; `nil` where there is none.
  func id(identifier: String, of system: String) -> String? {
    byIdentifier[system + "|" + identifier].flatMap { patients[$0].id }
  }
}
