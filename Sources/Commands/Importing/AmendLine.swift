import Bytes
import Events

/// A correction that brings an event of the log to what a table says now, as `append` takes it, for a person to look at. It is the same
/// each time that it is made.
enum AmendLine {
  /// - Parameters:
  ///   - event: the event, with its source, id, subject and time.
  ///   - time: the time that it is to have; `nil`: its own.
  ///   - data: the whole data that it is to have, as JSON; `nil`: its own.
  static func make(_ event: JSONNode, time: String?, data: [UInt8]?) -> [UInt8] {
    var said = JSONWriter()
    said.object { json in
      json.string("source", event["source"]?.text)
      json.string("id", event["id"]?.text)
      json.string("action", CorrectionAction.amend.rawValue)
      json.string("reason", "the imported table says so now")
      if let time { json.string("time", time) }
      if let data { json.verbatim("data", data) }
    }
    let hash = XXH64.hash(said.bytes.span)
    let digest = (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) }
    var json = JSONWriter()
    json.object { json in
      json.string("id", "amend-" + Hexadecimal.encode(digest))
      json.string("source", event["source"]?.text)
      json.string("type", EventKind.correction.word.description)
      json.string("subject", event["subject"]?.text)
      json.string("time", time ?? event["time"]?.text)
      json.verbatim("data", said.bytes)
    }
    return json.bytes + [0x0A]
  }
}
