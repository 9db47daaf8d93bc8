import Bytes
import Recording

extension CommandError {
  /// Why no new log was put into place, whatever it was to hold.
  init(_ failure: ErasureFailure, at target: String) {
    switch failure {
    case .log(let problem): self.init(problem)
    case .taken:
      self.init(
        ExitCode.cannotCreate, "\(target): something stands there already",
        remedy: "nothing was changed; choose another name")
    case .unsound(let problem):
      self.init(
        ExitCode.bug, "the new log is not in order, so it was not put into place",
        excerpt: CommandError(problem).lines, remedy: "the old log was not changed")
    case .disk(let error):
      let code =
        error.isMissing || error.isForbidden ? ExitCode.cannotCreate : ExitCode.inputOutput
      self.init(code, "\(target): \(error.reason)", remedy: "the old log was not changed")
    case .tooLong, .mentioned:
      self.init(
        ExitCode.usage, "name and origin are too long for one line", remedy: "no log was written")
    }
  }
}
