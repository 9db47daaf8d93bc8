package import Bytes
import Definitions
package import EventLog
import Events

/// The histories of a log's subjects, kept up to date as it grows. An update reads what is new and
/// puts together anew the subjects that it says something of; nothing is replayed.
///
/// Whatever is not as an append leaves it (another time on a file of the same length, a last line
/// that is another one, a line that does not fit) is looked into by reading the whole log, as a
/// command that is asked now would: what that finds to be damage is damage.
package struct LiveHistories: Sendable {
  /// What became of the log since it was last looked at.
  package enum Change: Equatable, Sendable {
    /// Nothing that is committed.
    case none
    /// It has grown; the new lines say something of these subjects, or could through a correction.
    case grown([[UInt8]])
    /// It was read anew from its first line: nothing that was known of it need hold.
    case anew
  }

  /// Why a log can't be followed any longer.
  package enum Stop: Error, Equatable, Sendable {
    /// What a command that is asked now would say.
    case problem(LogProblem)
    /// Another log stands at the path.
    case replaced
    /// Lines that were committed are gone.
    case shorter
    /// Lines that were committed say something else.
    case altered
  }

  private let replay: Replay
  private let path: String
  private var store: LiveStore
  /// Where the log ended, and as what file.
  private var manifest: CacheManifest
  /// The file as it was when it was last looked at; behind the committed lines it may have a tail.
  private var seen: FileStatus

  /// - Parameters:
  ///   - cache: all subjects.
  ///   - status: the file as it was when they were read.
  init(_ replay: Replay, _ path: String, _ cache: HistoryCache, _ status: FileStatus) {
    self.replay = replay
    self.path = path
    store = LiveStore(cache)
    manifest = cache.manifest
    seen = status
  }

  /// What line 0 says.
  package var identity: LogIdentity { manifest.position.identity }
  /// Committed lines.
  package var lines: Int { manifest.position.lines }
  /// When the last of them was recorded.
  package var lastRecorded: Instant { manifest.position.lastRecorded }
  /// How many lines have each unknown type, by the type's name.
  package var unknownTypes: [[UInt8]: Int] { manifest.unknownTypes }

  /// The history of one subject as it is now; `nil` where it has no effective event. Of a touched
  /// subject it is in memory.
  ///
  /// Throws `Stop` where what lies beside the log was changed behind our back.
  package func history(of name: [UInt8]) throws(Stop) -> History? {
    var blocks: ReadBlocks = [:]
    let found: HistoryCache.Found?
    do throws(StoredBlock.Broken) { found = try store.find(name, &blocks) } catch {
      throw .problem(
        .notAFile("\(LogFolder(beside: path).cache) was changed while it was read: ask again"))
    }
    guard let (table, rows) = found?.alone(name) else { return nil }
    var history = History(HistorySource(table: table, grouping: rows, until: replay.until))
    return history.load(0) ? history : nil
  }

  /// Looks at the log again, and takes in what is new.
  ///
  /// Throws `Stop`.
  package mutating func update() throws(Stop) -> Change {
    let disk = replay.disk
    let status: FileStatus
    do throws(DiskError) { status = try disk.status(at: path) } catch {
      throw .problem(LogProblem(error))
    }
    if status == seen { return .none }
    guard status.device == seen.device, status.inode == seen.inode, status.kind == seen.kind else {
      throw reason(.replaced)
    }
    guard status.size >= manifest.position.bytes else { throw reason(.shorter) }
    guard status.size > manifest.position.bytes else { return try lookAgain() }
    let checkpoint = LogFolder(beside: path).readCheckpoint(disk)
    let file: OpenFile
    do throws(LogProblem) { file = try disk.openLog(path, .read) } catch { throw .problem(error) }
    defer { disk.close(file) }
    guard let now = try? disk.status(file), now.device == seen.device, now.inode == seen.inode
    else { throw reason(.replaced) }
    guard manifest.endsAlike(disk, file) else { throw reason(.altered) }
    if let change = try? grow(file, checkpoint) { return change }
    return try lookAgain()
  }

  /// Takes in what stands behind the lines that are known.
  private mutating func grow(_ file: OpenFile, _ checkpoint: CheckpointFile) throws -> Change {
    let disk = replay.disk
    var renewal = SubjectRenewal(store, replay.definitions)
    let reading = try renewal.read(disk, path, file, checkpoint, from: manifest.position)
    guard reading.finding.committed > lines else {
      seen = reading.status
      return .none
    }
    let end = reading.finding.committedBytes
    guard let last = CacheManifest.lastLine(disk, file, end: end) else { throw Stop.altered }
    let names = try renewal.subjects().sorted(by: bytesPrecede)
    let rows = try renewal.rows(
      of: names, LineLocator(disk, path, marks: [0], end: end, status: reading.status))
    store.renew(rows, lines: reading.finding.committed)
    manifest = CacheManifest(
      reading, last, unknownTypes: renewal.unknownTypes(manifest.unknownTypes), segments: [])
    seen = reading.status
    return .grown(names)
  }

  /// Reads the whole log, as a command would that is asked now.
  private mutating func lookAgain() throws(Stop) -> Change {
    let known = manifest
    try begin()
    guard lines >= known.position.lines else { throw .shorter }
    if lines == known.position.lines, manifest.lastHash != known.lastHash { throw .altered }
    return .anew
  }

  private mutating func begin() throws(Stop) {
    do throws(LogProblem) { self = try replay.live(path, believing: false).live } catch {
      throw .problem(error)
    }
  }

  /// What is said of a log that is not the one that was followed: what a command finds, where it
  /// finds it to be damaged.
  private func reason(_ stop: Stop) -> Stop {
    do throws(LogProblem) {
      _ = try Replay(replay.disk, replay.definitions).histories(of: path)
      return stop
    } catch { return .problem(error) }
  }
}
