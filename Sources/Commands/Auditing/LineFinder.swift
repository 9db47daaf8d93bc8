import Bytes
import EventLog
import Events
import Histories

/// Finds a line by what somebody calls it: its number, or its source and id.
struct LineFinder {
  private let histories: Histories
  private let path: String
  /// What is to be done with the line, as an example says it.
  private let task: String

  /// Lines in which a nearest name is looked for; in longer logs it would take too long.
  private static let mostLinesForNearest = 20_000

  init(_ histories: Histories, _ path: String, to task: String) {
    self.histories = histories
    self.path = path
    self.task = task
  }

  /// The number of the line that is called so.
  func seq(of word: String) throws(CommandError) -> Int {
    if word.utf8.allSatisfy({ $0 &- 48 <= 9 }), !word.isEmpty { return try seq(numbered: word) }
    let found: [(seq: Int, source: String, id: String)]
    do throws(LogProblem) { found = try lines(called: word) } catch { throw CommandError(error) }
    guard let line = found.first else { throw try unknown(word) }
    guard found.count == 1 else {
      throw CommandError(
        ExitCode.usage, "\(word) names \(found.count) lines",
        excerpt: found.map { "line \($0.seq): source \($0.source), id \($0.id)" },
        remedy: "name one by its number: reprieve audit \(task) \(line.seq)")
    }
    return line.seq
  }

  private func seq(numbered word: String) throws(CommandError) -> Int {
    let count = histories.table.events.count
    guard let seq = Int(word), seq < count else {
      throw CommandError(
        ExitCode.usage, "there is no line \(word): this view of the log has \(histories.size)",
        remedy: count > 1 ? "lines are numbered 1 to \(count - 1)" : "it has line 0 alone")
    }
    guard seq > 0 else {
      throw CommandError(
        ExitCode.usage, "line 0 says what the log is: it is no event and has no history",
        remedy: "reprieve audit trail without a line shows the whole log's")
    }
    return seq
  }

  /// The lines whose source and id, joined by a slash, are the word: each slash may be the one.
  private func lines(
    called word: String
  ) throws(LogProblem) -> [(seq: Int, source: String, id: String)] {
    let bytes = Array(word.utf8)
    var names: [UInt32: [(source: [UInt8], id: [UInt8])]] = [:]
    for slash in bytes.indices where bytes[slash] == UInt8(ascii: "/") {
      let (source, id) = (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
      let key = EventKey.short(id: id, source: source)
      names[key, default: []].append((source, id))
    }
    guard !names.isEmpty else { return [] }
    var found: [(seq: Int, source: String, id: String)] = []
    for (seq, event) in histories.table.events.enumerated() where seq > 0 {
      guard let candidates = names[event.key] else { continue }
      for (source, id) in candidates
      where try histories.lines.isNamed(id, source, seq: seq) {
        found.append((seq, source.text, id.text))
      }
    }
    return found
  }

  private func unknown(_ word: String) throws(CommandError) -> CommandError {
    guard word.contains("/") else {
      return CommandError(
        ExitCode.usage, "\(word) is neither a line's number nor a SOURCE/ID",
        remedy: "such as reprieve audit \(task) 7, or reprieve audit \(task) /clinic/ehr/e7")
    }
    var near: String?
    if histories.table.events.count <= Self.mostLinesForNearest {
      do throws(LogProblem) { near = Nearest.name(to: word, among: try names()) } catch {
        throw CommandError(error)
      }
    }
    return CommandError(
      ExitCode.usage, "no line of this view has the source and id \(word)",
      remedy: near.map { "did you mean \($0)?" }
        ?? "reprieve log -f \(path) --format csv lists sources and ids")
  }

  /// What every line is called.
  private func names() throws(LogProblem) -> [String] {
    let reader = try histories.entries(
      into: NoEntries(), names: EntryNames(),
      keeping: Set(1..<max(1, histories.table.events.count)))
    return reader.kept.keys.sorted().compactMap { seq in
      guard let root = (try? JSONDocument(reader.kept[seq] ?? []))?.root else { return nil }
      return "\(root["source"]?.text ?? "")/\(root["id"]?.text ?? "")"
    }
  }
}

/// Whoever wants the lines alone.
private struct NoEntries: EntryTaker {
  mutating func take(_ entry: LineEntry) {}
}
