package import EventLog
package import Events

/// What an append answers.
package enum AppendAnswer: Sendable {
  /// All lines are in the log; `seqs` has the number of each, an earlier one for a line that was
  /// there already, and `written` the new lines as they stand in the file.
  case accepted(seqs: [Int], written: WrittenLines)
  /// All lines were there already; nothing was written.
  case already(seqs: [Int])
  /// Line `input` has the source and id of line `seq`, with other content; nothing was written.
  case conflict(input: Int, seq: Int)
  /// A condition did not hold; the log has `head` lines; nothing was written.
  case condition(head: Int)
  /// Line `input` can't be taken; nothing was written.
  case refused(input: Int, Refusal)
}

/// What must hold for an append to be made.
package struct AppendConditions: Equatable, Sendable {
  /// The log has exactly so many lines.
  package var head: Int?
  /// No event of the batch's subjects stands behind the first so many lines.
  package var subjectUnchanged: Int?

  package init(head: Int? = nil, subjectUnchanged: Int? = nil) {
    self.head = head
    self.subjectUnchanged = subjectUnchanged
  }
}
