import Bytes

/// What a resource, or a part of one, is asked for.
extension JSONNode {
  /// The value of one of our extensions; `nil` where it is not there.
  func extended(_ name: String) -> JSONNode? {
    let url = FHIRSystem.extensions + name
    guard let found = self["extension"]?.elements.first(where: { $0["url"]?.text == url }) else {
      return nil
    }
    return found.members.first { $0.key.starts(with: Array("value".utf8)) }?.value
  }

  /// The codings of a concept.
  var codings: [Coding] {
    (self["coding"]?.elements ?? []).compactMap { node in
      node["code"]?.text.map {
        Coding(node["system"]?.text ?? "", $0, node["display"]?.text)
      }
    }
  }

  /// What a concept says in words: its text, else what its codings are called.
  var words: [String] {
    let displays = (self["coding"]?.elements ?? []).compactMap { $0["display"]?.text }
    return [self["text"]?.text].compactMap(\.self) + displays
  }

  /// The identifiers: most resources have a list, some a single one.
  var identifiers: [JSONNode] {
    guard let node = self["identifier"] else { return [] }
    return node.kind == .array ? node.elements : [node]
  }

  /// The references of a list.
  func references(_ name: String) -> [String] {
    (self[name]?.elements ?? []).compactMap { $0["reference"]?.text }
  }

  /// The type and id that a reference names, wherever its server stands; `nil` for a contained
  /// resource, and for what names none.
  var target: (type: String, id: String)? {
    guard let text = self["reference"]?.text else { return nil }
    return Self.target(text)
  }

  /// Likewise of the text of a reference.
  static func target(_ text: String) -> (type: String, id: String)? {
    guard !text.hasPrefix("#"), !text.hasPrefix("urn:") else { return nil }
    var parts = text.split(separator: "/").map(String.init)
    // A version of it is the same resource.
    if parts.count >= 4, parts[parts.count - 2] == "_history" { parts.removeLast(2) }
    guard parts.count >= 2 else { return nil }
    return (parts[parts.count - 2], parts[parts.count - 1])
  }
}

/// Whom a resource is about, as it says so.
enum PatientReference: Hashable, Sendable {
  /// By the id of the Patient.
  case id(String)
  /// By an identifier of the Patient: system and value.
  case identifier(String, String)

  /// Reads a reference; `nil` where it is about nobody, or about something else than a patient.
  init?(_ node: JSONNode?) {
    guard let node else { return nil }
    if let target = node.target, target.type == "Patient" {
      self = .id(target.id)
    } else if let value = node["identifier"]?["value"]?.text {
      self = .identifier(node["identifier"]?["system"]?.text ?? "", value)
    } else {
      return nil
    }
  }
}

/// A system and a code as a mapping writes them: `http://loinc.org|70274-6`.
func joined(_ coding: Coding) -> String { coding.system + "|" + coding.code }
