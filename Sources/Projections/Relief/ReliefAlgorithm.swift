import Bytes
import Definitions
import Events
import Histories

/// The one algorithm of `docs/spec/definitions.md`, section 6, for all units.
///
/// Ratings that count stand in order of time, so those of a unit are a range of them:
///
/// ```
/// eligible   b . | . q x x L R x x | .         b baseline, q first rating, L last in relief
///            start   t0          W            R first of the confirmed loss
/// ```
///
/// Nothing is copied and nothing allocated for a unit.
enum ReliefAlgorithm {
  /// Hands over the units of a subject that are asked about, in order.
  static func forEachUnit(
    of record: CaseRecord, _ plan: AnalysisPlan, shownAs shown: String, _ body: (ReliefUnit) -> Void
  ) {
    let treatments = record.treatmentPlan
    let isSelective = plan.selection != nil || plan.strata != nil
    func add(_ number: Int, _ course: Course, _ members: Range<Int>) {
      var unit = begin(number, course, members, record, plan, shown)
      if isSelective, !isAskedAbout(&unit, members, record, plan) { return }
      follow(&unit, record, plan)
      body(unit)
    }
    switch plan.unit {
    case .course:
      for course in treatments.courses { add(course.number, course, course.members) }
    case .treatment:
      for course in treatments.courses {
        for member in course.members { add(member + 1, course, member..<member + 1) }
      }
    case .episode:
      if let course = treatments.courses.first { add(1, course, course.members) }
    }
  }

  /// The units of a subject that are asked about, in order.
  static func units(
    of record: CaseRecord, _ plan: AnalysisPlan, shownAs shown: String
  ) -> [ReliefUnit] {
    var units: [ReliefUnit] = []
    forEachUnit(of: record, plan, shownAs: shown) { units.append($0) }
    return units
  }

  /// A unit of which is known when it was and what it is held against.
  private static func begin(
    _ number: Int, _ course: Course, _ members: Range<Int>, _ record: CaseRecord,
    _ plan: AnalysisPlan, _ shown: String
  ) -> ReliefUnit {
    let treatments = record.treatmentPlan
    let firstIndex = treatments.chosen[members.lowerBound]
    let lastIndex = treatments.chosen[members.upperBound - 1]
    let followUp = record.history.followUp
    let isRetreated = plan.unit != .episode && lastIndex + 1 < treatments.treatments.count
    var unit = ReliefUnit(
      subject: shown, unit: number, course: course.number, instrument: record.instrument,
      treatments: members.count, start: treatments.treatments[firstIndex].start,
      t0: treatments.treatments[lastIndex].end,
      windowEnd: isRetreated ? treatments.treatments[lastIndex + 1].start : followUp.end,
      windowEndsBy: isRetreated ? .treatment : followUp.exit != nil ? .exit : .lastEvent,
      status: .noThreshold)
    unit.phase = treatments.treatments[firstIndex].phase
    unit.baseline = record.baseline(of: course, plan)?.reference
    return unit
  }

  /// Whether a unit is asked about; notes its stratum.
  private static func isAskedAbout(
    _ unit: inout ReliefUnit, _ members: Range<Int>, _ record: CaseRecord, _ plan: AnalysisPlan
  ) -> Bool {
    let first = record.treatmentPlan.chosen[members.lowerBound]
    let attributes = UnitAttributes(
      record, shownAs: unit.subject, firstTreatment: record.treatmentPlan.treatments[first],
      t0: unit.t0, baseline: unit.baseline?.total)
    guard plan.includes(attributes) else { return false }
    unit.stratum = plan.strata?.stratum(of: attributes)
    return true
  }

  /// What counts as relief in one unit.
  private struct Watch {
    let yardstick: Yardstick
    let baseline: Int
    let criterion: Criterion

    func isRelief(_ rating: CaseRecord.Rating) -> Bool {
      // Without a total no rating counts.
      rating.total.map { yardstick.isRelief($0, baseline: baseline, criterion) } ?? false
    }
  }

  private static func follow(
    _ unit: inout ReliefUnit, _ record: CaseRecord, _ plan: AnalysisPlan
  ) {
    let after = ratings(of: unit, record) { $0 > unit.t0 }
    unit.ratings = after.count
    guard let yardstick = record.yardstick, yardstick.decides(plan.criterion) else { return }
    guard let baseline = unit.baseline else {
      unit.status = .noBaseline
      unit.isUnrated = record.eligible.isEmpty
      return
    }
    guard !yardstick.isLow(baseline: baseline.total) else {
      unit.status = .lowBaseline
      return
    }
    let watch = Watch(yardstick: yardstick, baseline: baseline.total, criterion: plan.criterion)
    if plan.keepsUnits { unit.onset = onset(of: unit, record, watch) }
    follow(&unit, after, record, plan, watch)
  }

