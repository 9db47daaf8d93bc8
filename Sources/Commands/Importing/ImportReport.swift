import Bytes
import Events
import Importing
import Recording

/// What an import did, would do, or would not do.
struct ImportReport {
  /// How it ended.
  enum Outcome: String { case imported, planned, refused }

  private var files: [String]
  private let path: String
  private var rowCount = 0
  /// Events of rows that are taken, by type.
  private var types: [EventKind: Int] = [:]
  private var subjects: Set<[UInt8]> = []
  private var newCount = 0
  private var oldLines = KnownLines()
  private var differences = OnceDifferences()
  private var repeats: [SourcePlace] = []
  private var rejects: [Reject] = []
  private var rejectedRows = 0
  private var examples: [[UInt8]] = []
  private var remarks: [String] = []
  private var passedOver: [(reason: String, rows: Int)] = []
  /// The numbers of the new lines.
  var written: ClosedRange<Int>?
  /// Where rejected rows were written.
  var rejectFiles: [String] = []
  /// Whether identifiers stand in them that the log has pseudonyms for.
  private var namesPeople = false

  /// Events and rejects that are shown.
  private static let shownEvents = 3
  private static let shownGroups = 20

  init(_ files: [String], path: String) {
    self.files = files
    self.path = path
  }

  init(
    _ harvest: Harvest, _ proposal: Harvest.Proposal, _ source: any ImportSource,
    _ files: [String], path: String
  ) {
    self.init(files, path: path)
    add(harvest, proposal)
    finish(source)
  }

  /// Whether nothing was added yet.
  var isEmpty: Bool { rowCount == 0 }

  /// Rejects so far.
  var rejectCount: Int { rejects.count }

  /// Adds rows and what the log says of them; `nil` where it was not asked.
  mutating func add(_ harvest: Harvest, _ proposal: Harvest.Proposal?) {
    rowCount += harvest.rowCount
    repeats += harvest.repeats
    rejects += harvest.sortedRejects.flatMap(\.rejects)
    rejectedRows += harvest.rejected.count
    guard let proposal else { return }
    for (event, seq) in proposal.once.known {
      subjects.insert(harvest.events[event].subject)
      oldLines.insert(seq)
    }
    for (event, seq) in proposal.settled {
      subjects.insert(harvest.events[event].subject)
      oldLines.insert(seq)
    }
    differences.add(harvest, proposal.once)
    for (place, answer) in zip(proposal.places, proposal.foretold) {
      let event = harvest.events[place]
      subjects.insert(event.subject)
      guard answer == .new else {
        // What an earlier row says is told by its row.
        if case .already(let seq) = answer, seq < proposal.head { oldLines.insert(seq) }
        continue
      }
      newCount += 1
      types[event.kind, default: 0] += 1
      if examples.count < Self.shownEvents { examples.append(harvest.line(place, proposal.once)) }
    }
  }

  /// Takes over what is said of files that were read to their end.
  mutating func finish(_ source: any ImportSource) {
    files = source.files
    remarks = source.remarks
    namesPeople = source.keymark != nil
    passedOver = source.passedOver
  }

  /// Rows that were rejected last, and where they were written.
  mutating func note(_ harvest: Harvest, _ files: [String]) {
    rejects = harvest.sortedRejects.flatMap(\.rejects)
    rejectedRows = harvest.rejected.count
    rejectFiles = files
  }

  /// What stops a command whose rows are rejected while it writes.
  var refusal: CommandError {
    CommandError(
      ExitCode.data, "\(Self.count(rejectedRows, "row")) rejected", excerpt: groups,
      remedy: "nothing was imported")
  }

  /// Prints it, in the form that was asked for.
  func print(_ outcome: Outcome, _ printer: Printer) throws(CommandError) {
    for remark in remarks { printer.note(remark) }
    guard printer.format == .text else {
      return try printer.print(bytes: json(outcome))
    }
    try printer.print(text(outcome))
    if outcome != .refused { differences.warn(files, printer) }
    guard !rejects.isEmpty else { return }
    let lines = groups
    switch outcome {
    case .planned: try printer.print(["rejected:"] + lines)
    case .refused:
      let before =
        written.map {
          "; seq \($0.lowerBound) to \($0.upperBound) of earlier batches are in the log"
        }
        ?? ""
      printer.complain(
        ["reprieve: error: \(Self.count(rejectedRows, "row")) rejected"] + lines
          + [
            "nothing was imported\(before); mend the rows, or name a file for them with --rejects FILE"
          ])
    case .imported:
      let names =
        namesPeople
        ? ": keep it as you keep the table, for it names people, and delete it when it is mended"
        : ""
      printer.warn(
        "\(Self.count(rejectedRows, "row")) rejected, written to "
          + rejectFiles.joined(separator: ", ") + names)
      if outcome == .imported { printer.complain(lines) }
    }
  }

