import Bytes
import Definitions
import Events
import Histories

/// From the file to effective histories: decoded, corrected, grouped by subject.
struct ReplayLog: Bend {
  let name = "replay"

  func run(_ path: String) throws -> Histories {
    try Replay(SystemDisk(), Definitions.builtIn).histories(of: path)
  }

  /// For each subject how much is effective, what is orphaned and when follow-up ends.
  func describe(_ answer: Histories, to text: inout [UInt8]) {
    var history = answer.emptyHistory
    for number in 0..<Int32(answer.table.subjects.count) {
      guard answer.load(number, into: &history) else { continue }
      text.append(contentsOf: history.subject)
      text.append(text: "|\(history.events.count)|\(history.orphanedDoses.count)|")
      history.followUp.end.append(to: &text)
      text.append(text: "\n")
    }
  }
}
