import Bytes
import EventLog
import Events

/// Where the lines of a batch stand in the log, and whom they are about: what indexes take of them.
struct LinePlaces: Sendable {
  /// Where each line starts.
  private(set) var offsets: [Int] = []
  /// Subjects by their hashes, each with a line that speaks of it; a correction that gives an event to
  /// somebody else speaks of two.
  private(set) var subjects: [(key: UInt64, offset: Int)] = []

  /// - Parameter inputs: which line of the batch each written one comes from.
  init(_ written: WrittenLines, _ inputs: [Int], _ batch: DraftBatch) {
    offsets.reserveCapacity(inputs.count)
    subjects.reserveCapacity(inputs.count)
    written.forEachOffset { place, offset in
      offsets.append(offset)
      add(inputs[place], batch, at: offset)
    }
  }

  private mutating func add(_ position: Int, _ batch: DraftBatch, at offset: Int) {
    if let plain = batch[position].plain {
      subjects.append((plain.subjectKey, offset))
      guard plain.correction >= 0 else { return }
      let receiver = batch.corrections[Int(plain.correction)].subject
      guard !receiver.isNone else { return }
      let key = XXH64.hash(batch.lines.bytes.span.extracting(plain.range(receiver)))
      if key != plain.subjectKey { subjects.append((key, offset)) }
    } else if case .success(let draft) = batch.draft(position),
      let names = try? LineNames(draft.root)
    {
      subjects.append((names.subject, offset))
      if let other = names.otherSubject, other != names.subject {
        subjects.append((other, offset))
      }
    }
  }
}
