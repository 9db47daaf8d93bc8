package import Bytes
package import EventLog
import Events
package import Histories

/// Finds whose intake says that they are over 89: in a released log that stands in place of a year of
/// birth, and is an age like any other to who counts people of one age.
///
/// The format itself does not know the member: no history has it, so that the lines are read.
package struct OverAge: LineConsumer {
  /// By `seq`, whose effective intake it is.
  private var owners: [Int: String] = [:]
  private let histories: Histories
  private var found: Set<String> = []

  private init(_ histories: Histories) {
    self.histories = histories
    var history = histories.emptyHistory
    for number in 0..<Int32(histories.table.subjects.count)
    where histories.load(number, into: &history) {
      for entry in history.events where entry.event.kind == .intake {
        owners[entry.seq] = history.subject.text
      }
    }
  }

  /// The subjects of a log of whom that is said, under the log's own names.
  package static func subjects(
    of histories: Histories, _ disk: any Disk, at path: String
  ) throws(LogProblem) -> Set<String> {
    var reader = OverAge(histories)
    _ = try LogReader(disk, path).read(into: &reader)
    return reader.found
  }

  package mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    guard let owner = owners[header.seq] else { return }
    let data = histories.data(of: header.seq, on: document)
    if data?["over89"]?.bool == true { found.insert(owner) }
  }
}