  /// Eligible ratings before the window's end; one on it counts where it is the end of follow-up.
  private static func ratings(
    of unit: ReliefUnit, _ record: CaseRecord, from isIncluded: (Instant) -> Bool
  ) -> Range<Int> {
    let isEndIncluded = unit.windowEndsBy != .treatment
    var first = 0
    while first < record.eligible.count, !isIncluded(record.eligible[first].time) { first += 1 }
    var end = first
    while end < record.eligible.count {
      let time = record.eligible[end].time
      guard time < unit.windowEnd || (time == unit.windowEnd && isEndIncluded) else { break }
      end += 1
    }
    return first..<end
  }

  private static func onset(
    of unit: ReliefUnit, _ record: CaseRecord, _ watch: Watch
  ) -> ReliefUnit.Onset {
    let ratings = ratings(of: unit, record) { $0 >= unit.start }
    let reached = ratings.first { watch.isRelief(record.eligible[$0]) }
    let beforeIndex = (reached ?? ratings.upperBound) - 1
    // Where the first one is in relief, or there is none, the start is meant.
    let before = beforeIndex >= ratings.lowerBound ? record.eligible[beforeIndex] : nil
    let by = reached.map { record.eligible[$0] }
    return ReliefUnit.Onset(
      afterDays: before.map { elapsedDays(from: unit.start, to: $0.time) } ?? 0,
      byDays: by.map { elapsedDays(from: unit.start, to: $0.time) }, afterSeq: before?.seq,
      bySeq: by?.seq)
  }

  /// Walks over the ratings after t0 to the first confirmed run without relief, or to the end.
  private static func follow(
    _ unit: inout ReliefUnit, _ ratings: Range<Int>, _ record: CaseRecord, _ plan: AnalysisPlan,
    _ watch: Watch
  ) {
    let windows = plan.definitions.windows
    let deadline = unit.t0.milliseconds + Int64(windows.firstRatingDays) * Instant.day
    guard let first = ratings.first, record.eligible[first].time.milliseconds <= deadline else {
      unit.status = .noRating
      let isEarly = record.history.followUp.end.milliseconds < deadline
      unit.reason = isEarly ? .notYet : .missed
      return
    }
    guard watch.isRelief(record.eligible[first]) else {
      unit.status = .notInRelief
      unit.late = ratings.contains { watch.isRelief(record.eligible[$0]) }
      return
    }
    unit.entry = record.eligible[first].reference
    var lastInRelief = first
    var runStart: Int?
    // The earliest rating of the run that can still confirm the one at hand.
    var partner = first
    for index in ratings {
      if watch.isRelief(record.eligible[index]) {
        lastInRelief = index
        runStart = nil
        continue
      }
      let start = runStart ?? index
      if runStart == nil {
        runStart = index
        partner = index
      }
      let isConfirmed = confirms(index, &partner, record, windows)
      if plan.confirm == 1 || isConfirmed {
        unit.status = .lost
        unit.lost = record.eligible[start].reference
        if plan.confirm != 1 {
          unit.confirmedBy = (record.eligible[partner].seq, record.eligible[index].seq)
        }
        unit.lastInRelief = record.eligible[lastInRelief].reference
        return
      }
    }
    unit.status = .censored
    unit.lastInRelief = record.eligible[lastInRelief].reference
    unit.reason =
      if runStart != nil {
        .unconfirmed
      } else {
        switch unit.windowEndsBy {
        case .treatment: .retreated
        case .exit: .exit
        case .lastEvent: .endOfFollowUp
        }
      }
  }

  /// Whether a rating of a run confirms the loss: another one of it, the `partner`, lies at least
  /// 1 d and at most 21 d before.
  private static func confirms(
    _ index: Int, _ partner: inout Int, _ record: CaseRecord, _ windows: Windows
  ) -> Bool {
    let time = record.eligible[index].time.milliseconds
    let earliest = time - Int64(windows.confirmThroughDays) * Instant.day
    while record.eligible[partner].time.milliseconds < earliest { partner += 1 }
    let distance = time - record.eligible[partner].time.milliseconds
    return partner < index && distance >= Int64(windows.confirmFromDays) * Instant.day
  }
}
