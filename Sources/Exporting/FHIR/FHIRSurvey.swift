import Bytes
package import EventLog
import Events
import FHIR
package import Histories
package import Projections

/// Which events of a log are written as resources, and how they hang together: found out before the
/// first of them is written, as a dose may stand anywhere in the log.
package struct FHIRSurvey {
  /// What of the log no resource says.
  package struct Omissions: Equatable, Sendable {
    /// Doses without an infusion of their label: in no figure, and so not written.
    package var orphanedDoses = 0
    /// Events of types that are not known: nobody can say what they mean. They count towards the end
    /// of follow-up.
    package var unknownTypes = 0
    /// Ratings whose items don't make a total: written as forms that nobody finished.
    package var partialRatings = 0
    /// Members of payloads that section 2 of the log's format does not name.
    package var unknownMembers = 0
    /// Notes: that there is one is written, what it says is not.
    package var notes = 0
    /// Infusions that lost their label to another one: no dose is theirs.
    package var duplicateLabels = 0
  }

  /// One log.
  let histories: Histories
  /// Lines whose events are written, ascending.
  private(set) var seqs: [Int] = []
  /// Of each line: the line of the infusion that its event is or belongs to; -1 for none.
  private var sessions: [Int32]
  /// Of each line of an infusion: the line of its first dose; -1 for none.
  private var firstDoses: [Int32]
  /// Lines of intakes under which care goes on.
  private(set) var openIntakes: Set<Int> = []
  /// Those about whom events are written, in the order of their names.
  private(set) var patients: [PatientResource] = []
  /// What is not written.
  package var omissions = Omissions()
  /// The ids of orders and first doses.
  private var ids = ResourceNames()

  /// - Parameters:
  ///   - registry: one log, read with all subjects and without a cache.
  ///   - withVoided: whether what was voided is written, as entered in error.
  ///
  /// Throws `LogProblem`.
  package init(
    _ registry: Registry, _ plan: AnalysisPlan, withVoided: Bool
  ) throws(LogProblem) {
    histories = registry.logs[0]
    sessions = [Int32](repeating: -1, count: histories.table.events.count)
    firstDoses = sessions
    var chosen: Set<Int32> = []
    let table = histories.table
    registry.forEachWithOrphans { name, history, _ in
      guard plan.selection == nil || plan.hasRows(of: CaseRecord(history, plan), shownAs: name)
      else {
        return
      }
      omissions.orphanedDoses += history.orphanedDoses.count
      guard !history.events.isEmpty else { return }
      if let number = table.subjects.find(history.subject) { chosen.insert(number) }
      add(history)
    }
    if withVoided { addVoided(of: chosen) }
    seqs.sort()
    try nameResources()
  }

  private mutating func add(_ history: History) {
    patients.append(patient(history))
    if let last = history.intakes.last, history.followUp.exit == nil {
      openIntakes.insert(history.events[last].seq)
    }
    var owners: [Int32: Int] = [:]
    for place in history.infusions {
      let entry = history.events[place]
      sessions[entry.seq] = Int32(entry.seq)
      if history.ownsLabel(entry.seq) { owners[entry.event.label] = entry.seq }
    }
    omissions.duplicateLabels += history.duplicateLabels.count
    for (place, owner) in zip(history.doses, history.doseOwners) {
      let infusion = history.events[history.infusions[owner]].seq
      let dose = history.events[place].seq
      sessions[dose] = Int32(infusion)
      let first = firstDoses[infusion]
      if first < 0 || dose < Int(first) { firstDoses[infusion] = Int32(dose) }
    }
    for entry in history.events {
      switch entry.event.kind {
      case .vital, .adverse:
        if let infusion = entry.event.session.flatMap({ owners[$0] }) {
          sessions[entry.seq] = Int32(infusion)
        }
      case .rating: if entry.event.flags.contains(.partial) { omissions.partialRatings += 1 }
      case .note: omissions.notes += 1
      case .infusion: if !history.ownsLabel(entry.seq) { continue }
      case .unknown:
        omissions.unknownTypes += 1
        continue
      default: break
      }
      seqs.append(entry.seq)
    }
  }

  private func patient(_ history: History) -> PatientResource {
    let intake = history.intake
    func word(_ number: Int32?) -> String? { number.flatMap { history.table.word($0) } }
    return PatientResource(
      subject: history.subject.text, origin: histories.reading.identity.origin,
      birthYear: intake?.birthYear, sex: word(intake?.sex), site: word(intake?.site),
      hasDied: history.followUp.exit == .died)
  }

  private mutating func addVoided(of subjects: Set<Int32>) {
    let table = histories.table
    var infusions: [[Int32]: Int] = [:]
    for (seq, event) in table.events.enumerated()
    where event.kind == .infusion && subjects.contains(event.subject) {
      if event.flags.contains(.voided), infusions[[event.subject, event.label]] != nil { continue }
      infusions[[event.subject, event.label]] = seq
    }
    for (seq, event) in table.events.enumerated()
    where event.flags.contains(.voided) && subjects.contains(event.subject)
      && event.kind != .unknown && event.kind != .correction
    {
      seqs.append(seq)
      let label = event.kind == .dose || event.kind == .infusion ? event.label : event.session
      if let infusion = label.flatMap({ infusions[[event.subject, $0]] }) {
        sessions[seq] = event.kind == .infusion ? Int32(seq) : Int32(infusion)
      }
    }
  }

  /// Reads the names of orders and first doses, which other resources refer to.
  private mutating func nameResources() throws(LogProblem) {
    let wanted = seqs.filter { seq in
      let infusion = sessions[seq]
      return infusion == seq || infusion >= 0 && firstDoses[Int(infusion)] == seq
    }
    var ids = ResourceNames()
    try histories.forEachEffective(wanted) { line in
      ids.add(EventName(source: line.source, id: line.id), seq: line.seq)
    }
    self.ids = ids
  }

  /// The session of an event; `nil` where it has none.
  func session(of seq: Int) -> StatedEvent.Session? {
    let infusion = Int(sessions[seq])
    guard infusion >= 0, let order = ids[infusion] else { return nil }
    let table = histories.table
    let detail = table.infusions[Int(table.events[infusion].value)]
    return StatedEvent.Session(
      order: order, firstDose: firstDoses[infusion] < 0 ? nil : ids[Int(firstDoses[infusion])],
      drug: table.word(detail.drug) ?? "", route: detail.route)
  }
}

/// Ids of resources by the lines of their events: 16 bytes each, and found by halving.
private struct ResourceNames {
  private var seqs: [Int32] = []
  private var ids: [(UInt64, UInt64)] = []

  /// Adds one; lines ascend.
  mutating func add(_ name: EventName, seq: Int) {
    let digits = Array(name.resourceID.utf8)
    guard let high = Hexadecimal.number(in: digits.span, at: 0),
      let low = Hexadecimal.number(in: digits.span, at: 16)
    else { return }
    seqs.append(Int32(seq))
    ids.append((high, low))
  }

  subscript(seq: Int) -> String? {
    var (low, high) = (0, seqs.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(seqs[middle]) < seq { low = middle + 1 } else { high = middle }
    }
    guard low < seqs.count, Int(seqs[low]) == seq else { return nil }
    var bytes: [UInt8] = []
    Hexadecimal.append(ids[low].0, to: &bytes)
    Hexadecimal.append(ids[low].1, to: &bytes)
    return bytes.text
  }
}
