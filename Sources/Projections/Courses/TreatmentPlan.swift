import Bytes
import Definitions
import Events
package import Histories

/// All treatments of a subject in start order, and the courses and phases that they make.
package struct TreatmentPlan: Sendable {
  /// Treatments of both kinds, by (start, line of the infusion).
  package private(set) var treatments: [Treatment] = []
  /// The courses, in order.
  package private(set) var courses: [Course] = []
  /// Lines of infusions without a delivering dose, ascending: listed, never counted.
  package private(set) var notGiven: [Int] = []

  package init(_ history: History, _ plan: AnalysisPlan) {
    deliver(history, plan)
    formCourses(plan.definitions.windows)
    namePhases(plan.definitions.windows)
  }

  /// The treatment that comes after another one, of either kind.
  package func next(after index: Int) -> Treatment? {
    index + 1 < treatments.count ? treatments[index + 1] : nil
  }

  /// The first treatment of a course.
  package func first(of course: Course) -> Treatment { treatments[course.treatments[0]] }

  /// The last treatment of a course.
  package func last(of course: Course) -> Treatment {
    treatments[course.treatments[course.treatments.count - 1]]
  }

  /// What one infusion delivered so far.
  private struct Delivery {
    var entry: History.Entry
    var start: Instant?
    var end = Instant(milliseconds: 0)
    var micrograms: Int64 = 0
  }

  private mutating func deliver(_ history: History, _ plan: AnalysisPlan) {
    let table = history.table
    var deliveries: [Delivery] = []
    for entry in history.followed
    where entry.event.kind == .infusion && history.ownsLabel(entry.seq) {
      deliveries.append(Delivery(entry: entry))
    }
    guard !deliveries.isEmpty else { return listNotGiven(history, []) }
    deliveries.sort { $0.entry.event.label < $1.entry.event.label }
    for entry in history.followed where entry.event.kind == .dose {
      let label = entry.event.label
      var low = 0
      var high = deliveries.count
      while low < high {
        let middle = (low + high) / 2
        if deliveries[middle].entry.event.label < label { low = middle + 1 } else { high = middle }
      }
      guard low < deliveries.count, deliveries[low].entry.event.label == label else { continue }
      let dose = table.dose(entry.event)
      // A single dose is at most 10^12; only a log of millions of such could reach the end.
      let (sum, overflow) = deliveries[low].micrograms.addingReportingOverflow(dose.microgramAmount)
      deliveries[low].micrograms = overflow ? .max : sum
      let drug = table.infusions[Int(deliveries[low].entry.event.value)].drug
      guard dose.microgramAmount > 0 || !Self.isActive(drug, table) else { continue }
      // An amended time can carry the end out of the years that can be printed.
      let end = Instant(
        milliseconds: min(Instant.latest, entry.event.time.milliseconds + dose.duration))
      if let start = deliveries[low].start {
        deliveries[low].start = min(start, entry.event.time)
        deliveries[low].end = max(deliveries[low].end, end)
      } else {
        deliveries[low].start = entry.event.time
        deliveries[low].end = end
      }
    }
    let wanted = plan.chosenDrugs?.map { Array($0.utf8) }
    for delivery in deliveries {
      guard let start = delivery.start else { continue }
      let event = delivery.entry.event
      let detail = table.infusions[Int(event.value)]
      let isActive = Self.isActive(detail.drug, table)
      treatments.append(
        Treatment(
          seq: delivery.entry.seq, label: event.label, drug: detail.drug, route: detail.route,
          isActive: isActive,
          isChosen: wanted?.contains(table.words.bytes(detail.drug)) ?? isActive,
          start: start, end: delivery.end, micrograms: delivery.micrograms,
          weight: detail.weight ?? Self.weight(at: start, history), statedPhase: detail.phase))
    }
    treatments.sort { ($0.start, $0.seq) < ($1.start, $1.seq) }
    listNotGiven(history, Set(treatments.map(\.seq)))
  }

  private mutating func listNotGiven(_ history: History, _ given: Set<Int>) {
    for entry in history.followed
    where entry.event.kind == .infusion && history.ownsLabel(entry.seq)
      && !given.contains(entry.seq)
    {
      notGiven.append(entry.seq)
    }
    notGiven.sort()
  }

  private static func isActive(_ drug: Int32, _ table: EventTable) -> Bool {
    let name = table.words.bytes(drug)
    return activeDrugs.contains(name)
  }

  private static let activeDrugs = ["ketamine", "esketamine", "arketamine"].map { Array($0.utf8) }

  /// The weight that the last intake at or before a start states.
  private static func weight(at start: Instant, _ history: History) -> ExactDecimal? {
    var weight: ExactDecimal?
    for entry in history.followed {
      if entry.event.time > start { break }
      if entry.event.kind == .intake {
        weight = history.table.intakes[Int(entry.event.value)].weight ?? weight
      }
    }
    return weight
  }

  private mutating func formCourses(_ windows: Windows) {
    let gap = Int64(windows.courseGapDays) * Instant.day
    var previous: Instant?
    for index in treatments.indices where treatments[index].isChosen {
      let start = treatments[index].start
      if let previous, start.milliseconds - previous.milliseconds <= gap {
        courses[courses.count - 1].treatments.append(index)
      } else {
        courses.append(Course(number: courses.count + 1, treatments: [index]))
      }
      treatments[index].course = courses.count
      previous = start
    }
  }

  private mutating func namePhases(_ windows: Windows) {
    for (position, course) in courses.enumerated() {
      let start = first(of: course).start.milliseconds
      let isInduction =
        position == 0
        || start - last(of: courses[position - 1]).start.milliseconds
          > Int64(windows.newInductionAfterDays) * Instant.day
      for index in course.treatments {
        let since = treatments[index].start.milliseconds - start
        let isEarly = since <= Int64(windows.inductionDays) * Instant.day
        let otherwise: Phase = course.treatments.count == 1 ? .booster : .maintenance
        treatments[index].phase =
          treatments[index].statedPhase ?? (isInduction && isEarly ? .induction : otherwise)
      }
    }
  }
}
