import Bytes

/// How resources are read, where they leave something open.
package struct ReadingRules: Sendable {
  /// Names that are given to people and events. None of them can be traced back without the key.
  package struct Names: Sendable {
    /// The pseudonym of a patient's identifier.
    package var subject: @Sendable (String) -> String
    /// The id of an event, or the label of a session, by a text that names it.
    package var event: @Sendable (String) -> String
    /// The pseudonym of who entered something.
    package var actor: @Sendable (String) -> String
    /// What tells the key that they are made with from others; `nil` where they are made without one.
    package var keymark: String?

    package init(
      subject: @escaping @Sendable (String) -> String,
      event: @escaping @Sendable (String) -> String, actor: @escaping @Sendable (String) -> String,
      keymark: String? = nil
    ) {
      self.keymark = keymark
      self.subject = subject
      self.event = event
      self.actor = actor
    }
  }

  /// The `source` of events that come from other systems.
  package var source = "/fhir"
  /// Whether patients and events keep the names that an export of ours wrote; other patients keep
  /// the ids of their resources, where those can be pseudonyms.
  package var keepsNames = false
  /// The system of the identifier that people are known by; `nil`: the id of the Patient resource.
  package var identifierSystem: String?
  /// The hour, in UTC, of what has a date without a time of day; `nil`: that is rejected.
  package var dateHour: Int?
  /// What local codes mean.
  package var mapping = FHIRMapping()
  /// How names are made.
  package var names: Names

  package init(names: Names) { self.names = names }

  /// The time of a `dateTime`, in the form of a log.
  ///
  /// Throws `ReadingProblem` where it places no event.
  func time(_ text: String, _ member: String) throws(ReadingProblem) -> String {
    switch FHIRTime.read(text) {
    case .time(let time): return time
    case .day(let day):
      guard let dateHour else {
        throw ReadingProblem(
          member, "\(day) is a day without a time of day",
          remedy: "--date-hour 12 says which hour, in UTC, such days stand for")
      }
      return day + "T" + (dateHour < 10 ? "0" : "") + "\(dateHour):00:00Z"
    case .coarse(let text):
      throw ReadingProblem(
        member,
        "\(text) is a \(text.utf8.count == 4 ? "year" : "month"): no event can be placed in it",
        remedy: "give a day, or leave the resource out")
    case .wrong:
      throw ReadingProblem(
        member, "what stands there is no dateTime of FHIR",
        remedy: "such as 2026-01-05T10:00:00Z or 2026-01-05T11:00:00+01:00")
    }
  }
}

/// Why a resource is not imported. It holds nothing that could name a person.
package struct ReadingProblem: Error, Equatable, Sendable {
  /// The member, as a path in the resource; `nil` where the resource as a whole is meant.
  package let member: String?
  /// What is wrong.
  package let reason: String
  /// What would do.
  package let remedy: String

  package init(_ member: String?, _ reason: String, remedy: String) {
    self.member = member
    self.reason = reason
    self.remedy = remedy
  }
}
