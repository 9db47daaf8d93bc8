import Bytes
import Events

/// All subjects of a log in memory or beside it, kept up to date one by one: a cache as it was when
/// following began, and over it each subject that was touched since, whole, in a block of its own.
///
/// ```
/// base      A B C │ D E F │ G H I      never changed
/// renewed   B′  F″  K                  the last of each; K is new
/// ```
///
/// So a new event costs the rows of its subject and its kin, however long the log is and however
/// often it has grown: nothing has to be drawn together later, as in the segments on disk, which
/// may not become many.
struct LiveStore: SubjectStore {
  /// A subject put together anew.
  private struct Renewed {
    let number: Int
    let bytes: [UInt8]
    let namesLength: Int
  }

  private let base: HistoryCache
  private var renewed: [[UInt8]: Renewed] = [:]
  private var count = 0
  private(set) var lines: Int

  init(_ base: HistoryCache) {
    self.base = base
    lines = base.lines
  }

  func find(
    _ name: [UInt8], _ blocks: inout ReadBlocks
  ) throws(StoredBlock.Broken) -> HistoryCache.Found? {
    guard let own = renewed[name] else { return try base.find(name, &blocks) }
    // No segment has a negative number.
    let key = [-1, own.number]
    if blocks[key] == nil {
      let names = try BlockNames(own.bytes, in: 0..<own.namesLength)
      let rest = own.namesLength..<own.bytes.count
      blocks[key] = (names, try StoredBlock(own.bytes, names, in: rest, lines: lines))
    }
    return blocks[key].map { HistoryCache.Found(key: key, place: 0, block: $0.block) }
  }

  /// Puts subjects in place of what was known of them.
  ///
  /// - Parameter lines: lines of the log that they are about.
  mutating func renew(_ rows: SubjectRows, lines: Int) {
    self.lines = lines
    var encoder = rows.encoder
    for subject in rows.subjects {
      let block = encoder.block([subject])
      renewed[block.firstName] = Renewed(
        number: count, bytes: block.bytes, namesLength: block.namesLength)
      count += 1
    }
  }
}
