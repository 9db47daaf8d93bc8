import Bytes
import Events

/// What `--where` and `--by` can ask of a unit, by the key that is written.
enum Attribute: String, CaseIterable {
  /// The first ICD-10-CM code of the intake.
  case indication
  /// That code up to its dot: F41 of F41.1.
  case indicationGroup
  case site
  case arm
  case sex
  /// The subject's index instrument.
  case instrument
  /// Earlier treatments without response, as the intake lists them.
  case failedTrials
  /// The pseudonym as shown.
  case subject
  /// The year of t0 (UTC) less the year of birth.
  case age
  case drug
  case route
  /// Delivered by the unit's first treatment.
  case mgPerKg
  case phase
  /// The number of the course.
  case course
  /// The total of the baseline rating, in points.
  case baseline

  /// Whether it is compared as a number; else as a text, byte by byte.
  var isNumber: Bool {
    switch self {
    case .failedTrials, .age, .mgPerKg, .course, .baseline: true
    default: false
    }
  }

  /// Whether it is the same for all units of a subject, and known without a treatment.
  var isAboutSubject: Bool {
    switch self {
    case .indication, .indicationGroup, .site, .arm, .sex, .instrument, .failedTrials, .subject:
      true
    case .age, .drug, .route, .mgPerKg, .phase, .course, .baseline: false
    }
  }

  /// The words that it can have, where there are no others.
  var vocabulary: [String]? {
    switch self {
    case .sex: ["female", "male", "other", "unknown"]
    case .route: Route.allCases.map(\.rawValue)
    case .phase: Phase.allCases.map(\.rawValue)
    default: nil
    }
  }

  /// A value as it may be written.
  var example: String {
    switch self {
    case .indication: "F41.1"
    case .indicationGroup: "F41"
    case .site: "Tampa"
    case .arm: "A"
    case .sex: "female"
    case .instrument: "GAD-7"
    case .failedTrials: "2"
    case .subject: "P-0017"
    case .age: "30"
    case .drug: "ketamine"
    case .route: "IV"
    case .mgPerKg: "0.5"
    case .phase: "induction"
    case .course: "1"
    case .baseline: "15"
    }
  }

  /// The operators that it can be compared with, for people.
  var operators: String {
    isNumber ? "one of = != < <= > >=, in (…)" : "one of = != ~, in (…)"
  }

  /// What to write in the place of a key that does not exist: the nearest one, or all.
  static func advice(for key: String) -> String {
    let names = allCases.map(\.rawValue)
    // No key is near to a word three times as long: one may be as long as a command line.
    let near = key.utf8.count > 45 ? nil : Nearest.name(to: key, among: names)
    return near ?? "one of the keys " + names.joined(separator: ", ")
  }
}
