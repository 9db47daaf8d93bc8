import Bytes
import EventLog
import Histories
import Reports

/// The logs that are followed.
struct FollowedLogs {
  private let paths: [String]
  private let until: Instant?
  private var logs: [LiveHistories]
  /// What stands before the names of each log's subjects.
  private let prefixes: [String]

  /// Reads the logs, as far as no cache has done so, and says what is to be said about them.
  static func begin(
    _ inquiry: Inquiry
  ) throws(CommandError) -> (logs: FollowedLogs, registry: Registry) {
    var logs: [LiveHistories] = []
    var histories: [Histories] = []
    for path in inquiry.paths {
      do throws(LogProblem) {
        let begun = try inquiry.replay.live(of: path)
        histories.append(begun.histories)
        logs.append(begun.live)
      } catch { throw CommandError(error) }
    }
    let registry = try inquiry.joined(histories)
    inquiry.remark(on: registry)
    return (FollowedLogs(inquiry.paths, inquiry.replay.until, logs), registry)
  }

  private init(_ paths: [String], _ until: Instant?, _ logs: [LiveHistories]) {
    self.paths = paths
    self.until = until
    self.logs = logs
    prefixes = logs.map { logs.count > 1 ? $0.identity.name + "/" : "" }
  }

  /// The lines that an answer rests on.
  var basis: AnswerHeader.Basis {
    AnswerHeader.Basis(
      logs: logs.map {
        AnswerHeader.Log(name: $0.identity.name, origin: $0.identity.origin, size: $0.lines)
      },
      asOf: nil, until: until,
      unknownTypes: logs.reduce(into: [:]) { $0.merge($1.unknownTypes, uniquingKeysWith: +) })
  }

  /// Lines of all logs.
  var lines: Int { logs.reduce(0) { $0 + $1.lines } }

  /// When the last line was recorded.
  var lastRecorded: Instant {
    logs.map(\.lastRecorded).max() ?? Instant(milliseconds: 0)
  }

  /// When the last line was recorded of the log of a subject, by the name under which it is shown.
  func lastRecorded(of shown: String) -> Instant {
    logs.indices.first { shown.utf8.starts(with: prefixes[$0].utf8) }
      .map { logs[$0].lastRecorded } ?? lastRecorded
  }

  /// What became of the logs since they were last looked at: the subjects of whom something is new,
  /// as they are shown; `nil` where a log had to be read anew.
  mutating func update() throws(CommandError) -> [String]? {
    var touched: [String] = []
    var isAnew = false
    for place in logs.indices {
      let change: LiveHistories.Change
      do throws(LiveHistories.Stop) { change = try logs[place].update() } catch {
        throw stopped(error, place)
      }
      switch change {
      case .none: break
      case .grown(let names): touched += names.map { prefixes[place] + $0.text }
      case .anew: isAnew = true
      }
    }
    return isAnew ? nil : touched
  }

  /// The history of the subject that is shown under that name; `nil` where nothing effective is
  /// left of it.
  func history(of shown: String) throws(CommandError) -> History? {
    for place in logs.indices where shown.utf8.starts(with: prefixes[place].utf8) {
      let name = Array(shown.utf8.dropFirst(prefixes[place].utf8.count))
      do throws(LiveHistories.Stop) {
        if let history = try logs[place].history(of: name) { return history }
      } catch { throw stopped(error, place) }
    }
    return nil
  }

  /// What stops following one of the logs.
  private func stopped(_ stop: LiveHistories.Stop, _ place: Int) -> CommandError {
    let path = paths[place]
    let known = "the last answer was about its first \(logs[place].lines) lines"
    switch stop {
    case .problem(let problem): return CommandError(problem)
    case .replaced:
      return CommandError(
        ExitCode.data, "\(path) was replaced by another file while it was followed",
        excerpt: [known], remedy: "find out by whom; then follow it again")
    case .shorter:
      return CommandError(
        ExitCode.data, "\(path) became shorter while it was followed", excerpt: [known],
        remedy: "committed lines are gone: compare with a backup")
    case .altered: return altered(path, known)
    }
  }

  private func altered(_ path: String, _ known: String) -> CommandError {
    CommandError(
      ExitCode.data, "\(path) was altered while it was followed", excerpt: [known],
      remedy: "reprieve audit verify -f \(path) says more; compare with a backup")
  }

  /// Logs of the same length that say something else than before.
  var altered: CommandError {
    altered(
      paths.joined(separator: ", "), "its lines are as many as before, and say something else")
  }
}
