import Bytes
import Glibc
import Synchronization

extension SimulatedDisk {
  /// What goes wrong with one call.
  package enum Fault: Equatable, Sendable {
    /// The call does nothing and fails with this `errno`.
    case fail(Int32)
    /// A write takes only so many bytes; none at all is a full disk.
    case shortWrite(Int)
    /// The machine or the process stops before the call, and every later one fails the same way.
    case crash
    /// A synchronization fails with `EIO` and takes the data for written, as ext4 does: programs
    /// go on seeing the new content, the medium has the old one, and the next synchronization
    /// succeeds without writing it.
    case syncLies
    /// This call and every later one fails with this `errno`, as far as the code can concern it: a
    /// full disk still reads and takes names away.
    case failFromNow(Int32)
  }

  /// What is still there after a crash.
  package enum Survivors: Equatable, Sendable {
    /// The process was killed: the system still has all that it was given, and still has to put
    /// it on the medium.
    case everything
    /// The power failed, and only what was synchronized is there.
    case onlySynchronized
    /// The power failed while the system was writing: of what was not synchronized, this seed
    /// says what made it.
    ///
    /// Each write is there, is not there, or is torn: of every 512 or 4,096 bytes of the medium
    /// that it touches, its part is there or not. Where a part is not there, the old content is; where
    /// none was, zeros, if the file's length grew all the same. Each name that was made, changed
    /// or taken away is so or is not; a renaming is never done by half.
    case random(UInt64)
    /// The power failed, and of what was not synchronized, exactly those operations made it, each
    /// of them whole, whose bits are set: bit 0 stands for the first of `unsynchronizedCount`.
    case chosen(UInt64)
  }

  /// How many writes, truncations and changes of names a power failure now may undo.
  package var unsynchronizedCount: Int { state.withLock { $0.volume.unsynchronizedCount } }

  /// Another disk with the same files, without open files, locks and planned faults.
  package var copy: SimulatedDisk { crash(keeping: .everything) }

  /// The code of the errors after a crash; no system call has it.
  package static let crashed: Int32 = 10_000

  /// The disk as the machine finds it after a crash now: no open file, no lock, no planned fault.
  ///
  /// This disk stays as it is, so that a test can look at many crashes at the same moment.
  package func crash(keeping survivors: Survivors) -> SimulatedDisk {
    let (volume, nextDescriptor) = state.withLock { ($0.volume, $0.nextDescriptor) }
    return SimulatedDisk(volume.afterCrash(keeping: survivors), nextDescriptor: nextDescriptor)
  }
}

extension DiskError {
  /// Whether a simulated disk stopped at a planned crash, so that a test can tell it from a
  /// failure that the code under test has to bear.
  package var isSimulatedCrash: Bool { code == SimulatedDisk.crashed }
}

/// Why a simulated call does not work, by the system's number.
struct Refusal: Error {
  let code: Int32
  /// The system call, where the call on the disk makes several.
  var operation: String?
}

/// The files and folders of a simulated disk, as programs see them and as the medium has them.
struct SimulatedVolume: Sendable {
  /// A file or a folder.
  struct Inode: Sendable {
    let kind: FileStatus.Kind
    var permissions: UInt32
    /// A file's content: what programs see, what the medium has, and what lies between.
    var seen: [UInt8] = []
    var durable: [UInt8] = []
    var unsynchronized: [Change] = []
    /// A folder's names: what programs see and what the medium has.
    var names: [String: UInt64] = [:]
    var durableNames: [String: UInt64] = [:]
    var times = Times()
    var durableTimes = Times()
  }

  /// When a content and when anything about a file changed last.
  struct Times: Sendable {
    var modified: Int64 = 0
    var changed: Int64 = 0
  }

  /// A change of a file's content.
  enum Change: Sendable {
    case write(at: Int, [UInt8])
    case truncate(to: Int)
  }

  /// A place for a file: a name in a folder.
  struct Place: Hashable, Sendable {
    let folder: UInt64
    let name: String
  }

  /// Names that change in one step; no inode where a name is taken away.
  struct NameChange: Sendable {
    let entries: [(place: Place, inode: UInt64?)]
  }

