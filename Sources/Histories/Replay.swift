package import Bytes
package import Definitions
package import EventLog
package import Events
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

  let disk: any Disk
  let definitions: Definitions
  /// The view; `nil`: all lines.
  package let asOf: AsOf?
  /// Events that happened later are dropped; `nil`: none.
  package let until: Instant?

  /// How many threads read a log; no answer depends on it.
  let lanes: Int
  /// Whether the tree over the lines is made along with the histories.
  private let witnesses: Bool
  /// Whether a cache is read and written; `nil`: none.
  private let cache: CachePlan?

  package init(
    _ disk: any Disk, _ definitions: Definitions, asOf: AsOf? = nil, until: Instant? = nil,
    witnesses: Bool = false, lanes: Int = Machine.cores, cache: CachePlan? = nil
  ) {
    // Scores rest on the definitions, which belong to the build unless a file brought others; and
    // a cache is about all lines.
    let isPlain = asOf == nil && !witnesses && definitions.fileDigest == nil
    self.cache = isPlain ? cache : nil
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
  ///   checked all the same, but the events of others are not decoded, unless a cache is made of
  ///   them.
  /// - Parameter limit: lines of the log that count, whatever the view: where it ended when an
  ///   answer was given that is asked for again.
  ///
  /// Throws `LogProblem`.
  package func histories(
    of path: String, about subject: String? = nil, limit: Int? = nil
  ) throws(LogProblem) -> Histories {
    let name = subject.map { Array($0.utf8) }
    if limit == nil, let keeper = keeper(of: path) {
      if let histories = keeper.histories(about: name) { return histories }
      if name == nil { return try keptHistories(of: path, keeper) }
      // What is not in order about others' lines is not said to who asks about one.
      if keeper.canWrite(), let histories = try? keptHistories(of: path, keeper),
        histories.reading.isWhole
      {
        return histories
      }
    }
    guard let name else { return try histories(of: path, wanted: nil, limit) }
    let histories = try histories(of: path, wanted: [name], limit)
    let givers = histories.givers(to: name)
    return givers.isEmpty
      ? histories : try self.histories(of: path, wanted: [name] + givers, limit)
  }

  /// Reads a log for the subjects of a shard. Every line is checked, but the events of others are
  /// not decoded; it is read again where corrections join somebody else to one of these.
  ///
  /// - Parameters:
  ///   - limit: as for the histories of all.
  ///   - groups: whom corrections of this log join, where another shard's table told: then it is
  ///     read once.
  ///
  /// Throws `LogProblem`.
  package func histories(
    of path: String, in shard: Shard, limit: Int? = nil, groups: SubjectGroups? = nil
  ) throws(LogProblem) -> Histories {
    if let groups {
      return try histories(of: path, wanted: groups.joined(to: shard), limit, shard)
    }
    let histories = try histories(of: path, wanted: [], limit, shard)
    let joined = SubjectGroups(histories.table).joined(to: shard)
    return joined.isEmpty
      ? histories : try self.histories(of: path, wanted: joined, limit, shard)
  }

  private func histories(
    of path: String, wanted: [[UInt8]]?, _ limit: Int?, _ shard: Shard? = nil
  ) throws(LogProblem) -> Histories {
    var source = try read(path, wanted: wanted, limit, shard)
    return try settle(&source, of: path).histories
  }

  /// Who keeps the cache beside a log; `nil` where there is to be none.
  func keeper(of path: String) -> CacheKeeper? {
    guard let cache, let size = try? disk.status(at: path).size, size >= cache.smallestLog
    else { return nil }
    return CacheKeeper(self, path, cache)
  }

  /// The histories of all subjects from the log itself, written down in its cache.
  private func keptHistories(
    of path: String, _ keeper: CacheKeeper
  ) throws(LogProblem) -> Histories {
    try histories(of: path, keptBy: keeper).histories
  }

  /// The histories of all subjects from the first lines of the log itself, whatever lies beside it;
  /// written down where those are all lines.
  func histories(of path: String, first lines: Int) throws(LogProblem) -> Histories {
    try histories(of: path, keptBy: keeper(of: path), limit: lines).histories
  }

  /// The histories of all subjects from the log itself, and the same as a cache holds them.
  ///
  /// - Parameters:
  ///   - keeper: who writes them down, where they are about all lines; `nil`: nobody.
  ///   - limit: as for the histories of all.
  func histories(
    of path: String, keptBy keeper: CacheKeeper?, limit: Int? = nil
  ) throws(LogProblem) -> (histories: Histories, rows: SubjectRows) {
    var source = try read(path, wanted: nil, limit)
    let (histories, originals) = try settle(&source, of: path)
    let rows = SubjectRows(histories.table, histories.grouping, originals: originals)
    let reading = histories.reading
    if reading.isWhole, histories.size == reading.finding.committed {
      keeper?.save(histories, rows)
    }
    return (histories, rows)
  }

  /// What one reading of a log gave.
  private struct Source {
    /// The lines of the view, corrections not yet applied.
    var decoder: EventDecoder
    let reading: LogReading
    /// Lines of the view.
    var size: Int
    /// The tree over the lines, made of the same bytes, where it is wanted.
    let tree: LogTree?
  }

  private func read(
    _ path: String, wanted: [[UInt8]]?, _ limit: Int?, _ shard: Shard? = nil
  ) throws(LogProblem) -> Source {
    let view: EventTable.View =
      switch (limit, asOf) {
      case (let limit?, _): .lines(limit)
      case (nil, nil): .all
      case (nil, .lines(let count)): .lines(count)
      case (nil, .recorded(let instant)): .recorded(through: instant)
      }
    var decoder = EventDecoder(definitions, view: view, subjects: wanted, shard: shard)
    let reader = LogReader(disk, path)
    let reading: LogReading
    var tree: LogTree?
    if witnesses {
      var lines = Witnessed(decoder)
      reading = try reader.read(into: &lines, lanes: lanes)
      tree = try lines.tree(disk, path, reading)
      decoder = lines.consumer
    } else {
      reading = try reader.read(into: &decoder, lanes: lanes)
    }
    decoder.table.keep(first: reading.finding.committed)
    let size = limit.map { min($0, reading.finding.committed) } ?? viewSize(reading, decoder.table)
    return Source(decoder: decoder, reading: reading, size: size, tree: tree)
  }

  /// Applies the corrections of what was read and groups what remains by subject.
  ///
  /// - Parameter source: changed in place. Whoever holds on to it pays for a copy of its table.
  private func settle(
    _ source: inout Source, of path: String
  ) throws(LogProblem) -> (histories: Histories, originals: [Int: Event]) {
    let lines = locator(path, source.decoder.table, source.reading)
    var grouping = Grouping(source.decoder.table)
    var amendments: [Int: Amendment] = [:]
    var links = CorrectionLinks()
    var originals: [Int: Event] = [:]
    if !source.decoder.table.corrections.isEmpty {
      var corrections = try Corrections(source.decoder.table, lines: lines)
      do throws(Corrections.Misfit) {
        try corrections.apply(to: &source.decoder)
        grouping = corrections.regrouped(grouping, source.decoder.table)
        amendments = corrections.amendments
        links = corrections.links
        originals = corrections.originals
      } catch { throw try LogProblem(error, lines) }
    }
    let histories = Histories(
      reading: source.reading, size: source.size, root: try source.tree?.root(of: source.size),
      table: source.decoder.table, grouping: grouping, until: until, lines: lines,
      amendments: amendments, links: links)
    return (histories, originals)
  }

  private func locator(
    _ path: String, _ table: EventTable, _ reading: LogReading
  ) -> LineLocator {
    LineLocator(
      disk, path, marks: table.marks, end: reading.finding.committedBytes, status: reading.status)
  }

  /// Reads a log once, for its view and for an earlier one.
  ///
  /// - Parameters:
  ///   - earlier: the view that is held against this one.
  ///   - limit: as for `histories`.
  /// - Returns: `nil` where the earlier view has lines that this one has not.
  ///
  /// Throws `LogProblem`.
  package func views(
    of path: String, from earlier: AsOf, limit: Int? = nil
  ) throws(LogProblem) -> TwoViews? {
    var source = try read(path, wanted: nil, limit)
    let size = source.size
    let lines = locator(path, source.decoder.table, source.reading)
    let all = source.reading.finding.committed
    guard let lesser = try lines.size(of: earlier, within: size, of: all) else { return nil }
    var begun = source
    begun.size = lesser
    // Line 0 belongs to nobody, and stays.
    begun.decoder.table.keep(first: max(lesser, 1))
    let chronicle = try Chronicle(source.decoder, lesser..<size, lines: lines, until: until)
    return TwoViews(
      earlier: try settle(&begun, of: path).histories,
      later: try settle(&source, of: path).histories,
      chronicle: chronicle,
      lastRecorded: try lines.recorded(lesser - 1))
  }

  /// Lines within the view.
  private func viewSize(_ reading: LogReading, _ table: EventTable) -> Int {
    switch asOf {
    case nil: return reading.finding.committed
    case .lines(let count): return min(count, reading.finding.committed)
    case .recorded(let instant):
      guard let created = reading.created, created <= instant else { return 0 }
      return table.end
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
