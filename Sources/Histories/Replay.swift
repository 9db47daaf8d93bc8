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
    var (decoder, reading) = try read(path, wanted: wanted)
    return try settle(&decoder, reading, size: viewSize(reading, decoder.table), of: path)
  }

  /// Reads the lines of the view, corrections not yet applied.
  private func read(
    _ path: String, wanted: [[UInt8]]?
  ) throws(LogProblem) -> (EventDecoder, LogReading) {
    let view: EventTable.View =
      switch asOf {
      case nil: .all
      case .lines(let count): .lines(count)
      case .recorded(let instant): .recorded(through: instant)
      }
    var decoder = EventDecoder(definitions, view: view, subjects: wanted)
    let reading = try LogReader(disk, path).read(into: &decoder, lanes: lanes)
    decoder.table.keep(first: reading.finding.committed)
    return (decoder, reading)
  }

  /// Applies the corrections of what was read and groups what remains by subject.
  private func settle(
    _ decoder: inout EventDecoder, _ reading: LogReading, size: Int, of path: String
  ) throws(LogProblem) -> Histories {
    let lines = locator(path, decoder.table, reading)
    var grouping = Grouping(decoder.table)
    var amendments: [Int: Amendment] = [:]
    if !decoder.table.corrections.isEmpty {
      var corrections = try Corrections(decoder.table, grouping, lines: lines)
      do throws(Corrections.Misfit) {
        if try corrections.apply(to: &decoder) { grouping = Grouping(decoder.table) }
        amendments = corrections.amendments
      } catch { throw try LogProblem(error, lines) }
    }
    return Histories(
      reading: reading, size: size, table: decoder.table, grouping: grouping, until: until,
      lines: lines, amendments: amendments)
  }

  private func locator(
    _ path: String, _ table: EventTable, _ reading: LogReading
  ) -> LineLocator {
    LineLocator(disk, path, marks: table.marks, end: reading.finding.committedBytes)
  }

  /// Reads a log once, for its view and for an earlier one.
  ///
  /// - Parameter earlier: the view that is held against this one.
  /// - Returns: `nil` where the earlier view has lines that this one has not.
  ///
  /// Throws `LogProblem`.
  package func views(
    of path: String, from earlier: AsOf
  ) throws(LogProblem) -> TwoViews? {
    var (decoder, reading) = try read(path, wanted: nil)
    let size = viewSize(reading, decoder.table)
    let lines = locator(path, decoder.table, reading)
    let all = reading.finding.committed
    guard let lesser = try lines.size(of: earlier, within: size, of: all) else { return nil }
    var begun = decoder
    // Line 0 belongs to nobody, and stays.
    begun.table.keep(first: max(lesser, 1))
    let chronicle = try Chronicle(decoder, lesser..<size, lines: lines, until: until)
    return TwoViews(
      earlier: try settle(&begun, reading, size: lesser, of: path),
      later: try settle(&decoder, reading, size: size, of: path), chronicle: chronicle,
      lastRecorded: try lines.recorded(lesser - 1))
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

extension LogProblem {
  /// An amend whose data do not fit its target: the log is damaged there.
  init(_ misfit: Corrections.Misfit, _ lines: LineLocator) throws(LogProblem) {
    let offset = try lines.line(misfit.seq).offset
    self = .damaged(
      lines.path,
      .damage(
        misfit.fault.rule, line: misfit.seq, byteOffset: offset, committed: misfit.seq,
        bytes: offset, level: misfit.fault.level))
  }
}
