import Definitions
import Events
import Projections

/// What all answers about the same people tell together, and what is kept back of it in each.
///
/// ```
/// relief     units = no threshold + no baseline + low baseline + no rating + not in relief + analysed
/// response   courses = no baseline + low baseline + usable          courses are units
/// intervals  gaps = open + closed, of each kind                     open gaps are people treated
/// safety     treatments = gaps        a course more than people is a closed gap behind an induction
/// ```
extension OutcomesReport {
  /// Where each answer's counts stand among the trees.
  private enum Tree {
    static let relief = 0
    static let response = 1
    static let gaps = 2
    static let why = 3
    static let cohort = 4
    static let kinds = 5
  }

  /// Keeps back what is about too few, and what would give it away; returns what was kept back of each
  /// answer, in the order of `Part`.
  ///
  /// Where counts are rounded, the same people counted in several answers would tell more than
  /// rounding leaves open: no such rule is taken.
  mutating func withhold(by rule: ReleaseRule) -> [Disclosure] {
    precondition(rule.rounding == nil, "all answers together cannot be rounded")
    var told = Part.allCases.map { _ in Disclosure(rule) }
    relief.withholdAllButCounts(&told[Part.relief.rawValue])
    response.withholdAllButCounts(&told[Part.response.rawValue])
    intervals.withholdAllButCounts(&told[Part.intervals.rawValue])
    cohort.withholdAllButCounts(&told[Part.cohort.rawValue])
    var counts = CountsTogether(trees)
    link(&counts, rule.minimum)
    hideUntreated(in: &counts, rule.minimum)
    for kind in intervals.groups.hiddenKinds { hide(kind, in: &counts) }
    // Kinds of gaps tell how many courses there are. Where that may not be told it often costs less to
    // keep back those two than all that courses are taken apart into.
    var others = counts
    counts.withhold(under: rule.minimum)
    if counts.price > 0 {
      others.withhold(others.place(Tree.cohort, "units"))
      for kind in TreatmentGap.Kind.allCases { hide(kind, in: &others) }
      others.withhold(under: rule.minimum)
      if others.price < counts.price { counts = others }
    }
    show(counts, &told)
    return told
  }

  private var trees: [CountTree] {
    [
      relief.flow ?? CountTree(), response.counts.tree, intervals.flow, intervals.why,
      cohort.counts.tree, intervals.groups.tree(of: intervals.figuresOfAll),
    ]
  }

  private mutating func show(_ counts: CountsTogether, _ told: inout [Disclosure]) {
    relief.show(counts.trees[Tree.relief], &told[Part.relief.rawValue])
    response.show(counts.trees[Tree.response], &told[Part.response.rawValue])
    cohort.show(counts.trees[Tree.cohort], &told[Part.cohort.rawValue])
    // Gaps tell how many were treated, and how often.
    let all = [
      counts.place(Tree.gaps, "withTreatment"), counts.place(Tree.cohort, "treatments"),
      counts.place(Tree.why, "closed"),
    ]
    intervals.show(
      counts.trees[Tree.gaps], why: counts.trees[Tree.why], kinds: counts.trees[Tree.kinds],
      hidesGaps: all.contains { $0.map { counts.isWithheld($0) } ?? false },
      &told[Part.intervals.rawValue])
  }

  /// Gaps and curves tell how many were treated. Where few were not, it is the number of all that is
  /// kept back, in every answer.
  private func hideUntreated(in counts: inout CountsTogether, _ minimum: Int) {
    let trees = [Tree.relief, Tree.response, Tree.gaps, Tree.cohort]
    let isFew = trees.contains { tree in
      guard let all = counts.place(tree, "subjects"),
        let treated = counts.place(tree, "withTreatment")
      else { return false }
      let entries = counts.trees[tree].entries
      return Disclosure.isSmall(
        entries[all.entry].count - entries[treated.entry].count, minimum)
    }
    guard isFew else { return }
    for tree in trees { counts.withhold(counts.place(tree, "subjects")) }
  }

  /// Keeps back the numbers of a kind of gaps, or of all, which go together; those that are the same
  /// number as another answer's are shown or not with that one.
  private func hide(_ kind: TreatmentGap.Kind?, in counts: inout CountsTogether) {
    for part in GapGroups.Part.allCases {
      let place = counts.place(Tree.kinds, GapGroups.name(kind, part))
      if let place, !counts.isUnited(place) { counts.withhold(place) }
    }
  }

  // MARK: what is known of one answer from another

  /// Which counts of the answers are the same number, and which add up to another's.
  private func link(_ counts: inout CountsTogether, _ minimum: Int) {
    for key in ["subjects", "withTreatment"] {
      for tree in [Tree.response, Tree.gaps, Tree.cohort] {
        counts.link(counts.place(Tree.relief, key), counts.place(tree, key), minimum)
      }
    }
    if isOneFlow(counts) {
      for entry in counts.trees[Tree.relief].entries {
        counts.link(
          counts.place(Tree.relief, entry.key), counts.place(Tree.cohort, entry.key), minimum)
      }
    } else {
      // Another way of counting the same people's courses: a difference would tell.
      for entry in counts.trees[Tree.relief].entries.dropFirst(3) {
        counts.withhold(counts.place(Tree.cohort, entry.key))
      }
      counts.link(
        counts.place(Tree.response, "courses"), counts.place(Tree.cohort, "units"), minimum)
    }
    for (one, other) in [
      ("units", "courses"), ("noBaseline", "noBaseline"), ("lowBaseline", "lowBaseline"),
    ] {
      counts.link(
        counts.place(Tree.relief, one), counts.place(Tree.response, other), minimum)
    }
    switch plan.unit {
    case .course: break
    case .treatment:
      counts.link(
        counts.place(Tree.relief, "units"), counts.place(Tree.cohort, "treatments"), minimum)
    case .episode:
      counts.link(
        counts.place(Tree.relief, "withTreatment"), counts.place(Tree.relief, "units"), minimum)
    }
    linkBaselines(&counts)
    linkFirstRatings(&counts)
    linkGaps(&counts, minimum)
  }

