package import Bytes
package import EventLog

/// Explains what is wrong with a log, and mends what can be mended without losing a byte.
package struct LogRepair: Sendable {
  /// What was found, and what can be done about it.
  package struct Diagnosis: Equatable, Sendable {
    /// The state of the log.
    package var finding: LogFinding
    /// What `apply` would do.
    package var remedy: Remedy
  }

  /// What can be done.
  package enum Remedy: Equatable, Sendable {
    /// Nothing is wrong.
    case none
    /// The bytes behind the committed prefix are moved to `torn/` and the log is cut there.
    case cut
    /// Nothing: the file is no log, or a checkpoint covers what would be cut away, or the lines
    /// were written so. A backup is needed.
    case restore
  }

  private let disk: any Disk
  private let path: String

  package init(_ disk: any Disk, _ path: String) {
    self.disk = disk
    self.path = path
  }

  /// Verifies the log.
  ///
  /// Throws `LogProblem`, but not `damaged`: that is the answer.
  package func diagnose() throws(LogProblem) -> Diagnosis {
    do throws(LogProblem) {
      let reading = try LogVerification.verify(disk, path)
      let finding = reading.finding
      return Diagnosis(finding: finding, remedy: finding.verdict == .ok ? .none : .cut)
    } catch .damaged(_, let finding) {
      let isCovered = finding.checkpoint.size > finding.committed
      let canCut = finding.level == .replay && finding.committed > 0 && !isCovered
      return Diagnosis(finding: finding, remedy: canCut ? .cut : .restore)
    } catch { throw error }
  }

  /// Moves everything behind the committed prefix to `torn/` and cuts the log there, under the
  /// writer's lock, after diagnosing once more: nothing is done about a log that has changed.
  ///
  /// - Returns: the path of the kept bytes.
  package func apply(_ diagnosis: Diagnosis, _ time: Timekeeper) throws(LogProblem) -> String? {
    guard diagnosis.remedy == .cut else { return nil }
    let file = try disk.openLog(path, .update)
    defer { disk.close(file) }
    do throws(DiskError) {
      guard try disk.tryLock(file) else {
        throw DiskError("flock", path, 0)
      }
    } catch {
      throw error.code == 0 ? .locked(path, holder: disk.lockHolder(file)) : LogProblem(error)
    }
    guard try diagnose() == diagnosis else { return nil }
    do throws(DiskError) {
      return try TornTail.move(disk, file, LogFolder(beside: path), diagnosis.finding)
    } catch { throw LogProblem(error) }
  }
}
