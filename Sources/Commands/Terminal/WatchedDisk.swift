import Bytes
import Synchronization

/// A disk of which somebody sees how far large files are read and written.
///
/// Every command reads through its disk, so none has to count: logs, caches, files of events, of states
/// and of other people's tables.
struct WatchedDisk: Disk {
  private let disk: any Disk
  private let files: WatchedFiles

  init(_ disk: any Disk, _ meter: ProgressMeter) {
    self.disk = disk
    files = WatchedFiles(meter)
  }

  func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile {
    let file = try disk.open(path, mode)
    if let status = try? disk.status(file), status.kind == .file {
      files.open(file, path, size: mode == .create ? nil : status.size)
    }
    return file
  }

  func close(_ file: OpenFile) {
    files.close(file)
    disk.close(file)
  }

  func read(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    let count = try disk.read(file, at: offset, into: &buffer, from: start)
    files.advance(file, by: count, isReading: true)
    return count
  }

  func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    let count = try disk.write(file, at: offset, bytes, from: start)
    files.advance(file, by: count, isReading: false)
    return count
  }

  func synchronize(_ file: OpenFile) throws(DiskError) { try disk.synchronize(file) }
  func truncate(_ file: OpenFile, to length: Int) throws(DiskError) {
    try disk.truncate(file, to: length)
  }
  func status(_ file: OpenFile) throws(DiskError) -> FileStatus { try disk.status(file) }
  func status(at path: String) throws(DiskError) -> FileStatus { try disk.status(at: path) }
  func rename(_ path: String, to target: String) throws(DiskError) {
    try disk.rename(path, to: target)
  }
  func link(_ path: String, to target: String) throws(DiskError) {
    try disk.link(path, to: target)
  }
  func remove(_ path: String) throws(DiskError) { try disk.remove(path) }
  func target(of path: String) -> String { disk.target(of: path) }
  func createFolder(_ path: String) throws(DiskError) { try disk.createFolder(path) }
  func synchronizeFolder(_ path: String) throws(DiskError) { try disk.synchronizeFolder(path) }
  func names(in path: String) throws(DiskError) -> [String] { try disk.names(in: path) }
  func tryLock(_ file: OpenFile) throws(DiskError) -> Bool { try disk.tryLock(file) }
  func lockHolder(_ file: OpenFile) -> String? { disk.lockHolder(file) }
}

/// The large files that are open, and how far each is.
private final class WatchedFiles: Sendable {
  private struct File {
    let name: String
    /// Bytes; `nil`: it is being made.
    let size: Int?
    var work: WorkProgress?
    var isReading = true
  }

  /// Smaller files take no second.
  private static let least = 4 << 20

  private let meter: ProgressMeter
  private let files = Mutex<[Int32: File]>([:])

  init(_ meter: ProgressMeter) { self.meter = meter }

  func open(_ file: OpenFile, _ path: String, size: Int?) {
    guard size ?? Self.least >= Self.least else { return }
    let parts = path.split(separator: "/")
    // Beside a log lies what a name says nothing about.
    let folder = parts.last { $0.hasSuffix(".jsonl.d") }
    let name = String(folder ?? parts.last ?? "")
    files.withLock { $0[file.descriptor] = File(name: name, size: size) }
  }

  func close(_ file: OpenFile) {
    let work = files.withLock { $0.removeValue(forKey: file.descriptor)?.work }
    work?.end()
  }

  func advance(_ file: OpenFile, by count: Int, isReading: Bool) {
    guard count > 0, let work = work(file, count, isReading) else { return }
    work.advance(by: count)
  }

  /// The work that a file's bytes belong to: begun anew where it is read once more, or written after it
  /// was read.
  private func work(_ file: OpenFile, _ count: Int, _ isReading: Bool) -> WorkProgress? {
    let (work, ended) = files.withLock { files -> (WorkProgress?, WorkProgress?) in
      guard var entry = files[file.descriptor] else { return (nil, nil) }
      let total = isReading ? entry.size : nil
      if let work = entry.work, entry.isReading == isReading, work.done < total ?? .max {
        return (work, nil)
      }
      let ended = entry.work
      let verb = isReading ? "reading" : "writing"
      let work = WorkProgress(
        "\(verb) \(entry.name)", total: total, in: .bytes, isBeneath: true, on: meter)
      (entry.work, entry.isReading) = (work, isReading)
      files[file.descriptor] = entry
      return (work, ended)
    }
    ended?.end()
    return work
  }
}

/// Standard input, of which somebody sees how far it is read.
final class WatchedInput: Sendable {
  private let source: @Sendable (Int) throws(DiskError) -> [UInt8]
  private let size: @Sendable () -> Int?
  private let meter: ProgressMeter
  private let work = Mutex<WorkProgress?>(nil)

  init(_ surroundings: Surroundings, _ meter: ProgressMeter) {
    source = surroundings.read
    size = surroundings.inputSize
    self.meter = meter
  }

  /// The next bytes, at most so many; none at the end.
  func read(_ count: Int) throws(DiskError) -> [UInt8] {
    let work = work.withLock { work in
      if work == nil {
        work = WorkProgress(
          "reading standard input", total: size(), in: .bytes, isBeneath: true, on: meter)
      }
      return work
    }
    let bytes = try source(count)
    if bytes.isEmpty { work?.end() } else { work?.advance(by: bytes.count) }
    return bytes
  }
}
