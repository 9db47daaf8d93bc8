import Bytes
import Events
import Importing

/// What rows of one import say that earlier ones of it said: it is taken once, and told, as two events that
/// seem to be one are lost else.
struct RowRepeats {
  /// Rows that say nothing else.
  private var rows = 0
  private var firstRows: [SourcePlace] = []
  /// Events of rows that say more, by type.
  private var types: [EventKind: Int] = [:]
  private var firstEvents: [Harvest.RepeatedEvent] = []

  /// Of more than these only the number is told.
  private static let most = 10_000

  mutating func add(_ harvest: Harvest) {
    rows += harvest.repeats.count
    firstRows += harvest.repeats.prefix(Self.most - firstRows.count)
    for event in harvest.repeatedEvents { types[event.kind, default: 0] += 1 }
    firstEvents += harvest.repeatedEvents.prefix(Self.most - firstEvents.count)
  }

  /// What is said of them in the answer.
  func lines(_ files: [String]) -> [String] {
    var lines: [String] = []
    if rows > 0 {
      let places = Self.places(firstRows, of: rows, files)
      lines.append("  \(rows == 1 ? "1 row" : "\(rows) rows") repeating earlier ones: \(places)")
    }
    let count = types.values.reduce(0, +)
    if count > 0 {
      let kinds = EventKind.allCases.compactMap { kind in types[kind].map { "\(kind.word) \($0)" } }
      let places = Self.places(firstEvents.map(\.place), of: count, files)
      lines.append(
        "  \(count == 1 ? "1 event" : "\(count) events") that earlier rows made, in rows that say more: "
          + "\(kinds.joined(separator: ", ")): \(places)")
    }
    return lines
  }

  /// What somebody should look at: a dose that is there twice may have been given twice.
  func doubt(_ files: [String]) -> String? {
    guard let count = types[.dose] else { return nil }
    let places = Self.places(
      firstEvents.filter { $0.kind == .dose }.map(\.place), of: count, files)
    return (count == 1 ? "1 dose has" : "\(count) doses have")
      + " the id of an earlier row's and say the same, and count once: \(places); if more was given, "
      + "let the mapping's id tell them apart"
  }

  private static func places(
    _ first: [SourcePlace], of count: Int, _ files: [String]
  ) -> String {
    var lines: [SourcePlace] = []
    for place in first where lines.last != place { lines.append(place) }
    let shown = lines.prefix(10).map { place in
      files.count > 1 ? "\(files[place.file]):\(place.line)" : "line \(place.line)"
    }
    return shown.joined(separator: ", ")
      + (lines.count > 10 || count > first.count ? " and more" : "")
  }

  /// Writes them as the members `repeats` and `repeatedEvents`.
  func write(_ files: [String], to json: inout JSONWriter) {
    json.array("repeats", firstRows) { json, place in
      json.object { json in
        json.string("file", files[place.file])
        json.integer("line", place.line)
      }
    }
    json.array("repeatedEvents", firstEvents) { json, event in
      json.object { json in
        json.string("file", files[event.place.file])
        json.integer("line", event.place.line)
        json.string("type", event.kind.word.description)
      }
    }
  }
}
