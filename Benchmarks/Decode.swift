import Bytes
import Definitions
import EventLog
import Events

/// Reads every line and turns it into an event.
struct Decode: Bend {
  let name = "decode"

  func run(_ path: String) throws -> EventTable {
    var decoder = EventDecoder(Definitions.builtIn)
    _ = try LogReader(SystemDisk(), path).read(into: &decoder)
    return decoder.table
  }

  /// Counts by kind, the names that came up, and sums that any change of an event changes.
  func describe(_ answer: EventTable, to text: inout [UInt8]) {
    for kind in EventKind.allCases {
      var (count, times, values): (Int, Int64, Int64) = (0, 0, 0)
      for event in answer.events where event.kind == kind {
        count += 1
        times &+= event.time.milliseconds
        values &+= event.value
      }
      text.append(text: "\(kind): \(count) events, times \(times), values \(values)\n")
    }
    text.append(text: "\(answer.subjects.count) subjects, \(answer.labels.count) labels, ")
    text.append(text: "\(answer.instruments.count) instruments, \(answer.words.count) words\n")
  }
}
