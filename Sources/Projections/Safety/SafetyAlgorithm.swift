import Bytes
import Definitions
import Events
import Histories

/// Derives what could have harmed a subject from its record.
struct SafetyAlgorithm {
  private let treatments: [Treatment]
  private let plan: AnalysisPlan
  private var safety = SafetyRecord()
  private var sessionOfLabel: [Int32: Int] = [:]

  /// How long after the end of a treatment its peaks are looked for.
  private static let peakSpan = Instant.day

  static func safety(of record: CaseRecord, _ plan: AnalysisPlan) -> SafetyRecord {
    var algorithm = SafetyAlgorithm(record.treatments, plan)
    let ratings = record.ratings
    algorithm.assignEvents(of: record, ratings)
    algorithm.screen(record, ratings)
    algorithm.findWorsening(record)
    return algorithm.safety
  }

  private init(_ treatments: [Treatment], _ plan: AnalysisPlan) {
    self.treatments = treatments
    self.plan = plan
    for (index, treatment) in treatments.enumerated() {
      sessionOfLabel[treatment.label] = index
      safety.sessions.append(
        SafetyRecord.Session(seq: treatment.seq, isChosen: treatment.isChosen))
    }
  }

  /// The last treatment that had begun by then.
  private func treatment(at time: Instant) -> Int? {
    var low = 0
    var high = treatments.count
    while low < high {
      let middle = (low + high) / 2
      if treatments[middle].start <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// The treatment whose peaks a measurement at that time counts for.
  private func treatment(peakingAt time: Instant) -> Int? {
    treatment(at: time).flatMap { index in
      let end = treatments[index].end.milliseconds
      return time.milliseconds < end + Self.peakSpan ? index : nil
    }
  }

  private mutating func assignEvents(of record: CaseRecord, _ ratings: [CaseRecord.Rating]) {
    let table = record.history.table
    for entry in record.history.followed {
      let event = entry.event
      switch event.kind {
      case .adverse:
        let adverse = SafetyRecord.AdverseEvent(
          seq: entry.seq, time: event.time, term: table.words.bytes(event.label),
          severity: event.code == 0 ? nil : Severity.allCases[Int(event.code) - 1],
          isSerious: event.isSerious, namesSession: event.session != nil)
        // Where a session is named that is no treatment, the time must not pick another one.
        let index = event.session.map { sessionOfLabel[$0] } ?? treatment(at: event.time)
        if let index {
          safety.sessions[index].adverse.append(adverse)
        } else {
          safety.otherAdverse.append(adverse)
        }
      case .vital:
        let index = event.session.map { sessionOfLabel[$0] } ?? treatment(peakingAt: event.time)
        guard let index else { continue }
        let pressure = table.bloodPressure(event)
        Self.raise(&safety.sessions[index].systolic, pressure.systolic, entry.seq)
        Self.raise(&safety.sessions[index].diastolic, pressure.diastolic, entry.seq)
      default: break
      }
    }
    let dissociation = table.instruments.find(Array("CADSS".utf8))
    for rating in ratings where rating.instrument == dissociation {
      guard let total = rating.total, rating.flags.isDisjoint(with: [.afterFollowUp, .superseded]),
        let index = treatment(peakingAt: rating.time)
      else { continue }
      Self.raise(&safety.sessions[index].dissociation, Int64(total), rating.seq)
    }
  }

  private static func raise(_ peak: inout SafetyRecord.Peak?, _ value: Int64?, _ seq: Int) {
    guard let value, value > peak?.value ?? -1 else { return }
    peak = SafetyRecord.Peak(seq: seq, value: value)
  }

  /// An answer before the first treatment.
  private struct Reference {
    var seq: Int
    var event: Event
  }

  /// Reads PHQ-9 item 9 and C-SSRS, whatever the rating's total is worth.
  private mutating func screen(_ record: CaseRecord, _ ratings: [CaseRecord.Rating]) {
    let start = treatments.first?.start
    var itemNine: Reference?
    var screen: Reference?
    let entries = record.history.followed.filter { $0.event.kind == .rating }
    for (entry, rating) in zip(entries, ratings) where !rating.flags.contains(.superseded) {
      let event = entry.event
      guard event.itemNine != nil || event.ideation != nil || event.suicidalBehaviour != nil else {
        continue
      }
      safety.suicidalityAnswers += 1
      var flag = SafetyRecord.SuicidalityFlag(seq: entry.seq, time: event.time)
      flag.itemNine = event.itemNine
      flag.ideation = event.ideation
      flag.behaviour = event.suicidalBehaviour
      let reference = Reference(seq: entry.seq, event: event)
      if let start, event.time >= start {
        let before = event.itemNine == nil ? screen : itemNine
        flag.hasRisen = before.flatMap { Self.hasRisen(event, since: $0.event) }
        flag.referenceSeq = flag.hasRisen == nil ? nil : before?.seq
      } else if event.itemNine != nil {
        itemNine = reference
      } else {
        screen = reference
      }
      if (event.itemNine ?? event.ideation ?? 0) > 0 || event.suicidalBehaviour == true {
        safety.suicidality.append(flag)
      }
    }
  }

  /// `nil` where the two have no answer in common.
  private static func hasRisen(_ event: Event, since before: Event) -> Bool? {
    var rises: [Bool] = []
    if let now = event.itemNine, let then = before.itemNine { rises.append(now > then) }
    if let now = event.ideation, let then = before.ideation { rises.append(now > then) }
    if let now = event.suicidalBehaviour, let then = before.suicidalBehaviour {
      rises.append(now && !then)
    }
    return rises.isEmpty ? nil : rises.contains(true)
  }

  /// Ratings from the start of a course until the next treatment of either kind, or the end of
  /// follow-up, that are worse than the course's baseline by the points of reliable change.
  private mutating func findWorsening(_ record: CaseRecord) {
    let courses = record.treatmentPlan.courses
    safety.courses = courses.count
    guard let yardstick = record.yardstick, yardstick.decides(.reliable) else { return }
    for course in courses {
      let first = record.treatmentPlan.first(of: course)
      let origin = plan.usesFirstBaseline ? treatments[0] : first
      guard
        let baseline = record.baseline(before: origin.start, plan.definitions.windows)?.reference
      else { continue }
      let last = record.treatmentPlan.lastIndex(of: course)
      let next = record.treatmentPlan.next(after: last)?.start
      let ratings = record.eligible.filter { rating in
        rating.time > first.start && next.map { rating.time < $0 } ?? true
      }
      if ratings.isEmpty { continue }
      safety.comparableCourses += 1
      let worse = ratings.compactMap(\.reference).filter {
        yardstick.reliableChange($0.total, baseline: baseline.total) == -1
      }
      if worse.isEmpty { continue }
      safety.worsening.append(
        SafetyRecord.Worsening(course: course.number, baseline: baseline, ratings: worse))
    }
  }
}
