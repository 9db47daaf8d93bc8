import Bytes
import Events
import Histories

/// Counts the entries of a log as they are read, and keeps those whose time is odd.
///
/// An event is **late** where it was recorded more than the threshold after it happened, **ahead**
/// where it was recorded before it happened, and **back-dated** where, when it was recorded, the log
/// already held an event of its subject that had happened later by more than the threshold.
/// "Already" is an earlier `recordedtime`: lines of one append stand in any order. An event dated
/// ahead stands there at its `recordedtime`, so that one wrong year makes not all that follows look
/// back-dated. Corrections, whose own time matters to nothing, are none of the three.
struct EntryLedger: EntryTaker {
  private struct Latest {
    var time = Instant(milliseconds: .min)
    var seq = -1
  }

  private let question: TrailQuestion
  /// The corrections of the view, in the order of its lines.
  private let corrections: [Correction]
  private let subject: Int32?
  /// The same subject, by its number in the table of the replay.
  private let receiver: Int32?
  private let type: Int32?
  private let actor: Int32?
  private let watched: Int?

  private var nextCorrection = 0
  /// Of each subject, the latest event that was recorded before the append at hand.
  private var latest: [Latest] = []
  private var pending: [(subject: Int32, latest: Latest)] = []
  private var pendingRecorded = Instant(milliseconds: .min)

  private(set) var tallies: [AuditTrail.Tally] = []
  private(set) var nobody = AuditTrail.Tally()
  private(set) var total = AuditTrail.Tally()
  private(set) var hours = [Int](repeating: 0, count: 24)
  private(set) var late: [AuditTrail.Finding] = []
  private(set) var backDated: [AuditTrail.Finding] = []
  private(set) var ahead: [AuditTrail.Finding] = []
  /// The entries of all corrections, and whether they were asked about.
  private(set) var correctionEntries: [(entry: LineEntry, isAskedFor: Bool)] = []
  /// The entry of the line that is watched, and the line that it lies before.
  private(set) var watchedEntry: LineEntry?
  private(set) var watchedBackDating: AuditTrail.Finding?

  /// - Parameters:
  ///   - table: what replay made of the same lines.
  ///   - names: gets the names that are asked for.
  ///   - watched: a line that is looked at whatever is asked.
  init(
    _ question: TrailQuestion, _ table: EventTable, names: inout EntryNames,
    watching watched: Int? = nil
  ) {
    self.question = question
    self.watched = watched
    corrections = table.corrections
    receiver = question.subject.flatMap { table.subjects.find($0) }
    subject = question.subject.map { names.subjects.number($0) }
    type = question.type.map { names.types.number($0) }
    actor = question.actor.flatMap { $0.isEmpty ? nil : names.actors.number($0) }
  }

  mutating func take(_ entry: LineEntry) {
    var correction: Correction?
    if entry.kind == .correction, nextCorrection < corrections.count,
      corrections[nextCorrection].seq == entry.seq
    {
      correction = corrections[nextCorrection]
      nextCorrection += 1
    }
    let later = correction == nil ? laterEvent(than: entry) : nil
    let isAskedFor = includes(entry, correction)
    if correction != nil { correctionEntries.append((entry, isAskedFor)) }
    if entry.seq == watched {
      watchedEntry = entry
      watchedBackDating = later
    }
    guard isAskedFor else { return }
    count(entry, correction, later)
  }

  // MARK: what is odd

  private mutating func laterEvent(than entry: LineEntry) -> AuditTrail.Finding? {
    if entry.recorded != pendingRecorded {
      for (subject, event) in pending where latest[Int(subject)].time < event.time {
        latest[Int(subject)] = event
      }
      pending.removeAll(keepingCapacity: true)
      pendingRecorded = entry.recorded
    }
    let subject = Int(entry.subject)
    while latest.count <= subject { latest.append(Latest()) }
    pending.append(
      (entry.subject, Latest(time: min(entry.time, entry.recorded), seq: entry.seq)))
    let before = latest[subject]
    guard before.seq >= 0, before.time.milliseconds - entry.time.milliseconds > question.late
    else { return nil }
    return AuditTrail.Finding(
      entry: entry, milliseconds: before.time.milliseconds - entry.time.milliseconds,
      later: before.seq)
  }

  // MARK: what is asked for

  private func includes(_ entry: LineEntry, _ correction: Correction?) -> Bool {
    switch question.since {
    case nil: break
    case .lines(let line): if entry.seq < line { return false }
    case .recorded(let instant): if entry.recorded < instant { return false }
    }
    if let until = question.until, entry.time > until { return false }
    if let type, entry.type != type { return false }
    if let wanted = question.actor, wanted.isEmpty ? entry.actor != nil : entry.actor != actor {
      return false
    }
    guard let subject, entry.subject != subject else { return true }
    // A correction may give the subject somebody else's event.
    return correction?.newSubject != nil && correction?.newSubject == receiver
  }

  // MARK: counting

  private mutating func count(
    _ entry: LineEntry, _ correction: Correction?, _ later: AuditTrail.Finding?
  ) {
    var lines = AuditTrail.Tally()
    switch correction?.action {
    case nil: lines.entered = 1
    case .amend: lines.amended = 1
    case .void: lines.voided = 1
    case .reassign: lines.reassigned = 1
    }
    if correction == nil {
      let delay = entry.recorded.milliseconds - entry.time.milliseconds
      if delay > question.late {
        lines.late = 1
        note(AuditTrail.Finding(entry: entry, milliseconds: delay, later: nil), in: \.late)
      } else if delay < 0 {
        lines.ahead = 1
        note(AuditTrail.Finding(entry: entry, milliseconds: -delay, later: nil), in: \.ahead)
      }
      if let later {
        lines.backDated = 1
        note(later, in: \.backDated)
      }
    }
    let hour = TrailQuestion.hour(of: entry.recorded)
    hours[hour] += 1
    if let expected = question.hours, !expected.contains(hour) { lines.outsideHours = 1 }
    if TrailQuestion.isWeekend(entry.recorded) { lines.weekend = 1 }
    total.add(lines, at: entry.recorded)
    guard let actor = entry.actor.map(Int.init) else {
      return nobody.add(lines, at: entry.recorded)
    }
    while tallies.count <= actor { tallies.append(AuditTrail.Tally()) }
    tallies[actor].add(lines, at: entry.recorded)
  }

  private mutating func note(
    _ finding: AuditTrail.Finding, in list: WritableKeyPath<EntryLedger, [AuditTrail.Finding]>
  ) {
    if !question.isSummary { self[keyPath: list].append(finding) }
  }
}

extension AuditTrail.Tally {
  /// Adds a line that was recorded at or after all others here.
  mutating func add(_ line: AuditTrail.Tally, at recorded: Instant) {
    entered += line.entered
    amended += line.amended
    voided += line.voided
    reassigned += line.reassigned
    late += line.late
    backDated += line.backDated
    ahead += line.ahead
    outsideHours += line.outsideHours
    weekend += line.weekend
    if first == nil { first = recorded }
    last = recorded
  }
}
