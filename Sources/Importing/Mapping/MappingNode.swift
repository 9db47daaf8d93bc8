import Bytes

/// A value of a mapping, and where it stands, for messages.
struct MappingNode {
  let node: JSONNode
  /// Such as `tables[0].events[1].time`.
  let path: String
  /// The mapping's file.
  let file: String

  init(_ node: JSONNode, _ path: String, in file: String) {
    self.node = node
    self.path = path
    self.file = file
  }

  func fault(_ what: String, _ remedy: String) -> ImportFault {
    ImportFault(
      "\(file): \(path.isEmpty ? "" : Self.short(path) + ": ")\(Self.short(what))", remedy: remedy)
  }

  /// A text of the mapping in a message, where it may have any length.
  private static func short(_ text: String) -> String {
    text.utf8.count <= 300 ? text : "\(text.prefix(200))…"
  }

  /// Sees that an object has no other members.
  func allow(_ names: [String]) throws(ImportFault) {
    guard node.kind == .object else {
      throw fault("is no object", "docs/importing.md shows what stands here")
    }
    for (key, _) in node.members where !names.contains(key.text) {
      let near = Nearest.name(to: key.text, among: names)
      throw fault(
        "\(key.text) means nothing here",
        near.map { "did you mean \($0)?" } ?? "it takes \(names.joined(separator: ", "))")
    }
  }

  subscript(_ name: String) -> MappingNode? {
    guard let value = node[name] else { return nil }
    return MappingNode(value, path.isEmpty ? name : "\(path).\(name)", in: file)
  }

  func need(_ name: String) throws(ImportFault) -> MappingNode {
    guard let value = self[name] else {
      throw fault("\(name) is missing", "docs/importing.md says what it is")
    }
    return value
  }

  /// The elements of an array; a single value counts as one.
  var elements: [MappingNode] {
    guard node.kind == .array else { return [self] }
    return node.elements.enumerated().map { MappingNode($0.1, "\(path)[\($0.0)]", in: file) }
  }

  var members: [(name: String, value: MappingNode)] {
    node.members.map { key, value in
      (key.text, MappingNode(value, "\(path).\(key.text)", in: file))
    }
  }

  func text() throws(ImportFault) -> String {
    guard let text = node.text else { throw fault("is no text", "put it in quotes") }
    return text
  }

  func flag() throws(ImportFault) -> Bool {
    guard let flag = node.bool else {
      throw fault("is neither true nor false", "write true or false")
    }
    return flag
  }

  func whole() throws(ImportFault) -> Int64 {
    guard let number = node.whole else {
      throw fault("is no whole number", "write one without quotes")
    }
    return number
  }

  func word<Word: RawRepresentable & CaseIterable>(
    _ type: Word.Type
  ) throws(ImportFault) -> Word where Word.RawValue == String {
    let text = try text()
    guard let word = Word(rawValue: text) else {
      throw fault(
        "\(text) is not known", "it takes \(type.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }
}
