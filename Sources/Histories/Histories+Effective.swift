package import Bytes
package import EventLog
import Events

/// A line of the log as it counts in the view: what its producer said, with what amends in force put in
/// place of it.
package struct EffectiveLine: Sendable {
  /// Its number.
  package let seq: Int
  /// Who says so.
  package let source: String
  /// Its name there.
  package let id: String
  /// Who entered it; `nil` where that is not said.
  package let actor: String?
  /// The subject that its own line names.
  package let subject: String
  /// When it happened, as it was written.
  package fileprivate(set) var time: String
  /// The payload: one JSON object.
  package fileprivate(set) var data: [UInt8]
  /// When the log learned of the last of what is said here.
  package fileprivate(set) var recorded: Instant
  /// Whether an amend gave data or time.
  package fileprivate(set) var isAmended = false

  /// Reads a sealed line; `nil` where it lacks what a line has.
  fileprivate init?(_ line: [UInt8]) {
    guard let document = try? JSONDocument(line), let header = try? LineHeader(document) else {
      return nil
    }
    let root = document.root
    guard let time = root["time"]?.text, let source = root["source"]?.text,
      let id = root["id"]?.text, let subject = root["subject"]?.text, let data = root["data"]
    else { return nil }
    seq = header.seq
    recorded = header.recorded
    actor = root["actor"]?.text
    self.time = time
    self.source = source
    self.id = id
    self.subject = subject
    self.data = data.raw
  }
}

extension Histories {
  /// Hands lines to `body` as they count in the view, in ascending order. Those of the log are read
  /// once more.
  ///
  /// - Parameter seqs: their numbers, ascending. The histories must have been read from the log
  ///   itself, with all subjects.
  ///
  /// Throws `LogProblem`.
  package func forEachEffective(
    _ seqs: [Int], _ body: (EffectiveLine) -> Void
  ) throws(LogProblem) {
    let amends = try amendingLines()
    try lines.forEach(seqs) { seq, bytes, _ in
      guard var line = EffectiveLine(bytes) else { return }
      let amendment = amendments[seq]
      if let index = amendment?.data, let data = table.corrections[index].data {
        line.take(amends[table.corrections[index].seq])
        line.data = data
      }
      if let index = amendment?.time {
        let amend = amends[table.corrections[index].seq]
        line.take(amend)
        line.time = amend?.time ?? table.corrections[index].time?.text ?? line.time
      }
      body(line)
    }
  }

  /// What is read again of an amend in force: when it was recorded, and its time as written.
  fileprivate struct AmendingLine {
    let recorded: Instant
    let time: String?
  }

  private func amendingLines() throws(LogProblem) -> [Int: AmendingLine] {
    let indices = amendments.values.flatMap { [$0.data, $0.time].compactMap(\.self) }
    let seqs = Set(indices.map { table.corrections[$0].seq }).sorted()
    var found: [Int: AmendingLine] = [:]
    try lines.forEach(seqs) { seq, bytes, _ in
      guard let document = try? JSONDocument(bytes), let header = try? LineHeader(document) else {
        return
      }
      found[seq] = AmendingLine(
        recorded: header.recorded, time: document.root["data"]?["time"]?.text)
    }
    return found
  }
}

extension EffectiveLine {
  fileprivate mutating func take(_ amend: Histories.AmendingLine?) {
    isAmended = true
    if let amend { recorded = max(recorded, amend.recorded) }
  }
}
