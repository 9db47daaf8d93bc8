import Bytes
import Events

/// What one resource says, before it is known what it belongs to.
struct ResourceFact: Sendable {
  /// Which of the resources that were given it is, from 0.
  var place: Int
  /// Its type.
  var type: String
  /// Its id; `nil` where it has none.
  var id: String?
  /// The event that an export of ours made it from.
  var name: EventName?
  /// The line of that event.
  var line: Int?
  /// Who entered it, where an export of ours says so.
  var actor: String?
  /// The label of the session that it belongs to, where an export of ours says so.
  var session: String?
  /// When its system learned of it.
  var entered: Instant?
  /// Whom it is about.
  var patient: PatientReference
  /// The administration that it is a part of, or followed on, by id.
  var administration: String?
  /// When it happened; `nil` where it is a part of something else that says so.
  var time: String?
  /// What it says.
  var says: Says
  /// Whether words that people typed stand in the log as what it is called.
  var isTyped = false

  enum Says: Sendable {
    /// A diagnosis.
    case condition(code: String)
    /// An episode of care: what it says as members of an intake, and the ids of its diagnoses in
    /// order.
    case episode(Members, diagnoses: [String])
    /// An earlier treatment, as an intake has it, and which of them it is.
    case trial([UInt8], place: Int)
    /// A body weight, in kg.
    case weight([UInt8])
    /// An order of a session.
    case order(Members)
    /// What was given.
    case administration(Administration)
    /// A total.
    case score(Score)
    /// Items.
    case form(Form)
    /// Vital signs.
    case signs(Members)
    /// An event that is whole in itself.
    case whole(EventKind, Members)
  }

  struct Administration: Sendable {
    var drug: String
    var route: Route?
    var amount: Amount?
    var minutes: [UInt8]?
    /// Whether anything was given at all.
    var isGiven: Bool
    /// The order that it carries out, by id.
    var request: String?
    /// The encounter that it was given in, by id.
    var encounter: String?
  }

  enum Amount: Equatable, Sendable {
    /// In mg, as written.
    case milligrams([UInt8])
    /// In mg, or in mg per kg of body weight.
    case absolute(ExactDecimal, perKilogram: Bool)
    /// In mg, or in mg per kg, each so many minutes.
    case rate(ExactDecimal, perKilogram: Bool, minutes: ExactDecimal)
  }

  struct Score: Sendable {
    var instrument: String
    var total: Int
    var rater: String?
    var version: String?
    /// Whether an export of ours says that the log has the items alone.
    var isFromItems: Bool
    /// The forms that it comes from, by id.
    var forms: [String]
  }

  struct Form: Sendable {
    var instrument: String
    /// One for each item of the instrument; empty where the form has a total alone.
    var items: [Int?]
    var total: Int?
    var rater: String?
    var version: String?
  }
}

/// Members of an event's data, each as JSON.
struct Members: Sendable {
  private(set) var values: [(name: String, json: [UInt8])] = []

  subscript(name: String) -> [UInt8]? { values.first { $0.name == name }?.json }

  /// Sets a member, where there is something to set.
  mutating func set(_ name: String, _ json: [UInt8]?) {
    guard let json else { return }
    values.removeAll { $0.name == name }
    values.append((name, json))
  }

  /// Sets a text.
  mutating func set(_ name: String, text: String?) {
    guard let text else { return }
    var bytes: [UInt8] = []
    JSONString.append(text: text, to: &bytes)
    set(name, bytes)
  }

  /// The members as one object, in the order of the type's table.
  func object(of kind: EventKind) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      for field in DataShape.fields(of: kind) {
        guard let value = self[field.name] else { continue }
        json.key(field.name)
        json.verbatim(nil, value)
      }
    }
    return json.bytes
  }
}
