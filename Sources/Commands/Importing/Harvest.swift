import Bytes
import Definitions
import EventLog
import Events
import Importing
import Recording

/// Rows that were read, and what the log says of their events: a row is taken whole or not at all.
struct Harvest {
  /// A row, or a resource, with at least one event.
  private struct Row {
    let place: SourcePlace
    let bytes: Range<Int>
    var events: Range<Int>
    var isRejected = false
  }

  private var rows: [Row] = []
  private var rowOf: [Int32] = []
  /// The events of all rows, those of rejected ones too.
  private(set) var events: [ImportedEvent] = []
  /// Why rows are not taken, with where their bytes stand.
  private(set) var rejected: [(rejects: [Reject], bytes: Range<Int>)] = []
  /// Rows that were read.
  private(set) var rowCount = 0
  /// Rows that say what earlier ones say.
  private(set) var repeats: [SourcePlace] = []
  /// Events that the log has and that its corrections have brought to what rows say, with their lines there.
  private var settled: [Int: Int] = [:]
  /// What would correct the log where rows say otherwise, one line each.
  private(set) var corrections: [[UInt8]] = []
  private var keptCorrections: Set<[UInt8]> = []
  /// Whether a file was named for those.
  var keepsCorrections = false
  /// Events that earlier rows made, of rows that say more besides.
  private(set) var repeatedEvents: [RepeatedEvent] = []
  /// Of an import in batches, the lines that the log had before the first; `nil` where all is one batch.
  private let start: Int?

  /// An event that an earlier row made, and the row that makes it again.
  struct RepeatedEvent {
    let place: SourcePlace
    let kind: EventKind
  }

  /// - Parameter start: of an import in batches, the lines that the log had before the first.
  init(start: Int? = nil) { self.start = start }

  /// Rejected rows in the order in which they stand in the files.
  var sortedRejects: [(rejects: [Reject], bytes: Range<Int>)] {
    rejected.sorted { left, right in
      guard let first = left.rejects.first, let second = right.rejects.first else { return false }
      return first.place < second.place
    }
  }

  /// Takes a row.
  mutating func take(_ row: ImportedRow) {
    if !row.isPart { rowCount += 1 }
    if !row.rejects.isEmpty { rejected.append((row.rejects, row.bytes)) }
    guard !row.events.isEmpty else { return }
    let start = events.count
    events += row.events
    rowOf += repeatElement(Int32(rows.count), count: row.events.count)
    rows.append(Row(place: row.place, bytes: row.bytes, events: start..<events.count))
  }

  /// What is to be appended, and which events its lines are.
  struct Proposal {
    /// The batch.
    let batch: DraftBatch
    /// The event of each line, by its place among all.
    let places: [Int]
    /// What the log would say of each line.
    let foretold: [Appender.Foretold]

    /// Lines that the log had before the import.
    let start: Int
    /// What became of events that are made once for a subject.
    let once: OnceEvents
    /// Events that the log has, corrected to what rows say, with their lines there.
    let settled: [Int: Int]
  }

  /// An event's line as it is appended: one that is made once says what all rows know.
  func line(_ place: Int, _ once: OnceEvents) -> [UInt8] {
    once.merged[place] ?? events[place].line
  }

  /// Where the row of an event begins.
  func place(of event: Int) -> SourcePlace { rows[Int(rowOf[event])].place }

  /// Asks the log about all events, and takes rows out that it would refuse, until it refuses none.
  mutating func propose(
    to appender: Appender, bySubject: Bool
  ) throws(LogProblem) -> Proposal {
    while true {
      let taken = events.indices.filter {
        !rows[Int(rowOf[$0])].isRejected && settled[$0] == nil
      }
      let once = try OnceEvents(taken, of: events, appender)
      let alive = inOrderOfEntry(taken.filter { !once.passed.contains($0) })
      let order = ReferenceOrder.places(alive.map { events[$0] }, bySubject: bySubject)
      let places = order.map { alive[$0] }
      var lines = ProducerLines()
      for place in places {
        let line = line(place, once)
        lines.append(line.span, 0..<line.count)
      }
      lines.close()
      let batch = DraftBatch(lines, appender.scanner)
      let foretold = try appender.rehearse(batch)
      guard try reject(places, foretold, once, appender) else {
        for line in once.corrections { keep(correction: line) }
        let start = start ?? appender.head
        noteRepeats(places, foretold, start: start)
        return Proposal(
          batch: batch, places: places, foretold: foretold, start: start, once: once,
          settled: settled)
      }
    }
  }

