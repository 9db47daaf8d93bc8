package import Bytes
package import EventLog
package import Events

/// The effective histories of all subjects of one log, in one view.
package struct Histories: Sendable {
  /// What was read, and in which state the log is.
  package let reading: LogReading
  /// Lines of the log within the view.
  package let size: Int
  /// The root of the tree over those lines, where it was asked for.
  package let root: Digest?
  /// The events, corrections applied; of a cached cohort, whose rows are read when histories are
  /// loaded, only the names.
  package let table: EventTable
  /// The lines themselves, for what is not kept of them.
  package let lines: LineLocator
  let grouping: Grouping
  let until: Instant?
  /// What was said of events later, by their lines.
  let amendments: [Int: Amendment]
  /// How the corrections of the view, in the order of the table's, bear on events and each other.
  package let links: CorrectionLinks
  /// Lines of unknown types, where they were counted before; `nil`: the table's are counted.
  private let countedTypes: [[UInt8]: Int]?
  /// Where a cohort is read from a cache, block by block.
  private let cohort: CachedSubjects?

  init(
    reading: LogReading, size: Int, root: Digest?, table: EventTable, grouping: Grouping,
    until: Instant?, lines: LineLocator, amendments: [Int: Amendment], links: CorrectionLinks
  ) {
    countedTypes = nil
    cohort = nil
    self.reading = reading
    self.size = size
    self.root = root
    self.table = table
    self.grouping = grouping
    self.until = until
    self.lines = lines
    self.amendments = amendments
    self.links = links
  }

  /// What a cache holds of all subjects or of one: their events, and nothing of corrections.
  ///
  /// - Parameter cohort: where rows are read that are not in the table.
  init(
    cached table: EventTable, _ grouping: Grouping, cohort: CachedSubjects? = nil,
    reading: LogReading, unknownTypes: [[UInt8]: Int], until: Instant?, lines: LineLocator
  ) {
    countedTypes = unknownTypes
    self.cohort = cohort
    self.reading = reading
    size = reading.finding.committed
    root = nil
    self.table = table
    self.grouping = grouping
    self.until = until
    self.lines = lines
    amendments = [:]
    links = CorrectionLinks()
  }

  /// Fills `history`, an empty one of this log or one that was filled before, with that of a
  /// subject, by its number; `false` where it has no effective event. Its buffers are used again.
  package func load(_ subject: Int32, into history: inout History) -> Bool {
    history.load(subject)
  }

  /// An empty history with the names of this log, to load subjects into.
  package var emptyHistory: History {
    if let cohort { return History(cohort) }
    return History(HistorySource(table: table, grouping: grouping, until: until))
  }

  /// Whether all rows are in the table.
  var isWhole: Bool { cohort == nil }

  /// The same from the log itself, where what lies beside it turned out to be broken while
  /// histories were loaded: then what was loaded counts for nothing. `nil`: it did not.
  ///
  /// Throws `LogProblem`.
  func mended() throws(LogProblem) -> Histories? {
    guard let cohort, cohort.isBroken else { return nil }
    return try cohort.replay.histories(of: cohort.path, first: size)
  }

  /// The history of one subject, or `nil` where it has no effective event.
  package func history(of name: [UInt8]) -> History? {
    guard let number = table.subjects.find(name) else { return nil }
    var history = emptyHistory
    return load(number, into: &history) ? history : nil
  }

  /// When the last line of the view was recorded; of an empty view, when the log began.
  ///
  /// Throws `LogProblem`.
  package func lastRecorded() throws(LogProblem) -> Instant {
    if size == reading.finding.committed { return reading.lastRecorded }
    return try lines.recorded(max(0, size - 1)) ?? reading.lastRecorded
  }

  /// The subjects of whose events a correction says that they belong to another one.
  func givers(to subject: [UInt8]) -> [[UInt8]] {
    guard let number = table.subjects.find(subject) else { return [] }
    let givers = Set(
      table.corrections.filter { $0.newSubject == number && $0.subject != number }
        .map(\.subject))
    return givers.sorted().map(table.subjects.bytes)
  }

  /// How many lines of the view have each unknown type, by the type's name.
  ///
  /// By bytes, not by `String`: two spellings that Swift calls equal are two types.
  package var unknownTypes: [[UInt8]: Int] {
    if let countedTypes { return countedTypes }
    return Dictionary(
      uniqueKeysWithValues: grouping.unknownTypes.map { (table.words.bytes($0), $1) })
  }
}
