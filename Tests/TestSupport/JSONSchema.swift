import Foundation

/// A JSON Schema (draft 2020-12), with just the keywords that `docs/schema` uses.
///
/// Any other keyword is an error: one that is passed over would let a wrong answer through.
package struct JSONSchema: Sendable {
  /// Why a schema cannot be used.
  package struct Fault: Error, Equatable, CustomStringConvertible {
    /// Where in the schema, and what was expected there.
    package let description: String
  }

  private let root: Node
  private let definitions: [String: Node]

  /// Reads a schema, and checks every part of it.
  package init(_ data: Data) throws {
    let json = try JSONSerialization.jsonObject(with: data)
    guard var schema = json as? [String: Any] else { throw Fault(description: "$: object") }
    let draft = "https://json-schema.org/draft/2020-12/schema"
    guard schema.removeValue(forKey: "$schema") as? String == draft else {
      throw Fault(description: "$.$schema: \(draft)")
    }
    schema.removeValue(forKey: "$id")
    var reader = Reader()
    let parts = try reader.nodes(schema.removeValue(forKey: "$defs") ?? [String: Any](), "$.$defs")
    root = try reader.node(schema, "$")
    definitions = parts
    for (name, place) in reader.references.sorted(by: { $0.value < $1.value })
    where parts[name] == nil {
      throw Fault(description: "\(place): \(name) in $defs")
    }
  }

  /// What is wrong with a value that `JSONSerialization` read, each as `path: what was expected`.
  package func faults(in value: Any) -> [String] { faults(in: value, root, "$") }

  private func faults(in any: Any, _ node: Node, _ path: String) -> [String] {
    let value = Value(any)
    return node.rules.flatMap { faults(in: any, value, $0, path) }
  }

  private func faults(in any: Any, _ value: Value, _ rule: Rule, _ path: String) -> [String] {
    func unless(_ holds: Bool, _ expected: @autoclosure () -> String) -> [String] {
      holds ? [] : ["\(path): \(expected())"]
    }
    switch (rule, value) {
    case (.never, _): return ["\(path): no such member"]
    case (.type(let kinds), _):
      return unless(!kinds.isDisjoint(with: value.kinds), names(kinds.map(\.rawValue).sorted()))
    case (.values(let allowed), .scalar(let scalar)):
      return unless(allowed.contains(scalar), names(allowed.map(\.description)))
    case (.values(let allowed), _): return unless(false, names(allowed.map(\.description)))
    case (.reference(let name), _):
      // The schema was not read unless all names are there.
      return faults(in: any, definitions[name]!, path)
    case (.forms(let nodes, let single), _):
      var nearest: [String]?
      var met = 0
      for node in nodes {
        let found = faults(in: any, node, path)
        if found.isEmpty { met += 1 }
        if met > 0 && !single { return [] }
        // Of the forms that are not met the nearest one says most about what is wrong.
        if found.count < nearest?.count ?? .max { nearest = found }
      }
      if met == 0 { return nearest ?? [] }
      return unless(met == 1, "one form only, not \(met)")
    case (.minimum(let least), .scalar(.number(let number))):
      return unless(number >= least, "\(Scalar.number(least)) or more")
    case (.maximum(let most), .scalar(.number(let number))):
      return unless(number <= most, "\(Scalar.number(most)) or less")
    case (.pattern(let pattern), .scalar(.string(let string))):
      let whole = NSRange(string.startIndex..., in: string)
      // The end is compared too, for `$` also stands before a line end.
      let match = pattern.firstMatch(in: string, range: whole)
      return unless(match?.range == whole, "text like \(pattern.pattern)")
    case (.count(let least, let most), .array(let array)):
      return unless(array.count >= least, "\(least) items or more")
        + unless(array.count <= most, "\(most) items or fewer")
    case (.items(let node), .array(let array)):
      return array.enumerated().flatMap { faults(in: $1, node, "\(path)[\($0)]") }
    case (.required(let members), .object(let object)):
      return members.filter { object[$0] == nil }.map { "\(path): member \($0)" }
    case (.members(let nodes, let others), .object(let object)):
      return object.sorted { $0.key < $1.key }.flatMap { name, member in
        faults(in: member, nodes[name] ?? others, "\(path).\(name)")
      }
    default: return []
    }
  }

  private func names(_ all: [String]) -> String {
    all.count == 1 ? all[0] : "one of \(all.joined(separator: ", "))"
  }
}

/// A schema or a part of one: all its rules must hold.
private struct Node: Sendable {
  var rules: [Rule]
}

/// What one keyword asks for. It holds for any value that it is not about.
private indirect enum Rule: Sendable {
  case never
  case type(Set<Kind>)
  case values([Scalar])
  case reference(String)
  case forms([Node], single: Bool)
  case minimum(Double)
  case maximum(Double)
  case pattern(NSRegularExpression)
  case count(least: Int, most: Int)
  case items(Node)
  case required([String])
  case members([String: Node], others: Node)
}

private enum Kind: String {
  case null, boolean, integer, number, string, array, object
}

/// A value without parts, as `enum` and `const` compare it.
private enum Scalar: Equatable, Sendable, CustomStringConvertible {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)

  var description: String {
    switch self {
    case .null: "null"
    case .boolean(let boolean): "\(boolean)"
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .string(let string): "\"\(string)\""
    }
  }
}

