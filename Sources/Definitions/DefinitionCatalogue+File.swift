import Bytes

extension DefinitionCatalogue {
  /// The topics as a definitions file: what `--definitions` reads back to the same values.
  ///
  /// Instruments and sets stand there as they were written, with their sources and notes.
  package func file(of topics: [DefinitionTopic]) -> [UInt8] {
    var members = [Self.member("format", Self.bytes("1"))]
    let instruments = topics.filter { $0.kind == .instrument }.compactMap { node(of: $0)?.compact }
    if !instruments.isEmpty { members.append(Self.member("instruments", Self.array(instruments))) }
    let sets = topics.filter { $0.kind == .set }.compactMap { topic in
      node(of: topic).map { Self.member(topic.name, $0.compact) }
    }
    if !sets.isEmpty { members.append(Self.member("thresholdSets", Self.object(sets))) }
    for topic in DefinitionTopic.lists where topics.contains(topic) { members += list(topic) }
    return Self.object(members) + [0x0A]
  }

  private func list(_ topic: DefinitionTopic) -> [[UInt8]] {
    switch topic {
    case .index:
      [Self.member("indexInstrument", Self.array(definitions.indexRules.map(Self.rule)))]
    case .nhs: node(of: .nhs).map { [Self.member("nhsTalkingTherapies", $0.compact)] } ?? []
    case .visits: [Self.member("visits", Self.object(definitions.visits.map(Self.visit)))]
    case .windows:
      [
        Self.member(
          "windows",
          Self.object(
            definitions.windows.values.map { Self.member($0.name, Self.bytes("\($0.value)")) }))
      ]
    case .instrument, .set: []
    }
  }

  private static func rule(_ rule: Definitions.IndexRule) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("prefix", rule.prefix)
      json.string("instrument", rule.instrument)
    }
    return json.bytes
  }

  private static func visit(_ visit: Visit) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.double("fromHours", Visit.hours(visit.from))
      json.double("throughHours", Visit.hours(visit.through))
      json.double("nominalHours", Visit.hours(visit.nominal))
    }
    return member(visit.name, json.bytes)
  }

  private static func member(_ name: String, _ value: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONString.append(Array(name.utf8), to: &bytes)
    return bytes + [UInt8(ascii: ":")] + value
  }

  private static func array(_ parts: [[UInt8]]) -> [UInt8] {
    bytes("[") + parts.joined(separator: bytes(",")) + bytes("]")
  }

  private static func object(_ members: [[UInt8]]) -> [UInt8] {
    bytes("{") + members.joined(separator: bytes(",")) + bytes("}")
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension JSONNode {
  /// The value without white space.
  fileprivate var compact: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }
}
