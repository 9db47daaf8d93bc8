import Bytes
import EventLog

/// Line 0 of a log that takes the place of another: it names the checkpoint of that one and the
/// reason. Where the old log took the place of a third, that is kept too, under `earlier`.
struct ErasedLineZero {
  private let identity: LogIdentity
  private let previous: Checkpoint
  private let reason: String
  private let old: JSONNode?

  /// - Parameter before: line 0 of the old log.
  init(_ identity: LogIdentity, _ previous: Checkpoint, reason: String, before: [UInt8]) {
    self.identity = identity
    self.previous = previous
    self.reason = reason
    old = (try? JSONDocument(before))?.root["data"]
  }

  /// The line, without its line end.
  func line(recorded: Instant) -> [UInt8] { identity.line(recorded: recorded, more: members) }

  private var members: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.object("previous") { json in
        json.string("origin", previous.origin)
        json.integer("size", previous.size)
        json.string("root", previous.root.base64)
      }
      json.string("reason", reason)
      let earlier = self.earlier
      if !earlier.isEmpty { json.array("earlier", earlier) { $0.verbatim(nil, $1) } }
      for (name, value) in old?.members ?? [] where !Self.known.contains(name.text) {
        var bytes: [UInt8] = []
        value.append(to: &bytes)
        json.key(name.text)
        json.verbatim(nil, bytes)
      }
    }
    // Members of an object that goes on, so without its braces.
    return [UInt8(ascii: ",")] + json.bytes.dropFirst().dropLast()
  }

  /// Whether the line names somebody, in what people chose for it; hashes are nobody's words.
  func names(_ mentions: Mentions) -> Bool {
    if [identity.name, identity.origin, previous.origin, reason].contains(where: {
      mentions.isIn(text: Array($0.utf8))
    }) {
      return true
    }
    let earlier = [old].compactMap(\.self) + (old?["earlier"]?.elements ?? [])
    return earlier.contains { entry in
      [entry["previous"]?["origin"], entry["reason"]].contains { $0.map(mentions.isIn) ?? false }
    }
      || (old?.members ?? []).contains { name, value in
        !Self.known.contains(name.text) && (mentions.isIn(text: name) || mentions.isIn(value))
      }
  }

  private static let known: Set<String> = [
    "format", "name", "origin", "previous", "reason", "earlier",
  ]

  /// What the old line 0 says about logs before it, the latest first.
  private var earlier: [[UInt8]] {
    var all: [[UInt8]] = []
    if let previous = old?["previous"], let reason = old?["reason"] {
      var bytes: [UInt8] = []
      bytes.append("{\"previous\":")
      previous.append(to: &bytes)
      bytes.append(",\"reason\":")
      reason.append(to: &bytes)
      bytes.append("}")
      all.append(bytes)
    }
    for entry in old?["earlier"]?.elements ?? [] {
      var bytes: [UInt8] = []
      entry.append(to: &bytes)
      all.append(bytes)
    }
    return all
  }
}
