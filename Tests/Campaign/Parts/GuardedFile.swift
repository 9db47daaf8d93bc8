import Bytes
import EventLog
import Evidence
import Recording
import TestSupport

/// A file whose bytes are altered one by one, and how an alteration is found.
///
/// Another kind of file, such as a hash tile, is one more entry of `all`.
struct GuardedFile: Sendable {
  /// What became of an altered file.
  enum Outcome: Sendable {
    /// It was reported, or thrown away and made anew.
    case found
    /// It says the same, or nobody asks for it: every answer was the same as without.
    case harmless
    /// Neither.
    case missed(String)
  }

  /// What it is, for the table.
  let kind: String
  /// Where it lies.
  let path: String
  /// The disk that it lies on, unaltered.
  let disk: SimulatedDisk
  /// Looks at a disk on which the byte at that place was altered.
  let check: @Sendable (SimulatedDisk, Int) -> Outcome

  /// Its bytes.
  var bytes: [UInt8] { disk.bytes(at: path) ?? [] }

  /// The disk with that byte altered by `mask`.
  func altered(_ place: Int, by mask: UInt8) -> SimulatedDisk {
    var bytes = bytes
    bytes[place] ^= mask
    let disk = disk.copy
    disk.install(path, bytes)
    return disk
  }

  /// All files that a log consists of, or that lie beside it and are used.
  static func all(_ form: CampaignForm, seed: UInt64) -> [GuardedFile] {
    let log = WrittenLog(seed: seed, events: form.pick(20, 200, 200))
    let tiled = WrittenLog(seed: seed, events: form.pick(20, 300, 300))
    return [Self.log(log), checkpoint(log)] + tiles(tiled) + caches()
  }

  // MARK: - The log and its checkpoint

  /// The log by itself. The verifier must name line, byte and rule; an appender must refuse, or move
  /// away nothing but the last batch.
  private static func log(_ log: WrittenLog) -> GuardedFile {
    let starts = [0] + log.bytes.indices.filter { log.bytes[$0] == 0x0A }.map { $0 + 1 }
    let lastBatch = log.ends.dropLast().last ?? 0
    return GuardedFile(
      kind: "log", path: Workload.path, disk: WrittenLog.disk(with: log.bytes)
    ) { disk, place in
      let line = starts.lastIndex { $0 <= place } ?? 0
      let finding: LogFinding
      do throws(LogProblem) {
        finding = try LogVerification.verify(disk, Workload.path).finding
      } catch {
        guard case .damaged(_, let damage) = error else { return .missed("\(error)") }
        finding = damage
      }
      if place >= lastBatch {
        guard finding.verdict == .tornTail, finding.byteOffset == lastBatch else {
          return .missed("\(finding)")
        }
      } else if finding.verdict != .damage || finding.line != line
        || finding.byteOffset != starts[line]
      {
        return .missed("line \(line) was altered: \(finding)")
      }
      // The appender holds a log to the same rules; a sample is enough.
      guard place % 16 == 0 else { return .found }
      let before = disk.bytes(at: Workload.path)
      let appender = try? Workload.open(disk)
      defer { appender?.close() }
      if place < lastBatch {
        let isUntouched = appender == nil && disk.bytes(at: Workload.path) == before
        return isUntouched ? .found : .missed("the appender took or changed an altered log")
      }
      return appender?.opening.keptTail != nil ? .found : .missed("the appender saw no torn tail")
    }
  }

