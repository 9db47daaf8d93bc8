import Bytes
import EventLog
import Importing
import Recording

/// Sees that an import uses the key with which the same source was imported before: another one gives
/// everybody a second pseudonym, and nothing else in the log would show it
/// (`docs/decisions/0040`).
struct KeyCheck {
  /// People of whom it is asked whether the log knows them.
  private static let asked = 1000

  /// Throws `CommandError` where the log has events of the same source under another key.
  static func check(
    _ source: any ImportSource, _ harvest: Harvest, _ appender: Appender, _ path: String
  ) throws(CommandError) {
    guard let (mark, name) = source.keymark, appender.head > 1, !harvest.events.isEmpty else {
      return
    }
    let found: [UInt8]?
    do throws(LogProblem) {
      var seen: Set<[UInt8]> = []
      for event in harvest.events where seen.insert(event.subject).inserted {
        // Nobody is found under a wrong key.
        if try appender.knows(event.subject) { return }
        if seen.count == Self.asked { break }
      }
      found = try appender.first("keymark", from: name)
    } catch { throw CommandError(error, writing: true) }
    guard let found, found != mark else { return }
    throw CommandError(
      ExitCode.data,
      "\(path) has people of \(name.text) under another key: everybody would be there twice",
      excerpt: ["the mark of its key is \(found.text), that of the key given is \(mark.text)"],
      remedy:
        "name the key of the earlier import with --key, or another \"source\" in the mapping if these are "
        + "other people; nothing was imported")
  }
}
