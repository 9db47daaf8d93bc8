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
  /// Hashes of the pseudonyms: of half a million people two have one with a chance below one in a hundred million.
  private var subjects: Set<UInt64> = []
  private var newCount = 0
  private var oldLines = KnownLines()
  private var differences = OnceDifferences()
  private var repeats = RowRepeats()
  private var rejects = RejectList()
  private var examples: [[UInt8]] = []
  private var remarks: [String] = []
  private var passedOver: [(reason: String, rows: Int)] = []
  /// The numbers of the new lines.
  var written: ClosedRange<Int>?
  /// Where rejected rows were written.
  var rejectFiles: [String] = []
  /// Whether identifiers stand in them that the log has pseudonyms for.
  private var namesPeople = false

  /// Events that are shown.
  private static let shownEvents = 3

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
    repeats.add(harvest)
    rejects.add(harvest)
    guard let proposal else { return }
    for (event, seq) in proposal.once.known {
      note(harvest.events[event].subject)
      // What an earlier batch of this import made was not there already.
      if seq < proposal.start { oldLines.insert(seq) }
    }
    for (event, seq) in proposal.settled {
      note(harvest.events[event].subject)
      oldLines.insert(seq)
    }
    differences.add(harvest, proposal.once)
    for (place, answer) in zip(proposal.places, proposal.foretold) {
      let event = harvest.events[place]
      note(event.subject)
      guard answer == .new else {
        // What an earlier row says is told by its row.
        if case .already(let seq) = answer, seq < proposal.start { oldLines.insert(seq) }
        continue
      }
      newCount += 1
      types[event.kind, default: 0] += 1
      if examples.count < Self.shownEvents { examples.append(harvest.line(place, proposal.once)) }
    }
  }

  private mutating func note(_ subject: [UInt8]) { subjects.insert(XXH64.hash(subject.span)) }

  /// Takes over what is said of files that were read to their end.
  mutating func finish(_ source: any ImportSource) {
    files = source.files
    remarks = source.remarks
    namesPeople = source.keymark != nil
    passedOver = source.passedOver
  }

  /// Prints it, in the form that was asked for.
  func print(_ outcome: Outcome, _ printer: Printer) throws(CommandError) {
    for remark in remarks { printer.note(remark) }
    guard printer.format == .text else {
      return try printer.print(bytes: json(outcome))
    }
    try printer.print(text(outcome))
    if outcome != .refused {
      differences.warn(files, printer)
      if let doubt = repeats.doubt(files) { printer.note(doubt) }
    }
    guard rejects.count > 0 else { return }
    let lines = rejects.lines(files)
    switch outcome {
    case .planned: try printer.print(["rejected:"] + lines)
    case .refused:
      let so =
        written.map {
          "nothing more was imported; seq \($0.lowerBound) to \($0.upperBound) of earlier batches are in the log"
        } ?? "nothing was imported"
      printer.complain(
        ["reprieve: error: \(Self.count(rejects.rows, "row")) rejected"] + lines
          + ["\(so); mend the rows, or name a file for them with --rejects FILE"])
    case .imported:
      let names =
        namesPeople
        ? ": keep it as you keep the table, for it names people, and delete it when it is mended"
        : ""
      printer.warn(
        "\(Self.count(rejects.rows, "row")) rejected, written to "
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
    lines += repeats.lines(files)
    for passed in passedOver {
      lines.append("  \(Self.count(passed.rows, "row")) passed over: \(passed.reason)")
    }
    if outcome == .planned, !examples.isEmpty {
      lines += ["first events:"] + examples.map { "  " + $0.text }
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
      repeats.write(files, to: &json)
      json.array("passedOver", passedOver) { json, passed in
        json.object { json in
          json.string("reason", passed.reason)
          json.integer("rows", passed.rows)
        }
      }
      differences.write(files, to: &json)
      rejects.write(files, to: &json)
    }
    return json.bytes + [0x0A]
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(number == 1 ? word : word + "s")"
  }
}
