import Bytes
import Definitions
import EventLog
import Events

/// What a line refers to, in the effective state of the log and of the batch so far.
extension Appender {
  /// A line of the log, parsed.
  struct Line {
    let seq: Int
    let root: JSONNode
  }

  /// Checks what a draft refers to. Succeeds with the kind of a correction's target.
  func refer(
    _ draft: Draft, _ staging: Staging
  ) throws(LogProblem) -> Result<EventKind?, Refusal> {
    switch draft.kind {
    case .infusion:
      guard let label = draft.data["infusion"]?.string else { return .success(nil) }
      if try holds(draft.subject, label) {
        return .failure(
          Refusal(
            "data.infusion", .labelTaken, found: draft.data["infusion"],
            expected: "a label that no other infusion of this subject has"))
      }
    case .dose, .vital, .adverse:
      guard let label = draft.data["infusion"]?.string else { return .success(nil) }
      if try !holds(draft.subject, label) {
        return .failure(
          Refusal(
            "data.infusion", .unknownInfusion, found: draft.data["infusion"],
            expected: "the label of an infusion of this subject that is in the log"))
      }
    case .correction: return try referToTarget(draft, staging)
    default: break
    }
    return .success(nil)
  }

  private func referToTarget(
    _ draft: Draft, _ staging: Staging
  ) throws(LogProblem) -> Result<EventKind?, Refusal> {
    let data = draft.data
    guard let id = data["id"]?.string, let source = data["source"]?.string else {
      return .success(nil)
    }
    var target = try find(id, source)?.root
    if target == nil {
      let candidates = staging.byKey[EventKey.hash(id: id, source: source)] ?? []
      target =
        candidates.map { staging.drafts[$0] }
        .first { $0.id == id && $0.source == source }?.root
    }
    guard let target else {
      return .failure(
        Refusal(
          "data.id", .unknownTarget, found: data["id"],
          expected: "the source and id of an event that is in the log"))
    }
    guard target["subject"]?.string == draft.subject else {
      return .failure(
        Refusal(
          "subject", .otherSubject, found: draft.root["subject"],
          expected: "\(target["subject"]?.text ?? ""), the subject written in the target's line"))
    }
    let kind = EventKind(target["type"]?.string ?? [])
    let action = data["action"]?.text.flatMap(CorrectionAction.init)
    if kind == .correction, action != .void {
      return .failure(
        Refusal(
          "data.action", .notAllowed, found: data["action"],
          expected: "void: nothing else can be done to a correction"))
    }
    if action == .amend, let replacement = data["data"], kind != .unknown {
      do throws(Refusal) {
        try DataCheck(definitions).check(replacement, of: kind, path: "data.data")
      } catch { return .failure(error) }
    }
    return .success(kind)
  }

  /// Whether a subject has, in the effective state, an infusion of that label.
  private func holds(_ subject: [UInt8], _ label: [UInt8]) throws(LogProblem) -> Bool {
    try open(subject)
    for giver in ledgers[subject]?.givers ?? [] { try open(giver) }
    for owner in [subject] + (ledgers[subject]?.givers ?? []) {
      let holdings = ledgers[owner]?.holdings() ?? []
      if holdings.contains(where: { $0.subject == subject && $0.label == label }) { return true }
    }
    return false
  }

  /// Takes a staged line into the ledgers that are open; those that are not are read when needed.
  func note(_ draft: Draft, _ seq: Int) throws(LogProblem) {
    guard draft.kind == .infusion || draft.kind == .correction else { return }
    try open(draft.subject)
    ledgers[draft.subject]?.take(draft.root, seq: seq)
    if let receiver = draft.data["subject"]?.string, draft.kind == .correction,
      receiver != draft.subject
    {
      try open(receiver)
      ledgers[receiver]?.take(draft.root, seq: seq)
    }
  }

  /// The ledger of a subject, from the lines of the log.
  private func open(_ subject: [UInt8]) throws(LogProblem) {
    guard ledgers[subject] == nil else { return }
    var ledger = LabelLedger(subject: subject)
    for line in try lines(of: subject) { ledger.take(line.root, seq: line.seq) }
    ledgers[subject] = ledger
  }

  /// The line of the log with that id and source.
  func find(_ id: [UInt8], _ source: [UInt8]) throws(LogProblem) -> Line? {
    // Line 0 is in no index; its name is taken all the same.
    if source == lineZero.source, id == lineZero.id { return try read(at: 0) }
    for offset in try offsets(\.ids, EventKey.hash(id: id, source: source)) {
      let line = try read(at: offset)
      if line.root["id"]?.string == id, line.root["source"]?.string == source { return line }
    }
    return nil
  }

  /// The lines of the log about a subject, in order.
  func lines(of subject: [UInt8]) throws(LogProblem) -> [Line] {
    var lines: [Line] = []
    for offset in try offsets(\.subjects, LineNames.hash(subject: subject)) {
      let line = try read(at: offset)
      let other = line.root["data"]?["subject"]?.string
      if line.root["subject"]?.string == subject || other == subject { lines.append(line) }
    }
    return lines
  }

  private func offsets(
    _ part: KeyPath<LogIndex, LineIndex>, _ key: UInt64
  ) throws(LogProblem) -> [Int] {
    if let found = try? index[keyPath: part].offsets(key) { return found }
    // A block of the cache is gone or was altered: the log has all that it had.
    try rebuildIndex()
    return (try? index[keyPath: part].offsets(key)) ?? []
  }

  private func read(at offset: Int) throws(LogProblem) -> Line {
    do throws(DiskError) {
      let bytes = try disk.bytes(of: writer.file, at: offset, count: 1024)
      var line = bytes
      if bytes.span.firstIndex(of: 0x0A, in: 0..<bytes.count) == nil {
        line = try disk.bytes(of: writer.file, at: offset, count: Seal.longestLine + 1)
      }
      let end = line.span.firstIndex(of: 0x0A, in: 0..<line.count) ?? line.count
      guard let document = try? JSONDocument(Array(line[0..<end])),
        let header = try? LineHeader(document)
      else { throw DiskError("read", folder.log, DiskError.inputOutput) }
      return Line(seq: header.seq, root: document.root)
    } catch { throw .disk(error) }
  }
}
