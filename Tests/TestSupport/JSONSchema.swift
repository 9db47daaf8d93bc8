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

  private let root: SchemaNode
  private let definitions: [String: SchemaNode]

  /// Reads a schema, and checks every part of it.
  package init(_ data: Data) throws {
    let json = try JSONSerialization.jsonObject(with: data)
    guard var schema = json as? [String: Any] else { throw Fault(description: "$: object") }
    let draft = "https://json-schema.org/draft/2020-12/schema"
    guard schema.removeValue(forKey: "$schema") as? String == draft else {
      throw Fault(description: "$.$schema: \(draft)")
    }
    schema.removeValue(forKey: "$id")
    var reader = SchemaReader()
    let parts = try reader.nodes(schema.removeValue(forKey: "$defs") ?? [String: Any](), "$.$defs")
    root = try reader.node(schema, "$")
    definitions = parts
    for (name, place) in reader.references.sorted(by: { $0.value < $1.value })
    where parts[name] == nil {
      throw Fault(description: "\(place): \(name) in $defs")
    }
  }

  /// What is wrong with a value that `JSONSerialization` read, each as `path: what was expected`.
  package func faults(in value: Any) -> [String] { faults(in: JSONValue(value)) }

  /// What is wrong with a value, each as `path: what was expected`.
  package func faults(in value: JSONValue) -> [String] {
    var check = SchemaCheck(definitions)
    check.check(value, root)
    return check.faults
  }
}

/// A value that is held against a schema, and what is wrong with it so far.
private struct SchemaCheck {
  private let definitions: [String: SchemaNode]
  /// The way to the part that is looked at: names are put together only where there is a fault.
  private var path: [Step] = []
  private(set) var faults: [String] = []

  private enum Step {
    case member(String)
    case item(Int)
  }

  init(_ definitions: [String: SchemaNode]) { self.definitions = definitions }

  mutating func check(_ value: JSONValue, _ node: SchemaNode) {
    for rule in node.rules { check(value, rule) }
  }

  private mutating func check(_ value: JSONValue, _ rule: SchemaRule) {
    switch rule {
    case .never: fault("no such member")
    case .type(let kinds):
      if kinds.isDisjoint(with: value.kinds) { fault(names(kinds.names)) }
    case .values(let allowed):
      if !allowed.contains(value) { fault(names(allowed.map(\.description))) }
    case .reference(let name):
      // The schema was not read unless all names are there.
      check(value, definitions[name]!)
    case .forms(let nodes, let single): check(value, nodes, single: single)
    case .minimum(let least):
      if case .number(let number) = value, number < least {
        fault("\(JSONValue.number(least)) or more")
      }
    case .maximum(let most):
      if case .number(let number) = value, number > most {
        fault("\(JSONValue.number(most)) or less")
      }
    case .pattern(let pattern):
      guard case .string(let string) = value else { return }
      let whole = NSRange(string.startIndex..., in: string)
      // The end is compared too, for `$` also stands before a line end.
      let match = pattern.firstMatch(in: string, range: whole)
      if match?.range != whole { fault("text like \(pattern.pattern)") }
    case .count(let least, let most):
      guard case .array(let array) = value else { return }
      if array.count < least { fault("\(least) items or more") }
      if array.count > most { fault("\(most) items or fewer") }
    case .items(let node):
      guard case .array(let array) = value else { return }
      for (place, item) in array.enumerated() { check(item, node, at: .item(place)) }
    case .required(let members):
      guard case .object(let object) = value else { return }
      for member in members where object[member] == nil { fault("member \(member)") }
    case .members(let nodes, let others):
      guard case .object(let object) = value else { return }
      for (name, member) in object.members {
        check(member, nodes[name] ?? others, at: .member(name))
      }
    }
  }

  private mutating func check(_ value: JSONValue, _ node: SchemaNode, at step: Step) {
    guard !node.rules.isEmpty else { return }
    path.append(step)
    check(value, node)
    path.removeLast()
  }

  private mutating func check(_ value: JSONValue, _ forms: [SchemaNode], single: Bool) {
    let before = faults
    var nearest: [String]?
    var met = 0
    for form in forms where met == 0 || single {
      faults = []
      check(value, form)
      if faults.isEmpty { met += 1 }
      // Of the forms that are not met the nearest one says most about what is wrong.
      if faults.count < nearest?.count ?? .max { nearest = faults }
    }
    faults = before
    if met == 0 { faults += nearest ?? [] }
    if met > 1 && single { fault("one form only, not \(met)") }
  }

  private mutating func fault(_ expected: String) {
    let steps = path.map { step in
      switch step {
      case .member(let name): "." + name
      case .item(let place): "[\(place)]"
      }
    }
    faults.append("$\(steps.joined()): \(expected)")
  }

  private func names(_ all: [String]) -> String {
    all.count == 1 ? all[0] : "one of \(all.joined(separator: ", "))"
  }
}
