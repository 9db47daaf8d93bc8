package import Bytes

extension Disk {
  /// Opens what should be a log. Folders and sockets fail to open with errors that say nothing of
  /// what they are: it is looked at, and said.
  ///
  /// Throws `LogProblem`: missing, forbidden, notAFile, disk.
  package func openLog(_ path: String, _ mode: OpenMode) throws(LogProblem) -> OpenFile {
    do { return try open(path, mode) } catch {
      if let kind = try? status(at: path).kind, let problem = LogProblem(notALog: kind, path) {
        throw problem
      }
      throw LogProblem(error)
    }
  }
}

extension LogProblem {
  /// What stands in the place of a log; `nil` for a file, which may be one.
  init?(notALog kind: FileStatus.Kind, _ path: String) {
    switch kind {
    case .file: return nil
    case .folder: self = .notAFile("\(path) is a folder, not a log")
    case .other: self = .notAFile("\(path) is a device or a pipe, not a log")
    }
  }
}
