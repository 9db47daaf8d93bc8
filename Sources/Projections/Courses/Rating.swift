package import Bytes
import Definitions
import Events
import Histories

extension CaseRecord {
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
}

/// A walk over ratings in order of time, beside the treatments that had begun by then.
struct RatingWalk {
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
