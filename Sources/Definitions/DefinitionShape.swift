import Bytes

/// Which members a definitions file may have, and where.
///
/// A member that nobody reads is a mistake: a misspelt `percent` must not become a set without
/// one. What kind of value a member has is told by who reads it.
indirect enum DefinitionShape: Sendable {
  /// A value that is read elsewhere.
  case value
  /// A remark for people: a text, or `null`.
  case remark
  /// An object with these members.
  case object([String: DefinitionShape])
  /// An array, or an object whose names are data, of one shape each.
  case each(DefinitionShape)

  /// The whole file.
  static let file = object(
    annotated([
      "format": .value, "scoringRules": .each(.remark), "instruments": .each(instrument),
      "thresholdSets": .each(set), "indexInstrument": .each(rule),
      "nhsTalkingTherapies": pairing, "visits": .each(visit), "windows": windows,
    ]))

  private static let instrument = object(
    annotated([
      "id": .value, "name": .value, "itemCount": .value, "itemRange": .value,
      "itemRangeExceptions": .value, "total": .value, "scoring": .value, "better": .value,
      "recallDays": .value, "recallProvenance": .remark, "bandSource": .remark,
      "bands": .each(.object(annotated(["from": .value, "to": .value, "label": .value]))),
      "rater": .remark, "licence": .remark,
      "loinc": .object(["panel": .remark, "total": .remark]),
    ]))

  private static let set = object(
    annotated(["title": .value, "instruments": .each(.object(annotated(thresholds)))]))

  private static let thresholds = [
    "caseness": points, "remission": points, "reliableChange": points,
    "response": .object(annotated(["percent": .value, "strict": .value])),
  ]

  private static let points = object(annotated(["value": .value]))

  private static let rule = object(annotated(["prefix": .value, "instrument": .value]))

  private static let pairing = object(
    annotated([
      "set": .value, "depression": .value, "anxiety": .each(rule), "fallback": .value,
    ]))

  private static let visit = object(
    annotated(["fromHours": .value, "throughHours": .value, "nominalHours": .value]))

  private static let windows = object(
    annotated(Dictionary(uniqueKeysWithValues: Windows.names.map { ($0.name, .value) })))

  /// What may stand beside any value, for people.
  static let annotations: Set = ["note", "source", "provenance"]

  private static func annotated(_ members: [String: DefinitionShape]) -> [String: DefinitionShape] {
    members.merging(annotations.map { ($0, .remark) }) { member, _ in member }
  }

  /// Refuses members that are not known, with the nearest that is.
  func check(_ entry: DefinitionEntry) throws(DefinitionsError) {
    switch self {
    case .value: return
    case .remark:
      guard [.string, .null].contains(entry.node.kind) else { throw entry.fault("must be a text") }
    case .each(let shape):
      for part in entry.parts { try shape.check(part.entry) }
    case .object(let members):
      guard entry.node.kind == .object else { return }
      for part in entry.parts {
        guard let shape = members[part.name] else {
          throw part.entry.fault(Self.unknown(part.name, among: members.keys.sorted()))
        }
        try shape.check(part.entry)
      }
    }
  }

  private static func unknown(_ name: String, among names: [String]) -> String {
    if let near = Nearest.name(to: name, among: names) {
      return "is not known here; did you mean \(near)?"
    }
    return "is not known here; known are \(names.joined(separator: ", "))"
  }
}
