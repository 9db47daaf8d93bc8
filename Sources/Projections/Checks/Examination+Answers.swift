import Bytes
import Definitions
import Events
import Histories

/// How ratings were made: answers, raters, versions of forms.
extension Examination {
  /// A rating with its particulars.
  private struct Answered {
    var seq: Int
    var time: Instant
    var particulars: Particulars.Rating
    var hasTotal: Bool
  }

  mutating func examineAnswers() {
    var byInstrument: [Int32: [Answered]] = [:]
    for rating in record.ratings where !rating.flags.contains(.superseded) {
      guard let particulars = particulars.rating(rating.seq) else { continue }
      byInstrument[rating.instrument, default: []].append(
        Answered(
          seq: rating.seq, time: rating.time, particulars: particulars,
          hasTotal: rating.total != nil))
    }
    for (number, answered) in byInstrument {
      let name = table.instruments.bytes(number)
      examineVersions(answered, name)
      examineRaters(answered, name)
      if let instrument = plan.definitions.instrument(name.text) {
        examineItems(answered, name, instrument)
      }
    }
  }

  private mutating func examineItems(
    _ answered: [Answered], _ name: [UInt8], _ instrument: Instrument
  ) {
    guard instrument.itemCount > 1, instrument.scoring != .none else { return }
    let bare = answered.filter { $0.hasTotal && $0.particulars.items == nil }.map(\.seq)
    object(.totalWithoutItems, bare, .name(name))
    var run: [Int] = []
    var last: Particulars.Items?
    for rating in answered {
      let items = rating.particulars.items
      if items == nil || items != last {
        objectToRun(run, name)
        run = []
      }
      last = items
      // Somebody who is well gives the same answers again and again.
      if let items, !Self.isBest(items, instrument) { run.append(rating.seq) }
    }
    objectToRun(run, name)
  }

  private mutating func objectToRun(_ run: [Int], _ name: [UInt8]) {
    if run.count >= CheckLimits.identicalRun { object(.identicalItems, run, .name(name)) }
  }

  private static func isBest(_ items: Particulars.Items, _ instrument: Instrument) -> Bool {
    guard let range = instrument.itemRanges.first else { return false }
    let best = instrument.better == .low ? range.lowerBound : range.upperBound
    return items.lowest == best && items.highest == best
  }

  private mutating func examineVersions(_ answered: [Answered], _ name: [UInt8]) {
    let stated = answered.filter { $0.particulars.version != nil }
    guard !stated.isEmpty else { return }
    let missing = answered.filter { $0.particulars.version == nil }.map(\.seq)
    object(.versionMissing, missing, .name(name))
    for (earlier, later) in zip(stated, stated.dropFirst()) {
      guard let from = earlier.particulars.version, let to = later.particulars.version, from != to
      else { continue }
      object(
        .versionChanged, [earlier.seq, later.seq],
        .change(
          instrument: name, from: particulars.versions.bytes(from),
          to: particulars.versions.bytes(to)))
    }
  }

  /// From the days in which a course's baseline is looked for until the next treatment after it.
  private mutating func examineRaters(_ answered: [Answered], _ name: [UInt8]) {
    let stated = answered.filter { $0.particulars.rater != nil }
    let window = Int64(plan.definitions.windows.baselineDays) * Instant.day
    var last = -1
    for course in record.treatmentPlan.courses {
      let start = record.treatmentPlan.first(of: course).start.milliseconds - window
      let end = record.treatmentPlan.next(after: record.treatmentPlan.lastIndex(of: course))?
        .start
      for (index, (earlier, later)) in zip(stated, stated.dropFirst()).enumerated()
      where index > last && earlier.time.milliseconds >= start
        && later.time < end ?? Instant(milliseconds: .max)
      {
        last = index
        guard let from = earlier.particulars.rater, let to = later.particulars.rater, from != to
        else { continue }
        object(
          .raterChangedMidCourse, [earlier.seq, later.seq],
          .change(
            instrument: name, from: Array(from.rawValue.utf8), to: Array(to.rawValue.utf8)))
      }
    }
  }
}
