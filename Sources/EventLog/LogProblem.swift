package import Bytes

/// Why a log can't be used.
package enum LogProblem: Error, Equatable, Sendable {
  /// There is no file at that path.
  case missing(String)
  /// The caller may not read or write it.
  case forbidden(DiskError)
  /// Not a regular file; the words say what stands there.
  case notAFile(String)
  /// A file without a byte.
  case empty(String)
  /// Damage, with the place and the rule.
  case damaged(String, LogFinding)
  /// Somebody else writes to it; who, where that is known.
  case locked(String, holder: String?)
  /// A system call failed.
  case disk(DiskError)

  /// A failed call on a path, as far as possible by what it means.
  package init(_ error: DiskError) {
    if error.isMissing {
      self = .missing(error.path)
    } else if error.isForbidden {
      self = .forbidden(error)
    } else {
      self = .disk(error)
    }
  }
}
