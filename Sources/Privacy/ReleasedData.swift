import Bytes
import Events

/// Writes the data of one event as a release may hold them, member by member from the format's own
/// tables: what is not in them is left out.
///
/// | member | becomes |
/// |---|---|
/// | numbers, words of a vocabulary, truth values, items, codes, instruments | stay |
/// | times and dates | go back by the subject's days |
/// | `birthYear` | moves with the first treatment, to the least age of a band if that is asked for; over 89 years `over89` in its place |
/// | `infusion` | the number of the session |
/// | `site` | another name |
/// | `drug`, `class`, `arm`, `version` | stay, and are listed |
/// | `term`, `text` | `not stated` |
struct ReleasedData {
  /// Texts that figures are about; whoever releases looks through them.
  private static let named: Set<String> = ["drug", "class", "arm", "version"]
  /// What stands where a text must stand.
  private static let replacement = "not stated"

  private let key: ReleaseKey
  /// Members that are kept as they are: `term`, `site`, and such as the format does not know.
  private let keeps: Set<String>
  /// Of how many ages a year of birth tells only the least; `nil`: it tells the age.
  private let ageBand: Int?
  private(set) var tally = ReleaseTally()

  init(_ key: ReleaseKey, keeping keeps: Set<String>, ageBand: Int?) {
    self.key = key
    self.keeps = keeps
    self.ageBand = ageBand
  }

  /// Counts what is known before a line is read.
  mutating func count(_ body: (inout ReleaseTally) -> Void) { body(&tally) }

  /// The data of an event; `nil` where a time would be before the year 1.
  mutating func written(
    _ data: JSONNode, _ kind: EventKind, _ subject: inout ReleasedSubject
  ) -> [UInt8]? {
    var members: [(name: [UInt8], value: [UInt8])] = []
    let fields = DataShape.fields(of: kind)
    for field in fields {
      guard let value = data[field.name] else { continue }
      if value.kind == .null {
        members.append((Array(field.name.utf8), Array("null".utf8)))
        continue
      }
      if field.name == "birthYear" {
        members.append(birthYear(value, subject))
        continue
      }
      guard let new = released(value, field, &subject) else { return nil }
      members.append((Array(field.name.utf8), new))
    }
    let known = Set(fields.map(\.name))
    for (name, value) in data.members where !known.contains(name.text) {
      guard keeps.contains(name.text) else {
        tally.dropped[name.text, default: 0] += 1
        continue
      }
      members.append((name, kept(value, name.text)))
    }
    return Self.object(members)
  }

  private mutating func released(
    _ value: JSONNode, _ field: DataShape.Field, _ subject: inout ReleasedSubject
  ) -> [UInt8]? {
    switch field.rule {
    case .time:
      guard let instant = value.text.flatMap({ Instant($0) }) else { return nil }
      return subject.shifted(instant).map { Self.string($0.text) }
    case .date:
      guard let instant = value.text.flatMap({ Instant($0 + "T00:00:00Z") }) else { return nil }
      return subject.shifted(instant).map { Self.string(String($0.text.prefix(10))) }
    case .text: return text(value, field.name, &subject)
    case .trials:
      let known = Set(DataShape.trialFields.map(\.name))
      for trial in value.elements {
        for (name, _) in trial.members where !known.contains(name.text) {
          tally.dropped["trials.\(name.text)", default: 0] += 1
        }
      }
      let trials = value.elements.map { trial in
        Self.object(
          DataShape.trialFields.compactMap { field in
            trial[field.name].map { value in
              if let text = value.text, Self.named.contains(field.name) {
                tally.kept["trials.\(field.name)", default: []].insert(text)
              }
              return (Array(field.name.utf8), Self.bytes(of: value))
            }
          })
      }
      return Array("[".utf8) + trials.joined(separator: Array(",".utf8)) + Array("]".utf8)
    case .codes:
      for code in value.elements.compactMap(\.text) {
        tally.kept["indications", default: []].insert(code)
      }
      return Self.bytes(of: value)
    case .vocabulary, .bool, .number, .subject, .object, .instrument, .items:
      return Self.bytes(of: value)
    }
  }

  private mutating func text(
    _ value: JSONNode, _ name: String, _ subject: inout ReleasedSubject
  ) -> [UInt8] {
    let text = value.text ?? ""
    if name == "infusion" { return Self.string("\(subject.number(of: Array(text.utf8)))") }
    if Self.named.contains(name) || (keeps.contains(name) && name != "text") {
      return kept(value, name)
    }
    tally.replaced[name, default: 0] += 1
    return Self.string(name == "site" ? key.site(text) : Self.replacement)
  }

  /// A value that is kept, whatever it is made of: of a postal code, written as a text or as a number,
  /// what may be told of it. Every text and number is listed.
  ///
  /// - Parameters:
  ///   - name: the member that holds it.
  ///   - path: likewise with the members around it: `address.zip`.
  private mutating func kept(
    _ value: JSONNode, _ name: String, at path: String? = nil
  ) -> [UInt8] {
    let path = path ?? name
    switch value.kind {
    case .object:
      return Self.object(
        value.members.map { member, value in
          (Array(member.text.utf8), kept(value, member.text, at: path + "." + member.text))
        })
    case .array:
      let elements = value.elements.map { kept($0, name, at: path) }
      return Array("[".utf8) + elements.joined(separator: Array(",".utf8)) + Array("]".utf8)
    case .string, .number:
      let text = value.text ?? value.raw.text
      let code = PostalCode.told(of: text, in: name)
      tally.kept[path, default: []].insert(code ?? text)
      return code != nil || value.kind == .string
        ? Self.string(code ?? text) : Self.bytes(of: value)
    default: return Self.bytes(of: value)
    }
  }

  private mutating func birthYear(
    _ value: JSONNode, _ subject: ReleasedSubject
  ) -> (name: [UInt8], value: [UInt8]) {
    if let year = value.whole,
      let shifted = subject.shifted(birthYear: Int(year), inBandsOf: ageBand)
    {
      return (Array("birthYear".utf8), Array("\(shifted)".utf8))
    }
    tally.ages += 1
    return (Array("over89".utf8), Array("true".utf8))
  }

  private static func bytes(of value: JSONNode) -> [UInt8] {
    var bytes: [UInt8] = []
    value.append(to: &bytes)
    return bytes
  }

  private static func string(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    JSONString.append(Array(text.utf8), to: &bytes)
    return bytes
  }

  private static func object(_ members: [(name: [UInt8], value: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in members {
      bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
      JSONString.append(name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      bytes += value
    }
    return (bytes.isEmpty ? Array("{".utf8) : bytes) + Array("}".utf8)
  }
}
