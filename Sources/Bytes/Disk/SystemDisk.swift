import Glibc

/// The file system of the machine, by system calls.
package struct SystemDisk: Disk {
  package init() {}

  package func open(_ path: String, _ mode: OpenMode) throws(DiskError) -> OpenFile {
    let flags =
      switch mode {
      case .read: O_RDONLY | O_CLOEXEC | O_NONBLOCK
      case .update: O_RDWR | O_CLOEXEC | O_NONBLOCK
      case .create: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
      }
    let descriptor = retry { unsafe Glibc.open(path, flags, 0o600) }
    guard descriptor >= 0 else { throw DiskError("open", path, errno) }
    return OpenFile(descriptor: descriptor)
  }

  package func close(_ file: OpenFile) {
    // A process that is being started right now may hold a copy of the descriptor for a moment,
    // and with it the lock: it is given up by name, not by closing.
    _ = flock(file.descriptor, LOCK_UN)
    _ = Glibc.close(file.descriptor)
  }

  package func read(
    _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    precondition(start <= buffer.count)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      let target = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
      return retry {
        unsafe pread(file.descriptor, target.baseAddress, target.count, off_t(offset))
      }
    }
    guard count >= 0 else { throw DiskError("read", "", errno) }
    return count
  }

  package func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    let count = unsafe bytes.withUnsafeBytes { all in
      let source = unsafe UnsafeRawBufferPointer(rebasing: all[start...])
      return retry {
        unsafe pwrite(file.descriptor, source.baseAddress, source.count, off_t(offset))
      }
    }
    guard count > 0 || start == bytes.count else {
      throw DiskError("write", "", count == 0 ? ENOSPC : errno)
    }
    return count
  }

  package func synchronize(_ file: OpenFile) throws(DiskError) {
    // Never tried again, not even after EINTR: a second success would prove nothing.
    guard fdatasync(file.descriptor) == 0 else { throw DiskError("fdatasync", "", errno) }
  }

  package func truncate(_ file: OpenFile, to length: Int) throws(DiskError) {
    guard retry({ Int(ftruncate(file.descriptor, off_t(length))) }) == 0 else {
      throw DiskError("truncate", "", errno)
    }
  }

  package func status(_ file: OpenFile) throws(DiskError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(file.descriptor, &status) == 0 else { throw DiskError("stat", "", errno) }
    return FileStatus(status)
  }

  package func status(at path: String) throws(DiskError) -> FileStatus {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw DiskError("stat", path, errno) }
    return FileStatus(status)
  }

  package func rename(_ path: String, to target: String) throws(DiskError) {
    guard unsafe Glibc.rename(path, target) == 0 else { throw DiskError("rename", target, errno) }
  }

  package func link(_ path: String, to target: String) throws(DiskError) {
    guard unsafe Glibc.link(path, target) == 0 else { throw DiskError("link", target, errno) }
  }

  package func remove(_ path: String) throws(DiskError) {
    guard unsafe Glibc.remove(path) == 0 else { throw DiskError("unlink", path, errno) }
  }

  package func createFolder(_ path: String) throws(DiskError) {
    if unsafe mkdir(path, 0o700) == 0 { return }
    guard errno == EEXIST else { throw DiskError("mkdir", path, errno) }
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw DiskError("mkdir", path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return
    case S_IFLNK: throw DiskError("mkdir", path, ELOOP)
    default: throw DiskError("mkdir", path, EEXIST)
    }
  }

  package func target(of path: String) -> String {
    guard let wanted = try? status(at: path) else { return path }
    var target = path
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    for _ in 0..<40 {
      let count = unsafe readlink(target, &buffer, buffer.count)
      guard count > 0 else { break }
      let text = buffer[0..<count].map { UInt8(bitPattern: $0) }.text
      let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
      target = text.hasPrefix("/") ? text : folder + text
    }
    // What stands in /proc for a pipe is no path, and a link may change while it is looked at.
    guard let found = try? status(at: target), found.device == wanted.device,
      found.inode == wanted.inode
    else { return path }
    return target
  }

  package func synchronizeFolder(_ path: String) throws(DiskError) {
    let folder = try open(path, .read)
    defer { close(folder) }
    guard fsync(folder.descriptor) == 0 else { throw DiskError("fsync", path, errno) }
  }

  package func names(in path: String) throws(DiskError) -> [String] {
    guard let folder = unsafe opendir(path) else { throw DiskError("opendir", path, errno) }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func tryLock(_ file: OpenFile) throws(DiskError) -> Bool {
    if retry({ Int(flock(file.descriptor, LOCK_EX | LOCK_NB)) }) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw DiskError("flock", "", errno) }
    return false
  }

  package func lockHolder(_ file: OpenFile) -> String? {
    guard let inode = try? status(file).inode,
      let locks = try? contentsOfProcess("/proc/locks")
    else { return nil }
    for line in locks.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count >= 6, fields[1] == "FLOCK", fields[5].hasSuffix(":\(inode)"),
        let holder = Int32(fields[4]), holder > 0
      else { continue }
      let name = (try? contentsOfProcess("/proc/\(holder)/comm"))?.split(separator: "\n").first
      return "process \(holder)" + (name.map { " (\($0))" } ?? "")
    }
    return nil
  }

  /// Files under `/proc` have no size: they are read until nothing comes any more.
  private func contentsOfProcess(_ path: String) throws(DiskError) -> String {
    let file = try open(path, .read)
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = try readFully(file, at: 0, into: &buffer)
    return Array(buffer[0..<count]).text
  }
}

extension DiskError {
  /// The system's number for data that cannot be read or are not what they should be.
  package static let inputOutput = EIO
}

extension SystemDisk {
  static let missing = ENOENT
  static let notAFolder = ENOTDIR
  static let taken = EEXIST
  static let forbidden: [Int32] = [EACCES, EPERM, EROFS]

  static func words(for code: Int32) -> String {
    if code == ELOOP { return "a symbolic link stands there, and it is not followed" }
    return unsafe String(cString: strerror(code))
  }
}

extension FileStatus {
  fileprivate init(_ status: stat) {
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    self.init(
      kind: kind, size: Int(status.st_size), device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec),
      permissions: UInt32(status.st_mode) & 0o7777)
  }
}

/// Calls again as long as a signal interrupts.
private func retry<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
