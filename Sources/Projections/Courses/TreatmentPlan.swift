import Bytes
import Definitions
import Events
import Histories

/// All treatments of a subject in start order, and the courses and phases that they make.
///
/// ```
/// treatments   0 ketamine  1 placebo  2 ketamine  3 ketamine  4 ketamine
/// chosen       0 2 3 4
/// courses      1: the first three of them, 2: the last
/// ```
///
/// The buffers are used again for the next subject.
package struct TreatmentPlan: Sendable {
  /// Treatments of both kinds, by (start, line of the infusion).
  package private(set) var treatments: [Treatment] = []
  /// Those that courses are built from, as places in `treatments`.
  package private(set) var chosen: [Int] = []
  /// The courses, in order.
  package private(set) var courses: [Course] = []
  /// Lines of infusions without a delivering dose, ascending: listed, never counted.
  package private(set) var notGiven: [Int] = []
  private var deliveries: [Delivery] = []

  init() {}

  /// The treatment that comes after another one, of either kind.
  package func next(after index: Int) -> Treatment? {
    index + 1 < treatments.count ? treatments[index + 1] : nil
  }

  /// The first treatment of a course.
  package func first(of course: Course) -> Treatment {
    treatments[chosen[course.members.lowerBound]]
  }

  /// The last treatment of a course.
  package func last(of course: Course) -> Treatment { treatments[lastIndex(of: course)] }

  /// Where the last treatment of a course stands in `treatments`.
  package func lastIndex(of course: Course) -> Int { chosen[course.members.upperBound - 1] }

  /// What one infusion delivered so far.
  private struct Delivery {
    /// What the infusion says.
    let detail: InfusionDetail
    /// When the first dose began that delivered something; `nil`: none did.
    var start: Instant?
    var end = Instant(milliseconds: 0)
    var micrograms: Int64 = 0
  }

  /// What a drug is to courses.
  struct Role: Sendable {
    /// It is ketamine, esketamine or arketamine.
    let isActive: Bool
    /// Courses are built from it.
    let isChosen: Bool

    init(_ name: [UInt8], among wanted: [[UInt8]]?) {
      isActive = activeDrugs.contains(name)
      isChosen = wanted?.contains(name) ?? isActive
    }
  }

  private static let activeDrugs = ["ketamine", "esketamine", "arketamine"].map { Array($0.utf8) }

  /// Derives the plan of another subject.
  mutating func derive(
    _ history: History, _ windows: Windows, roles: inout NumberedFacts<Role>
  ) {
    treatments.removeAll(keepingCapacity: true)
    chosen.removeAll(keepingCapacity: true)
    courses.removeAll(keepingCapacity: true)
    notGiven.removeAll(keepingCapacity: true)
    if history.infusions.isEmpty { return }
    deliver(history, &roles)
    listTreatments(history, &roles)
    formCourses(windows)
    namePhases(windows)
  }

  /// Adds the doses up, each to the infusion that owns its label.
  private mutating func deliver(_ history: History, _ roles: inout NumberedFacts<Role>) {
    deliveries.removeAll(keepingCapacity: true)
    // All of them first: what they say stands far apart, and is fetched side by side.
    for place in history.infusions {
      deliveries.append(Delivery(detail: history.detail(of: history.events[place].event)))
    }
    for (position, place) in history.doses.enumerated() {
      if place >= history.followedCount { break }
      let owner = history.doseOwners[position]
      let event = history.events[place].event
      let dose = history.amount(of: event)
      // A single dose is at most 10^12; only a log of millions of such could reach the end.
      let (sum, overflow) = deliveries[owner].micrograms
        .addingReportingOverflow(dose.microgramAmount)
      deliveries[owner].micrograms = overflow ? .max : sum
      if dose.microgramAmount <= 0, roles.fact(of: deliveries[owner].detail.drug).isActive {
        continue
      }
      // An amended time can carry the end out of the years that can be printed.
      let end = Instant(
        milliseconds: min(Instant.latest, event.time.milliseconds + dose.duration))
      if let start = deliveries[owner].start {
        deliveries[owner].start = min(start, event.time)
        deliveries[owner].end = max(deliveries[owner].end, end)
      } else {
        deliveries[owner].start = event.time
        deliveries[owner].end = end
      }
    }
  }

  /// Infusions within follow-up that own their label are treatments where a dose delivered something.
  private mutating func listTreatments(_ history: History, _ roles: inout NumberedFacts<Role>) {
    var isInOrder = true
    for (position, place) in history.infusions.enumerated() {
      if place >= history.followedCount { break }
      let entry = history.events[place]
      guard history.ownsLabel(entry.seq) else { continue }
      guard let start = deliveries[position].start else {
        notGiven.append(entry.seq)
        continue
      }
      let detail = deliveries[position].detail
      let role = roles.fact(of: detail.drug)
      if let last = treatments.last, (last.start, last.seq) > (start, entry.seq) {
        isInOrder = false
      }
      treatments.append(
        Treatment(
          seq: entry.seq, label: entry.event.label, drug: detail.drug, route: detail.route,
          isActive: role.isActive, isChosen: role.isChosen, start: start,
          end: deliveries[position].end, micrograms: deliveries[position].micrograms,
          weight: detail.weight ?? Self.weight(at: start, history), statedPhase: detail.phase))
    }
    if !isInOrder { treatments.sort { ($0.start, $0.seq) < ($1.start, $1.seq) } }
    notGiven.sort()
  }

  /// The weight that the last intake at or before a start states.
  private static func weight(at start: Instant, _ history: History) -> ExactDecimal? {
    var weight: ExactDecimal?
    for place in history.intakes {
      let event = history.events[place].event
      if place >= history.followedCount || event.time > start { break }
      weight = history.weight(of: event) ?? weight
    }
    return weight
  }

  private mutating func formCourses(_ windows: Windows) {
    let gap = Int64(windows.courseGapDays) * Instant.day
    var previous: Instant?
    for index in treatments.indices where treatments[index].isChosen {
      let start = treatments[index].start
      let member = chosen.count
      chosen.append(index)
      if let previous, start.milliseconds - previous.milliseconds <= gap {
        courses[courses.count - 1].members =
          courses[courses.count - 1].members.lowerBound..<member + 1
      } else {
        courses.append(Course(number: courses.count + 1, members: member..<member + 1))
      }
      treatments[index].course = courses.count
      previous = start
    }
  }

  private mutating func namePhases(_ windows: Windows) {
    for position in courses.indices {
      let course = courses[position]
      let start = first(of: course).start.milliseconds
      let isInduction =
        position == 0
        || start - last(of: courses[position - 1]).start.milliseconds
          > Int64(windows.newInductionAfterDays) * Instant.day
      for member in course.members {
        let index = chosen[member]
        let since = treatments[index].start.milliseconds - start
        let isEarly = since <= Int64(windows.inductionDays) * Instant.day
        let otherwise: Phase = course.count == 1 ? .booster : .maintenance
        treatments[index].phase =
          treatments[index].statedPhase ?? (isInduction && isEarly ? .induction : otherwise)
      }
    }
  }
}
