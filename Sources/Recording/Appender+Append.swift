import Bytes
import Definitions
package import EventLog
import Events

extension Appender {
  /// Whatever has so many bytes can't become a line, white space or not, and is not even parsed.
  package static let longestInput = DraftBatch.longestInput

  /// Appends one batch of lines as their producers wrote them.
  ///
  /// - Returns: the answer, once what was written is on the medium.
  ///
  /// Throws `LogProblem.disk` where writing failed; then this appender takes no more.
  package func append(
    _ input: [[UInt8]], conditions: AppendConditions = AppendConditions(),
    allowUnknownTypes: Bool = false
  ) throws(LogProblem) -> AppendAnswer {
    try append(
      DraftBatch(ProducerLines(input), scanner), conditions: conditions,
      allowUnknownTypes: allowUnknownTypes)
  }

  /// Appends one batch that was read by this appender's scanner.
  ///
  /// - Returns: the answer, once what was written is on the medium.
  ///
  /// Throws `LogProblem.disk` where writing failed; then this appender takes no more.
  package func append(
    _ batch: DraftBatch, conditions: AppendConditions = AppendConditions(),
    allowUnknownTypes: Bool = false
  ) throws(LogProblem) -> AppendAnswer {
    // Not even what is there already is acknowledged by a writer whose disk has failed it.
    if let failure = writer.failure, let problem = problem(failure) { throw problem }
    if labels.isFull { labels = LabelTable() }
    if let seqs = try repeats(batch) { return .already(seqs: seqs) }
    guard try hold(conditions, batch) else { return .condition(head: head) }

    var staging = Staging(batch, head: head)
    index.ids.reserve(batch.positions.count)
    for position in batch.positions {
      if position % Self.sight == 0 { lookAhead(batch, from: position) }
      let staged: Staged
      do throws(LogProblem) { staged = try stage(position, &staging, allowUnknownTypes) } catch {
        forget(staging)
        throw error
      }
      switch staged {
      case .taken: continue
      case .conflict(let seq):
        forget(staging)
        return .conflict(input: position, seq: seq)
      case .refused(let refusal):
        forget(staging)
        return .refused(input: position, refusal)
      }
    }
    return try write(staging)
  }

  /// Lines that are looked at together before they are staged.
  private static let sight = 64

  /// Asks memory for what the next lines are looked up by, all at once: one after the other each
  /// would be waited for.
  private func lookAhead(_ batch: DraftBatch, from position: Int) {
    let end = min(position + Self.sight, batch.positions.upperBound)
    guard end - position > 1 else { return }
    let bytes = batch.lines.bytes.span
    var seen: UInt64 = 0
    var keys: [UInt64] = []
    keys.reserveCapacity(Self.sight)
    for next in position..<end {
      guard let plain = batch[next].plain else { continue }
      keys.append(plain.key)
      seen ^= UInt64(bytes[plain.range(plain.subject).lowerBound])
    }
    glanced = seen ^ index.ids.glance(keys)
  }

  /// The lines of a batch that were checked and not yet written.
  struct Staging {
    let batch: DraftBatch
    let head: Int
    /// What will be written.
    var list: BodyList
    /// Which input each new line came from.
    var inputs: [Int] = []
    /// The number of each input line.
    var seqs: [Int] = []

    init(_ batch: DraftBatch, head: Int) {
      self.batch = batch
      self.head = head
      list = BodyList(batch.lines.bytes)
      list.bodies.reserveLarge(batch.positions.count)
      inputs.reserveCapacity(batch.positions.count)
      seqs.reserveCapacity(batch.positions.count)
    }
  }

  /// What became of a line that was to be staged.
  enum Staged {
    case taken
    case conflict(seq: Int)
    case refused(Refusal)
  }

  /// What was staged and will not be written must not linger in the index and the labels.
  func forget(_ staging: Staging) {
    labels = LabelTable()
    index.ids.takeBack(behind: index.ids.freshCount - staging.inputs.count)
  }

  /// The numbers of the lines, if every line of the batch is in the log already.
  private func repeats(_ batch: DraftBatch) throws(LogProblem) -> [Int]? {
    var seqs: [Int] = []
    for position in batch.positions {
      if let plain = batch[position].plain, try isNew(plain.key) { return nil }
      guard case .success(let draft) = batch.draft(position),
        let line = try find(draft.id, draft.source), draft.isRepeat(of: line.root)
      else { return nil }
      seqs.append(line.seq)
    }
    return seqs.isEmpty ? nil : seqs
  }

