import Bytes
import EventLog
import Events

/// The labels of infusions in the effective state of the log and of the batch so far.
extension Appender {
  /// What a line does to labels.
  enum LabelEffect {
    case none
    /// An infusion, which takes one.
    case takes
    /// A correction of an infusion or of another correction: a ledger must find out.
    case corrects
  }

  /// What a line that was read in place does to labels, if what it refers to is in order; else
  /// `nil`, and the parsed line says what is wrong or must be written anew.
  func effect(
    of plain: PlainDraft, _ staging: Staging
  ) throws(LogProblem) -> LabelEffect? {
    switch plain.kind {
    case .infusion: return try holds(plain, staging) ? nil : .takes
    case .dose, .vital, .adverse:
      if plain.label.isNone { return LabelEffect.none }
      return try holds(plain, staging) ? LabelEffect.none : nil
    case .correction:
      guard let target = try target(of: plain, staging) else { return nil }
      return Self.effect(ofCorrecting: target)
    default: return LabelEffect.none
    }
  }

  private static func effect(ofCorrecting kind: EventKind) -> LabelEffect {
    kind == .infusion || kind == .correction ? .corrects : .none
  }

  /// The kind of a correction's target, if it may be corrected so and the correction can be written
  /// as it stands.
  private func target(
    of plain: PlainDraft, _ staging: Staging
  ) throws(LogProblem) -> EventKind? {
    let batch = staging.batch
    let bytes = batch.lines.bytes.span
    let correction = batch.corrections[Int(plain.correction)]
    let id = bytes.extracting(plain.range(correction.id))
    let source = bytes.extracting(plain.range(correction.source))
    let subject = bytes.extracting(plain.range(plain.subject))
    var found: EventKind?
    for place in try places(correction.targetKey).staged {
      // Of parsed lines the general way takes care.
      guard let target = batch[staging.inputs[place]].plain,
        bytes.extracting(target.range(target.id)).equals(id),
        bytes.extracting(target.range(target.source)).equals(source)
      else { return nil }
      guard bytes.extracting(target.range(target.subject)).equals(subject) else { return nil }
      found = target.kind
    }
    if found == nil, let line = try find(id.copy(), source.copy()) {
      guard line.root["subject"]?.string == subject.copy() else { return nil }
      found = EventKind(line.root["type"]?.string ?? [])
    }
    guard let kind = found, kind != .correction || correction.action == .void else { return nil }
    // When an amended dose ends the general way looks after.
    if kind == .dose, correction.action == .amend { return nil }
    if !correction.data.isNone {
      var scanner = scanner
      guard scanner.takes(bytes, data: plain.range(correction.data), of: kind) else { return nil }
    }
    return kind
  }

  /// Whether the subject of a line has the label that the line speaks of.
  private func holds(_ plain: PlainDraft, _ staging: Staging) throws(LogProblem) -> Bool {
    let bytes = staging.batch.lines.bytes.span
    let name = plain.range(plain.subject)
    let subject = labels.number(bytes, name)
    if labels.state(subject) == .unknown { try open(subject, bytes.copy(name), staging) }
    let label = plain.range(plain.label)
    if labels.state(subject) == .plain { return labels.has(subject, labels.label(bytes, label)) }
    return try ledgerHolds(subject, bytes.copy(name), bytes.copy(label), staging)
  }

  /// Whether a subject has, in the effective state, an infusion of that label.
  func holds(
    _ name: [UInt8], _ label: [UInt8], _ staging: Staging
  ) throws(LogProblem) -> Bool {
    let subject = labels.number(name)
    if labels.state(subject) == .unknown { try open(subject, name, staging) }
    if labels.state(subject) == .plain {
      return labels.has(subject, labels.label(label.span, 0..<label.count))
    }
    return try ledgerHolds(subject, name, label, staging)
  }

