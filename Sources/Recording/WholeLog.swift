package import Bytes
package import EventLog

/// Puts a new log that is known from its first line to its last into place: at no moment is there half
/// of it, and nothing that stands there is replaced.
package enum WholeLog {
  /// Writes the lines to a file beside the place, verifies it, links it into place, and leaves its
  /// checkpoint beside it.
  ///
  /// - Parameters:
  ///   - lines: writes every line, line 0 first; returns the tree over them.
  package static func put(
    _ disk: any Disk, at target: String, _ identity: LogIdentity,
    _ lines: (inout NewLines) throws(LogProblem) -> MerkleFrontier
  ) throws(ErasureFailure) -> Checkpoint {
    var problem: LogProblem?
    var frontier = MerkleFrontier()
    let file: OpenFile
    let draft: String
    do throws(DiskError) {
      (file, draft) = try LogCreation.draft(disk, for: target) { file throws(DiskError) in
        var output = NewLines(disk, file)
        do throws(LogProblem) {
          frontier = try lines(&output)
          try output.flush()
        } catch {
          problem = error
          throw DiskError("write", target, DiskError.inputOutput)
        }
      }
    } catch {
      guard let problem else { throw .disk(error) }
      if case .disk(let error) = problem { throw .disk(error) }
      throw .log(problem)
    }
    // Its lock is held until its name is on the medium.
    defer { disk.close(file) }
    do throws(LogProblem) {
      let new = try LogVerification.verify(disk, draft)
      guard new.finding.verdict == .ok, new.finding.committed == frontier.size else {
        throw LogProblem.damaged(draft, new.finding)
      }
    } catch {
      try? disk.remove(draft)
      throw .unsound(error)
    }
    do throws(DiskError) { try LogCreation.publish(disk, draft, as: target) } catch {
      throw error.isTaken ? .taken : .disk(error)
    }
    let checkpoint = Checkpoint(
      origin: identity.origin, size: frontier.size, root: frontier.root)
    // Best effort, as beside every log: recovery can do without it.
    try? disk.createFolder(LogFolder(beside: target).path)
    try? disk.replace(LogFolder(beside: target).checkpoint, with: Array(checkpoint.text.utf8))
    return checkpoint
  }
}

/// Lines on their way to a new file, a mebibyte at a time.
package struct NewLines {
  private let disk: any Disk
  private let file: OpenFile
  private var pending: [UInt8] = []
  private var offset = 0

  init(_ disk: any Disk, _ file: OpenFile) {
    self.disk = disk
    self.file = file
  }

  /// Writes a line that is given without its line end.
  package mutating func write(line: [UInt8]) throws(LogProblem) {
    pending += line
    pending.append(0x0A)
    if pending.count >= 1 << 20 { try flush() }
  }

  mutating func flush() throws(LogProblem) {
    guard !pending.isEmpty else { return }
    do throws(DiskError) { try disk.writeFully(file, at: offset, pending) } catch {
      throw LogProblem.disk(error)
    }
    offset += pending.count
    pending.removeAll(keepingCapacity: true)
  }
}
