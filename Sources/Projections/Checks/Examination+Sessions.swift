import Bytes
import Events
import Histories

/// Doses, orders, durations and weights.
extension Examination {
  mutating func examineSessions() {
    for seq in record.treatmentPlan.notGiven {
      object(.infusionWithoutDose, [seq], .session(table.labels.bytes(table.events[seq].label)))
    }
    var previous: Treatment?
    var untimed: [Int] = []
    for treatment in record.treatments {
      if let previous {
        let gap = treatment.start.milliseconds - previous.start.milliseconds
        if gap < CheckLimits.treatmentHours * 3_600_000 {
          object(.twoTreatmentsWithin20Hours, [previous.seq, treatment.seq], .duration(gap))
        }
      }
      previous = treatment
      examineDose(treatment)
      if examineDuration(treatment) { untimed.append(treatment.seq) }
    }
    object(.minutesMissing, untimed, .count(untimed.count))
  }

  private mutating func examineDose(_ treatment: Treatment) {
    let given = ExactDecimal(mantissa: treatment.micrograms, exponent: -3)
    let order = particulars.order(treatment.seq)
    let perKilogram = order?.milligramsPerKilogram
    let weighed = treatment.weight.flatMap { weight in
      perKilogram.flatMap { CheckLimits.product($0, weight) }
    }
    if let ordered = order?.milligrams ?? weighed, ordered.mantissa > 0,
      CheckLimits.differs(given, from: ordered, percent: CheckLimits.dosePercent)
    {
      let isPartial = CheckLimits.isLess(
        given, than: ordered, percent: CheckLimits.partialPercent)
      object(
        .doseFarFromOrdered, [treatment.seq],
        .dose(given: given.double, ordered: ordered.double, isPartial: isPartial))
    }
    if let milligrams = order?.milligrams, let weighed,
      CheckLimits.differs(milligrams, from: weighed, percent: CheckLimits.dosePercent)
    {
      object(
        .orderContradictsItself, [treatment.seq], .amounts(milligrams.double, weighed.double))
    }
    guard CheckLimits.weighedRoutes.contains(treatment.route),
      table.words.text(treatment.drug) == "ketamine", let weight = treatment.weight
    else { return }
    let least = CheckLimits.product(weight, CheckLimits.leastPerKilogram)
    let most = CheckLimits.product(weight, CheckLimits.mostPerKilogram)
    guard let least, let most, let value = treatment.milligramsPerKilogram,
      CheckLimits.isLess(given, than: least, percent: 100)
        || CheckLimits.isLess(most, than: given, percent: 100)
    else { return }
    object(.dosePerKilogramOutOfRange, [treatment.seq], .perKilogram(value))
  }

  /// Returns whether a session into a vein states no minutes.
  private mutating func examineDuration(_ treatment: Treatment) -> Bool {
    let duration = treatment.end.milliseconds - treatment.start.milliseconds
    let (least, most) = (
      CheckLimits.sessionMinutes.lowerBound * 60_000, CheckLimits.sessionMinutes.upperBound * 60_000
    )
    guard treatment.route == .intravenous, !(least...most).contains(duration) else { return false }
    // Nothing was stated that could be out of range.
    guard duration > 0 else { return true }
    object(.durationOutOfRange, [treatment.seq], .duration(duration))
    return false
  }

  /// A weight that an event states.
  private struct Weighing {
    var seq: Int
    var time: Instant
    var weight: ExactDecimal
    var isIntake: Bool
  }

  mutating func examineWeights() {
    var weighings: [Weighing] = []
    for entry in history.followed {
      let weight: ExactDecimal? =
        switch entry.event.kind {
        case .intake: table.intakes[Int(entry.event.value)].weight
        case .infusion: table.infusions[Int(entry.event.value)].weight
        default: nil
        }
      guard let weight, weight.double.isFinite else { continue }
      if let last = weighings.last,
        CheckLimits.differs(weight, from: last.weight, percent: CheckLimits.weightPercent)
      {
        object(
          .weightChanged, [last.seq, entry.seq],
          .weights(from: last.weight.double, to: weight.double))
      }
      weighings.append(
        Weighing(
          seq: entry.seq, time: entry.event.time, weight: weight,
          isIntake: entry.event.kind == .intake))
    }
    examineAges(of: weighings.filter(\.isIntake))
  }

  /// Treatments whose dose per kg rests on the weight of an old intake, or on none.
  private mutating func examineAges(of weighings: [Weighing]) {
    var unweighed: [Int] = []
    var stale: [Int: (seqs: [Int], age: Int64)] = [:]
    for treatment in record.treatments {
      if treatment.weight == nil, CheckLimits.weighedRoutes.contains(treatment.route) {
        unweighed.append(treatment.seq)
      }
      guard table.infusions[Int(table.events[treatment.seq].value)].weight == nil,
        let source = weighings.last(where: { $0.time <= treatment.start })
      else { continue }
      let age = treatment.start.milliseconds - source.time.milliseconds
      if age > CheckLimits.weightDays * Instant.day {
        stale[source.seq, default: ([source.seq], age)].seqs.append(treatment.seq)
        stale[source.seq]?.age = age
      }
    }
    for (_, finding) in stale { object(.weightStale, finding.seqs, .duration(finding.age)) }
    object(.weightMissing, unweighed, .count(unweighed.count))
  }
}
