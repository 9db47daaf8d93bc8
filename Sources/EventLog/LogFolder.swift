package import Bytes

/// The folder beside a log, `NAME.jsonl.d/`: all of it but `torn/` can be deleted at any time.
package struct LogFolder: Sendable {
  /// The log's path.
  package let log: String

  package init(beside log: String) { self.log = log }

  /// The folder itself.
  package var path: String { log + ".d" }
  /// The last checkpoint.
  package var checkpoint: String { path + "/checkpoint" }
  /// The checkpoint over so many lines that `audit checkpoint` keeps.
  package func kept(_ size: Int) -> String { checkpoint + ".\(size)" }
  /// Where the bytes of torn tails are kept.
  package var torn: String { path + "/torn" }
  /// What can be rebuilt from the log.
  package var cache: String { path + "/cache" }

  /// Reads the file `checkpoint`. It must be read before the size of the log is: the writer
  /// replaces it after the lines, so the log can't be the shorter one by chance.
  package func readCheckpoint(_ disk: any Disk) -> CheckpointFile {
    do {
      let bytes = try disk.contents(of: checkpoint, limit: 1 << 16)
      return Checkpoint(bytes).map(CheckpointFile.read) ?? .unreadable("is not a checkpoint")
    } catch {
      return error.isMissing ? .missing : .unreadable("cannot be read: \(error.reason)")
    }
  }
}

/// The file `checkpoint` before it is known whose it is.
package enum CheckpointFile: Equatable, Sendable {
  /// There is none.
  case missing
  /// Something else, and what is wrong with it.
  case unreadable(String)
  /// A checkpoint of some log.
  case read(Checkpoint)

  /// What it means to the log of that origin.
  package func state(for origin: String) -> CheckpointState {
    switch self {
    case .missing: .none
    case .unreadable(let why): .ignored(why)
    case .read(let checkpoint):
      checkpoint.origin == origin
        ? .found(checkpoint) : .ignored("belongs to another log, \(checkpoint.origin)")
    }
  }
}

extension CheckpointFile {
  /// Lines that it speaks of; -1 where it is no checkpoint.
  package var size: Int {
    if case .read(let checkpoint) = self { checkpoint.size } else { -1 }
  }
}