  private func ledgerHolds(
    _ subject: Int32, _ name: [UInt8], _ label: [UInt8], _ staging: Staging
  ) throws(LogProblem) -> Bool {
    let givers = labels.ledgers[subject]?.givers ?? []
    var owners = [subject]
    for giver in givers {
      let number = labels.number(giver)
      try openLedger(number, giver, staging)
      owners.append(number)
    }
    for owner in owners {
      let holdings = labels.ledgers[owner]?.holdings() ?? []
      if holdings.contains(where: { $0.subject == name && $0.label == label }) { return true }
    }
    return false
  }

  /// Takes a staged line that was read in place into what is known of labels.
  func note(
    _ plain: PlainDraft, _ effect: LabelEffect, _ position: Int, _ staging: Staging
  ) throws(LogProblem) {
    let bytes = staging.batch.lines.bytes.span
    switch effect {
    case .none: return
    case .takes:
      let subject = labels.number(bytes, plain.range(plain.subject))
      guard labels.state(subject) == .plain else { break }
      labels.add(subject, labels.label(bytes, plain.range(plain.label)))
      labels.stage(subject, input: position, seq: staging.seqs[position])
      return
    case .corrects: break
    }
    guard case .success(let draft) = staging.batch.draft(position) else { return }
    try noteInLedgers(draft, position, staging)
  }

  /// Takes a staged line that was parsed into what is known of labels.
  func note(
    _ draft: Draft, _ targetKind: EventKind?, _ position: Int, _ staging: Staging
  ) throws(LogProblem) {
    switch draft.kind {
    case .infusion:
      let subject = labels.number(draft.subject)
      guard labels.state(subject) == .plain, let label = draft.data["infusion"]?.string else {
        break
      }
      labels.add(subject, labels.label(label.span, 0..<label.count))
      labels.stage(subject, input: position, seq: staging.seqs[position])
      return
    case .correction:
      if let targetKind, Self.effect(ofCorrecting: targetKind) == .none { return }
    default: return
    }
    try noteInLedgers(draft, position, staging)
  }

  /// Takes an infusion or a correction into the ledgers of those whom it concerns.
  private func noteInLedgers(
    _ draft: Draft, _ position: Int, _ staging: Staging
  ) throws(LogProblem) {
    var names = [draft.subject]
    if draft.kind == .correction, let receiver = draft.data["subject"]?.string,
      receiver != draft.subject
    {
      names.append(receiver)
    }
    for name in names {
      let subject = labels.number(name)
      try openLedger(subject, name, staging)
      labels.ledgers[subject]?.take(draft.root, seq: staging.seqs[position])
      labels.stage(subject, input: position, seq: staging.seqs[position])
    }
  }

  /// Finds out what labels a subject has, from the lines of the log.
  private func open(
    _ subject: Int32, _ name: [UInt8], _ staging: Staging
  ) throws(LogProblem) {
    let lines = try lines(of: name, kinds: [.infusion, .correction])
    let isCorrected = lines.contains {
      $0.root["type"]?.text == EventKind.correction.word.description
    }
    if isCorrected { return try openLedger(subject, name, lines, staging) }
    labels.open(plain: subject)
    for line in lines where line.root["type"]?.text == EventKind.infusion.word.description {
      guard let label = line.root["data"]?["infusion"]?.string else { continue }
      labels.add(subject, labels.label(label.span, 0..<label.count))
    }
  }

  private func openLedger(
    _ subject: Int32, _ name: [UInt8], _ staging: Staging
  ) throws(LogProblem) {
    guard labels.state(subject) != .ledger else { return }
    try openLedger(subject, name, lines(of: name, kinds: [.infusion, .correction]), staging)
  }

  /// The ledger of a subject, from its lines in the log and in the batch so far.
  private func openLedger(
    _ subject: Int32, _ name: [UInt8], _ lines: [Line], _ staging: Staging
  ) throws(LogProblem) {
    var ledger = LabelLedger(subject: name)
    for line in lines { ledger.take(line.root, seq: line.seq) }
    for (input, seq) in labels.stagedLines(subject) {
      if case .success(let draft) = staging.batch.draft(input) { ledger.take(draft.root, seq: seq) }
    }
    labels.open(subject, ledger)
  }
}
