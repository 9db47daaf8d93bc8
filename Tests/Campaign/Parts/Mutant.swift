package import Bytes
import Synchronization

/// A writer that is wrong on purpose: production code over a disk that leaves out, or does badly,
/// one thing that the promises rest on. A campaign that does not notice proves nothing.
package enum Mutant: String, CaseIterable, Sendable {
  /// Bytes are never synchronized.
  case noSync = "no sync"
  /// A sync that failed is tried again, and the second answer is believed.
  case retriedSync = "sync tried again after failure"
  /// Names are never synchronized.
  case noFolderSync = "no sync of folders"
  /// A sync is reported as done before it is: it is made up for at the next call.
  case earlySync = "acknowledged before the sync"
  /// However few bytes a write took, all are taken for written.
  case ignoredShortWrite = "short write ignored"

  /// The disk that this writer works on.
  package func disk(over below: any Disk) -> any Disk {
    switch self {
    case .noSync: WithoutSync(below: below)
    case .retriedSync: RetryingSync(below: below)
    case .noFolderSync: WithoutFolderSync(below: below)
    case .earlySync: EarlySync(below: below)
    case .ignoredShortWrite: CarelessWrite(below: below)
    }
  }
}

private struct WithoutSync: DiskLayer {
  let below: any Disk
  func synchronize(_ file: OpenFile) {}
}

private struct RetryingSync: DiskLayer {
  let below: any Disk
  func synchronize(_ file: OpenFile) throws(DiskError) {
    do { try below.synchronize(file) } catch { try below.synchronize(file) }
  }
}

private struct WithoutFolderSync: DiskLayer {
  let below: any Disk
  func synchronizeFolder(_ path: String) {}
}

private struct CarelessWrite: DiskLayer {
  let below: any Disk
  func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    _ = try below.write(file, at: offset, bytes, from: start)
    return bytes.count - start
  }
}

/// Owes the last sync until the next write or sync.
private final class EarlySync: DiskLayer {
  let below: any Disk
  private let owed = Mutex<OpenFile?>(nil)

  init(below: any Disk) { self.below = below }

  private func settle() throws(DiskError) {
    if let file = owed.withLock({ $0.take() }) { try below.synchronize(file) }
  }
  func synchronize(_ file: OpenFile) throws(DiskError) {
    try settle()
    owed.withLock { $0 = file }
  }
  func write(
    _ file: OpenFile, at offset: Int, _ bytes: [UInt8], from start: Int
  ) throws(DiskError) -> Int {
    try settle()
    return try below.write(file, at: offset, bytes, from: start)
  }
  func close(_ file: OpenFile) {
    try? settle()
    below.close(file)
  }
}
