package import Bytes
package import Definitions

/// An event as its producer wrote it: parsed, its attributes checked, not yet numbered.
package struct Draft: Sendable {
  /// The parsed line.
  package let root: JSONNode
  /// `id`.
  package let id: [UInt8]
  /// `source`.
  package let source: [UInt8]
  /// `subject`.
  package let subject: [UInt8]
  /// The type.
  package let kind: EventKind

  /// Nesting beyond this is refused: no event needs it, and readers elsewhere may have limits.
  package static let deepest = 256

  /// Parses a line and checks its attributes.
  ///
  /// Throws `Refusal`.
  package init(_ line: [UInt8]) throws(Refusal) {
    let document: JSONDocument
    do { document = try JSONDocument(line) } catch { throw Refusal(error) }
    guard document.root.kind == .object else {
      throw Refusal(nil, .json, found: document.root, expected: "one JSON object per line")
    }
    guard document.depth <= Self.deepest else {
      throw Refusal(
        nil, .json, foundText: nil, expected: "at most \(Self.deepest) levels of nesting")
    }
    root = document.root
    for name in Envelope.setByLog {
      if let value = root[name] {
        throw Refusal(name, .setByLog, found: value, expected: "no \(name): the log sets it")
      }
    }
    try Envelope.check(root)
    id = root["id"]?.string ?? []
    source = root["source"]?.string ?? []
    subject = root["subject"]?.string ?? []
    kind = EventKind(root["type"]?.string ?? [])
  }

  /// What names the event in its log.
  package var key: UInt64 { EventKey.hash(id: id, source: source) }

  /// The payload.
  package var data: JSONNode { root["data"] ?? root }

  /// Checks what the line says by itself: its type, and its data against the type.
  package func check(_ definitions: Definitions, allowUnknownTypes: Bool) throws(Refusal) {
    switch kind {
    case .log: throw unknownType("no event has the type log: it is the log's own")
    case .unknown:
      guard allowUnknownTypes else { throw unknownType("a type that is known") }
    default:
      try DataCheck(definitions).check(data, of: kind)
      if kind == .dose { try checkEnd() }
    }
  }

  /// A dose ends within the years that an answer can print.
  private func checkEnd() throws(Refusal) {
    guard let time = root["time"]?.text.flatMap({ Instant($0) }),
      let minutes = data["minutes"]?.number?.decimal?.double
    else { return }
    guard Double(time.milliseconds) + minutes * 60_000 <= Double(Instant.latest) - 60_000 else {
      throw Refusal(
        "data.minutes", .range, found: data["minutes"],
        expected: "a dose that ends before the year 10000")
    }
  }

  /// Whether the producer said the same in a line that is in the log: its members as parsed.
  package func isRepeat(of recorded: JSONNode) -> Bool {
    let mine = producerMembers(root)
    let theirs = producerMembers(recorded)
    return mine.count == theirs.count
      && mine.allSatisfy { key, value in theirs[key].map(value.hasSameValue) ?? false }
  }

  /// The producer's members as the log writes them: in the order of the tables, numbers as they
  /// were written, strings with the shortest escapes. It begins with a comma.
  ///
  /// - Parameter targetKind: of an amend, the type that its data belong to.
  package func body(targetKind: EventKind? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in Envelope.named {
      guard let value = root[name] else { continue }
      Self.append(name, to: &bytes)
      if name == "data" {
        Self.append(value, kind, targetKind, to: &bytes)
      } else {
        value.append(to: &bytes)
      }
    }
    for (key, value) in root.members {
      // Byte by byte: texts that Swift calls equal can be different names.
      if key == Array("specversion".utf8) || Self.holds(Envelope.named, key) { continue }
      Self.append(key, to: &bytes)
      value.append(to: &bytes)
    }
    return bytes
  }

  private static func append(_ name: String, to bytes: inout [UInt8]) {
    append(Array(name.utf8), to: &bytes)
  }

  private static func append(_ name: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: ","))
    JSONString.append(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }

  private static func holds(_ names: [String], _ name: [UInt8]) -> Bool {
    names.contains { Array($0.utf8) == name }
  }

  private static func append(
    _ data: JSONNode, _ kind: EventKind, _ targetKind: EventKind?, to bytes: inout [UInt8]
  ) {
    let known = DataShape.fields(of: kind).map(\.name)
    bytes.append(UInt8(ascii: "{"))
    let start = bytes.count
    for name in known {
      guard let value = data[name] else { continue }
      append(name, to: &bytes)
      if name == "trials" {
        appendTrials(value, to: &bytes)
      } else if name == "data", kind == .correction, let targetKind {
        append(value, targetKind, nil, to: &bytes)
      } else {
        value.append(to: &bytes)
      }
    }
    for (key, value) in data.members where !holds(known, key) {
      append(key, to: &bytes)
      value.append(to: &bytes)
    }
    if bytes.count > start { bytes.remove(at: start) }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func appendTrials(_ trials: JSONNode, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    let names = DataShape.trialFields.map(\.name)
    for (position, trial) in trials.elements.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "{"))
      let start = bytes.count
      for name in names {
        guard let value = trial[name] else { continue }
        append(name, to: &bytes)
        value.append(to: &bytes)
      }
      for (key, value) in trial.members where !holds(names, key) {
        append(key, to: &bytes)
        value.append(to: &bytes)
      }
      if bytes.count > start { bytes.remove(at: start) }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func producerMembers(_ root: JSONNode) -> [[UInt8]: JSONNode] {
    let own = Set((Envelope.setByLog + ["specversion"]).map { Array($0.utf8) })
    let theirs = root.members.filter { !own.contains($0.key) }
    return Dictionary(theirs, uniquingKeysWith: { first, _ in first })
  }

  private func unknownType(_ expected: String) -> Refusal {
    let names = EventKind.appendable.map(\.word.description)
    let name = root["type"]?.text ?? ""
    return Refusal(
      "type", .unknownType, found: root["type"],
      expected: "\(expected), one of \(names.joined(separator: ", "))",
      nearest: Nearest.name(to: name, among: names))
  }
}

extension Refusal {
  /// A line that is not strict JSON.
  package init(_ fault: JSONFault) {
    let place = "at byte \(fault.offset)"
    switch fault.kind {
    case .utf8: self.init(nil, .utf8, foundText: place, expected: "UTF-8")
    case .json: self.init(nil, .json, foundText: place, expected: "one JSON object per line")
    case .duplicateMember:
      self.init(fault.path, .duplicateMember, foundText: place, expected: "each member once")
    case .surrogate:
      self.init(nil, .surrogate, foundText: place, expected: "both halves of a surrogate pair")
    case .whiteSpace:
      self.init(nil, .json, foundText: place, expected: "no white space between members")
    }
  }
}
