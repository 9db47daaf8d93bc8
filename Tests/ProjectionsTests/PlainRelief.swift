import Bytes
import Definitions
import Events
import Histories
import Projections

/// Relief once more, as plainly as it can be written: no buffer is used again, nothing is assumed to
/// be in order. What the fold is held against.
struct PlainRelief {
  /// An effective event and its line.
  typealias Entry = (seq: Int, event: Event)
  /// A rating that counts.
  typealias Rating = (seq: Int, time: Int64, total: Int)

  private struct Session {
    var seq: Int
    var start: Int64
    var end: Int64
    var isChosen: Bool
  }

  private let plan: AnalysisPlan
  private let table: EventTable
  private var events: [Entry] = []
  private var end: Int64 = 0
  private var endsByExit = false
  private var sessions: [Session] = []
  private var ratings: [Rating] = []
  private var yardstick: Yardstick?

  /// What each unit of a subject comes to, a line for each.
  static func lines(_ histories: Histories, _ plan: AnalysisPlan, until: Instant?) -> [String] {
    let table = histories.table
    let names = (0..<Int32(table.subjects.count)).map { table.subjects.bytes($0) }
    return names.indices.sorted { bytesPrecede(names[$0], names[$1]) }.flatMap { subject in
      PlainRelief(Int32(subject), table, plan, until)?.units(names[subject].text) ?? []
    }
  }

  private init?(_ subject: Int32, _ table: EventTable, _ plan: AnalysisPlan, _ until: Instant?) {
    self.plan = plan
    self.table = table
    var all = table.events.enumerated().filter { _, event in
      event.subject == subject && event.kind != .correction && !event.flags.contains(.voided)
        && event.time <= until ?? Instant(milliseconds: .max)
    }.map { (seq: $0.offset, event: $0.element) }
    // The first line that uses a label owns it.
    var owners: [Int32: Int] = [:]
    for (seq, event) in all where event.kind == .infusion && owners[event.label] == nil {
      owners[event.label] = seq
    }
    all.removeAll { $0.event.kind == .dose && owners[$0.event.label] == nil }
    events = all.sorted { ($0.event.time, $0.seq) < ($1.event.time, $1.seq) }
    guard let last = events.last else { return nil }
    let exit = events.first { $0.event.kind == .exit }
    end = (exit ?? last).event.time.milliseconds
    endsByExit = exit != nil
    treat(owners)
    rate()
  }

  private mutating func treat(_ owners: [Int32: Int]) {
    let chosen = plan.drug?.split(separator: ",").map(String.init)
    for (seq, event) in events
    where event.kind == .infusion && event.time.milliseconds <= end && owners[event.label] == seq {
      let drug = table.words.text(table.infusions[Int(event.value)].drug)
      let isActive = ["ketamine", "esketamine", "arketamine"].contains(drug)
      let doses = events.filter {
        $0.event.kind == .dose && $0.event.label == event.label
          && $0.event.time.milliseconds <= end
          && (table.dose($0.event).microgramAmount > 0 || !isActive)
      }
      let starts = doses.map(\.event.time.milliseconds)
      let ends = doses.map { $0.event.time.milliseconds + table.dose($0.event).duration }
      guard let start = starts.min(), let end = ends.max() else { continue }
      sessions.append(
        Session(seq: seq, start: start, end: end, isChosen: chosen?.contains(drug) ?? isActive))
    }
    sessions.sort { ($0.start, $0.seq) < ($1.start, $1.seq) }
  }

  private mutating func rate() {
    let intake = events.last { $0.event.kind == .intake }.map {
      table.intakes[Int($0.event.value)]
    }
    let index =
      plan.instrument ?? intake.flatMap { table.word($0.instrument) }
      ?? plan.definitions.indexInstrument(
        forIndication: intake.flatMap { table.indications($0).first })
    yardstick = plan.yardstick(index)
    let own = events.filter {
      $0.event.kind == .rating && table.instruments.text($0.event.label) == index
    }
    for (seq, event) in own {
      let time = event.time.milliseconds
      let isLast = !own.contains { $0.event.time == event.time && $0.seq > seq }
      let isPeri = sessions.contains { $0.start <= time && time <= $0.end + 3_600_000 }
      guard isLast, !isPeri, time <= end, event.flags.contains(.hasTotal) else { continue }
      ratings.append((seq, time, Int(event.value)))
    }
  }

  private func units(_ name: String) -> [String] {
    var courses: [[Int]] = []
    var previous: Int?
    for index in sessions.indices where sessions[index].isChosen {
      let gap = previous.map { sessions[index].start - sessions[$0].start } ?? .max
      if gap <= 14 * Instant.day {
        courses[courses.count - 1].append(index)
      } else {
        courses.append([index])
      }
      previous = index
    }
    let units: [(course: [Int], members: [Int])] =
      switch plan.unit {
      case .course: courses.map { ($0, $0) }
      case .treatment: courses.flatMap { course in course.map { (course, [$0]) } }
      case .episode: courses.prefix(1).map { ($0, $0) }
      }
    return units.enumerated().map { number, unit in
      "\(name) \(number + 1) \(verdict(unit.course, unit.members))"
    }
  }

  private func verdict(_ course: [Int], _ members: [Int]) -> String {
    let start = sessions[members[0]].start
    let last = members[members.count - 1]
    let t0 = sessions[last].end
    let isRetreated = plan.unit != .episode && last + 1 < sessions.count
    let window = isRetreated ? sessions[last + 1].start : end
    let origin = sessions[plan.usesFirstBaseline ? 0 : course[0]].start
    guard let yardstick, yardstick.decides(plan.criterion) else { return "no-threshold" }
    let before = ratings.filter { $0.time < origin && $0.time >= origin - 14 * Instant.day }
    guard let baseline = before.last?.total else { return "no-baseline" }
    if yardstick.isLow(baseline: baseline) { return "low-baseline" }
    func isRelief(_ rating: Rating) -> Bool {
      yardstick.isRelief(rating.total, baseline: baseline, plan.criterion)
    }
    let seen = ratings.filter {
      $0.time >= start && ($0.time < window || ($0.time == window && !isRetreated))
    }
    let reached = seen.firstIndex(where: isRelief)
    let onset = "\(reached.map { seen[$0].seq } ?? 0)"
    let after = seen.filter { $0.time > t0 }
    guard let first = after.first, first.time <= t0 + 7 * Instant.day else {
      return "no-rating \(end < t0 + 7 * Instant.day ? "not-yet" : "missed") \(onset)"
    }
    guard isRelief(first) else {
      return "not-in-relief \(after.contains(where: isRelief) ? "late" : "-") \(onset)"
    }
    var lastGood = 0
    for index in after.indices where !isRelief(after[index]) {
      // The run without relief that this rating ends for now.
      let run = ((after[..<index].lastIndex(where: isRelief) ?? -1) + 1)...index
      let pair = run.first {
        let distance = after[index].time - after[$0].time
        return $0 < index && distance >= Instant.day && distance <= 21 * Instant.day
      }
      guard pair != nil || plan.confirm == 1 else { continue }
      lastGood = run.lowerBound - 1
      return "lost \(after[lastGood].seq) \(after[run.lowerBound].seq) \(onset)"
    }
    lastGood = after.lastIndex(where: isRelief) ?? 0
    let reason =
      lastGood + 1 < after.count
      ? "unconfirmed" : isRetreated ? "retreated" : endsByExit ? "exit" : "end-of-follow-up"
    return "censored \(after[lastGood].seq) \(reason) \(onset)"
  }
}
