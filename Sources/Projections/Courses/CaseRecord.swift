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
  /// The words and the instruments of the log: of its table, which is some forty arrays, nothing else
  /// is asked for with every subject.
  let words: NameTable
  private let instruments: NameTable

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
    let (words, instruments) = (history.table.words, history.table.instruments)
    self.words = words
    self.instruments = instruments
    roles = NumberedFacts { TreatmentPlan.Role(words.bytes($0), among: wanted) }
    recalls = NumberedFacts {
      Int64(definitions.instrument(instruments.text($0))?.recallDays ?? 0) * Instant.day
    }
    // Found out here once, not by each of those that go over all ratings.
    for number in 0..<min(Int32(instruments.count), 16) { _ = recalls.fact(of: number) }
  }

  /// Takes the history of the subject at a place of a registry in the place of the one before;
  /// `false` where it has no effective event. The rest is there when `derive` was called.
  mutating func load(_ place: Int, of registry: Registry) -> Bool {
    registry.load(place, into: &history)
  }

  /// Derives everything from the history, under the plan that the record was made for.
  package mutating func derive(_ plan: AnalysisPlan) {
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
      .map(instruments.bytes).sorted(by: bytesPrecede).map(\.text)
  }

  /// The ratings that count on another instrument than the index instrument.
  package func eligible(on instrument: String) -> [Rating] {
    guard let number = instruments.find(Array(instrument.utf8)) else { return [] }
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
    let recall = number < 0 ? 0 : recalls.fact(of: number)
    var walk = RatingWalk(history, windows)
    for place in history.ratings where history.events[place].event.label == number {
      let entry = history.events[place]
      // Of ratings at one instant only the last by line counts, or none where that one does not.
      while let last = eligible.last, last.time == entry.event.time { eligible.removeLast() }
      let rating = walk.rating(entry, treatmentPlan, recall: recall)
      if rating.isEligible { eligible.append(rating) }
    }
  }
}
