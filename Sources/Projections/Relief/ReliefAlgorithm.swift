import Bytes
import Definitions
import Events
import Histories

/// The one algorithm of `docs/spec/definitions.md`, section 6, for all units.
struct ReliefAlgorithm {
  private let record: CaseRecord
  private let plan: AnalysisPlan
  private let shown: String
  private var windows: Windows { plan.definitions.windows }

  init(_ record: CaseRecord, _ plan: AnalysisPlan, shownAs shown: String) {
    self.record = record
    self.plan = plan
    self.shown = shown
  }

  /// The units of the subject that are asked about, in order.
  func units() -> [ReliefUnit] {
    let treatments = record.treatmentPlan
    switch plan.unit {
    case .course:
      return treatments.courses.compactMap { course in
        unit(course.number, course, course.treatments, endsWithFollowUp: false)
      }
    case .treatment:
      let chosen = treatments.courses.flatMap { course in
        course.treatments.map { (course, $0) }
      }
      return chosen.enumerated().compactMap { position, place in
        unit(position + 1, place.0, [place.1], endsWithFollowUp: false)
      }
    case .episode:
      return treatments.courses.prefix(1).compactMap { course in
        unit(1, course, course.treatments, endsWithFollowUp: true)
      }
    }
  }

  /// A unit; `nil` where it is not asked about.
  private func unit(
    _ number: Int, _ course: Course, _ members: [Int], endsWithFollowUp: Bool
  ) -> ReliefUnit? {
    let first = record.treatments[members[0]]
    let lastIndex = members[members.count - 1]
    let followUp = record.history.followUp
    let next = endsWithFollowUp ? nil : record.treatmentPlan.next(after: lastIndex)
    var unit = ReliefUnit(
      subject: shown, unit: number, course: course.number, instrument: record.instrument,
      treatments: members.count, start: first.start, t0: record.treatments[lastIndex].end,
      windowEnd: next?.start ?? followUp.end,
      windowEndsBy: next != nil ? .treatment : followUp.exit != nil ? .exit : .lastEvent,
      status: .noThreshold)
    unit.phase = first.phase
    unit.baseline = record.baseline(of: course, plan)?.reference
    if plan.selection != nil || plan.strata != nil {
      let attributes = UnitAttributes(
        record, shownAs: shown, firstTreatment: first, t0: unit.t0,
        baseline: unit.baseline?.total)
      guard plan.includes(attributes) else { return nil }
      unit.stratum = plan.strata?.stratum(of: attributes)
    }
    let after = ratings(of: unit) { $0 > unit.t0 }
    unit.ratings = after.count
    guard let yardstick = record.yardstick, yardstick.decides(plan.criterion) else { return unit }
    guard let baseline = unit.baseline else {
      unit.status = .noBaseline
      return unit
    }
    guard !yardstick.isLow(baseline: baseline.total) else {
      unit.status = .lowBaseline
      return unit
    }
    let watch = Watch(yardstick: yardstick, baseline: baseline.total, criterion: plan.criterion)
    unit.onset = onset(of: unit, watch)
    follow(&unit, after, watch)
    return unit
  }

  /// What counts as relief in one unit.
  private struct Watch {
    let yardstick: Yardstick
    let baseline: Int
    let criterion: Criterion

    func isRelief(_ total: Int) -> Bool {
      yardstick.isRelief(total, baseline: baseline, criterion)
    }
  }

  /// Eligible ratings before the window's end; one on it counts where it is the end of follow-up.
  private func ratings(
    of unit: ReliefUnit, from isIncluded: (Instant) -> Bool
  ) -> [ReliefUnit.RatingReference] {
    record.eligible.compactMap { rating in
      guard isIncluded(rating.time),
        rating.time < unit.windowEnd
          || (rating.time == unit.windowEnd && unit.windowEndsBy != .treatment)
      else { return nil }
      return rating.reference
    }
  }

  private func onset(of unit: ReliefUnit, _ watch: Watch) -> ReliefUnit.Onset {
    let ratings = ratings(of: unit) { $0 >= unit.start }
    let reached = ratings.firstIndex { watch.isRelief($0.total) }
    let before = reached.map { $0 > 0 ? ratings[$0 - 1] : nil } ?? ratings.last
    let by = reached.map { ratings[$0] }
    return ReliefUnit.Onset(
      afterDays: before.map { elapsedDays(from: unit.start, to: $0.time) } ?? 0,
      byDays: by.map { elapsedDays(from: unit.start, to: $0.time) }, afterSeq: before?.seq,
      bySeq: by?.seq)
  }

  /// Walks over the ratings after t0 to the first confirmed run without relief, or to the end.
  private func follow(
    _ unit: inout ReliefUnit, _ ratings: [ReliefUnit.RatingReference], _ watch: Watch
  ) {
    let deadline = unit.t0.milliseconds + Int64(windows.firstRatingDays) * Instant.day
    guard let entry = ratings.first, entry.time.milliseconds <= deadline else {
      unit.status = .noRating
      let isEarly = record.history.followUp.end.milliseconds < deadline
      unit.reason = isEarly ? .notYet : .missed
      return
    }
    guard watch.isRelief(entry.total) else {
      unit.status = .notInRelief
      unit.late = ratings.contains { watch.isRelief($0.total) }
      return
    }
    unit.entry = entry
    var lastInRelief = entry
    var runStart: Int?
    // The earliest rating of the run that can still confirm the one at hand.
    var partner = 0
    for (index, rating) in ratings.enumerated() {
      if watch.isRelief(rating.total) {
        lastInRelief = rating
        runStart = nil
        continue
      }
      let start = runStart ?? index
      if runStart == nil {
        runStart = index
        partner = index
      }
      let confirmation = confirm(ratings, index, &partner)
      if plan.confirm == 1 || confirmation != nil {
        unit.status = .lost
        unit.lost = ratings[start]
        unit.confirmedBy = plan.confirm == 1 ? nil : confirmation
        unit.lastInRelief = lastInRelief
        return
      }
    }
    unit.status = .censored
    unit.lastInRelief = lastInRelief
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

  /// Two ratings of a run, at least 1 d and at most 21 d apart, of which the later is at `index`.
  private func confirm(
    _ ratings: [ReliefUnit.RatingReference], _ index: Int, _ partner: inout Int
  ) -> (first: Int, second: Int)? {
    let time = ratings[index].time.milliseconds
    let earliest = time - Int64(windows.confirmThroughDays) * Instant.day
    while ratings[partner].time.milliseconds < earliest { partner += 1 }
    let distance = time - ratings[partner].time.milliseconds
    guard partner < index, distance >= Int64(windows.confirmFromDays) * Instant.day else {
      return nil
    }
    return (ratings[partner].seq, ratings[index].seq)
  }
}
