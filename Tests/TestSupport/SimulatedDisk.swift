import Bytes
import Glibc
import Synchronization

/// A file system in memory that can fail, for tests of what a log promises.
///
/// It keeps what programs see apart from what is on the medium. A write is on the medium once the
/// file is synchronized, a name once its folder is. Synchronizing a new file does not keep its
/// name: some file systems do that, none has to. `crash(keeping:)` shows what a machine finds
/// afterwards, `failures` lets single calls fail.
///
/// A path means the same with and without a leading `/`: programs stand in the root folder.
/// Permissions count as for an owner without special rights. Nothing here depends on time or
/// chance: the same calls on the same disk give the same results.
package final class SimulatedDisk: Disk {
  let state: Mutex<State>

  /// An empty disk, with the faults that are planned for it.
  ///
  /// The trace is recorded only on request, as sweeps over many crashes need it rarely.
  package init(failures: [Int: Fault] = [:], recordsTrace: Bool = false) {
    state = Mutex(State(failures: failures, recordsTrace: recordsTrace))
  }

  init(_ volume: SimulatedVolume, nextDescriptor: Int32) {
    state = Mutex(State(volume: volume, nextDescriptor: nextDescriptor))
  }

  /// How many calls were made so far, which is also the number of the next one.
  ///
  /// Every call counts that can fail, those that read as well.
  package var calls: Int { state.withLock { $0.calls } }

  /// Which calls go wrong, by their number, counted from 0.
  ///
  /// A fault that has no meaning for the call with its number does nothing.
  package var failures: [Int: Fault] {
    get { state.withLock { $0.failures } }
    set { state.withLock { $0.failures = newValue } }
  }

  /// The calls so far in words, one each, to see what a failing test did.
  package var trace: [String] { state.withLock { $0.trace } }

  /// Whether a planned crash has come, so that no call on this disk works any more.
  package var hasCrashed: Bool { state.withLock { $0.hasCrashed } }

  package func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile {
    try call("open", path, "\(mode)") { (state, _) throws(Refusal) in
      let inode =
        switch mode {
        case .create: try state.volume.create(path)
        case .read: try state.volume.find(path, needing: 0o400)
        case .update: try state.volume.find(path, needing: 0o600)
        }
      if mode == .update && state.volume[inode].kind == .folder { throw Refusal(code: EISDIR) }
      let file = OpenFile(descriptor: state.nextDescriptor)
      state.nextDescriptor += 1
      state.openFiles[file] = OpenInode(inode: inode, path: path, canWrite: mode != .read)
      return file
    }
  }

  package func close(_ file: OpenFile) {
    state.withLock { state in
      guard let open = state.openFiles.removeValue(forKey: file) else { return }
      if state.locks[open.inode] == file { state.locks[open.inode] = nil }
    }
  }

  package func read(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    precondition(start <= buffer.count)
    return try call("read", file, "\(buffer.count - start) at \(offset)") {
      (state, _) throws(Refusal) in
      let inode = try state.inode(file)
      guard state.volume[inode].kind == .file else { throw Refusal(code: EISDIR) }
      guard offset >= 0 else { throw Refusal(code: EINVAL) }
      let content = state.volume[inode].seen
      let count = max(0, min(buffer.count - start, content.count - offset))
      if count > 0 {
        buffer.replaceSubrange(start..<start + count, with: content[offset..<offset + count])
      }
      return count
    }
  }

  package func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    try call("write", file, "\(bytes.count - start) at \(offset)") {
      (state, fault) throws(Refusal) in
      let inode = try state.inode(file, toWrite: true)
      guard offset >= 0 else { throw Refusal(code: EINVAL) }
      var count = bytes.count - start
      if count == 0 { return 0 }
      if case .shortWrite(let most) = fault { count = min(count, most) }
      guard count > 0 else { throw Refusal(code: ENOSPC) }
      state.volume.change(inode, .write(at: offset, Array(bytes[start..<start + count])))
      return count
    }
  }

  package func synchronize(_ file: OpenFile) throws(DiskError) {
    try call("fdatasync", file) { (state, fault) throws(Refusal) in
      let inode = try state.inode(file)
      if case .syncLies = fault {
        state.volume.forgetChanges(of: inode)
        throw Refusal(code: EIO)
      }
      state.volume.persist(inode)
    }
  }

  package func truncate(_ file: OpenFile, to length: Int) throws(DiskError) {
    try call("truncate", file, "to \(length)") { (state, _) throws(Refusal) in
      guard length >= 0 else { throw Refusal(code: EINVAL) }
      let inode = try state.inode(file)
      guard state.openFiles[file]?.canWrite == true else { throw Refusal(code: EINVAL) }
      state.volume.change(inode, .truncate(to: length))
    }
  }

  package func status(_ file: OpenFile) throws(DiskError) -> FileStatus {
    try call("stat", file) { (state, _) throws(Refusal) in
      state.volume.status(try state.inode(file))
    }
  }

  package func status(at path: String) throws(DiskError) -> FileStatus {
    try call("stat", path) { (state, _) throws(Refusal) in
      state.volume.status(try state.volume.find(path))
    }
  }

  package func rename(_ path: String, to target: String) throws(DiskError) {
    try call("rename", target, "from \(path)") { (state, _) throws(Refusal) in
      try state.volume.rename(path, to: target)
    }
  }

  package func link(_ path: String, to target: String) throws(DiskError) {
    try call("link", target, "from \(path)") { (state, _) throws(Refusal) in
      try state.volume.link(path, to: target)
    }
  }

  package func remove(_ path: String) throws(DiskError) {
    try call("unlink", path) { (state, _) throws(Refusal) in try state.volume.remove(path) }
  }

  package func createFolder(_ path: String) throws(DiskError) {
    try call("mkdir", path) { (state, _) throws(Refusal) in try state.volume.createFolder(path) }
  }

  package func synchronizeFolder(_ path: String) throws(DiskError) {
    try call("fsync", path) { (state, fault) throws(Refusal) in
      let folder: UInt64
      do throws(Refusal) {
        folder = try state.volume.find(path, needing: 0o400)
      } catch {
        throw Refusal(code: error.code, operation: "open")
      }
      guard state.volume[folder].kind == .folder else { return state.volume.persist(folder) }
      if case .syncLies = fault {
        state.volume.forgetNames(in: folder)
        throw Refusal(code: EIO)
      }
      state.volume.persistNames { $0.folder == folder }
    }
  }

  package func names(in path: String) throws(DiskError) -> [String] {
    try call("opendir", path) { (state, _) throws(Refusal) in
      let folder = try state.volume.find(path, needing: 0o400)
      guard state.volume[folder].kind == .folder else { throw Refusal(code: ENOTDIR) }
      return state.volume[folder].names.keys.sorted()
    }
  }

  package func tryLock(_ file: OpenFile) throws(DiskError) -> Bool {
    try call("flock", file) { (state, _) throws(Refusal) in
      let inode = try state.inode(file)
      if state.locks[inode] == nil { state.locks[inode] = file }
      return state.locks[inode] == file
    }
  }

  package func lockHolder(_ file: OpenFile) -> String? {
    state.withLock { state in
      guard let open = state.openFiles[file], let holder = state.locks[open.inode] else {
        return nil
      }
      return holder == file ? nil : "another writer"
    }
  }
}

