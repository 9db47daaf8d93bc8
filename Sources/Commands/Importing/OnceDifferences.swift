import Bytes
import Events
import Importing

/// What rows say otherwise than the log about events that are made once for a subject. The log keeps what it
/// has; people decide whether it is to be corrected.
struct OnceDifferences {
  private struct Difference {
    let place: SourcePlace
    let column: String?
    let type: String
    let member: String
  }

  private var all: [Difference] = []
  private var count = 0

  /// Of more than these only the number is told.
  private static let most = 10_000

  mutating func add(_ harvest: Harvest, _ once: OnceEvents) {
    count += once.differences.count
    for difference in once.differences where all.count < Self.most {
      let event = harvest.events[difference.event]
      all.append(
        Difference(
          place: harvest.place(of: difference.event),
          column: event.columns["data.\(difference.member)"], type: event.kind.word.description,
          member: difference.member))
    }
  }

  /// Says how many there are, of which members and on which lines.
  func warn(_ files: [String], _ printer: Printer) {
    guard count > 0 else { return }
    let values = count == 1 ? "1 value differs" : "\(count) values differ"
    printer.warn("\(values) from the log, which keeps what it has of events that are made once")
    struct Key: Hashable {
      let file: Int
      let type: String
      let member: String
      let column: String?
    }
    let keys = all.map {
      Key(file: $0.place.file, type: $0.type, member: $0.member, column: $0.column)
    }
    var seen: Set<Key> = []
    var lines: [String] = []
    for key in keys where seen.insert(key).inserted {
      let places = zip(keys, all).filter { $0.0 == key }.map { $0.1.place.line }
      let shown = places.prefix(10).map { "\($0)" }.joined(separator: ", ")
      let more = places.count > 10 ? " and \(places.count - 10) more" : ""
      let column = key.column.map { "\($0): " } ?? ""
      lines.append("  \(files[key.file]):\(shown)\(more): \(column)\(key.type) data.\(key.member)")
    }
    printer.complain(
      lines + ["where the file is right, append a correction with \"action\": \"amend\" to the log"]
    )
  }

  /// Writes them as the member `differs`.
  func write(_ files: [String], to json: inout JSONWriter) {
    json.array("differs", all) { json, difference in
      json.object { json in
        json.string("file", files[difference.place.file])
        json.integer("line", difference.place.line)
        json.string("column", difference.column)
        json.string("type", difference.type)
        json.string("member", difference.member)
      }
    }
  }
}