  private func text(_ outcome: Outcome) -> [String] {
    var lines: [String] = []
    let people = Self.count(subjects.count, "subject")
    let rows = Self.count(rowCount, "row")
    switch outcome {
    case .refused: return []
    case .planned:
      lines.append(
        "would append \(Self.count(newCount, "event")) of \(people) from \(rows); \(path) was not changed"
      )
    case .imported:
      let place = written.map { ", seq \($0.lowerBound) to \($0.upperBound)" } ?? ""
      lines.append("imported \(Self.count(newCount, "event")) of \(people) from \(rows)\(place)")
    }
    let counts = EventKind.allCases.compactMap { kind in
      types[kind].map { "\(kind.word) \($0)" }
    }
    if !counts.isEmpty { lines.append("  " + counts.joined(separator: ", ")) }
    if oldLines.count > 0 {
      lines.append("  \(Self.count(oldLines.count, "event")) there already")
    }
    if !repeats.isEmpty {
      lines.append(
        "  \(Self.count(repeats.count, "row")) repeating earlier ones: \(places(repeats))")
    }
    for passed in passedOver {
      lines.append("  \(Self.count(passed.rows, "row")) passed over: \(passed.reason)")
    }
    if outcome == .planned, !examples.isEmpty {
      lines += ["first events:"] + examples.map { "  " + $0.text }
    }
    return lines
  }

  private func places(_ all: [SourcePlace]) -> String {
    let shown = all.prefix(10).map { place in
      files.count > 1 ? "\(files[place.file]):\(place.line)" : "line \(place.line)"
    }
    return shown.joined(separator: ", ") + (all.count > 10 ? " and \(all.count - 10) more" : "")
  }

  /// Rejects with the same reason together, in the order in which they first appear.
  private var groups: [String] {
    struct Key: Hashable {
      let file: Int
      let column: String?
      let reason: String
      let remedy: String
    }
    var order: [Key] = []
    var found: [Key: [SourcePlace]] = [:]
    for reject in rejects {
      let key = Key(
        file: reject.place.file, column: reject.column, reason: reject.reason,
        remedy: reject.remedy)
      if found[key] == nil { order.append(key) }
      found[key, default: []].append(reject.place)
    }
    var lines = order.prefix(Self.shownGroups).map { key in
      let places = found[key] ?? []
      let numbers = places.prefix(10).map { "\($0.line)" }.joined(separator: ", ")
      let more = places.count > 10 ? " and \(places.count - 10) more" : ""
      let column = key.column.map { "\($0): " } ?? ""
      let remedy = key.remedy.isEmpty ? "" : " (\(key.remedy))"
      return "  \(files[key.file]):\(numbers)\(more): \(column)\(key.reason)\(remedy)"
    }
    if order.count > Self.shownGroups {
      lines.append(
        "  and \(order.count - Self.shownGroups) more reasons, which --format json lists")
    }
    return lines
  }

  private func json(_ outcome: Outcome) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("answer", outcome.rawValue)
      json.integer("rows", rowCount)
      json.integer("subjects", subjects.count)
      json.integer("events", outcome == .refused ? 0 : newCount)
      json.integer("already", oldLines.count)
      json.object("types") { json in
        for kind in EventKind.allCases {
          if let count = types[kind] { json.integer(named: kind.word.description, count) }
        }
      }
      json.integer("firstSeq", written?.lowerBound)
      json.integer("lastSeq", written?.upperBound)
      json.array("first", outcome == .planned ? examples : []) { $0.verbatim(nil, $1) }
      json.array("repeats", repeats) { json, place in
        json.object { json in
          json.string("file", files[place.file])
          json.integer("line", place.line)
        }
      }
      json.array("passedOver", passedOver) { json, passed in
        json.object { json in
          json.string("reason", passed.reason)
          json.integer("rows", passed.rows)
        }
      }
      differences.write(files, to: &json)
      json.integer("rejectedRows", rejectedRows)
      json.array("rejects", rejects) { json, reject in
        json.object { json in
          json.string("file", files[reject.place.file])
          json.integer("line", reject.place.line)
          json.string("column", reject.column)
          json.string("reason", reject.reason)
          json.string("remedy", reject.remedy.isEmpty ? nil : reject.remedy)
        }
      }
    }
    return json.bytes + [0x0A]
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(number == 1 ? word : word + "s")"
  }
}
