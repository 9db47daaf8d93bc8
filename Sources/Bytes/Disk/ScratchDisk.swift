import Synchronization

/// A disk on which one can try things: files of another disk can be read, and all that is written stays
/// in memory and is gone with it. Nothing of the other disk is changed.
///
/// A plan is made with it: what would an append answer, and how would the log look? It keeps what was
/// added behind a file, so that a large file is not copied.
package final class ScratchDisk: Disk {
  /// A file: what of the other disk's stands before what was written.
  private struct Content {
    /// The file below, and how many of its bytes count.
    var base: OpenFile?
    var baseCount = 0
    /// What stands behind those.
    var tail: [UInt8] = []
    /// A number of its own, for files that the other disk does not have.
    var inode: UInt64
    var device: UInt64 = .max
    /// Counts changes, in place of a clock.
    var changes: Int64 = 0

    var count: Int { baseCount + tail.count }
  }

  private struct State {
    var contents: [Content] = []
    /// Which content stands at a path; -1 where one was taken away.
    var places: [String: Int] = [:]
    var folders: Set<String> = []
    var open: [OpenFile: Int] = [:]
    var nextDescriptor: Int32 = 1_000_000
  }

  private let below: any Disk
  private let state = Mutex(State())

  /// A scratch disk over another one.
  package init(over below: any Disk) { self.below = below }

  deinit {
    let held = state.withLock { $0.contents.compactMap(\.base) }
    for file in held { below.close(file) }
  }

  package func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile {
    let found = state.withLock { $0.places[path] }
    switch mode {
    case .create:
      if try exists(path) { throw .taken(path) }
      return state.withLock { state in
        let inode = UInt64(state.contents.count + 1)
        state.contents.append(Content(inode: inode))
        state.places[path] = state.contents.count - 1
        return Self.open(state.contents.count - 1, &state)
      }
    case .read, .update:
      if let found, found < 0 { throw DiskError("open", path, SystemDisk.missing) }
      if let found { return state.withLock { Self.open(found, &$0) } }
      let status = try below.status(at: path)
      guard status.kind == .file else { return try below.open(path, .read) }
      let base = try below.open(path, .read)
      return state.withLock { state in
        var content = Content(inode: status.inode)
        content.base = base
        content.baseCount = status.size
        content.device = status.device
        state.contents.append(content)
        state.places[path] = state.contents.count - 1
        return Self.open(state.contents.count - 1, &state)
      }
    }
  }

  private static func open(_ place: Int, _ state: inout State) -> OpenFile {
    let file = OpenFile(descriptor: state.nextDescriptor)
    state.nextDescriptor += 1
    state.open[file] = place
    return file
  }

  private func exists(_ path: String) throws(DiskError) -> Bool {
    do throws(DiskError) {
      _ = try status(at: path)
      return true
    } catch {
      if error.isMissing { return false }
      throw error
    }
  }

  package func close(_ file: OpenFile) {
    let isOurs = state.withLock { $0.open.removeValue(forKey: file) != nil }
    if !isOurs { below.close(file) }
  }

  package func read(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    let found = state.withLock { state in state.open[file].map { state.contents[$0] } }
    guard let content = found else {
      return try below.read(file, at: offset, into: &buffer, from: start)
    }
    let wanted = min(buffer.count - start, content.count - offset)
    guard wanted > 0 else { return 0 }
    if let base = content.base, offset < content.baseCount {
      var piece = [UInt8](repeating: 0, count: min(wanted, content.baseCount - offset))
      let count = try below.read(base, at: offset, into: &piece, from: 0)
      buffer.replaceSubrange(start..<start + count, with: piece[..<count])
      return count
    }
    let from = offset - content.baseCount
    buffer.replaceSubrange(start..<start + wanted, with: content.tail[from..<from + wanted])
    return wanted
  }

  package func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    try change(file, from: offset) { tail, from in
      let count = bytes.count - start
      if tail.count < from + count {
        tail += repeatElement(0, count: from + count - tail.count)
      }
      tail.replaceSubrange(from..<from + count, with: bytes[start...])
    }
    return bytes.count - start
  }

  package func truncate(_ file: OpenFile, to length: Int) throws(DiskError) {
    try change(file, from: length) { tail, from in
      if tail.count > from { tail.removeLast(tail.count - from) }
      tail += repeatElement(0, count: from - tail.count)
    }
  }

  /// Changes what stands from an offset on; bytes of the file below that this reaches are taken up.
  private func change(
    _ file: OpenFile, from offset: Int, _ body: (inout [UInt8], Int) -> Void
  ) throws(DiskError) {
    let found = state.withLock { state in state.open[file].map { ($0, state.contents[$0]) } }
    guard let (place, content) = found else { throw DiskError("write", "", SystemDisk.missing) }
    var taken: [UInt8] = []
    if let base = content.base, offset < content.baseCount {
      taken = try below.bytes(of: base, at: offset, count: content.baseCount - offset)
    }
    state.withLock { state in
      if !taken.isEmpty {
        state.contents[place].tail = taken + state.contents[place].tail
        state.contents[place].baseCount = offset
      }
      body(&state.contents[place].tail, offset - state.contents[place].baseCount)
      state.contents[place].changes += 1
    }
  }

  package func synchronize(_ file: OpenFile) throws(DiskError) {}

  package func status(_ file: OpenFile) throws(DiskError) -> FileStatus {
    let found = state.withLock { state in state.open[file].map { state.contents[$0] } }
    guard let found else { return try below.status(file) }
    return Self.status(found)
  }

  package func status(at path: String) throws(DiskError) -> FileStatus {
    let (place, isFolder) = state.withLock { ($0.places[path], $0.folders.contains(path)) }
    if isFolder {
      return FileStatus(
        kind: .folder, size: 0, device: .max, inode: 0, modified: 0, changed: 0,
        permissions: 0o700)
    }
    guard let place else { return try below.status(at: path) }
    guard place >= 0 else { throw DiskError("stat", path, SystemDisk.missing) }
    return Self.status(state.withLock { $0.contents[place] })
  }

  private static func status(_ content: Content) -> FileStatus {
    FileStatus(
      kind: .file, size: content.count, device: content.device, inode: content.inode,
      modified: content.changes, changed: content.changes, permissions: 0o600)
  }

  package func rename(_ path: String, to target: String) throws(DiskError) {
    try move(path, to: target, keeping: false)
  }

  package func link(_ path: String, to target: String) throws(DiskError) {
    if try exists(target) { throw .taken(target) }
    try move(path, to: target, keeping: true)
  }

  private func move(_ path: String, to target: String, keeping: Bool) throws(DiskError) {
    close(try open(path, .read))
    state.withLock { state in
      state.places[target] = state.places[path]
      if !keeping { state.places[path] = -1 }
    }
  }

  package func remove(_ path: String) throws(DiskError) {
    _ = try status(at: path)
    state.withLock { state in
      state.places[path] = -1
      state.folders.remove(path)
    }
  }

  package func createFolder(_ path: String) throws(DiskError) {
    state.withLock { _ = $0.folders.insert(path) }
  }

  package func synchronizeFolder(_ path: String) throws(DiskError) {}

  package func names(in path: String) throws(DiskError) -> [String] {
    let known = state.withLock { $0.places }
    let standing = (try? below.names(in: path)) ?? []
    let start = path + "/"
    var names = Set(standing.filter { known[start + $0] != -1 })
    for (file, place) in known where place >= 0 && file.hasPrefix(start) {
      let rest = file.dropFirst(start.count)
      if !rest.contains("/") { names.insert(String(rest)) }
    }
    return names.sorted()
  }

  package func target(of path: String) -> String { below.target(of: path) }

  package func tryLock(_ file: OpenFile) throws(DiskError) -> Bool { true }

  package func lockHolder(_ file: OpenFile) -> String? { nil }
}
