import Bytes

/// An entry of REDCap's logging that changed a record.
struct LoggedChange: Sendable {
  /// What was done.
  enum Action: Equatable, Sendable { case write(LoggedDetails), delete }

  let time: EventTime
  let user: [UInt8]
  let record: [UInt8]
  /// The event's label or unique name; empty where none is named.
  let event: String
  let action: Action
  let line: Int
  let bytes: Range<Int>
}

/// Reads REDCap's logging, as its page and its API export it, in the order in which entries were made.
///
/// Times are to the minute and name no zone: the mapping says which. Entries that change no record
/// (exports, design, logins) are passed over.
struct LoggingReader {
  /// What the columns are called on the page and in the API.
  private static let headings = [
    ["timestamp", "Time / Date"], ["username", "Username"], ["action", "Action"],
    ["details", "List of Data Changes OR Fields Exported"],
  ]

  static func read(
    _ name: String, _ rule: LoggingRule, _ disk: any Disk, isWindows: Bool
  ) throws(ImportFault) -> [LoggedChange] {
    var file = try DelimitedFile(disk, name, separator: nil, isWindows: isWindows)
    var places: [Int] = []
    for names in headings {
      guard let place = file.headings.firstIndex(where: { names.contains($0) }) else {
        throw ImportFault(
          "\(name) is no logging of REDCap: it lacks the column \(names[0])",
          excerpt: ["its headings are \(file.headings.joined(separator: ", "))"],
          remedy: "export it from the project's page Logging, or with the API's content=log")
      }
      places.append(place)
    }
    let recordPlace = file.headings.firstIndex(of: "record")
    var changes: [LoggedChange] = []
    while let row = try file.next() {
      guard row.cells.count >= file.headings.count else {
        throw ImportFault(
          "\(name):\(row.line): has \(row.cells.count) cells under \(file.headings.count) headings",
          remedy: "export it once more")
      }
      let cells = places.map { DelimitedText.trimmed(row.cells[$0]) }
      let record = recordPlace.map { DelimitedText.trimmed(row.cells[$0]) } ?? []
      guard let target = LoggedTarget(cells[2], record: record) else { continue }
      let time: EventTime
      do throws(CellFault) {
        let parts = try DateReading.read(cells[0], [rule.format], 0)
        guard let year = parts.year, let month = parts.month, let day = parts.day,
          let ofDay = parts.ofDay
        else { throw CellFault(0, "says no time") }
        time = try rule.zone.time(
          LocalTime(year: year, month: month, day: day, ofDay: ofDay), 0)
      } catch {
        throw ImportFault(
          "\(name):\(row.line): timestamp: \(error.reason)",
          remedy:
            "say in the mapping how it is written: \"logging\": {\"format\": \"MM/dd/yyyy h:mma\"}; "
            + error.remedy)
      }
      let action: LoggedChange.Action
      if target.isDelete {
        action = .delete
      } else {
        // A record can be created or renamed with nothing said about its fields.
        guard let details = LoggedDetails(cells[3]) else { continue }
        action = .write(details)
      }
      changes.append(
        LoggedChange(
          time: time, user: cells[1], record: target.record, event: target.event, action: action,
          line: row.line, bytes: row.bytes))
    }
    return inOrder(changes)
  }

  /// The page shows the newest entry first; those of one minute keep the order that the file has.
  private static func inOrder(_ changes: [LoggedChange]) -> [LoggedChange] {
    guard let first = changes.first, let last = changes.last else { return changes }
    let given = first.time.instant > last.time.instant ? Array(changes.reversed()) : changes
    return given.enumerated().sorted {
      ($0.element.time.instant, $0.offset) < ($1.element.time.instant, $1.offset)
    }.map(\.element)
  }
}

/// What an action is about: `Update record (API) 4 (Event 1 (Arm 1: Arm 1))`.
struct LoggedTarget: Equatable, Sendable {
  let isDelete: Bool
  let record: [UInt8]
  /// The event's label; empty where none is named.
  let event: String

  /// Reads an action; `nil` where it changes no record.
  ///
  /// - Parameter record: the record, where a column of its own names it; else empty.
  init?(_ action: [UInt8], record: [UInt8]) {
    let text = action.text
    let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
    guard words.count >= 2 else { return nil }
    switch words[0].lowercased() {
    case "create", "created", "update", "updated": isDelete = false
    case "delete", "deleted": isDelete = true
    default: return nil
    }
    guard ["record", "response"].contains(words[1].lowercased()) else { return nil }
    var rest = Substring(words.count > 2 ? words[2] : "")
    // How it was entered: (API), (import), (Auto calculation).
    if rest.hasPrefix("("), let close = rest.firstIndex(of: ")") {
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    if !record.isEmpty {
      self.record = record
      let name = record.text
      if rest.hasPrefix(name) { rest = rest.dropFirst(name.count) }
    } else {
      let end = rest.firstRange(of: " (")?.lowerBound ?? rest.endIndex
      self.record = Array(rest[..<end].utf8)
      rest = rest[end...]
    }
    guard !self.record.isEmpty else { return nil }
    let named = rest.drop { $0 == " " }
    event = named.hasPrefix("(") && named.hasSuffix(")") ? String(named.dropFirst().dropLast()) : ""
  }

  /// The unique name that REDCap gives an event by its label: lower case, spaces as underscores, letters
  /// and digits of at most 18 characters, and the number of its arm.
  static func uniqueName(_ label: String) -> String {
    var name = label
    var arm = "1"
    if label.hasSuffix(")"), let start = label.firstRange(of: " (Arm ") {
      let inside = label[start.upperBound...]
      arm = String(inside.prefix { $0.isNumber })
      name = String(label[..<start.lowerBound])
    }
    var letters = ""
    for letter in name.lowercased() {
      if letter == " " {
        letters += "_"
      } else if letter.isASCII, letter.isLetter || letter.isNumber || letter == "_" {
        letters.append(letter)
      }
    }
    return "\(letters.prefix(18))_arm_\(arm.isEmpty ? "1" : arm)"
  }
}
