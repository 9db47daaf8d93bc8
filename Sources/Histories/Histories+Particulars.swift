package import Bytes
package import EventLog
package import Events

/// Which corrections gave an event what it has now, as indices into the table's `corrections`.
struct Amendment: Sendable {
  /// The one that gave its data; `nil`: its own line.
  var data: Int?
  /// The one that gave its time; `nil`: its own line.
  var time: Int?
}

extension Histories {
  /// The data that a correction in force gave the event of a line, as one JSON object; `nil`: those of
  /// its own line are in force.
  package func amendedData(of seq: Int) -> [UInt8]? {
    amendments[seq]?.data.flatMap { table.corrections[$0].data }
  }

  /// The data in force of the event on a line: a correction's, else the line's own; `nil`: it has none.
  package func data(of seq: Int, on line: JSONDocument) -> JSONNode? {
    let amended = amendedData(of: seq).flatMap { try? JSONDocument($0) }
    return amended?.root ?? line.root["data"]
  }

  /// What the lines of the view say beyond what replay keeps, corrections applied.
  ///
  /// Reads the log once more, line by line, on one thread. It keeps some 40 bytes for each line
  /// and none of its text.
  ///
  /// Throws `LogProblem`.
  package func particulars() throws(LogProblem) -> Particulars {
    var decoder = ParticularsDecoder(table)
    try lines.readAgain(into: &decoder)
    try refuseCut(found: decoder.particulars.recorded.count)
    for (seq, amendment) in amendments.sorted(by: { $0.key < $1.key }) {
      if let time = amendment.time {
        decoder.timeGiven(to: seq, by: table.corrections[time].seq)
      }
      if let index = amendment.data, let data = table.corrections[index].data {
        decoder.amend(seq, with: data)
      }
    }
    return decoder.particulars
  }
}
