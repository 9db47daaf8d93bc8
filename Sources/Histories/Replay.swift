package import Bytes
package import Definitions
package import EventLog
import Events

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

  package init(
    _ disk: any Disk, _ definitions: Definitions, asOf: AsOf? = nil, until: Instant? = nil,
    lanes: Int = Machine.cores
  ) {
    self.lanes = lanes
    self.disk = disk
    self.definitions = definitions
    self.asOf = asOf
    self.until = until
  }

  /// Reads a log, checks every line, applies its corrections and groups what remains by subject.
  ///
  /// - Parameter subject: the only subject whose history is wanted; `nil`: all. Every line is
  ///   checked all the same, but the events of others are not decoded.
  ///
  /// Throws `LogProblem`.
  package func histories(
    of path: String, about subject: String? = nil
  ) throws(LogProblem) -> Histories {
    guard let subject else { return try histories(of: path, wanted: nil) }
    let name = Array(subject.utf8)
    let histories = try histories(of: path, wanted: [name])
    let givers = histories.givers(to: name)
    return givers.isEmpty ? histories : try self.histories(of: path, wanted: [name] + givers)
  }

  private func histories(
    of path: String, wanted: [[UInt8]]?
  ) throws(LogProblem) -> Histories {
    let view: EventTable.View =
      switch asOf {
      case nil: .all
      case .lines(let count): .lines(count)
      case .recorded(let instant): .recorded(through: instant)
      }
    var decoder = EventDecoder(definitions, view: view, subjects: wanted)
    let reading = try LogReader(disk, path).read(into: &decoder, lanes: lanes)
    decoder.table.keep(first: reading.finding.committed)
    let size = viewSize(reading, decoder.table)

    let lines = LineLocator(
      disk, path, marks: decoder.table.marks, end: reading.finding.committedBytes,
      status: reading.status)
    var grouping = Grouping(decoder.table)
    var amendments: [Int: Amendment] = [:]
    if !decoder.table.corrections.isEmpty {
      var corrections = try Corrections(decoder.table, grouping, lines: lines)
      do throws(Corrections.Misfit) {
        if try corrections.apply(to: &decoder) { grouping = Grouping(decoder.table) }
        amendments = corrections.amendments
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
      reading: reading, size: size, table: decoder.table, grouping: grouping, until: until,
      lines: lines, amendments: amendments)
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
