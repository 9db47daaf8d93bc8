import Bytes
import Definitions
package import Projections
import Statistics

/// The counts of one visit and what follows from them, as they may be shown.
package struct VisitCounts {
  /// A criterion's count among the rated and among all.
  package struct Share {
    let key: StaticString
    /// What is met, for people.
    package let label: String
    /// As it may be shown; `nil`: the set has no threshold.
    package let count: Int?
    /// Kept back.
    package let isWithheld: Bool
  }

  /// The visit before anything was kept back or rounded: of the change alone.
  package let tally: VisitTally
  /// How many are rated, as it may be shown; 0 where it is kept back.
  package let rated: Int
  /// Courses with a usable baseline, rated or not, likewise.
  package let courses: Int
  /// The rated, and the unrated by reason, under the names that documents give them.
  package let counts: [(key: String, cell: Cell)]
  /// Responders, remitters, the reliably improved and the reliably worse.
  package let shares: [Share]
  /// Whether the change may be shown: beside a count that is rounded it would tell the count.
  let changeIsShown: Bool
  /// The least number of people; `nil`: nothing is kept back.
  let minimum: Int?

  /// A count among the rated, with Wilson limits.
  func ofRated(_ count: Int) -> Proportion { Proportion(count, of: rated) }

  /// A count among all courses with a usable baseline: who is not rated counts as no responder.
  func ofAll(_ count: Int) -> Proportion { Proportion(count, of: courses) }

  /// Mean of the change, kept back where the number of the rated is, or where it would tell changes.
  var meanChange: Cell { changeIsShown ? change.mean : .withheld }
  /// SD of the change, likewise.
  var sdChange: Cell { changeIsShown ? change.sd : .withheld }

  private var change: ReleasedMoments {
    ReleasedMoments(tally.rated, mean: tally.meanChange, sd: tally.sdChange, minimum)
  }

  func write(to json: inout JSONWriter) {
    for count in counts { count.cell.write(named: count.key, to: &json) }
    for share in shares {
      guard let count = share.count, !share.isWithheld else {
        json.null(share.key)
        continue
      }
      json.object(share.key) { json in
        json.integer("n", count)
        Self.write("ofRated", ofRated(count), to: &json)
        Self.write("ofAll", ofAll(count), to: &json)
      }
    }
    meanChange.write(named: "meanChange", to: &json)
    sdChange.write(named: "sdChange", to: &json)
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
