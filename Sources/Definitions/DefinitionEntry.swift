import Bytes

/// A value of a definitions file with its path, for errors that point at it.
struct DefinitionEntry {
  let node: JSONNode
  let path: String

  init(_ node: JSONNode, _ path: String) {
    self.node = node
    self.path = path
  }

  func fault(_ problem: String) -> DefinitionsError {
    DefinitionsError(path: path, problem: problem)
  }

  func fault(_ member: String, _ problem: String) -> DefinitionsError {
    DefinitionsError(path: join(member), problem: problem)
  }

  func expect(_ kind: JSONDocument.Kind, _ what: String) throws(DefinitionsError) {
    guard node.kind == kind else { throw fault("must be \(what)") }
  }

  func optional(_ name: String) throws(DefinitionsError) -> DefinitionEntry? {
    guard let member = node[name], member.kind != .null else { return nil }
    return DefinitionEntry(member, join(name))
  }

  func require(_ name: String) throws(DefinitionsError) -> DefinitionEntry {
    guard let member = try optional(name) else { throw fault(name, "is missing") }
    return member
  }

  func list(_ name: String) throws(DefinitionsError) -> [DefinitionEntry] {
    guard let member = try optional(name) else { return [] }
    try member.expect(.array, "an array")
    return member.node.elements.enumerated().map { DefinitionEntry($1, "\(member.path)[\($0)]") }
  }

  func table(_ name: String) throws(DefinitionsError) -> [(String, DefinitionEntry)] {
    guard let member = try optional(name) else { return [] }
    return try member.children()
  }

  func children() throws(DefinitionsError) -> [(String, DefinitionEntry)] {
    try expect(.object, "an object")
    return node.members.map { key, value in (key.text, child(key.text, value)) }
  }

  func requireTable(_ name: String) throws(DefinitionsError) -> [(String, DefinitionEntry)] {
    _ = try require(name)
    return try table(name)
  }

  /// Members or elements, each with its name or position.
  var parts: [(name: String, entry: DefinitionEntry)] {
    switch node.kind {
    case .object: node.members.map { ($0.key.text, child($0.key.text, $0.value)) }
    case .array:
      node.elements.enumerated().map { ("\($0)", DefinitionEntry($1, "\(path)[\($0)]")) }
    default: []
    }
  }

  func text() throws(DefinitionsError) -> String {
    guard let text = node.text else { throw fault("must be a text") }
    return text
  }

  func bool() throws(DefinitionsError) -> Bool {
    guard let value = node.bool else { throw fault("must be true or false") }
    return value
  }

  func whole() throws(DefinitionsError) -> Int {
    guard let value = node.whole, abs(value) < 1_000_000_000 else {
      throw fault("must be a whole number")
    }
    return Int(value)
  }

  func thousandths() throws(DefinitionsError) -> Int {
    guard let value = node.number?.decimal?.scaled(3), abs(value) < 1_000_000_000 else {
      throw fault("must be a number with at most 3 decimals")
    }
    return Int(value)
  }

  /// Hours with at most three decimals, which are whole milliseconds; a hundred years at most.
  func milliseconds() throws(DefinitionsError) -> Int64 {
    let hours = try thousandths()
    guard (0...876_600_000).contains(hours) else {
      throw fault("must be hours between 0 and 876,600")
    }
    return Int64(hours) * Visit.hour / 1000
  }

  func range() throws(DefinitionsError) -> ClosedRange<Int> {
    let ends = node.elements
    guard ends.count == 2 else { throw fault("must be a range [low, high]") }
    let low = try child("0", ends[0]).whole()
    let high = try child("1", ends[1]).whole()
    guard low <= high else { throw fault("must be a range [low, high] with low <= high") }
    return low...high
  }

  private func child(_ name: String, _ node: JSONNode) -> DefinitionEntry {
    DefinitionEntry(node, join(name))
  }

  private func join(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
