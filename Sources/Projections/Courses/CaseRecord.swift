package import Bytes
package import Definitions
import Events
package import Histories

/// What every projection needs of a subject: its treatments and courses, its ratings and which of
/// them count, its index instrument. Derived once from a history.
package struct CaseRecord: Sendable {
  /// A rating, with what is to be said about it.
  package struct Rating: Sendable {
    /// Its line.
    package var seq: Int
    /// When it was taken.
    package var time: Instant
    /// The instrument, as a number of the table's `instruments`.
    package var instrument: Int32
    /// The total, in points; `nil` where there is none.
    package var total: Int?
    /// Why it may not count.
    package var flags: Flags

    /// Its line, time and total; `nil` without a total.
    package var reference: ReliefUnit.RatingReference? {
      total.map { ReliefUnit.RatingReference(seq: seq, time: time, total: $0) }
    }

    /// Whether it enters figures about its instrument.
    package var isEligible: Bool {
      total != nil && flags.isDisjoint(with: [.afterFollowUp, .peri, .superseded])
    }
  }

  /// Remarks on a rating.
  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let afterFollowUp = Flags(rawValue: 1)
    package static let itemNotAssessed = Flags(rawValue: 2)
    package static let noTotal = Flags(rawValue: 4)
    package static let partial = Flags(rawValue: 8)
    package static let peri = Flags(rawValue: 16)
    package static let recallOverlapsDose = Flags(rawValue: 32)
    package static let superseded = Flags(rawValue: 64)

    /// The names of the flags that are set, sorted.
    package var names: [String] {
      let all: [(Flags, String)] = [
        (.afterFollowUp, "after-follow-up"), (.itemNotAssessed, "item-not-assessed"),
        (.noTotal, "no-total"), (.partial, "partial"), (.peri, "peri"),
        (.recallOverlapsDose, "recall-overlaps-dose"), (.superseded, "superseded"),
      ]
      return all.filter { contains($0.0) }.map(\.1)
    }
  }

  /// The history that it comes from.
  package let history: History
  /// Treatments, courses, phases.
  package let treatmentPlan: TreatmentPlan
  /// The index instrument.
  package let instrument: String
  /// Where the index instrument comes from.
  package let instrumentFrom: InstrumentSource
  /// The index instrument under the set in force.
  package private(set) var yardstick: Yardstick?
  /// All effective ratings of every instrument, by (time, line).
  package private(set) var ratings: [Rating] = []
  /// Those that count, on the index instrument.
  package private(set) var eligible: [Rating] = []

  package init(_ history: History, _ plan: AnalysisPlan) {
    self.history = history
    treatmentPlan = TreatmentPlan(history, plan)
    (instrument, instrumentFrom) = plan.indexInstrument(history)
    yardstick = plan.yardstick(instrument)
    rate(plan)
    let index = history.table.instruments.find(Array(instrument.utf8))
    eligible = ratings.filter { $0.instrument == index && $0.isEligible }
  }

  /// Holds the same ratings against the set of another plan.
  mutating func measure(with plan: AnalysisPlan) { yardstick = plan.yardstick(instrument) }

  /// The treatments of both kinds.
  package var treatments: [Treatment] { treatmentPlan.treatments }

  /// The names of the instruments that were rated, sorted.
  package var instrumentsRated: [String] {
    Set(ratings.map(\.instrument)).map { history.table.instruments.bytes($0) }
      .sorted(by: bytesPrecede).map(\.text)
  }

  /// The ratings that count on another instrument than the index instrument.
  package func eligible(on instrument: String) -> [Rating] {
    let number = history.table.instruments.find(Array(instrument.utf8))
    return ratings.filter { $0.instrument == number && $0.isEligible }
  }

  /// The baseline of a course: of its own first treatment, or of the subject's first.
  package func baseline(of course: Course, _ plan: AnalysisPlan) -> Rating? {
    let origin = plan.usesFirstBaseline ? treatments[0] : treatmentPlan.first(of: course)
    return baseline(before: origin.start, plan.definitions.windows)
  }

  /// The last eligible rating in the days before a treatment's start.
  package func baseline(before start: Instant, _ windows: Windows) -> Rating? {
    let from = start.milliseconds - Int64(windows.baselineDays) * Instant.day
    return eligible.last { $0.time < start && $0.time.milliseconds >= from }
  }

  private mutating func rate(_ plan: AnalysisPlan) {
    let windows = plan.definitions.windows
    let table = history.table
    let peri = Int64(windows.periMinutes) * 60_000
    var begun = 0
    // Of the treatments that have begun: the latest end, and the latest start.
    var latestEnd = Int64.min
    var latestStart = Int64.min
    var recallOf: [Int32: Int64] = [:]
    for entry in history.events where entry.event.kind == .rating {
      let event = entry.event
      let time = event.time.milliseconds
      while begun < treatments.count, treatments[begun].start <= event.time {
        latestEnd = max(latestEnd, treatments[begun].end.milliseconds)
        latestStart = treatments[begun].start.milliseconds
        begun += 1
      }
      var flags: Flags = []
      if event.time > history.followUp.end { flags.insert(.afterFollowUp) }
      if event.flags.contains(.notAssessed) { flags.insert(.itemNotAssessed) }
      if event.flags.contains(.partial) {
        flags.insert(.partial)
      } else if !event.flags.contains(.hasTotal) {
        flags.insert(.noTotal)
      }
      if begun > 0 {
        if time <= latestEnd + peri { flags.insert(.peri) }
        let recall =
          recallOf[event.label]
          ?? Int64(
            plan.definitions.instrument(table.instruments.text(event.label))?.recallDays ?? 0)
          * Instant.day
        recallOf[event.label] = recall
        if time - latestStart < recall { flags.insert(.recallOverlapsDose) }
      }
      supersede(event)
      ratings.append(
        Rating(
          seq: entry.seq, time: event.time, instrument: event.label,
          total: event.flags.contains(.hasTotal) ? Int(event.value) : nil, flags: flags))
    }
  }

  /// Of ratings with one instrument and one instant only the last by line counts.
  private mutating func supersede(_ event: Event) {
    for index in ratings.indices.reversed() {
      guard ratings[index].time == event.time else { return }
      if ratings[index].instrument == event.label { ratings[index].flags.insert(.superseded) }
    }
  }
}
