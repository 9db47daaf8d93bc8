import Bytes
import Definitions
import Events
import Histories

/// Ratings: whether they are there when they are needed, and whether they have a total.
extension Examination {
  mutating func examineRatings() {
    for rating in record.ratings {
      let name = table.instruments.bytes(rating.instrument)
      if rating.flags.contains(.partial) { object(.ratingPartial, [rating.seq], .name(name)) }
      if rating.flags.contains(.itemNotAssessed) {
        object(.itemNotAssessed, [rating.seq], .name(name))
      }
    }
    guard !record.treatments.isEmpty else { return }
    examineIndexInstrument()
    examineFollowUpRatings()
  }

  private mutating func examineIndexInstrument() {
    let courses = record.treatmentPlan.courses
    guard let first = courses.first else { return }
    if record.eligible.isEmpty {
      let others = record.instrumentsRated.filter { $0 != record.instrument }
      return object(
        .noRatingOnIndexInstrument, [record.treatmentPlan.first(of: first).seq],
        .instruments(expected: record.instrument, found: others))
    }
    let window = Int64(plan.definitions.windows.baselineDays) * Instant.day
    for course in courses {
      let treatment = record.treatmentPlan.first(of: course)
      let baselines = record.eligible.filter { rating in
        rating.time < treatment.start
          && rating.time.milliseconds >= treatment.start.milliseconds - window
      }
      if baselines.isEmpty {
        object(.noBaselineBeforeCourse, [treatment.seq], .name(Array(record.instrument.utf8)))
      } else if baselines.count > 1 {
        object(.baselineSeveral, baselines.map(\.seq), .count(baselines.count))
      }
    }
  }

  /// Treatments that nobody rated afterwards, on any instrument, though follow-up went on.
  private mutating func examineFollowUpRatings() {
    let ratings = record.ratings.filter(\.isEligible)
    let span = CheckLimits.ratingDays * Instant.day
    var missed: [Int] = []
    var next = 0
    for treatment in record.treatments.sorted(by: { $0.end < $1.end }) {
      let deadline = treatment.end.milliseconds + span
      guard record.history.followUp.end.milliseconds >= deadline else { continue }
      while next < ratings.count, ratings[next].time <= treatment.end { next += 1 }
      if next < ratings.count, ratings[next].time.milliseconds <= deadline { continue }
      missed.append(treatment.seq)
    }
    object(.noRatingAfterTreatment, missed.sorted(), .count(missed.count))
  }
}