  static let root: UInt64 = 1
  private var inodes = [root: Inode(kind: .folder, permissions: 0o700)]
  private var lastInode = root
  private var nameChanges: [NameChange] = []
  private var clock: Int64 = 0

  subscript(_ inode: UInt64) -> Inode {
    _read { yield inodes[inode]! }
    _modify { yield &inodes[inode]! }
  }

  func status(_ inode: UInt64) -> FileStatus {
    let isFolder = self[inode].kind == .folder
    return FileStatus(
      kind: self[inode].kind, size: isFolder ? 4096 : self[inode].seen.count, device: 1,
      inode: inode,
      modified: self[inode].times.modified, changed: self[inode].times.changed,
      permissions: self[inode].permissions)
  }

  private mutating func touch(_ inode: UInt64, content: Bool) {
    clock += 1
    self[inode].times.changed = clock
    if content { self[inode].times.modified = clock }
  }
}

// MARK: - Contents

extension SimulatedVolume {
  mutating func change(_ inode: UInt64, _ change: Change) {
    self[inode].seen.apply(change)
    self[inode].unsynchronized.append(change)
    touch(inode, content: true)
  }

  mutating func persist(_ inode: UInt64) {
    for change in self[inode].unsynchronized { self[inode].durable.apply(change) }
    self[inode].unsynchronized = []
    self[inode].durableTimes = self[inode].times
  }

  mutating func forgetChanges(of inode: UInt64) { self[inode].unsynchronized = [] }
}

// MARK: - Names

extension SimulatedVolume {
  private static func steps(_ path: String) -> [Substring] {
    path.split(separator: "/").filter { $0 != "." }
  }

  private func walk(_ steps: ArraySlice<Substring>) throws(Refusal) -> UInt64 {
    var trail = [Self.root]
    for step in steps {
      guard self[trail.last!].kind == .folder else { throw Refusal(code: ENOTDIR) }
      if step == ".." {
        if trail.count > 1 { trail.removeLast() }
      } else if let next = self[trail.last!].names[String(step)] {
        trail.append(next)
      } else {
        throw Refusal(code: ENOENT)
      }
    }
    return trail.last!
  }

  func find(_ path: String, needing rights: UInt32 = 0) throws(Refusal) -> UInt64 {
    if path.isEmpty { throw Refusal(code: ENOENT) }
    let inode = try walk(Self.steps(path)[...])
    if path.hasSuffix("/") && self[inode].kind != .folder { throw Refusal(code: ENOTDIR) }
    guard self[inode].permissions & rights == rights else { throw Refusal(code: EACCES) }
    return inode
  }

  /// Where a name stands or would stand, and what stands there.
  private func place(_ path: String) throws(Refusal) -> (place: Place, inode: UInt64?) {
    let steps = Self.steps(path)
    guard let name = steps.last else { throw Refusal(code: path.isEmpty ? ENOENT : EBUSY) }
    guard name != ".." else { throw Refusal(code: EINVAL) }
    let folder = try walk(steps.dropLast())
    guard self[folder].kind == .folder else { throw Refusal(code: ENOTDIR) }
    return (Place(folder: folder, name: String(name)), self[folder].names[String(name)])
  }

  private mutating func make(_ kind: FileStatus.Kind, permissions: UInt32) -> UInt64 {
    lastInode += 1
    inodes[lastInode] = Inode(kind: kind, permissions: permissions)
    touch(lastInode, content: true)
    self[lastInode].durableTimes = self[lastInode].times
    return lastInode
  }

  private mutating func change(_ entries: [(place: Place, inode: UInt64?)]) {
    for entry in entries {
      self[entry.place.folder].names[entry.place.name] = entry.inode
      touch(entry.place.folder, content: true)
    }
    nameChanges.append(NameChange(entries: entries))
  }

  private func checkRights(_ place: Place) throws(Refusal) {
    guard self[place.folder].permissions & 0o200 != 0 else { throw Refusal(code: EACCES) }
  }