private enum Value {
  case scalar(Scalar)
  case array([Any])
  case object([String: Any])

  init(_ any: Any) {
    // Objects and arrays come first: a cast of one to a class copies all that is in it.
    if let object = any as? [String: Any] {
      self = .object(object)
    } else if let array = any as? [Any] {
      self = .array(array)
    } else if let string = any as? String {
      self = .scalar(.string(string))
    } else if let number = any as? NSNumber {
      // A cast does not tell `true` from 1: it finds both in either. The Objective-C type does:
      // that of a number which was read is never `c`.
      let isBoolean = unsafe number.objCType.pointee == CChar(UInt8(ascii: "c"))
      self = .scalar(isBoolean ? .boolean(number.boolValue) : .number(number.doubleValue))
    } else {
      self = .scalar(.null)
    }
  }

  /// A whole number is an integer and a number.
  var kinds: Set<Kind> {
    switch self {
    case .scalar(.null): [.null]
    case .scalar(.boolean): [.boolean]
    case .scalar(.number(let number)): number.rounded() == number ? [.integer, .number] : [.number]
    case .scalar(.string): [.string]
    case .array: [.array]
    case .object: [.object]
    }
  }
}

/// Turns a schema's JSON into rules.
private struct Reader {
  /// The names that are referred to, each with a place that does.
  var references: [String: String] = [:]

  mutating func node(_ json: Any, _ path: String) throws -> Node {
    if case .scalar(.boolean(let all)) = Value(json) { return Node(rules: all ? [] : [.never]) }
    let schema: [String: Any] = try cast(json, path, "schema")
    var rules: [Rule] = []
    for (keyword, value) in schema.sorted(by: { $0.key < $1.key }) {
      rules += try rule(keyword, value, of: schema, "\(path).\(keyword)").map { [$0] } ?? []
    }
    return Node(rules: rules)
  }

  mutating func nodes(_ json: Any, _ path: String) throws -> [String: Node] {
    let schemas: [String: Any] = try cast(json, path, "object")
    var nodes: [String: Node] = [:]
    for (name, schema) in schemas { nodes[name] = try node(schema, "\(path).\(name)") }
    return nodes
  }

  private mutating func rule(
    _ keyword: String, _ value: Any, of schema: [String: Any], _ path: String
  ) throws -> Rule? {
    switch keyword {
    case "title", "description":
      let _: String = try cast(value, path, "text")
      return nil
    case "type":
      let names = try (value as? String).map { [$0] } ?? cast(value, path, "names of types")
      return .type(Set(try names.map { try some(Kind(rawValue: $0), path, "names of types") }))
    case "enum":
      let values: [Any] = try cast(value, path, "array")
      return .values(try values.map { try scalar($0, path) })
    case "const": return .values([try scalar(value, path)])
    case "$ref":
      let target: String = try cast(value, path, "text")
      let name = target.dropFirst("#/$defs/".count)
      guard target.hasPrefix("#/$defs/"), !name.contains(where: { "/~%".contains($0) }) else {
        throw JSONSchema.Fault(description: "\(path): #/$defs/ and a name")
      }
      references[String(name)] = path
      return .reference(String(name))
    case "anyOf", "oneOf":
      let forms: [Any] = try cast(value, path, "array")
      guard !forms.isEmpty else { throw JSONSchema.Fault(description: "\(path): a schema or more") }
      return .forms(try forms.map { try node($0, path) }, single: keyword == "oneOf")
    case "minimum": return .minimum(try number(value, path))
    case "maximum": return .maximum(try number(value, path))
    case "pattern":
      let text: String = try cast(value, path, "text")
      guard text.hasPrefix("^"), text.hasSuffix("$") else {
        throw JSONSchema.Fault(description: "\(path): ^ at the start and $ at the end")
      }
      return .pattern(try NSRegularExpression(pattern: text))
    case "minItems", "maxItems":
      let count = try some(Int(exactly: try number(value, path)), path, "integer")
      let isLeast = keyword == "minItems"
      return .count(least: isLeast ? count : 0, most: isLeast ? .max : count)
    case "items": return .items(try node(value, path))
    case "required": return .required(try cast(value, path, "names"))
    case "properties":
      let others = try node(schema["additionalProperties"] ?? true, "\(path) and others")
      return .members(try nodes(value, path), others: others)
    case "additionalProperties":
      // Where there are `properties` their rule has it already.
      return schema["properties"] == nil ? .members([:], others: try node(value, path)) : nil
    default: throw JSONSchema.Fault(description: "\(path): a keyword that is known")
    }
  }

  private func scalar(_ json: Any, _ path: String) throws -> Scalar {
    guard case .scalar(let scalar) = Value(json) else {
      throw JSONSchema.Fault(description: "\(path): a value without parts")
    }
    return scalar
  }

  private func number(_ json: Any, _ path: String) throws -> Double {
    guard case .number(let number) = try scalar(json, path) else {
      throw JSONSchema.Fault(description: "\(path): number")
    }
    return number
  }

  private func cast<Wanted>(_ json: Any, _ path: String, _ expected: String) throws -> Wanted {
    try some(json as? Wanted, path, expected)
  }

  private func some<Wanted>(_ value: Wanted?, _ path: String, _ expected: String) throws -> Wanted {
    guard let value else { throw JSONSchema.Fault(description: "\(path): \(expected)") }
    return value
  }
}