  private func hold(
    _ conditions: AppendConditions, _ batch: DraftBatch
  ) throws(LogProblem) -> Bool {
    if let wanted = conditions.head, wanted != head { return false }
    guard let seen = conditions.subjectUnchanged, seen < head else { return true }
    var subjects: Set<[UInt8]> = []
    for position in batch.positions {
      if case .success(let draft) = batch.draft(position) { subjects.insert(draft.subject) }
    }
    for subject in subjects {
      for line in try lines(of: subject).reversed() {
        if line.seq < seen { break }
        if line.root["subject"]?.string == subject { return false }
      }
    }
    return true
  }

  /// Checks a line, and keeps it for writing where it is new.
  func stage(
    _ position: Int, _ staging: inout Staging, _ allowUnknownTypes: Bool
  ) throws(LogProblem) -> Staged {
    guard let plain = staging.batch[position].plain else {
      switch staging.batch.draft(position) {
      case .failure(let refusal): return .refused(refusal)
      case .success(let draft):
        return try stage(draft, position, &staging, allowUnknownTypes)
      }
    }
    if try isNew(plain.key), let effect = try effect(of: plain, staging) {
      staging.list.bodies.append(
        BodyList.Body(
          start: plain.range(plain.body).lowerBound, count: plain.range(plain.body).count,
          isRewritten: false))
      take(position, plain.key, &staging)
      try note(plain, effect, position, staging)
      return .taken
    }
    switch staging.batch.draft(position) {
    case .failure(let refusal): return .refused(refusal)
    case .success(let draft): return try stage(draft, position, &staging, allowUnknownTypes)
    }
  }

  /// Stages a line that was parsed: whatever there is to say about a line is said here.
  private func stage(
    _ draft: Draft, _ position: Int, _ staging: inout Staging, _ allowUnknownTypes: Bool
  ) throws(LogProblem) -> Staged {
    if let line = try find(draft.id, draft.source) {
      guard draft.isRepeat(of: line.root) else { return .conflict(seq: line.seq) }
      staging.seqs.append(line.seq)
      return .taken
    }
    if let (place, earlier) = try staged(draft.id, draft.source, staging) {
      guard draft.isRepeat(of: earlier.root) else { return .conflict(seq: staging.head + place) }
      staging.seqs.append(staging.head + place)
      return .taken
    }
    do throws(Refusal) {
      try draft.check(definitions, allowUnknownTypes: allowUnknownTypes)
    } catch { return .refused(error) }
    let targetKind: EventKind?
    switch try refer(draft, staging) {
    case .success(let kind): targetKind = kind
    case .failure(let refusal): return .refused(refusal)
    }
    staging.list.add(rewritten: draft.body(targetKind: targetKind))
    take(position, draft.key, &staging)
    try note(draft, targetKind, position, staging)
    return .taken
  }

  /// Gives a line the next number.
  private func take(_ position: Int, _ key: UInt64, _ staging: inout Staging) {
    let place = staging.inputs.count
    staging.seqs.append(staging.head + place)
    staging.inputs.append(position)
    // Where it will stand is not known yet; it is behind what is there.
    index.ids.insert(key, offset: writer.position.bytes + place)
  }

  private func write(_ staging: Staging) throws(LogProblem) -> AppendAnswer {
    let written: WrittenLines
    let places: LinePlaces
    let (batch, inputs) = (staging.batch, staging.inputs)
    do throws(LogWriter.Failure) {
      (written, places) = try writer.append(staging.list) { LinePlaces($0, inputs, batch) }
    } catch {
      forget(staging)
      if let problem = problem(error) { throw problem }
      guard case .tooLong(let index) = error else {
        return .refused(
          input: 0,
          Refusal(
            nil, .notAllowed, foundText: nil,
            expected: "another log: this one has as many lines as it can number"))
      }
      return .refused(input: staging.inputs[index], DraftBatch.tooLong)
    }
    labels.endBatch()
    index.ids.place(behind: index.ids.freshCount - inputs.count, at: places.offsets)
    index.subjects.insert(places.subjects)
    spill()
    return .accepted(seqs: staging.seqs, written: written)
  }

  /// What stops a writer for good; `nil` for what only refuses a batch.
  private func problem(_ failure: LogWriter.Failure) -> LogProblem? {
    switch failure {
    case .disk(let error): .disk(error)
    case .displaced:
      .notAFile(
        "\(folder.log) was replaced, removed or cut while it was written to: what was not "
          + "acknowledged by then is not in it")
    case .tooLong, .full: nil
    }
  }
}
