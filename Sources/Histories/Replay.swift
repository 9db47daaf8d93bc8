package import Bytes
package import Definitions
package import EventLog
import Events
import Evidence

/// From the files of one or several logs to the histories of their subjects.
package struct Replay: Sendable {
  /// Which lines of a log count.
  package enum AsOf: Equatable, Sendable {
    /// The first so many lines, line 0 included.
    case lines(Int)
    /// What was recorded at that instant or before.
    case recorded(Instant)
  }

  private let disk: any Disk
  private let definitions: Definitions
  /// The view; `nil`: all lines.
  package let asOf: AsOf?
  /// Events that happened later are dropped; `nil`: none.
  package let until: Instant?

  /// How many threads read a log; no answer depends on it.
  private let lanes: Int
  /// Whether the tree over the lines is made along with the histories.
  private let witnesses: Bool

  package init(
    _ disk: any Disk, _ definitions: Definitions, asOf: AsOf? = nil, until: Instant? = nil,
    witnesses: Bool = false, lanes: Int = Machine.cores
  ) {
    self.lanes = lanes
    self.witnesses = witnesses
    self.disk = disk
    self.definitions = definitions
    self.asOf = asOf
    self.until = until
  }

  /// Reads a log, checks every line, applies its corrections and groups what remains by subject.
  ///
  /// - Parameter subject: the only subject whose history is wanted; `nil`: all. Every line is
  ///   checked all the same, but the events of others are not decoded.
  /// - Parameter limit: lines of the log that count, whatever the view: where it ended when an
  ///   answer was given that is asked for again.
  ///
  /// Throws `LogProblem`.
  package func histories(
    of path: String, about subject: String? = nil, limit: Int? = nil
  ) throws(LogProblem) -> Histories {
    guard let subject else { return try histories(of: path, wanted: nil, limit) }
    let name = Array(subject.utf8)
    let histories = try histories(of: path, wanted: [name], limit)
    let givers = histories.givers(to: name)
    return givers.isEmpty
      ? histories : try self.histories(of: path, wanted: [name] + givers, limit)
  }

  private func histories(
    of path: String, wanted: [[UInt8]]?, _ limit: Int?
  ) throws(LogProblem) -> Histories {
    let view: EventTable.View =
      switch (limit, asOf) {
      case (let limit?, _): .lines(limit)
      case (nil, nil): .all
      case (nil, .lines(let count)): .lines(count)
      case (nil, .recorded(let instant)): .recorded(through: instant)
      }
    var decoder = EventDecoder(definitions, view: view, subjects: wanted)
    let (reading, tree) = try read(path, into: &decoder)
    decoder.table.keep(first: reading.finding.committed)
    let size = limit.map { min($0, reading.finding.committed) } ?? viewSize(reading, decoder.table)
    let root = try tree?.root(of: size)

    let lines = LineLocator(
      disk, path, marks: decoder.table.marks, end: reading.finding.committedBytes)
    var grouping = Grouping(decoder.table)
    var amendments: [Int: Amendment] = [:]
    var links = CorrectionLinks()
    if !decoder.table.corrections.isEmpty {
      var corrections = try Corrections(decoder.table, grouping, lines: lines)
      do throws(Corrections.Misfit) {
        if try corrections.apply(to: &decoder) { grouping = Grouping(decoder.table) }
        amendments = corrections.amendments
        links = corrections.links
      } catch {
        let offset = try lines.line(error.seq).offset
        throw .damaged(
          path,
          .damage(
            error.fault.rule, line: error.seq, byteOffset: offset, committed: error.seq,
            bytes: offset, level: error.fault.level))
      }
    }
    return Histories(
      reading: reading, size: size, root: root, table: decoder.table, grouping: grouping,
      until: until, lines: lines, amendments: amendments, links: links)
  }

  /// Reads a log, and makes its tree of the same bytes where that is wanted.
  private func read(
    _ path: String, into decoder: inout EventDecoder
  ) throws(LogProblem) -> (LogReading, LogTree?) {
    let reader = LogReader(disk, path)
    guard witnesses else { return (try reader.read(into: &decoder, lanes: lanes), nil) }
    var lines = Witnessed(decoder)
    let reading = try reader.read(into: &lines, lanes: lanes)
    decoder = lines.consumer
    return (reading, try lines.tree(disk, path, reading))
  }

  /// Lines within the view.
  private func viewSize(_ reading: LogReading, _ table: EventTable) -> Int {
    switch asOf {
    case nil: return reading.finding.committed
    case .lines(let count): return min(count, reading.finding.committed)
    case .recorded(let instant):
      guard let created = reading.created, created <= instant else { return 0 }
      return table.events.count
    }
  }
}
