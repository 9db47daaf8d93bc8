package import Bytes
package import Definitions
import Events
package import Histories

/// What every projection needs of a subject: its treatments and courses, its ratings and which of
/// them count, its index instrument. Derived once from a history.
///
/// One record serves for all subjects of a log, one after the other: `load` puts the next one's
/// history into the same buffers, `derive` derives the rest. What was found out about drugs and
/// instruments stays.
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
  package private(set) var history: History
  /// Treatments, courses, phases.
  package private(set) var treatmentPlan = TreatmentPlan()
  /// The index instrument.
  package private(set) var instrument = ""
  /// Where the index instrument comes from.
  package private(set) var instrumentFrom = InstrumentSource.indication
  /// The index instrument under the set in force.
  package private(set) var yardstick: Yardstick?
  /// The ratings that count, on the index instrument, by (time, line).
  package private(set) var eligible: [Rating] = []
  private var indexInstruments = IndexInstruments()
  private var indexPlace = 0
  private var roles: NumberedFacts<TreatmentPlan.Role>
  /// How long before a rating its instrument asks about, in milliseconds.
  private var recalls: NumberedFacts<Int64>
  private let windows: Windows

  package init(_ history: History, _ plan: AnalysisPlan) {
    self.init(empty: history, plan)
    derive(plan)
  }

  /// A record to load subjects into, all under one plan.
  ///
  /// - Parameter history: an empty one of their log.
  init(empty history: History, _ plan: AnalysisPlan) {
    self.history = history
    let wanted = plan.chosenDrugs?.map { Array($0.utf8) }
    let definitions = plan.definitions
    windows = definitions.windows
    roles = NumberedFacts { TreatmentPlan.Role(history.table.words.bytes($0), among: wanted) }
    recalls = NumberedFacts {
      Int64(definitions.instrument(history.table.instruments.text($0))?.recallDays ?? 0)
        * Instant.day
    }
  }

  /// Takes the history of the subject at a place of a registry in the place of the one before;
  /// `false` where it has no effective event. The rest is there when `derive` was called.
  mutating func load(_ place: Int, of registry: Registry) -> Bool {
    registry.load(place, into: &history)
  }

  /// Derives everything from the history, under the plan that the record was made for.
  mutating func derive(_ plan: AnalysisPlan) {
    treatmentPlan.derive(history, windows, roles: &roles)
    indexPlace = indexInstruments.find(history, plan)
    instrument = indexInstruments[indexPlace].id
    instrumentFrom = indexInstruments[indexPlace].from
    yardstick = indexInstruments[indexPlace].yardstick
    findEligible()
  }

  /// Holds the same ratings against the set of another plan.
  mutating func measure(with plan: AnalysisPlan) { yardstick = plan.yardstick(instrument) }

  /// What the index instrument is; `nil` where nobody defined it.
  var scale: Instrument? { indexInstruments[indexPlace].scale }

  /// The treatments of both kinds.
  package var treatments: [Treatment] { treatmentPlan.treatments }

  /// The names of the instruments that were rated, sorted.
  package var instrumentsRated: [String] {
    Set(history.ratings.map { history.events[$0].event.label })
      .map { history.table.instruments.bytes($0) }.sorted(by: bytesPrecede).map(\.text)
  }

  /// The ratings that count on another instrument than the index instrument.
  package func eligible(on instrument: String) -> [Rating] {
    guard let number = history.table.instruments.find(Array(instrument.utf8)) else { return [] }
    return ratings.filter { $0.instrument == number && $0.isEligible }
  }

  /// The baseline of a course: of its own first treatment, or of the subject's first.
  package func baseline(of course: Course, _ plan: AnalysisPlan) -> Rating? {
    let start =
      plan.usesFirstBaseline
      ? treatmentPlan.treatments[0].start : treatmentPlan.first(of: course).start
    return baseline(before: start, plan.definitions.windows)
  }

  /// The last eligible rating in the days before a treatment's start.
  package func baseline(before start: Instant, _ windows: Windows) -> Rating? {
    let from = start.milliseconds - Int64(windows.baselineDays) * Instant.day
    var index = eligible.count - 1
    while index >= 0, eligible[index].time >= start { index -= 1 }
    return index >= 0 && eligible[index].time.milliseconds >= from ? eligible[index] : nil
  }
}

extension CaseRecord {
  /// All effective ratings of every instrument, by (time, line); found anew at each call.
  package var ratings: [Rating] {
    var walk = RatingWalk(history, windows)
    var recalls = recalls
    var ratings: [Rating] = []
    for place in history.ratings {
      let entry = history.events[place]
      // Of ratings with one instrument and one instant only the last by line counts.
      for index in ratings.indices.reversed() {
        guard ratings[index].time == entry.event.time else { break }
        if ratings[index].instrument == entry.event.label {
          ratings[index].flags.insert(.superseded)
        }
      }
      ratings.append(
        walk.rating(entry, treatmentPlan, recall: recalls.fact(of: entry.event.label)))
    }
    return ratings
  }

  /// Those of `ratings` that are on the index instrument and count.
  private mutating func findEligible() {
    eligible.removeAll(keepingCapacity: true)
    let number = indexInstruments[indexPlace].number
    var walk = RatingWalk(history, windows)
    for place in history.ratings where history.events[place].event.label == number {
      let entry = history.events[place]
      // Of ratings at one instant only the last by line counts, or none where that one does not.
      while let last = eligible.last, last.time == entry.event.time { eligible.removeLast() }
      let rating = walk.rating(entry, treatmentPlan, recall: recalls.fact(of: number))
      if rating.isEligible { eligible.append(rating) }
    }
  }
}

/// A walk over ratings in order of time, beside the treatments that had begun by then.
private struct RatingWalk {
  private let followUpEnd: Instant
  private let peri: Int64
  private var begun = 0
  /// Of the treatments that have begun: the latest end, and the latest start.
  private var latestEnd = Int64.min
  private var latestStart = Int64.min

  init(_ history: History, _ windows: Windows) {
    followUpEnd = history.followUp.end
    peri = Int64(windows.periMinutes) * 60_000
  }

  /// The next rating, and why it may not count, as far as that is seen in it alone.
  mutating func rating(
    _ entry: History.Entry, _ plan: TreatmentPlan, recall: Int64
  ) -> CaseRecord.Rating {
    let event = entry.event
    let time = event.time.milliseconds
    while begun < plan.treatments.count, plan.treatments[begun].start <= event.time {
      latestEnd = max(latestEnd, plan.treatments[begun].end.milliseconds)
      latestStart = plan.treatments[begun].start.milliseconds
      begun += 1
    }
    var flags: CaseRecord.Flags = []
    if event.time > followUpEnd { flags.insert(.afterFollowUp) }
    if event.isNotAssessed { flags.insert(.itemNotAssessed) }
    let hasTotal = event.hasTotal
    if event.isPartial {
      flags.insert(.partial)
    } else if !hasTotal {
      flags.insert(.noTotal)
    }
    if begun > 0 {
      if time <= latestEnd + peri { flags.insert(.peri) }
      if time - latestStart < recall { flags.insert(.recallOverlapsDose) }
    }
    return CaseRecord.Rating(
      seq: entry.seq, time: event.time, instrument: event.label,
      total: hasTotal ? Int(event.value) : nil, flags: flags)
  }
}
