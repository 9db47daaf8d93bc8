import Bytes
import Events

/// A resource on its way to a file: a line of JSON without its line end.
package struct Resource: Sendable {
  /// Its type, which is the file that it belongs to.
  package let type: FHIRType
  /// Its id.
  package let id: String
  /// The line.
  package let line: [UInt8]
}

/// Something of ours that FHIR has no member for.
struct Extension {
  enum Value {
    case string(String)
    case code(String)
    case dateTime(String)
    case date(String)
    case integer(Int)
    case decimal([UInt8])
    case bool(Bool)
  }

  let name: String
  let value: Value

  init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  /// Of a text that may not be there.
  static func texts(_ name: String, _ text: String?) -> [Extension] {
    text.map { [Extension(name, .string($0))] } ?? []
  }

  /// Of a code that may not be there.
  static func codes(_ name: String, _ code: String?) -> [Extension] {
    code.map { [Extension(name, .code($0))] } ?? []
  }

  /// Of a number that may not be there.
  static func decimals(_ name: String, _ number: [UInt8]?) -> [Extension] {
    number.map { [Extension(name, .decimal($0))] } ?? []
  }
}

/// Puts a resource together, member after member.
struct ResourceWriter {
  private let type: FHIRType
  private let id: String
  private(set) var json = JSONWriter()

  /// Begins a resource that an event becomes, or a part of one.
  ///
  /// - Parameter part: what tells the parts of one event apart; empty for the first.
  init(
    _ type: FHIRType, of event: StatedEvent, part: String = "", _ extensions: [Extension] = []
  ) {
    self.init(type, id: event.name.resourceID(part))
    json.object("meta") { $0.instant("lastUpdated", event.recorded) }
    var all = [Extension("line", .integer(event.seq))]
    all += Extension.texts("entered-by", event.actor)
    if event.kind != .infusion { all += Extension.texts("session", event.text("infusion")) }
    write(all + extensions)
    // Two of these have one identifier, the others a list.
    if type == .adverseEvent || type == .questionnaireResponse {
      json.object("identifier") { Self.write(event.name, to: &$0) }
    } else {
      json.array("identifier", [event.name]) { json, name in
        json.object { Self.write(name, to: &$0) }
      }
    }
  }

  /// Begins a resource that is no event.
  init(_ type: FHIRType, id: String) {
    self.type = type
    self.id = id
    json.beginObject()
    json.string("resourceType", type.rawValue)
    json.string("id", id)
  }

  private static func write(_ name: EventName, to json: inout JSONWriter) {
    json.string("system", FHIRSystem.event)
    json.string("value", name.text)
  }

  private mutating func write(_ extensions: [Extension]) {
    json.array("extension", extensions) { json, extra in
      json.object { json in
        json.string("url", FHIRSystem.extensions + extra.name)
        switch extra.value {
        case .string(let text): json.string("valueString", text)
        case .code(let code): json.string("valueCode", code)
        case .dateTime(let time): json.string("valueDateTime", time)
        case .date(let date): json.string("valueDate", date)
        case .integer(let number): json.integer("valueInteger", number)
        case .decimal(let number): json.verbatim("valueDecimal", number)
        case .bool(let value): json.bool("valueBoolean", value)
        }
      }
    }
  }

  /// The resource.
  consuming func finish() -> Resource {
    json.endObject()
    return Resource(type: type, id: id, line: json.bytes)
  }

  // MARK: members

  /// Any member.
  mutating func write(_ body: (inout JSONWriter) -> Void) { body(&json) }

  mutating func string(_ key: StaticString, _ text: String) { json.string(key, text) }

  /// A reference to a resource of the same export.
  mutating func reference(_ key: StaticString, _ type: FHIRType, _ id: String) {
    json.object(key) { $0.string("reference", type.rawValue + "/" + id) }
  }

  /// The patient that an event is about.
  mutating func subject(_ event: StatedEvent, as key: StaticString = "subject") {
    reference(key, .patient, PatientResource.id(of: event.subject))
  }

  mutating func concept(_ key: StaticString, _ codings: [Coding], text: String? = nil) {
    json.object(key) { $0.concept(codings, text: text) }
  }

  /// A list of one concept.
  mutating func concepts(_ key: StaticString, _ coding: Coding) {
    json.array(key, [coding]) { json, coding in json.object { $0.concept([coding], text: nil) } }
  }

  mutating func quantity(_ key: StaticString, _ value: [UInt8], _ unit: String, shown: String) {
    json.object(key) { $0.quantity(value, unit, shown: shown) }
  }
}

extension JSONWriter {
  /// The members of a concept.
  mutating func concept(_ codings: [Coding], text: String?) {
    if !codings.isEmpty {
      array("coding", codings) { json, coding in
        json.object { json in
          json.string("system", coding.system)
          json.string("code", coding.code)
          if let display = coding.display { json.string("display", display) }
        }
      }
    }
    if let text { string("text", text) }
  }

  /// The members of a quantity in a unit of UCUM; the number keeps its digits.
  mutating func quantity(_ value: [UInt8], _ unit: String, shown: String) {
    verbatim("value", value)
    string("unit", shown)
    string("system", FHIRSystem.ucum)
    string("code", unit)
  }
}
