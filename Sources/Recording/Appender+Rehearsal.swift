package import EventLog
package import Events

extension Appender {
  /// What an append would make of one line.
  package enum Foretold: Equatable, Sendable {
    /// It would be written.
    case new
    /// It says what line `seq` of the log, or an earlier line of the batch, says.
    case already(seq: Int)
    /// It has the source and id of line `seq`, with other content.
    case conflict(seq: Int)
    /// It can't be taken.
    case refused(Refusal)
  }

  /// What an append would say of each line of a batch. Unlike an append it does not stop at the first
  /// that can't be taken: the lines behind it are looked at as if that one were not there.
  ///
  /// Nothing is written. Lines that would be too long once they have their numbers are found only by
  /// `append`.
  ///
  /// Throws `LogProblem` where the log can't be read.
  package func rehearse(_ batch: DraftBatch) throws(LogProblem) -> [Foretold] {
    if labels.isFull { labels = LabelTable() }
    var staging = Staging(batch, head: head)
    index.ids.reserve(batch.positions.count)
    var foretold: [Foretold] = []
    foretold.reserveCapacity(batch.positions.count)
    for position in batch.positions {
      let taken = staging.inputs.count
      let staged: Staged
      do throws(LogProblem) { staged = try stage(position, &staging, false) } catch {
        forget(staging)
        throw error
      }
      switch staged {
      case .taken:
        foretold.append(
          staging.inputs.count > taken ? .new : .already(seq: staging.seqs[position]))
        continue
      case .conflict(let seq): foretold.append(.conflict(seq: seq))
      case .refused(let refusal): foretold.append(.refused(refusal))
      }
      // The numbers of lines are found by their places in the batch.
      staging.seqs.append(-1)
    }
    forget(staging)
    return foretold
  }
}
