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
    /// What rows and the log say, for messages; `nil` for free text.
    let here: String?
    let there: String?
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
          member: difference.member,
          here: LoggedEvent.shown(difference.here, "data.\(difference.member)"),
          there: LoggedEvent.shown(difference.there, "data.\(difference.member)")))
    }
  }

  /// Differences that are shown.
  private static let shown = 20

  /// Says how many there are, and of the first what rows and the log say.
  func warn(_ files: [String], _ printer: Printer) {
    guard count > 0 else { return }
    let values = count == 1 ? "1 value differs" : "\(count) values differ"
    printer.warn("\(values) from the log, which keeps what it has of events that are made once")
    var lines = all.prefix(Self.shown).map { difference in
      let column = difference.column.map { "\($0): " } ?? ""
      return
        "  \(files[difference.place.file]):\(difference.place.line): \(column)\(difference.type) data.\(difference.member): is "
        + "\(difference.here ?? "another text") here and \(difference.there ?? "another text") in the log"
    }
    if count > Self.shown {
      lines.append("  and \(count - Self.shown) more, which --format json lists")
    }
    printer.complain(
      lines + ["where the file is right, append a correction: --corrections FILE writes it"])
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
        json.string("here", difference.here)
        json.string("there", difference.there)
      }
    }
  }
}