  /// The checkpoint beside a log: `verify` must find damage or warn that it is none of this log's.
  private static func checkpoint(_ log: WrittenLog) -> GuardedFile {
    let path = LogFolder(beside: Workload.path).checkpoint
    let disk = WrittenLog.disk(with: log.bytes)
    disk.install(path, log.checkpoint)
    return GuardedFile(kind: "checkpoint", path: path, disk: disk) { disk, _ in
      do throws(LogProblem) {
        let reading = try LogVerification.verify(disk, Workload.path).reading
        switch reading.checkpoint {
        case .ignored: return .found
        case .found(let checkpoint):
          return Array(checkpoint.text.utf8) == log.checkpoint
            ? .harmless : .missed("another checkpoint was taken: \(checkpoint)")
        case .none: return .missed("the checkpoint was not seen")
        }
      } catch {
        if case .damaged(_, let finding) = error, [.root, .short].contains(finding.rule) {
          return .found
        }
        return .missed("\(error)")
      }
    }
  }

  // MARK: - The tiles

  /// The hash tiles that the writer kept: the audit names the file and the byte, and an appender
  /// goes on as if it had found none.
  private static func tiles(_ log: WrittenLog) -> [GuardedFile] {
    let folder = LogFolder(beside: Workload.path)
    guard let tree = try? LogVerification.verify(log.disk, Workload.path).tree else { return [] }
    return HashTile.all(of: tree.size).map { tile in
      let path = folder.path + "/" + tile.path
      precondition(log.disk.bytes(at: path)?.count == 32 * tile.width, "a tile was not kept")
      return GuardedFile(kind: "hash tile", path: path, disk: log.disk) { disk, place in
        let faults = (try? TileCheck(disk, folder, tree).faults) ?? []
        guard faults.map(\.path) == [path], faults.map(\.byteOffset) == [place] else {
          return .missed("the audit said \(faults)")
        }
        guard place % 64 == 0 else { return .found }
        guard let appender = try? Workload.open(disk), WrittenLog.goesOn(disk, appender) else {
          return .missed("the appender stumbled over it")
        }
        return .found
      }
    }
  }

  // MARK: - What an appender keeps

  /// The head of the append cache and the runs of its indexes: whether or not an alteration is
  /// noticed, the same questions must get the same answers, and leave the same log.
  private static func caches() -> [GuardedFile] {
    let base = QuestionedLog.base
    let folder = LogFolder(beside: QuestionedLog.path).cache
    let all = QuestionedLog.questions(200, seed: 11)
    let answers = (try? QuestionedLog.ask(all, base.copy, usesCache: false))?.answers ?? []
    let questions =
      [QuestionedLog.taken] + QuestionedLog.oneOfEachKind(of: all, answers)
    let plain = try? QuestionedLog.ask(questions, base.copy, usesCache: false)
    return base.names(under: folder).map { name in
      let path = folder + "/" + name
      let kind =
        name == "append" ? "append cache" : "index of \(name.prefix { $0 != "-" })"
      return GuardedFile(kind: kind, path: path, disk: base) { disk, place in
        guard (try? QuestionedLog.ask(questions, disk.copy)) == plain, plain != nil else {
          return .missed("answers are not those without a cache")
        }
        return isNoticed(disk, name, place, base) ? .found : .harmless
      }
    }
  }

  /// Whether the altered file is no longer believed.
  private static func isNoticed(
    _ disk: SimulatedDisk, _ name: String, _ place: Int, _ base: SimulatedDisk
  ) -> Bool {
    let folder = LogFolder(beside: QuestionedLog.path)
    guard let file = try? disk.open(folder.log, .read) else { return false }
    defer { disk.close(file) }
    guard let cache = AppendCache.load(disk, folder, file, build: Build.fingerprint()) else {
      return true
    }
    let kind = String(name.prefix { $0 != "-" })
    let runs = kind == "ids" ? cache.idRuns : cache.subjectRuns
    var index = LineIndex(disk, folder: folder.cache, name: kind, runs: runs)
    defer { index.close() }
    // The first key of the block reads that block, and with it its checksum.
    guard let bytes = base.bytes(at: folder.cache + "/" + name), !runs.isEmpty else { return false }
    let key = bytes.span.word(at: place / 4096 * 4096)
    return (try? index.offsets(key)) == nil
  }
}
