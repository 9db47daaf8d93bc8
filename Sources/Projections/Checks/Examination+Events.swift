import Bytes
import Definitions
import Events
import Histories

/// Labels, times and names of events.
extension Examination {
  mutating func examineEvents() {
    for seq in history.duplicateLabels {
      object(.duplicateLabel, [seq], .session(table.labels.bytes(table.events[seq].label)))
    }
    object(.afterFollowUp, history.afterFollowUp, .count(history.afterFollowUp.count))
    examineTimes()
    examineNames()
    examineLinks()
    examineIntakes()
  }

  private mutating func examineTimes() {
    var death: (seq: Int, time: Instant)?
    for entry in history.events {
      let lead = entry.event.time.milliseconds - particulars.recorded[entry.seq].milliseconds
      if lead > 0 { object(.timeAfterRecorded, [entry.seq], .duration(lead)) }
      if entry.event.kind == .exit, death == nil,
        ExitReason.allCases[Int(entry.event.code)] == .died
      {
        death = (entry.seq, entry.event.time)
      }
    }
    guard let death else { return }
    let late = record.ratings.filter { $0.time > death.time }.map(\.seq)
    if !late.isEmpty { object(.ratingAfterDeath, [death.seq] + late, .count(late.count)) }
  }

  /// Types, instruments and drugs that nobody knows.
  private mutating func examineNames() {
    var types: [Int32: [Int]] = [:]
    var instruments: [Int32: [Int]] = [:]
    var drugs: [Int32: [Int]] = [:]
    for entry in history.events {
      let event = entry.event
      switch event.kind {
      case .unknown: types[event.label, default: []].append(entry.seq)
      case .rating: instruments[event.label, default: []].append(entry.seq)
      case .infusion:
        drugs[table.infusions[Int(event.value)].drug, default: []].append(entry.seq)
      default: break
      }
    }
    for (type, seqs) in types { object(.unknownType, seqs, .name(table.words.bytes(type))) }
    let known = plan.definitions.instruments.map(\.id)
    for (number, seqs) in instruments {
      let name = table.instruments.text(number)
      guard plan.definitions.instrument(name) == nil else { continue }
      object(
        .unknownInstrument, seqs,
        .unknown(table.instruments.bytes(number), nearest: Nearest.name(to: name, among: known)))
    }
    for (number, seqs) in drugs {
      let name = table.words.text(number)
      guard !CheckLimits.drugs.contains(name), plan.chosenDrugs?.contains(name) != true else {
        continue
      }
      object(
        .drugNameNotKnown, seqs,
        .unknown(
          table.words.bytes(number),
          nearest: Nearest.name(to: name.lowercased(), among: CheckLimits.drugs)))
    }
  }

  /// Adverse events and vitals on sessions that are not there.
  private mutating func examineLinks() {
    var labels: Set<Int32> = []
    for entry in history.events where entry.event.kind == .infusion {
      labels.insert(entry.event.label)
    }
    for entry in history.events {
      let rule: CheckRule
      switch entry.event.kind {
      case .adverse: rule = .adverseOnNothing
      case .vital: rule = .vitalOnNothing
      default: continue
      }
      guard let session = entry.event.session, !labels.contains(session) else { continue }
      object(rule, [entry.seq], .session(table.labels.bytes(session)))
    }
  }

  private mutating func examineIntakes() {
    for entry in history.events where entry.event.kind == .intake {
      guard let born = table.intakes[Int(entry.event.value)].birthYear,
        let year = Int(entry.event.time.text.prefix(4)), !CheckLimits.ages.contains(year - born)
      else { continue }
      object(.birthYearImplausible, [entry.seq], .year(born))
    }
  }
}
