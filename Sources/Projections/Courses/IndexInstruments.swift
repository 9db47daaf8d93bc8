import Bytes
import Definitions
import Events
import Histories

/// The index instruments that subjects of one log have under one plan, each with what it measures
/// with, found out once for each way in which an intake leads to one.
struct IndexInstruments: Sendable {
  /// An index instrument.
  struct Entry: Sendable {
    /// The name of the intake, where it gives one.
    fileprivate let named: String?
    /// The first indication of the intake.
    fileprivate let indication: String?
    /// The instrument's name.
    let id: String
    /// Where it comes from.
    let from: InstrumentSource
    /// Its number among the log's instruments; -2, which no rating has, where nobody rated on it.
    let number: Int32
    /// It under the set in force.
    let yardstick: Yardstick?
    /// What it is; `nil` where nobody defined it.
    let scale: Instrument?
  }

  private var entries: [Entry] = []
  /// Instruments and indications are few; a log that makes them up must not be searched for long.
  private static let most = 64

  /// The entry at a place that `find` gave last.
  subscript(place: Int) -> Entry { _read { yield entries[place] } }

  /// The place of the index instrument of a history's subject.
  mutating func find(_ history: History, _ plan: AnalysisPlan) -> Int {
    let (named, indication) = (history.namedInstrument, history.firstIndication)
    for place in entries.indices
    where entries[place].indication == indication && entries[place].named == named {
      return place
    }
    if entries.count >= Self.most { entries.removeAll(keepingCapacity: true) }
    let (id, from) = plan.indexInstrument(history)
    entries.append(
      Entry(
        named: named, indication: indication, id: id, from: from,
        number: history.table.instruments.find(Array(id.utf8)) ?? -2,
        yardstick: plan.yardstick(id), scale: plan.definitions.instrument(id)))
    return entries.count - 1
  }
}