extension SimulatedDisk {
  /// Puts a file on the medium, name and all, with the folders that it needs.
  ///
  /// It is a new file: one that stood there stays with those who have it open. This is what a
  /// test does from outside, so it is no call and cannot fail.
  package func install(_ path: String, _ bytes: [UInt8]) {
    state.withLock { $0.volume.install(path, bytes) }
  }

  /// Sets the permission bits of a file or folder, for tests of what may not be done.
  package func setPermissions(_ permissions: UInt32, at path: String) {
    state.withLock { $0.volume.setPermissions(permissions, at: path) }
  }

  /// Records the trace from now on.
  package func recordsTrace() { state.withLock { $0.recordsTrace = true } }

  /// What programs see of a file, without making a call; `nil` where there is none.
  package func bytes(at path: String) -> [UInt8]? {
    state.withLock { state in
      guard let inode = try? state.volume.find(path) else { return nil }
      return state.volume[inode].kind == .file ? state.volume[inode].seen : nil
    }
  }

  /// What the medium has of a file; `nil` where its name is not on the medium.
  package func durableBytes(at path: String) -> [UInt8]? {
    crash(keeping: .onlySynchronized).bytes(at: path)
  }

  /// A number for what programs see: names, contents, times. Disks with the same number go on in
  /// the same way.
  package var fingerprint: UInt64 {
    state.withLock { state in
      var sum: UInt64 = 0
      for path in state.volume.paths(below: SimulatedVolume.root) {
        guard let inode = try? state.volume.find(path) else { continue }
        let bytes = state.volume[inode].kind == .file ? state.volume[inode].seen : []
        let times = state.volume[inode].times
        // Drafts have random names; that they are there counts.
        let name = path.hasSuffix(".new") ? "draft" : path
        let text = "\(name) \(times.modified) \(times.changed) \(XXH64.hash(bytes.span))"
        sum &+= XXH64.hash(Array(text.utf8).span)
      }
      return sum
    }
  }

