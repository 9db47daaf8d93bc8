package import Bytes
import Events

/// A resource as it may stand in a file of rejects: what is read of it and would stand in the log or
/// place it, and nothing else.
///
/// What is read and has not the form that it should have stands as `?` or `null`, never left out: a
/// resource that was rejected is rejected again until somebody mends it.
struct ResourceOutline {
  let reader: ResourceReader
  /// Who the patients are, once all were read.
  let directory: PatientDirectory?

  /// A resource without what does not enter; `nil` for what is no resource.
  func bytes(of root: JSONNode) -> [UInt8]? {
    guard root.kind == .object else { return nil }
    var json = JSONWriter()
    let type = root["resourceType"]?.text ?? ""
    let isOurs = ResourceReader.name(root) != nil && type != "Medication"
    write(root, .of(type), isOurs, to: &json)
    return json.bytes
  }

  private func write(
    _ node: JSONNode, _ shape: ResourceShape, _ isOurs: Bool, to json: inout JSONWriter
  ) {
    if node.kind == .array {
      json.array(nil, kept(node.elements, shape)) { write($1, shape, isOurs, to: &$0) }
      return
    }
    switch shape {
    case .token, .word, .time, .year, .words, .known: json.string(nil, text(node, shape) ?? "?")
    case .number:
      json.verbatim(nil, node.kind == .number || node.kind == .bool ? node.raw : nil)
    case .members(let members): object(node, members, isOurs, to: &json)
    case .items: object(node, ResourceShape.item, isOurs, to: &json)
    case .reference, .patient, .someone: refer(node, shape, to: &json)
    case .drug, .calledDrug, .term: concept(node, shape, isOurs, to: &json)
    case .extensions: scalars(node, ["url"], to: &json)
    case .identifiers: scalars(node, ["system", "value"], to: &json)
    case .contained:
      object(
        node, [("resourceType", .token), ("id", .token), ("code", .drug)], false, to: &json)
    }
  }

  /// The elements that may stand there.
  private func kept(_ elements: [JSONNode], _ shape: ResourceShape) -> [JSONNode] {
    switch shape {
    case .extensions: elements.filter(isOurExtension)
    case .identifiers: elements.filter(Self.isOurIdentifier)
    case .contained: elements.filter { $0["resourceType"]?.text == "Medication" }
    default: elements
    }
  }

  private func isOurExtension(_ node: JSONNode) -> Bool {
    guard let url = node["url"]?.text, url.hasPrefix(FHIRSystem.extensions) else { return false }
    // Who entered it becomes a pseudonym where names are not kept.
    return reader.rules.keepsNames || url != FHIRSystem.extensions + "entered-by"
  }

  private static func isOurIdentifier(_ node: JSONNode) -> Bool {
    [FHIRSystem.event, FHIRSystem.subject].contains(node["system"]?.text)
  }

  /// A text where it has its form.
  private func text(_ node: JSONNode, _ shape: ResourceShape) -> String? {
    guard let text = node.text else { return nil }
    switch shape {
    case .token: return Self.isToken(text) ? text : nil
    case .word:
      let isWord = text.utf8.allSatisfy { $0 &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "-") }
      return isWord && text.utf8.count <= 40 ? text : nil
    case .time:
      let signs = Array("0123456789-+:.TZ".utf8)
      return text.utf8.count <= 40 && text.utf8.allSatisfy(signs.contains) ? text : nil
    case .year:
      switch FHIRTime.read(text) {
      case .day, .coarse: return String(text.prefix(4))
      case .time, .wrong: return nil
      }
    case .known(let name): return name(text)
    default: return text
    }
  }

  /// Whether a text is short and can be no sentence.
  static func isToken(_ text: String) -> Bool {
    text.utf8.count <= 120 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private func object(
    _ node: JSONNode, _ members: [(name: String, shape: ResourceShape)], _ isOurs: Bool,
    to json: inout JSONWriter
  ) {
    guard node.kind == .object else { return json.string(nil, "?") }
    json.object { json in
      for (name, shape) in members {
        guard let value = node[name], isKept(value, name, shape, isOurs) else { continue }
        json.key(name)
        write(value, shape, isOurs, to: &json)
      }
      // A second value is why some are rejected; what it says may be anything.
      let known = Set(members.map(\.name))
      if known.contains("valueInteger"),
        node.members.contains(where: {
          $0.key.text.hasPrefix("value") && !known.contains($0.key.text)
        })
      {
        json.null("valueString")
      }
    }
  }

  /// Whether a member is written at all.
  private func isKept(
    _ value: JSONNode, _ name: String, _ shape: ResourceShape, _ isOurs: Bool
  ) -> Bool {
    switch shape {
    case .extensions, .contained: value.kind == .array
    case .identifiers: value.kind == .array || Self.isOurIdentifier(value)
    case .known: text(value, shape) != nil
    case .words: isOurs
    // Another id would be that of another resource.
    default: name != "id" || text(value, shape) != nil
    }
  }

  /// Members that are texts, and whatever a value of ours is.
  private func scalars(_ node: JSONNode, _ names: [String], to json: inout JSONWriter) {
    json.object { json in
      for (key, value) in node.members
      where names.contains(key.text) || key.text.hasPrefix("value") {
        guard value.kind != .object, value.kind != .array else { continue }
        var bytes: [UInt8] = []
        value.append(to: &bytes)
        json.key(key.text)
        json.verbatim(nil, bytes)
      }
    }
  }

  private func refer(_ node: JSONNode, _ shape: ResourceShape, to json: inout JSONWriter) {
    var reference = node["reference"]?.text.map { Self.isToken($0) ? $0 : "?" }
    if case .patient = shape, case .identifier(let system, let value)? = PatientReference(node) {
      reference = directory?.id(identifier: value, of: system).map { "Patient/" + $0 }
    }
    if case .someone = shape {
      reference = node.target.map { "\(Self.isToken($0.type) ? $0.type : "?")/x" }
    }
    json.object { json in
      json.string("reference", reference)
      guard case .someone = shape, reference == nil else { return }
      json.string("display", node["display"]?.text.flatMap(ResourceShape.rater))
    }
  }

  private func concept(
    _ node: JSONNode, _ shape: ResourceShape, _ isOurs: Bool, to json: inout JSONWriter
  ) {
    var text: String?
    var isDisplayed = false
    switch shape {
    case .drug: text = isOurs ? node["text"]?.text : reader.drug(node, isOurs: false)
    case .calledDrug: text = node.words.first
    default:
      // What stands in the log is the first of the words of its codes, else its text.
      isDisplayed = (node["coding"]?.elements ?? []).contains { $0["display"]?.text != nil }
      text = isDisplayed ? nil : node["text"]?.text
    }
    json.object { json in
      let codings = node["coding"]?.elements ?? []
      json.array("coding", codings) { json, coding in
        json.object { json in
          for name in ["system", "code"] {
            guard let value = coding[name] else { continue }
            json.key(name)
            write(value, .token, isOurs, to: &json)
          }
          if isDisplayed { json.string("display", coding["display"]?.text) }
        }
      }
      if let text { json.string("text", text) }
    }
  }
}

extension ResourceReading {
  /// A resource as it may stand in a file of rejects: nothing that does not enter. `nil` for what is no
  /// resource.
  package func outline(of root: JSONNode) -> [UInt8]? {
    ResourceOutline(reader: reader, directory: directory).bytes(of: root)
  }
}
