import Bytes
import Definitions
package import EventLog
import Events

extension Appender {
  /// Appends one batch of lines as their producers wrote them.
  ///
  /// - Returns: the answer, once what was written is on the medium.
  ///
  /// Throws `LogProblem.disk` where writing failed; then this appender takes no more.
  package func append(
    _ input: [[UInt8]], conditions: AppendConditions = AppendConditions(),
    allowUnknownTypes: Bool = false
  ) throws(LogProblem) -> AppendAnswer {
    // Not even what is there already is acknowledged by a writer whose disk has failed it.
    if let failure = writer.failure, let problem = problem(failure) { throw problem }
    // Ledgers of subjects that this batch does not touch can be read again.
    if ledgers.count > 20_000 { ledgers.removeAll(keepingCapacity: true) }
    let parsed = input.map { line -> Result<Draft, Refusal> in
      if line.count >= Self.longestInput { return .failure(Self.tooLong) }
      do throws(Refusal) { return .success(try Draft(line)) } catch { return .failure(error) }
    }
    if let seqs = try repeats(parsed) { return .already(seqs: seqs) }
    guard try hold(conditions, parsed) else { return .condition(head: head) }

    var staging = Staging(head: head)
    for (position, result) in parsed.enumerated() {
      switch result {
      case .failure(let refusal): return forget(.refused(input: position, refusal))
      case .success(let draft):
        let staged: Staged
        do throws(LogProblem) { staged = try stage(draft, &staging, allowUnknownTypes) } catch {
          // What was staged before must not linger in the ledgers.
          ledgers.removeAll()
          throw error
        }
        switch staged {
        case .taken: break
        case .conflict(let seq): return forget(.conflict(input: position, seq: seq))
        case .refused(let refusal): return forget(.refused(input: position, refusal))
        }
      }
    }
    return try write(staging)
  }

  /// Whatever has so many bytes can't become a line, white space or not, and is not even parsed.
  package static let longestInput = 1 << 20

  private static let tooLong = Refusal(
    nil, .tooLong, foundText: nil,
    expected: "at most 65,535 bytes, the log's own members included")

  /// The lines of a batch that were checked and not yet written.
  struct Staging {
    let head: Int
    var drafts: [Draft] = []
    var bodies: [[UInt8]] = []
    /// Which input each new line came from.
    var inputs: [Int] = []
    var byKey: [UInt64: [Int]] = [:]
    /// The number of each input line.
    var seqs: [Int] = []
  }

  private enum Staged {
    case taken
    case conflict(seq: Int)
    case refused(Refusal)
  }

  /// An answer that writes nothing: what was staged must not linger in the ledgers.
  private func forget(_ answer: AppendAnswer) -> AppendAnswer {
    ledgers.removeAll()
    return answer
  }

  /// The numbers of the lines, if every line of the batch is in the log already.
  private func repeats(_ parsed: [Result<Draft, Refusal>]) throws(LogProblem) -> [Int]? {
    guard !parsed.isEmpty else { return nil }
    var seqs: [Int] = []
    for result in parsed {
      guard case .success(let draft) = result, let line = try find(draft.id, draft.source),
        draft.isRepeat(of: line.root)
      else { return nil }
      seqs.append(line.seq)
    }
    return seqs
  }

  private func hold(
    _ conditions: AppendConditions, _ parsed: [Result<Draft, Refusal>]
  ) throws(LogProblem) -> Bool {
    if let wanted = conditions.head, wanted != head { return false }
    guard let seen = conditions.subjectUnchanged, seen < head else { return true }
    var subjects: Set<[UInt8]> = []
    for case .success(let draft) in parsed { subjects.insert(draft.subject) }
    for subject in subjects {
      for line in try lines(of: subject).reversed() {
        if line.seq < seen { break }
        if line.root["subject"]?.string == subject { return false }
      }
    }
    return true
  }

  private func stage(
    _ draft: Draft, _ staging: inout Staging, _ allowUnknownTypes: Bool
  ) throws(LogProblem) -> Staged {
    if let line = try find(draft.id, draft.source) {
      guard draft.isRepeat(of: line.root) else { return .conflict(seq: line.seq) }
      staging.seqs.append(line.seq)
      return .taken
    }
    let key = draft.key
    for index in staging.byKey[key] ?? [] {
      let earlier = staging.drafts[index]
      guard earlier.id == draft.id, earlier.source == draft.source else { continue }
      guard draft.isRepeat(of: earlier.root) else { return .conflict(seq: staging.head + index) }
      staging.seqs.append(staging.head + index)
      return .taken
    }
    var targetKind: EventKind?
    do throws(Refusal) {
      try draft.check(definitions, allowUnknownTypes: allowUnknownTypes)
    } catch { return .refused(error) }
    switch try refer(draft, staging) {
    case .success(let kind): targetKind = kind
    case .failure(let refusal): return .refused(refusal)
    }
    let seq = staging.head + staging.drafts.count
    staging.byKey[key, default: []].append(staging.drafts.count)
    staging.inputs.append(staging.seqs.count)
    staging.drafts.append(draft)
    staging.bodies.append(draft.body(targetKind: targetKind))
    staging.seqs.append(seq)
    try note(draft, seq)
    return .taken
  }

  private func write(_ staging: Staging) throws(LogProblem) -> AppendAnswer {
    let written: [LogWriter.Written]
    do throws(LogWriter.Failure) { written = try writer.append(staging.bodies) } catch {
      ledgers.removeAll()
      if let problem = problem(error) { throw problem }
      guard case .tooLong(let index) = error else {
        return .refused(
          input: 0,
          Refusal(
            nil, .notAllowed, foundText: nil,
            expected: "another log: this one has as many lines as it can number"))
      }
      return .refused(input: staging.inputs[index], Self.tooLong)
    }
    for (draft, line) in zip(staging.drafts, written) {
      do throws(LineFault) { index.add(try LineNames(draft.root), line.offset) } catch {
        preconditionFailure("a line was written without a name")
      }
    }
    return .accepted(seqs: staging.seqs, written: written.map(\.line))
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