  /// All that programs see below a folder, sorted: paths from there on, those of folders with a
  /// `/` at the end. Tests use it to find what should not have been left behind.
  package func names(under path: String) -> [String] {
    state.withLock { state in
      guard let folder = try? state.volume.find(path) else { return [] }
      return state.volume.paths(below: folder).sorted()
    }
  }
}

extension SimulatedDisk {
  /// Everything that changes while a disk is used.
  struct State: Sendable {
    var volume = SimulatedVolume()
    var openFiles: [OpenFile: OpenInode] = [:]
    var locks: [UInt64: OpenFile] = [:]
    /// Never used twice, so that a file that was closed is not taken for another one.
    var nextDescriptor: Int32 = 3
    var calls = 0
    var failures: [Int: Fault] = [:]
    /// The error that calls give since a fault that stays.
    var lastingFailure: Int32?
    var recordsTrace = false
    var trace: [String] = []
    var hasCrashed = false

    func inode(_ file: OpenFile, toWrite: Bool = false) throws(Refusal) -> UInt64 {
      guard let open = openFiles[file], open.canWrite || !toWrite else {
        throw Refusal(code: EBADF)
      }
      return open.inode
    }
  }

  /// What stands behind an open file.
  struct OpenInode: Sendable {
    let inode: UInt64
    let path: String
    let canWrite: Bool
  }

  private func call<Result: Sendable>(
    _ operation: String, _ file: OpenFile, _ detail: @autoclosure () -> String = "",
    _ body: (inout State, Fault?) throws(Refusal) -> Result
  ) throws(DiskError) -> Result {
    try state.withLock { (state) throws(DiskError) in
      let name = state.recordsTrace ? state.openFiles[file]?.path ?? "a closed file" : ""
      return try Self.call(&state, operation, "", name, detail, body)
    }
  }

  private func call<Result: Sendable>(
    _ operation: String, _ path: String, _ detail: @autoclosure () -> String = "",
    _ body: (inout State, Fault?) throws(Refusal) -> Result
  ) throws(DiskError) -> Result {
    try state.withLock { (state) throws(DiskError) in
      try Self.call(&state, operation, path, path, detail, body)
    }
  }

  private static func needsSpace(_ operation: String, _ detail: String) -> Bool {
    ["write", "mkdir", "link"].contains(operation) || operation == "open" && detail == "create"
  }

  /// Counts a call and lets it fail if that is planned; the errors carry what `SystemDisk`'s do.
  private static func call<Result>(
    _ state: inout State, _ operation: String, _ path: String, _ name: String,
    _ detail: () -> String, _ body: (inout State, Fault?) throws(Refusal) -> Result
  ) throws(DiskError) -> Result {
    if state.hasCrashed { throw DiskError(operation, path, crashed) }
    let fault = state.failures[state.calls]
    if state.recordsTrace {
      let words = [operation, name, detail(), fault.map { "[\($0)]" } ?? ""]
      state.trace.append(words.filter { !$0.isEmpty }.joined(separator: " "))
    }
    state.calls += 1
    switch fault {
    case .fail(let code): throw DiskError(operation, path, code)
    case .crash:
      state.hasCrashed = true
      throw DiskError(operation, path, crashed)
    case .failFromNow(let code): state.lastingFailure = code
    case .shortWrite, .syncLies, nil: break
    }
    if let code = state.lastingFailure, code != ENOSPC || needsSpace(operation, detail()) {
      throw DiskError(operation, path, code)
    }
    do {
      return try body(&state, fault)
    } catch {
      throw DiskError(error.operation ?? operation, path, error.code)
    }
  }
}
