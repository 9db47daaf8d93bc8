import Bytes
import Definitions
import EventLog
import Events

/// Whoever holds whole subjects of a log up to a line, each with all that corrections need.
protocol SubjectStore {
  /// Lines of the log that it is about.
  var lines: Int { get }

  /// The subject as it is held; `nil` where it is not there.
  ///
  /// - Parameter blocks: those that were read before.
  func find(
    _ name: [UInt8], _ blocks: inout ReadBlocks
  ) throws(StoredBlock.Broken) -> HistoryCache.Found?
}

extension HistoryCache: SubjectStore {}

/// Blocks that were read, by where they stand.
typealias ReadBlocks = [[Int]: (names: BlockNames, block: StoredBlock)]

/// Puts subjects together anew of whom new lines of a log say something: from their own rows, those
/// of the new lines, and all of their corrections.
///
/// A correction can change events of its own subject, and give them to another one or take them
/// back: whoever has to do with a touched subject in that way, its kin, is put together with it.
struct SubjectRenewal<Store: SubjectStore> {
  private let store: Store
  private let definitions: Definitions
  /// The new lines.
  private(set) var tail = EventTable()
  /// Rows that touched subjects had before.
  private(set) var rowsBefore = 0
  private var blocks: ReadBlocks = [:]

  init(_ store: Store, _ definitions: Definitions) {
    self.store = store
    self.definitions = definitions
  }

  /// Reads what stands behind a place; lines that are not committed are forgotten.
  mutating func read(
    _ disk: any Disk, _ path: String, _ file: OpenFile, _ checkpoint: CheckpointFile,
    from position: LogReader.Position
  ) throws(LogProblem) -> LogReading {
    var decoder = EventDecoder(definitions).fork(from: position.lines)
    let reading = try LogReader(disk, path).read(file, checkpoint, from: position, into: &decoder)
    tail = decoder.table
    tail.keep(first: reading.finding.committed)
    return reading
  }

  /// Lines of each unknown type, the new ones added.
  func unknownTypes(_ before: [[UInt8]: Int]) -> [[UInt8]: Int] {
    var types = before
    for event in tail.events where event.kind == .unknown {
      types[tail.words.bytes(event.label), default: 0] += 1
    }
    return types
  }

  /// The subjects that the new lines speak of, and all that have to do with them through
  /// corrections.
  mutating func subjects() throws(StoredBlock.Broken) -> Set<[UInt8]> {
    var numbers = Set(tail.events.lazy.map(\.subject))
    numbers.formUnion(tail.corrections.compactMap(\.newSubject))
    numbers.remove(-1)
    var all = Set(numbers.map(tail.subjects.bytes))
    var next = Array(all)
    while let name = next.popLast() {
      guard let found = try store.find(name, &blocks) else { continue }
      rowsBefore += found.block.rows(of: found.place).count
      for other in found.block.kin[found.place] ?? [] where all.insert(other).inserted {
        next.append(other)
      }
    }
    return all
  }

  /// These subjects as the log has them now.
  ///
  /// - Parameters:
  ///   - names: with all of their kin, ascending by their bytes.
  ///   - lines: finds lines of the log again.
  mutating func rows(of names: [[UInt8]], _ lines: LineLocator) throws -> SubjectRows {
    var decoder = EventDecoder(definitions)
    decoder.table = try stored(names)
    decoder.table.append(tail)
    var corrections = try Corrections(decoder.table, lines: lines)
    try corrections.apply(to: &decoder)
    return SubjectRows(
      decoder.table, Grouping(decoder.table), originals: corrections.originals, wanted: names)
  }

  /// The rows of some subjects as their own lines say them, taken block by block.
  private mutating func stored(_ names: [[UInt8]]) throws(StoredBlock.Broken) -> EventTable {
    var places: [[Int]: [Int]] = [:]
    for name in names {
      guard let found = try store.find(name, &blocks) else { continue }
      places[found.key, default: []].append(found.place)
    }
    var table = EventTable.ofRows
    for (key, places) in places.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if let block = blocks[key]?.block { table.append(block.raw(of: places)) }
    }
    return table
  }
}
