import Bytes

/// What is said of a subject as a person: no more than a year of birth and a sex.
package struct PatientResource: Sendable {
  /// The pseudonym.
  package var subject: String
  /// The log's origin, which tells equal pseudonyms of two logs apart.
  package var origin: String
  /// Year of birth, from the last intake.
  package var birthYear: Int?
  /// `female`, `male`, `other`, `unknown`, from the last intake.
  package var sex: String?
  /// The site, from the last intake.
  package var site: String?
  /// Whether an exit says that the subject died.
  package var hasDied: Bool

  package init(
    subject: String, origin: String, birthYear: Int?, sex: String?, site: String?, hasDied: Bool
  ) {
    self.subject = subject
    self.origin = origin
    self.birthYear = birthYear
    self.sex = sex
    self.site = site
    self.hasDied = hasDied
  }

  /// The id of a subject's resource: the pseudonym; where FHIR does not allow that as an id, digits of
  /// its SHA-256 behind `u.`, and the same for pseudonyms that begin so.
  package static func id(of subject: String) -> String {
    guard subject.contains("_") || subject.hasPrefix("u.") else { return subject }
    let digest = SHA256.hash(Array(subject.utf8).span)
    return "u." + Hexadecimal.encode(Array(digest.bytes.prefix(16)))
  }

  private static let genders: Set<String> = ["female", "male", "other", "unknown"]

  /// The resource.
  package var resource: Resource {
    var writer = ResourceWriter(.patient, id: Self.id(of: subject))
    writer.write { json in
      json.array("identifier", [subject]) { json, subject in
        json.object { json in
          json.string("system", FHIRSystem.subject)
          json.string("value", subject)
          json.object("assigner") { $0.string("display", origin) }
        }
      }
      if let sex, Self.genders.contains(sex) { json.string("gender", sex) }
      // Four digits are a whole `date` in FHIR: the year is all that is known.
      if let birthYear, (1000...9999).contains(birthYear) {
        json.string("birthDate", "\(birthYear)")
      }
      if hasDied { json.bool("deceasedBoolean", true) }
      if let site { json.object("managingOrganization") { $0.string("display", site) } }
    }
    return writer.finish()
  }
}
