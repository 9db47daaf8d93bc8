import Bytes
import Definitions
import EventLog
import Events
import Histories
import Recording
import TestSupport
import Testing

/// The labels of infusions in the effective state, against a full computation from all events.
@Suite struct LabelLedgerTests {
  private static let path = "log.jsonl"
  private static let subjects = ["A", "B", "C"]
  private static let labels = ["s1", "s2", "s3"]

  @Test(arguments: 1...UInt64(LongRun.pick(8, 14)))
  func `labels are those that a replay of all events gives`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var disk = SimulatedDisk()
    disk.installLog(Self.path)
    var appender = try open(disk, usesCache: true)
    var events: [Said] = []
    for step in 0..<30 {
      if generator.below(10) == 0 {
        // Closed, or killed; opened with what was kept, or without.
        if generator.coin() { appender.close() } else { disk = disk.copy }
        appender = try open(disk, usesCache: generator.coin())
      }
      var batch: [Said] = []
      for position in 0...generator.below(3) {
        batch.append(said("e-\(step)-\(position)", events + batch, &generator))
      }
      let place = Comment("seed \(seed), step \(step): \(batch)")
      // The first event of the batch that can't be taken, each judged with those before it.
      let refused = batch.indices.first { index in
        !NaiveLabels(events + batch[..<index]).takes(batch[index])
      }
      switch try appender.append(batch.map(\.line)) {
      case .accepted(let seqs, _):
        #expect(refused == nil && seqs.count == batch.count, place)
        events += batch
      case .refused(let input, let refusal): #expect(input == refused, "\(refusal), \(place)")
      case let other: Issue.record("\(other), \(place)")
      }
      try expectLabels(NaiveLabels(events), appender, place)
    }
    appender.close()
    #expect(events.count > 12, "seed \(seed)")
    try expectReplay(NaiveLabels(events), disk, "seed \(seed)")
  }

  private func open(_ disk: SimulatedDisk, usesCache: Bool) throws -> Appender {
    try Appender.open(
      disk, Self.path, .builtIn, usesCache: usesCache, TickingClock().timekeeper)
  }

  /// A random event; its target, where it has one, may be voided, or be of the wrong kind.
  private func said(
    _ id: String, _ events: [Said], _ generator: inout SeededGenerator
  ) -> Said {
    let label = Self.labels[generator.below(Self.labels.count)]
    let subject = Self.subjects[generator.below(Self.subjects.count)]
    let action = generator.below(12)
    guard action > 3, !events.isEmpty else {
      return Said(id: id, subject: subject, kind: .infusion(label))
    }
    let target = events[generator.below(events.count)]
    let kind: Said.Kind =
      switch action {
      case 4, 5: .relabel(target.id, label)
      case 6: .retime(target.id)
      case 7, 8: .reassign(target.id, subject)
      default: .void(target.id)
      }
    return Said(id: id, subject: target.subject, kind: kind)
  }

  /// Asks for every label with a dose that a second, senseless line keeps out of the log.
  private func expectLabels(
    _ naive: NaiveLabels, _ appender: Appender, _ place: Comment
  ) throws {
    for subject in Self.subjects {
      for label in Self.labels {
        let dose = ProducerLine.dose("probe", subject, label: label)
        let answer = try appender.append([dose, Array("{}".utf8)])
        guard case .refused(let input, _) = answer else {
          Issue.record("\(answer), \(place)")
          continue
        }
        #expect((input == 1) == naive.holds(subject, label), "\(label) of \(subject), \(place)")
      }
    }
  }

  /// What commands that read find: the same infusions, under the same labels.
  private func expectReplay(
    _ naive: NaiveLabels, _ disk: SimulatedDisk, _ place: Comment
  ) throws {
    let histories = try Replay(disk, .builtIn).histories(of: Self.path)
    for subject in Self.subjects {
      let history = histories.history(of: Array(subject.utf8))
      let found = (history?.events ?? []).filter { $0.event.kind == .infusion }.map {
        "\($0.seq) \(histories.table.labels.text($0.event.label))"
      }
      #expect(found.sorted() == naive.infusions(of: subject).sorted(), place)
    }
  }
}

/// An infusion or a correction.
private struct Said: CustomStringConvertible {
  enum Kind {
    case infusion(String)
    case relabel(String, String)
    case retime(String)
    case reassign(String, String)
    case void(String)

    var target: String? {
      switch self {
      case .infusion: nil
      case .relabel(let id, _), .retime(let id), .reassign(let id, _), .void(let id): id
      }
    }
  }

  let id: String
  let subject: String
  let kind: Kind

  var description: String { "\(id) of \(subject): \(kind)" }

  var line: [UInt8] {
    switch kind {
    case .infusion(let label): ProducerLine.infusion(id, subject, label: label)
    case .relabel(let target, let label): ProducerLine.relabel(id, subject, target, to: label)
    case .retime(let target):
      ProducerLine.correction(id, subject, "amend", target, #","time":"2026-03-01T00:00:00Z""#)
    case .reassign(let target, let other):
      ProducerLine.reassign(id, subject, target, to: other)
    case .void(let target): ProducerLine.correction(id, subject, "void", target)
    }
  }
}

/// The rules of `spec/definitions.md`, section 2, said again for infusions, without any memory.
private struct NaiveLabels {
  private let events: [Said]

  init(_ events: some Sequence<Said>) { self.events = Array(events) }

  /// A correction is effective unless an effective void targets it; an event is out likewise.
  private func isVoided(_ id: String) -> Bool {
    events.contains { event in
      guard case .void(id) = event.kind else { return false }
      return !isVoided(event.id)
    }
  }

  private func state(of infusion: Said) -> (subject: String, label: String)? {
    guard case .infusion(var label) = infusion.kind, !isVoided(infusion.id) else { return nil }
    var subject = infusion.subject
    for event in events where event.kind.target == infusion.id && !isVoided(event.id) {
      if case .relabel(_, let new) = event.kind { label = new }
      if case .reassign(_, let new) = event.kind { subject = new }
    }
    return (subject, label)
  }

  func holds(_ subject: String, _ label: String) -> Bool {
    events.contains { event in
      state(of: event).map { $0.subject == subject && $0.label == label } ?? false
    }
  }

  func infusions(of subject: String) -> [String] {
    events.enumerated().compactMap { position, event in
      state(of: event).flatMap { $0.subject == subject ? "\(position + 1) \($0.label)" : nil }
    }
  }

  /// Whether a label is free, and a correction of a correction is a void.
  func takes(_ event: Said) -> Bool {
    switch event.kind {
    case .infusion(let label): return !holds(event.subject, label)
    case .void: return true
    case .relabel, .retime, .reassign:
      let target = events.first { $0.id == event.kind.target }
      if case .infusion = target?.kind { return true }
      return false
    }
  }
}