  /// Events that know when they were entered, in that order; the order given for all else.
  private func inOrderOfEntry(_ places: [Int]) -> [Int] {
    guard places.contains(where: { events[$0].entered != nil }) else { return places }
    func time(_ place: Int) -> Int64 { events[place].entered?.milliseconds ?? .max }
    return places.sorted { (time($0), $0) < (time($1), $1) }
  }

  /// Takes out the row of a line that turned out to be too long.
  mutating func reject(_ place: Int, _ refusal: Refusal) {
    reject(row: Int(rowOf[place]), [self.reject(of: place, refusal)])
  }

  /// Whether any row, or event, was taken out.
  private mutating func reject(
    _ places: [Int], _ foretold: [Appender.Foretold], _ once: OnceEvents, _ appender: Appender
  ) throws(LogProblem) -> Bool {
    let head = appender.head
    let before = settled.count
    var fresh: [Int] = []
    var found: [Int: [Reject]] = [:]
    for (place, answer) in zip(places, foretold) {
      let row = Int(rowOf[place])
      switch answer {
      case .new: fresh.append(place)
      case .already: continue
      case .refused(let refusal):
        // What no row says is lacking in all.
        for place in once.groups[place] ?? [place] {
          found[Int(rowOf[place]), default: []].append(reject(of: place, refusal))
        }
      case .conflict(let seq) where seq >= head:
        let earlier = rows[Int(rowOf[fresh[seq - head]])].place.line
        found[row, default: []].append(
          Reject(
            rows[row].place, column: nil,
            "\(events[place].kind.word): differs from line \(earlier), which makes the same event",
            remedy: "keep one of the two, or let the mapping's id tell them apart"))
      case .conflict(let seq):
        let logged = try LoggedEvent(line(place, once), in: appender)
        if logged?.isSame == true {
          settled[place] = seq
          continue
        }
        let kind = events[place].kind
        found[row, default: []].append(
          Reject(
            rows[row].place, column: nil,
            logged?.reason(kind) ?? "\(kind.word): differs from line \(seq) of the log",
            remedy: logged?.remedy(isWritten: keepsCorrections) ?? ""))
        if let line = logged?.correction { keep(correction: line) }
      }
    }
    for row in found.keys.sorted() { reject(row: row, found[row] ?? []) }
    return !found.isEmpty || settled.count > before
  }

  private mutating func keep(correction line: [UInt8]) {
    if keptCorrections.insert(line).inserted { corrections.append(line) }
  }

  private mutating func reject(row: Int, _ rejects: [Reject]) {
    rows[row].isRejected = true
    rejected.append((rejects, rows[row].bytes))
  }

  private func reject(of place: Int, _ refusal: Refusal) -> Reject {
    let event = events[place]
    let reject = Reject.of(
      refusal, kind: event.kind, columns: event.columns, at: rows[Int(rowOf[place])].place)
    guard start != nil, refusal.reason == .unknownInfusion else { return reject }
    return Reject(
      reject.place, column: reject.column, reject.reason,
      remedy: reject.remedy
        + "; with --batch its row must be in the same batch or an earlier one: leave --batch out, or name the file of the infusions first"
    )
  }

  /// Notes what rows of this import made before: rows that say nothing else, and events of others.
  private mutating func noteRepeats(
    _ places: [Int], _ foretold: [Appender.Foretold], start: Int
  ) {
    (repeats, repeatedEvents) = ([], [])
    var again: [Int: [Int]] = [:]
    for (place, answer) in zip(places, foretold) {
      if case .already(let seq) = answer, seq >= start {
        again[Int(rowOf[place]), default: []].append(place)
      }
    }
    for (row, found) in again.sorted(by: { $0.key < $1.key }) {
      if found.count == rows[row].events.count(where: { events[$0].once == nil }) {
        repeats.append(rows[row].place)
      } else {
        repeatedEvents += found.sorted().map {
          RepeatedEvent(place: rows[row].place, kind: events[$0].kind)
        }
      }
    }
  }
}