  mutating func create(_ path: String) throws(Refusal) -> UInt64 {
    if (try? find(path)) != nil { throw Refusal(code: EEXIST) }
    let (place, existing) = try place(path)
    if existing != nil { throw Refusal(code: EEXIST) }
    if path.hasSuffix("/") { throw Refusal(code: EISDIR) }
    try checkRights(place)
    let inode = make(.file, permissions: 0o600)
    change([(place, inode)])
    return inode
  }

  mutating func createFolder(_ path: String) throws(Refusal) {
    if let found = try? find(path) {
      guard self[found].kind == .folder else { throw Refusal(code: EEXIST) }
      return
    }
    let (place, existing) = try place(path)
    if existing != nil { return }
    try checkRights(place)
    change([(place, make(.folder, permissions: 0o700))])
  }

  mutating func rename(_ path: String, to target: String) throws(Refusal) {
    let (old, found) = try place(path)
    guard let inode = found else { throw Refusal(code: ENOENT) }
    let (new, replaced) = try place(target)
    if inode == replaced { return }
    if self[inode].kind == .folder {
      if let replaced {
        guard self[replaced].kind == .folder else { throw Refusal(code: ENOTDIR) }
        guard self[replaced].names.isEmpty else { throw Refusal(code: ENOTEMPTY) }
      }
      guard !folders(from: inode).contains(new.folder) else { throw Refusal(code: EINVAL) }
    } else if let replaced, self[replaced].kind == .folder {
      throw Refusal(code: EISDIR)
    }
    try checkRights(old)
    try checkRights(new)
    change([(old, nil), (new, inode)])
    touch(inode, content: false)
  }

  mutating func link(_ path: String, to target: String) throws(Refusal) {
    let inode = try find(path)
    let (new, existing) = try place(target)
    if existing != nil { throw Refusal(code: EEXIST) }
    guard self[inode].kind == .file else { throw Refusal(code: EPERM) }
    try checkRights(new)
    change([(new, inode)])
    touch(inode, content: false)
  }

  mutating func remove(_ path: String) throws(Refusal) {
    let (place, found) = try place(path)
    guard let inode = found else { throw Refusal(code: ENOENT) }
    if self[inode].kind == .folder, !self[inode].names.isEmpty { throw Refusal(code: ENOTEMPTY) }
    try checkRights(place)
    change([(place, nil)])
    touch(inode, content: false)
  }

  /// A folder and all folders below it.
  private func folders(from folder: UInt64) -> [UInt64] {
    [folder]
      + self[folder].names.values.filter { self[$0].kind == .folder }.flatMap(folders(from:))
  }

  func paths(below folder: UInt64) -> [String] {
    self[folder].names.flatMap { (name, inode) in
      self[inode].kind == .folder
        ? [name + "/"] + paths(below: inode).map { name + "/" + $0 } : [name]
    }
  }

  /// Puts the changes of some places on the medium, with all earlier ones of the names in them.
  mutating func persistNames(where isWanted: (Place) -> Bool) {
    var wanted: Set<Place> = []
    var kept: [NameChange] = []
    var persisted: [NameChange] = []
    for change in nameChanges.reversed() {
      let places = change.entries.map(\.place)
      if places.contains(where: { isWanted($0) || wanted.contains($0) }) {
        wanted.formUnion(places)
        persisted.append(change)
      } else {
        kept.append(change)
      }
    }
    nameChanges = kept.reversed()
    for change in persisted.reversed() { applyToMedium(change) }
  }

  mutating func forgetNames(in folder: UInt64) {
    nameChanges.removeAll { $0.entries.contains { $0.place.folder == folder } }
  }

  private mutating func applyToMedium(_ change: NameChange) {
    for (place, inode) in change.entries {
      self[place.folder].durableNames[place.name] = inode
    }
  }
}

// MARK: - From outside

