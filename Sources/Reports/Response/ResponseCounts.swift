import Definitions
import Projections

/// All counts of `response`, which add up: the flow, the courses of each instrument, and at each
/// visit who is rated and who meets what.
package struct ResponseCounts: Sendable {
  /// The places of one visit's counts in the tree.
  private struct Places {
    /// The rated, then the unrated by reason.
    let rated: [Int]
    /// By criterion.
    let shares: [Int]
  }

  /// The flow, and all counts of the tables.
  package private(set) var tree: CountTree
  /// The flow's own part of the tree comes first.
  private let courses: [Int]
  private let visits: [[Places]]
  /// The least number of people; `nil`: nothing is kept back.
  private var minimum: Int?

  init(
    _ flow: ResponseFlow, _ tables: [ResponseTable], _ outcomes: [ResponseCourse],
    _ times: [Visit]
  ) {
    let everybody = PeopleCount(outcomes.lazy.map(\.subject))
    func people(_ isIn: (ResponseCourse) -> Bool) -> Int {
      everybody.people { isIn(outcomes[$0]) }
    }
    var tree = CountTree()
    let subjects = tree.add("subjects", "subjects", flow.subjects)
    tree.add("withTreatment", "with a treatment", flow.withTreatment, of: subjects, isPart: false)
    let all = tree.add("courses", "courses", flow.courses, people: people { _ in true })
    tree.add(
      "noBaseline", "no baseline", flow.noBaseline, of: all, people: people { $0.baseline == nil })
    tree.add(
      "lowBaseline", "low baseline", flow.lowBaseline, of: all,
      people: people { $0.baseline != nil && !$0.isUsable })
    let usable = tree.add(
      "usable", "usable", flow.usable, of: all, people: people(\.isUsable))
    var places: [Int] = []
    var visits: [[Places]] = []
    for table in tables {
      let group = outcomes.filter { $0.isUsable && $0.instrument == table.instrument }
      let rated = PeopleCount(group.lazy.map(\.subject))
      let courses = tree.add(
        table.instrument, table.instrument, table.courses, of: usable,
        people: rated.people { _ in true }, place: .elsewhere)
      places.append(courses)
      visits.append(
        table.visits.indices.map { visit in
          Self.add(
            table.visits[visit], group.map { $0.visits[visit] }, rated,
            "\(table.instrument) \(visit)", of: courses, visit, to: &tree)
        })
      Self.nest(visits[visits.count - 1], group, times, to: &tree)
    }
    self.tree = tree
    courses = places
    self.visits = visits
  }

  /// Who is not rated at a visit since they were treated again before, or followed too short, is not
  /// rated at later visits for that reason either; of visits whose windows overlap likewise who is rated.
  /// How many more there are is a count like any other.
  private static func nest(
    _ visits: [Places], _ group: [ResponseCourse], _ times: [Visit], to tree: inout CountTree
  ) {
    let reasons: [ResponseCourse.Unrated?] = [nil, .retreated, .followUpTooShort, .missed]
    for early in visits.indices {
      for late in visits.indices.dropFirst(early + 1) {
        let (first, second) = (times[early], times[late])
        let isOverlap = first.from <= second.through && second.from <= first.through
        for (place, reason) in reasons.enumerated() {
          let isLasting = reason == .retreated || reason == .followUpTooShort
          guard isLasting || isOverlap else { continue }
          let (mine, theirs) = (visits[early].rated[place], visits[late].rated[place])
          let both = group.count {
            $0.visits[early].unrated == reason && $0.visits[late].unrated == reason
          }
          guard both > 0 else { continue }
          if both == tree.entries[mine].count {
            tree.share(mine, of: theirs)
          } else if both == tree.entries[theirs].count {
            tree.share(theirs, of: mine)
          }
        }
      }
    }
  }

  private static func add(
    _ tally: VisitTally, _ outcomes: [ResponseCourse.Visit], _ everybody: PeopleCount,
    _ name: String, of courses: Int, _ visit: Int, to tree: inout CountTree
  ) -> Places {
    func people(_ isIn: (ResponseCourse.Visit) -> Bool) -> Int {
      everybody.people { isIn(outcomes[$0]) }
    }
    let counts = [
      (tally.rated, people { $0.unrated == nil }),
      (tally.unratedRetreated, people { $0.unrated == .retreated }),
      (tally.unratedFollowUpTooShort, people { $0.unrated == .followUpTooShort }),
      (tally.unratedMissed, people { $0.unrated == .missed }),
    ]
    let rated = counts.enumerated().map { place, count in
      tree.add(
        "\(name) \(place)", name, count.0, of: courses, partition: visit, people: count.1,
        place: .elsewhere)
    }
    // Improved and worse are disjoint; responders and remitters may be the same people.
    let shares = [
      (tally.responders, people { $0.response == true }, 1),
      (tally.remitters, people { $0.remission == true }, 2),
      (tally.reliablyImproved, people { $0.reliable == 1 }, 3),
      (tally.reliablyWorse, people { $0.reliable == -1 }, 3),
    ].enumerated().map { place, share in
      tree.add(
        "\(name) of \(place)", name, share.0, of: rated[0], isPart: false, partition: share.2,
        people: share.1, place: .elsewhere)
    }
    return Places(rated: rated, shares: shares)
  }

  /// The name of the count of the rated on an instrument at a visit.
  static func rated(_ instrument: String, at visit: Int) -> String { "\(instrument) \(visit) 0" }

  /// The name of the count of responders among them.
  static func responders(_ instrument: String, at visit: Int) -> String {
    "\(instrument) \(visit) of 0"
  }

  /// Keeps back what is about too few, and what would give it away.
  mutating func withhold(by rule: ReleaseRule) {
    minimum = rule.minimum
    tree.withhold(by: rule)
  }

  /// Likewise beside the same people under another threshold set.
  mutating func withhold(under minimum: Int, beside other: inout ResponseCounts) {
    self.minimum = minimum
    other.minimum = minimum
    guard tree.entries.map(\.key) == other.tree.entries.map(\.key) else {
      other.tree.withhold(at: other.tree.entries.indices)
      return tree.withhold(under: minimum)
    }
    tree.withhold(under: minimum, beside: &other.tree)
  }

  /// Takes the counts as they may be shown under a least number.
  mutating func show(_ tree: CountTree, under minimum: Int) {
    self.tree = tree
    self.minimum = minimum
  }

  /// Courses with a usable baseline of a table, as they may be shown.
  package func courses(_ table: Int) -> CountTree.Entry { tree.entries[courses[table]] }

  /// The counts of a visit as they may be shown.
  func visit(_ visit: Int, of place: Int, _ table: ResponseTable) -> VisitCounts {
    let tally = table.visits[visit]
    let places = visits[place][visit]
    let entry = table.yardstick?.entry
    let names = ["rated", "unratedRetreated", "unratedFollowUpTooShort", "unratedMissed"]
    let isOpen = tree.entries[places.rated[0]].isWithheld || courses(place).isWithheld
    let criteria: [(StaticString, String, Bool)] = [
      ("responders", "responders", entry?.response != nil),
      ("remitters", "remitters", entry?.remission != nil),
      ("reliablyImproved", "improved", entry?.reliableChange != nil),
      ("reliablyWorse", "worse", entry?.reliableChange != nil),
    ]
    return VisitCounts(
      tally: tally, rated: tree.entries[places.rated[0]].shown ?? 0,
      courses: courses(place).shown ?? 0,
      counts: zip(names, places.rated).map { ($0, tree.entries[$1].cell) },
      shares: zip(criteria, places.shares).map { criterion, share in
        VisitCounts.Share(
          key: criterion.0, label: criterion.1,
          count: criterion.2 ? tree.entries[share].shown ?? 0 : nil,
          isWithheld: isOpen || tree.entries[share].isWithheld)
      },
      changeIsShown: !tree.entries[places.rated[0]].isWithheld && tree.rule == nil,
      minimum: minimum)
  }
}
