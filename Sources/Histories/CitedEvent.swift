package import Bytes
import EventLog

/// A line of a log as an answer cites it: who said what about when, and when the log learned of it.
package struct CitedEvent: Sendable {
  /// Its line.
  package let seq: Int
  /// When the log took it.
  package let recorded: Instant
  /// When it happened, as its own line says.
  package let time: Instant
  /// Its type.
  package let type: String
  /// Who says so.
  package let source: String
  /// Its name there.
  package let id: String
  /// Who entered it; `nil` where that is not said.
  package let actor: String?
  /// The payload as it was written: one JSON object.
  package let data: [UInt8]

  /// Reads a sealed line; `nil` where it lacks what a line has.
  init?(_ line: [UInt8]) {
    guard let document = try? JSONDocument(line), let header = try? LineHeader(document) else {
      return nil
    }
    let root = document.root
    guard let text = root["time"]?.text, let time = Instant(text), let type = root["type"]?.text,
      let source = root["source"]?.text, let id = root["id"]?.text
    else { return nil }
    seq = header.seq
    recorded = header.recorded
    self.time = time
    self.type = type
    self.source = source
    self.id = id
    actor = root["actor"]?.text
    data = root["data"]?.raw ?? []
  }
}

/// What an amend puts in place of what was there: one member of `data`, or the event's `time`.
package struct AmendedMember: Equatable, Sendable {
  /// Its name.
  package let name: String
  /// What stood there, as JSON; `nil`: nothing.
  package let before: String?
  /// What stands there now, as JSON; `nil`: nothing.
  package let after: String?

  /// The members in which two payloads differ: those of the first in its order, then new ones.
  static func differences(_ before: [UInt8], _ after: [UInt8]) -> [AmendedMember] {
    guard let before = try? JSONDocument(before).root, let after = try? JSONDocument(after).root
    else { return [] }
    let names = before.members.map(\.key)
    let added = after.members.map(\.key).filter { !names.contains($0) }
    return (names + added).map(\.text).compactMap { name in
      let (old, new) = (before[name], after[name])
      if let old, let new, old.hasSameValue(as: new) { return nil }
      return AmendedMember(name: name, before: old?.written, after: new?.written)
    }
  }
}

extension JSONNode {
  /// The value as it was written, quotes and all.
  fileprivate var written: String { kind == .string ? "\"\(raw.text)\"" : raw.text }
}