  /// Who has a baseline is counted once more among what could have harmed them, and who is usable came
  /// to one of the ends that relief tells.
  private func linkBaselines(_ counts: inout CountsTogether) {
    let comparable = counts.place(Tree.cohort, "comparableCourses")
    let (low, usable) = (
      counts.place(Tree.response, "lowBaseline"), counts.place(Tree.response, "usable")
    )
    counts.add(
      [counts.place(Tree.response, "noBaseline"), comparable],
      upTo: counts.place(Tree.response, "courses"))
    counts.add([low, usable], upTo: comparable)
    let ends = ["noThreshold", "noRating", "notInRelief", "analysed"]
    counts.add(ends.map { counts.place(Tree.relief, $0) }, upTo: usable)
  }

  /// Where one visit has the first rating of everybody, its responders are those in relief.
  private func linkFirstRatings(_ counts: inout CountsTogether) {
    guard let firstVisit else { return }
    let (not, analysed) = (
      counts.place(Tree.relief, "notInRelief"), counts.place(Tree.relief, "analysed")
    )
    let names = response.tables.map(\.instrument)
    let rated = names.map {
      counts.place(Tree.response, ResponseCounts.rated($0, at: firstVisit))
    }
    let responders = names.map {
      counts.place(Tree.response, ResponseCounts.responders($0, at: firstVisit))
    }
    counts.add(responders, upTo: analysed)
    let total = [not, analysed].compactMap { $0 }.reduce(0) {
      $0 + counts.trees[$1.tree].entries[$1.entry].count
    }
    let all = counts.addRest(Tree.kinds, "first ratings", total)
    counts.add([not, analysed], upTo: all)
    counts.add(rated, upTo: all)
  }

  /// Open gaps are people who were treated, closed ones are treatments; and each course ends its
  /// induction once.
  private func linkGaps(_ counts: inout CountsTogether, _ minimum: Int) {
    func gaps(_ kind: TreatmentGap.Kind?, _ part: GapGroups.Part) -> CountsTogether.Place? {
      counts.place(Tree.kinds, GapGroups.name(kind, part))
    }
    let treated = counts.place(Tree.gaps, "withTreatment")
    let units = counts.place(Tree.cohort, "units")
    // Table 1 has no row of those without a first drug where all were treated.
    counts.add([treated], upTo: counts.place(Tree.cohort, "subjects"))
    counts.unite(counts.place(Tree.why, "closed"), gaps(nil, .closed))
    counts.unite(treated, gaps(nil, .open))
    counts.unite(counts.place(Tree.cohort, "treatments"), gaps(nil, .all))
    counts.unite(
      counts.place(Tree.cohort, CohortCounts.standing(.induction)), gaps(.afterInduction, .open))
    counts.add(
      [.maintenance, .booster].map { counts.place(Tree.cohort, CohortCounts.standing($0)) },
      upTo: gaps(.maintenance, .open))
    counts.link(units, gaps(.afterInduction, .all), minimum)
    let closed = [gaps(.afterInduction, .closed), gaps(.maintenance, .closed)]
    func count(_ place: CountsTogether.Place?) -> Int {
      place.map { counts.trees[$0.tree].entries[$0.entry].count } ?? 0
    }
    let (later, more) = (
      closed.reduce(0) { $0 + count($1) }, count(units) - count(treated)
    )
    let late = counts.addRest(Tree.kinds, "closed gaps behind an induction", later)
    let further = counts.addRest(Tree.kinds, "further courses", more)
    counts.add(closed, upTo: late)
    counts.add([treated, further], upTo: units)
    counts.add(further, partOf: late)
  }

  /// Whether relief is measured over courses, all of them: then its flow is that of the cohort.
  private func isOneFlow(_ counts: CountsTogether) -> Bool {
    let flow = counts.trees[Tree.relief].entries
    let same = counts.trees[Tree.cohort].entries.prefix(flow.count)
    return plan.unit == .course && flow.map(\.count) == same.map(\.count)
  }

  /// The visit whose ratings are the first ones of all courses, whether in relief or not; `nil` where
  /// no visit's are.
  static func firstVisit(
    _ relief: ReliefReport, _ response: ResponseReport, _ plan: AnalysisPlan
  ) -> Int? {
    guard plan.unit == .course, plan.criterion == .response, let units = relief.units,
      let courses = response.courses, units.count == courses.count, !units.isEmpty,
      zip(units, courses).allSatisfy({ $0.subject == $1.subject })
    else { return nil }
    return plan.visits.indices.first { visit in
      zip(units, courses).allSatisfy { unit, course in
        let isIn = unit.status == .lost || unit.status == .censored
        let isRated = isIn || unit.status == .notInRelief
        let result = course.visits[visit]
        // Of a course that is not usable no response is counted.
        let isCounted = course.isUsable && result.unrated == nil
        return isCounted == isRated && (!isCounted || result.response == isIn)
      }
    }
  }
}
