package import Bytes
package import EventLog
import Events
package import Histories
package import Recording

/// A log of the effective history of another one, of which nothing names anybody or tells a day.
///
/// ```
/// old  by recording: P-0017 intake, P-0022 rating, a correction, P-0017 infusion ...
/// new  P-0a31… its events in order of time, P-1b9c… its events ...   all recorded at one instant
/// ```
///
/// Corrections are applied and not carried; voided events, doses of no infusion and types that nobody
/// knows are left out. Every duration between two events of a subject is what it was.
///
/// Method: the Safe Harbor of 45 CFR 164.514(b)(2), but for dates, which go back by as many days for all
/// of a subject, from 1 to 364: what is computed from durations stays, and no date is one that was.
package struct DeidentifiedLog {
  /// Why no log was written.
  package enum Failure: Error {
    /// The old log can't be read again.
    case log(LogProblem)
    /// The new log can't be written.
    case write(ErasureFailure)
    /// A date of this line would lie before the year 1, or its data are not as they should be.
    case date(line: Int)
    /// Two subjects have the same digest; another key tells them apart.
    case sameName(String)
    /// The line of the new log would be too long.
    case tooLong(line: Int)
  }

  /// An event of the new log.
  private struct Row {
    let subject: Int
    let kind: EventKind
    let time: Instant
  }

  private let histories: Histories
  private let key: ReleaseKey
  private var subjects: [ReleasedSubject] = []
  private var rows: [Row] = []
  /// Where each line of the old log stands in the new one, by `seq`: a place in `rows`; -1: nowhere.
  private var places: [Int32]
  private let keeps: Set<String>
  private let ageBand: Int?

  /// - Parameters:
  ///   - histories: the log's, read from its lines.
  ///   - keeps: members that are kept as they are: `term`, `site`, such as the format does not know.
  ///   - ageBand: of how many ages, at the first treatment, years of birth tell only the least; `nil`:
  ///     they tell the age.
  package init(
    _ histories: Histories, _ key: ReleaseKey, keeping keeps: Set<String>, ageBand: Int? = nil
  ) throws(Failure) {
    self.histories = histories
    self.key = key
    self.keeps = keeps
    self.ageBand = ageBand
    places = Array(repeating: -1, count: histories.size)
    var found: [(subject: ReleasedSubject, events: [NumberedEvent])] = []
    var history = histories.emptyHistory
    for number in 0..<Int32(histories.table.subjects.count)
    where histories.load(number, into: &history) {
      found.append((ReleasedSubject(history, key), history.events))
    }
    found.sort { $0.subject.pseudonym.utf8.lexicographicallyPrecedes($1.subject.pseudonym.utf8) }
    for (subject, events) in found {
      guard subjects.last?.pseudonym != subject.pseudonym else {
        throw .sameName(subject.pseudonym)
      }
      for entry in events {
        guard let time = subject.shifted(entry.event.time) else { throw .date(line: entry.seq) }
        places[entry.seq] = Int32(rows.count)
        rows.append(Row(subject: subjects.count, kind: entry.event.kind, time: time))
      }
      subjects.append(subject)
    }
  }

  /// When everything is said to have been recorded: the beginning of the year behind the last event.
  ///
  /// When a line was really recorded would tell its date.
  private var recorded: Instant {
    let year = (rows.lazy.map(\.time).max() ?? Instant(milliseconds: 0)).year
    let digits = String(year + 1)
    let padded = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    return Instant("\(padded)-01-01T00:00:00Z") ?? Instant(milliseconds: Instant.latest)
  }

  /// Writes the new log, verifies it, and links it into place.
  package consuming func write(
    _ disk: any Disk, from path: String, to target: String, _ identity: LogIdentity
  ) throws(Failure) -> (checkpoint: Checkpoint, tally: ReleaseTally) {
    let (places, rows) = (places, rows)
    var dates = LatestDates(subjects, histories) { seq in
      guard seq < places.count, places[seq] >= 0 else { return nil }
      let row = rows[Int(places[seq])]
      return (row.subject, row.kind)
    }
    do throws(LogProblem) { _ = try LogReader(disk, path).read(into: &dates) } catch {
      throw .log(error)
    }
    var reader = Reader(
      data: ReleasedData(key, keeping: keeps, ageBand: ageBand), rows: rows, places: places,
      subjects: dates.subjects,
      histories: histories)
    do throws(LogProblem) { _ = try LogReader(disk, path).read(into: &reader) } catch {
      throw .log(error)
    }
    if let line = reader.fault { throw .date(line: line) }
    // A log that was cut or replaced since it was read lacks lines.
    guard reader.bodies.allSatisfy({ !$0.isEmpty }) else {
      throw .log(.notAFile("\(path) was replaced or cut while it was read: ask again"))
    }
    let recorded = recorded
    let first = identity.line(
      recorded: recorded, more: Array(#","deidentified":"dates shifted by subject""#.utf8))
    let bodies = reader.bodies
    func line(_ place: Int) -> [UInt8] {
      LineBuilder.line(seq: place + 1, recorded: recorded, body: bodies[place], batch: nil)
    }
    if let place = bodies.indices.first(where: { line($0).count > Seal.longestLine }) {
      throw .tooLong(line: places.firstIndex(of: Int32(place)) ?? 0)
    }
    let (people, events) = (subjects.count, rows.count)
    let corrections = histories.table.corrections.count
    let unknown = histories.unknownTypes.values.reduce(0, +)
    reader.data.count { tally in
      tally.subjects = people
      tally.events = events
      tally.corrections = corrections
      tally.unknownTypes = unknown
    }
    do throws(ErasureFailure) {
      let checkpoint = try WholeLog.put(disk, at: target, identity) { output throws(LogProblem) in
        var frontier = MerkleFrontier()
        try output.write(line: first)
        frontier.append(first.span)
        for place in bodies.indices {
          let line = line(place)
          try output.write(line: line)
          frontier.append(line.span)
        }
        return frontier
      }
      return (checkpoint, reader.data.tally)
    } catch { throw .write(error) }
  }

  /// Reads the old log once more and makes of each line that has a place what the new one says.
  private struct Reader: LineConsumer {
    var data: ReleasedData
    let rows: [Row]
    let places: [Int32]
    var subjects: [ReleasedSubject]
    let histories: Histories
    /// What the producer of each line of the new log says, by place; empty: not yet.
    var bodies: [[UInt8]]
    /// The first line that can't be written.
    var fault: Int?

    init(
      data: ReleasedData, rows: [Row], places: [Int32], subjects: [ReleasedSubject],
      histories: Histories
    ) {
      self.data = data
      self.rows = rows
      self.places = places
      self.subjects = subjects
      self.histories = histories
      bodies = Array(repeating: [], count: rows.count)
    }

    mutating func take(
      _ document: JSONDocument, _ header: LineHeader, at offset: Int
    ) throws(LineFault) {
      guard header.seq < places.count, places[header.seq] >= 0 else { return }
      let place = Int(places[header.seq])
      let row = rows[place]
      guard let data = histories.data(of: header.seq, on: document),
        let written = self.data.written(data, row.kind, &subjects[row.subject])
      else {
        if fault == nil { fault = header.seq }
        return
      }
      var body: [UInt8] = []
      body.append(",\"id\":\"")
      body.append(decimal: place + 1)
      body.append("\",\"source\":\"/released\",\"type\":\"")
      body.append(row.kind.word)
      body.append("\",\"subject\":\"")
      body.append(text: subjects[row.subject].pseudonym)
      body.append("\",\"time\":\"")
      row.time.append(to: &body)
      body.append("\",\"data\":")
      body += written
      bodies[place] = body
    }
  }
}
