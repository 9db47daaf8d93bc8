import Foundation

/// A schema or a part of one: all its rules must hold.
struct SchemaNode: Sendable {
  let rules: [SchemaRule]
}

/// What one keyword asks for. It holds for any value that it is not about.
indirect enum SchemaRule: Sendable {
  case never
  case type(JSONKinds)
  /// Values without parts.
  case values([JSONValue])
  case reference(String)
  case forms([SchemaNode], single: Bool)
  case minimum(Double)
  case maximum(Double)
  case pattern(NSRegularExpression)
  case count(least: Int, most: Int)
  case items(SchemaNode)
  case required([String])
  case members([String: SchemaNode], others: SchemaNode)
}

/// Turns a schema's JSON into rules.
struct SchemaReader {
  /// The names that are referred to, each with a place that does.
  var references: [String: String] = [:]

  mutating func node(_ json: Any, _ path: String) throws -> SchemaNode {
    if case .boolean(let all) = JSONValue(json) { return SchemaNode(rules: all ? [] : [.never]) }
    let schema: [String: Any] = try cast(json, path, "schema")
    var rules: [SchemaRule] = []
    for (keyword, value) in schema.sorted(by: { $0.key < $1.key }) {
      rules += try rule(keyword, value, of: schema, "\(path).\(keyword)").map { [$0] } ?? []
    }
    return SchemaNode(rules: rules)
  }

  mutating func nodes(_ json: Any, _ path: String) throws -> [String: SchemaNode] {
    let schemas: [String: Any] = try cast(json, path, "object")
    var nodes: [String: SchemaNode] = [:]
    for (name, schema) in schemas { nodes[name] = try node(schema, "\(path).\(name)") }
    return nodes
  }

  private mutating func rule(
    _ keyword: String, _ value: Any, of schema: [String: Any], _ path: String
  ) throws -> SchemaRule? {
    switch keyword {
    case "title", "description":
      let _: String = try cast(value, path, "text")
      return nil
    case "type":
      let names = try (value as? String).map { [$0] } ?? cast(value, path, "names of types")
      return .type(
        JSONKinds(try names.map { try some(JSONKinds(named: $0), path, "names of types") }))
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

  private func scalar(_ json: Any, _ path: String) throws -> JSONValue {
    let value = JSONValue(json)
    guard value.isScalar else {
      throw JSONSchema.Fault(description: "\(path): a value without parts")
    }
    return value
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