extension SimulatedVolume {
  mutating func install(_ path: String, _ bytes: [UInt8]) {
    let steps = Self.steps(path)
    precondition(!steps.isEmpty && !steps.contains(".."), "a file needs a name")
    var folder = Self.root
    for (index, step) in steps.enumerated() {
      let place = Place(folder: folder, name: String(step))
      if index == steps.count - 1 {
        let file = make(.file, permissions: 0o600)
        self[file].seen = bytes
        self[file].durable = bytes
        change([(place, file)])
      } else if let next = self[folder].names[place.name] {
        precondition(self[next].kind == .folder, "a file stands where a folder should")
        folder = next
      } else {
        let next = make(.folder, permissions: 0o700)
        change([(place, next)])
        folder = next
      }
      persistNames { $0 == place }
      self[place.folder].durableNames[place.name] = self[place.folder].names[place.name]
    }
  }

  mutating func setPermissions(_ permissions: UInt32, at path: String) {
    guard let inode = try? find(path) else { preconditionFailure("nothing stands at \(path)") }
    self[inode].permissions = permissions
    touch(inode, content: false)
    self[inode].durableTimes.changed = self[inode].times.changed
  }
}

// MARK: - Crashes

extension SimulatedVolume {
  /// How much of a file a medium writes in one step: its sectors, or the pages of the system.
  private static let sectors = [512, 4096]

  var unsynchronizedCount: Int {
    inodes.values.reduce(nameChanges.count) { $0 + $1.unsynchronized.count }
  }

  func afterCrash(keeping survivors: SimulatedDisk.Survivors) -> SimulatedVolume {
    var found = self
    switch survivors {
    case .everything: return found
    case .onlySynchronized: break
    case .random(let seed):
      var generator = SeededGenerator(seed: seed)
      for inode in inodes.keys.sorted() {
        for change in self[inode].unsynchronized {
          Self.apply(change, partlyTo: &found[inode].durable, using: &generator)
        }
        // The times are written apart from the content: old ones may stand beside new bytes.
        if generator.coin() { found[inode].durableTimes = found[inode].times }
      }
      for change in nameChanges where generator.coin() { found.applyToMedium(change) }
    case .chosen(let mask):
      var bit: UInt64 = 1
      for inode in inodes.keys.sorted() {
        for change in self[inode].unsynchronized {
          if mask & bit != 0 {
            found[inode].durable.apply(change)
            found[inode].durableTimes = self[inode].times
          }
          bit &<<= 1
        }
      }
      for change in nameChanges {
        if mask & bit != 0 { found.applyToMedium(change) }
        bit &<<= 1
      }
    }
    found.keepMedium()
    return found
  }

  private static func apply(
    _ change: Change, partlyTo content: inout [UInt8], using generator: inout SeededGenerator
  ) {
    guard case .write(let offset, let bytes) = change else {
      if generator.coin() { content.apply(change) }
      return
    }
    let fate = generator.below(3)
    let sector = Self.sectors[fate == 1 ? generator.below(2) : 0]
    if fate == 0 { return content.apply(change) }
    let end = offset + bytes.count
    var start = offset
    while fate == 1 && start < end {
      let next = min(end, (start / sector + 1) * sector)
      if generator.coin() {
        let part = Array(bytes[start - offset..<next - offset])
        content.apply(.write(at: start, part))
      }
      start = next
    }
    if content.count < end && generator.coin() { content.apply(.truncate(to: end)) }
  }

  /// Lets programs see what the medium has, and nothing else.
  private mutating func keepMedium() {
    nameChanges = []
    var reached: Set<UInt64> = [Self.root]
    var waiting = [Self.root]
    while let inode = waiting.popLast() {
      self[inode].seen = self[inode].durable
      self[inode].unsynchronized = []
      self[inode].names = self[inode].durableNames
      self[inode].times = self[inode].durableTimes
      for next in self[inode].names.values where reached.insert(next).inserted {
        waiting.append(next)
      }
    }
    inodes = inodes.filter { reached.contains($0.key) }
  }
}

extension [UInt8] {
  fileprivate mutating func apply(_ change: SimulatedVolume.Change) {
    switch change {
    case .write(let offset, let bytes):
      if count < offset { append(contentsOf: repeatElement(0, count: offset - count)) }
      replaceSubrange(offset..<Swift.min(count, offset + bytes.count), with: bytes)
    case .truncate(let length):
      if length < count {
        removeLast(count - length)
      } else {
        append(contentsOf: repeatElement(0, count: length - count))
      }
    }
  }
}
