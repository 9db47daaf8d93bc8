package import Bytes
package import EventLog

/// Why no log without a subject was written.
package enum ErasureFailure: Error, Sendable {
  /// The old log can't be read.
  case log(LogProblem)
  /// Other lines still name the subject, by their numbers in the old log; 0 is the new line 0.
  case mentioned([Int])
  /// Line 0 would be longer than a line may be.
  case tooLong
  /// Something stands at the new log's path.
  case taken
  /// The log that was written is not in order: nothing was put into place.
  case unsound(LogProblem)
  /// A system call failed on the new log.
  case disk(DiskError)
}
