import Bytes
import Definitions
import Projections
import Statistics

/// The counts of one visit and what follows from them, as they may be shown.
struct VisitCounts {
  /// A criterion's count among the rated and among all.
  struct Share {
    let key: StaticString
    let label: String
    /// `nil`: the set has no threshold.
    let count: Int?
    /// Kept back.
    let isWithheld: Bool
  }

  let tally: VisitTally
  /// Courses, the rated, and the unrated by reason.
  private(set) var tree: CountTree
  private(set) var shares: [Share] = []
  private let showsMean: Bool

  init(_ tally: VisitTally, _ yardstick: Yardstick?, minimum: Int?) {
    self.tally = tally
    var tree = CountTree()
    let all = tree.add("courses", "courses", tally.courses)
    tree.add("rated", "rated", tally.rated, of: all)
    tree.add("unratedRetreated", "retreated", tally.unratedRetreated, of: all)
    tree.add("unratedFollowUpTooShort", "too short", tally.unratedFollowUpTooShort, of: all)
    tree.add("unratedMissed", "missed", tally.unratedMissed, of: all)
    if let minimum { tree.withhold(under: minimum) }
    self.tree = tree
    let ratedIsShown = tree.shown("rated") != nil
    showsMean = ratedIsShown && minimum.map { tally.rated == 0 || tally.rated >= $0 } ?? true
    func share(_ key: StaticString, _ label: String, _ count: Int, _ isDecided: Bool) -> Share {
      // A few among the rated, or all of them but a few: both are people who can be found.
      let isSmall =
        minimum.map {
          Disclosure.isSmall(count, $0) || Disclosure.isSmall(tally.rated - count, $0)
        } ?? false
      return Share(
        key: key, label: label, count: isDecided ? count : nil,
        isWithheld: !ratedIsShown || isSmall)
    }
    let entry = yardstick?.entry
    shares = [
      share("responders", "responders", tally.responders, entry?.response != nil),
      share("remitters", "remitters", tally.remitters, entry?.remission != nil),
      share(
        "reliablyImproved", "improved", tally.reliablyImproved, entry?.reliableChange != nil),
      share("reliablyWorse", "worse", tally.reliablyWorse, entry?.reliableChange != nil),
    ]
  }

  /// Mean of the change, kept back where few are rated.
  var meanChange: Double? { showsMean ? tally.meanChange : nil }
  /// SD of the change, likewise.
  var sdChange: Double? { showsMean ? tally.sdChange : nil }

  func write(to json: inout JSONWriter) {
    for entry in tree.entries.dropFirst() {
      json.key(entry.key)
      json.integer(nil, entry.shown)
    }
    for share in shares {
      guard let count = share.count, !share.isWithheld else {
        json.null(share.key)
        continue
      }
      json.object(share.key) { json in
        json.integer("n", count)
        Self.write("ofRated", tally.ofRated(count), to: &json)
        Self.write("ofAll", tally.ofAll(count), to: &json)
      }
    }
    json.double("meanChange", meanChange)
    json.double("sdChange", sdChange)
  }

  static func write(_ key: StaticString, _ proportion: Proportion, to json: inout JSONWriter) {
    guard let value = proportion.value, let limits = proportion.limits else {
      return json.null(key)
    }
    json.object(key) { json in
      json.double("proportion", value)
      json.double("lower", limits.lower)
      json.double("upper", limits.upper)
    }
  }
}
