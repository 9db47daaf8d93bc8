package import Bytes
package import Events

/// An event that resources came to, as `append` takes it.
package struct ReadEvent: Sendable {
  /// Its type.
  package var kind: EventKind
  /// The pseudonym.
  package var subject: String
  /// Who says so.
  package var source: String
  /// What the source calls it.
  package var id: String
  /// Who entered it; `nil` where that is not known.
  package var actor: String?
  /// When it happened.
  package var time: String
  /// The payload, one JSON object.
  package var data: [UInt8]
  /// The label of the infusion that it is or belongs to; empty for none.
  package var label: String
  /// When another system learned of it; `nil` where that is not known.
  package var entered: Instant?
  /// The line that it had in the log that an export of ours was made from.
  var line: Int?
  /// The mark of the key, on intakes; `nil` elsewhere, and where names are kept.
  var keymark: String?

  /// The producer's members as one JSON object, in the order in which a log writes them.
  package var producerLine: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("id", id)
      json.string("source", source)
      if let actor { json.string("actor", actor) }
      json.string("type", "\(kind.word)")
      json.string("subject", subject)
      json.string("time", time)
      json.verbatim("data", data)
      if let keymark { json.string("keymark", keymark) }
    }
    return json.bytes
  }

  /// What puts events in order: the lines that they had, else their times, types and places.
  func precedes(_ other: ReadEvent, _ place: Int, _ otherPlace: Int) -> Bool {
    if let line, let otherLine = other.line, line != otherLine { return line < otherLine }
    if (line == nil) != (other.line == nil) { return line != nil }
    let (mine, theirs) = (Instant(time)?.milliseconds ?? 0, Instant(other.time)?.milliseconds ?? 0)
    return (mine, kind.rawValue, place) < (theirs, other.kind.rawValue, otherPlace)
  }
}

/// Resources that belong together, and the events that they come to: all of them are taken, or none.
package struct ReadGroup: Sendable {
  /// The resources, by the numbers that they were given with; the first stands for all.
  package var places: [Int]
  /// The events, in order.
  package var events: [ReadEvent] = []
  /// Why there are none.
  package var problems: [ReadingProblem] = []
}
