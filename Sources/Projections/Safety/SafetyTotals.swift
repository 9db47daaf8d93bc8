import Bytes

/// What could have harmed the subjects of a cohort, in whole numbers that add up.
public struct SafetyTotals: Sendable {
  /// Adverse events of one term.
  public struct Term: Equatable, Sendable {
    /// Events.
    public internal(set) var events = 0
    /// Subjects with one.
    public internal(set) var subjects = 0
    /// Events that are serious.
    public internal(set) var serious = 0
  }

  /// Subjects.
  public internal(set) var subjects = 0
  /// Subjects with an adverse event.
  public internal(set) var subjectsWithAdverse = 0
  /// Treatments that courses are built from.
  public internal(set) var treatments = 0
  /// Those with an adverse event.
  public internal(set) var treatmentsWithAdverse = 0
  /// By term, byte by byte.
  var termCounts: [[UInt8]: Term] = [:]
  /// Subjects who answered PHQ-9 item 9 or C-SSRS.
  public internal(set) var subjectsAsked = 0
  /// Of them, those with an answer that says yes.
  public internal(set) var subjectsWithFlag = 0
  /// Of those, the ones with an answer worse than before the first treatment.
  public internal(set) var subjectsWithRise = 0
  /// Courses.
  public internal(set) var courses = 0
  /// Courses whose totals can be held against a baseline.
  public internal(set) var comparableCourses = 0
  /// Of them, those with a total that is reliably worse.
  public internal(set) var worseCourses = 0
  /// The highest CADSS total of each treatment that courses are built from, in points.
  public internal(set) var dissociation = Tally()
  /// The highest systolic pressure of each, in thousandths of a mmHg.
  public internal(set) var systolic = Tally()
  /// The highest diastolic pressure of each, in thousandths of a mmHg.
  public internal(set) var diastolic = Tally()

  init() {}

  /// The totals of one subject.
  init(_ record: SafetyRecord) {
    subjects = 1
    let adverse = record.allAdverse
    subjectsWithAdverse = adverse.isEmpty ? 0 : 1
    for event in adverse {
      termCounts[event.term, default: Term(subjects: 1)].events += 1
      if event.isSerious { termCounts[event.term]?.serious += 1 }
    }
    for session in record.sessions where session.isChosen {
      treatments += 1
      if !session.adverse.isEmpty { treatmentsWithAdverse += 1 }
      dissociation.add(session.dissociation?.value)
      systolic.add(session.systolic?.value)
      diastolic.add(session.diastolic?.value)
    }
    subjectsAsked = record.suicidalityAnswers > 0 ? 1 : 0
    subjectsWithFlag = record.suicidality.isEmpty ? 0 : 1
    subjectsWithRise = record.suicidality.contains { $0.hasRisen == true } ? 1 : 0
    courses = record.courses
    comparableCourses = record.comparableCourses
    worseCourses = record.worsening.count
  }

  /// The terms as UTF-8, byte by byte as given, sorted.
  public var terms: [(term: [UInt8], count: Term)] {
    termCounts.sorted { bytesPrecede($0.key, $1.key) }.map { ($0.key, $0.value) }
  }

  /// Adverse events.
  public var events: Int { termCounts.values.reduce(0) { $0 + $1.events } }

  /// Adverse events that are serious.
  public var seriousEvents: Int { termCounts.values.reduce(0) { $0 + $1.serious } }

  /// Adds the totals of other subjects.
  mutating func add(_ other: SafetyTotals) {
    subjects += other.subjects
    subjectsWithAdverse += other.subjectsWithAdverse
    treatments += other.treatments
    treatmentsWithAdverse += other.treatmentsWithAdverse
    for (term, count) in other.termCounts {
      termCounts[term, default: Term()].events += count.events
      termCounts[term, default: Term()].subjects += count.subjects
      termCounts[term, default: Term()].serious += count.serious
    }
    subjectsAsked += other.subjectsAsked
    subjectsWithFlag += other.subjectsWithFlag
    subjectsWithRise += other.subjectsWithRise
    courses += other.courses
    comparableCourses += other.comparableCourses
    worseCourses += other.worseCourses
    dissociation.add(other.dissociation)
    systolic.add(other.systolic)
    diastolic.add(other.diastolic)
  }
}

/// How often each whole number came up: enough for quantiles, and it adds up in any order.
public struct Tally: Equatable, Sendable {
  private(set) var counts: [Int64: Int] = [:]
  /// How many subjects have each.
  private var holders: [Int64: Int] = [:]
  /// How many subjects have any.
  public private(set) var subjects = 0
  /// How many numbers came up.
  public private(set) var count = 0

  init() {}

  mutating func add(_ value: Int64?, times: Int = 1) {
    guard let value else { return }
    // Numbers are added one by one of one subject alone.
    subjects = 1
    holders[value] = 1
    counts[value, default: 0] += times
    count += times
  }

  mutating func add(_ other: Tally) {
    counts.merge(other.counts, uniquingKeysWith: +)
    holders.merge(other.holders, uniquingKeysWith: +)
    subjects += other.subjects
    count += other.count
  }

  /// How many subjects have a number.
  package func subjects(with value: Int64) -> Int { holders[value] ?? 0 }

  /// The smallest number that at least so many quarters of all do not exceed: 1 gives the lower
  /// quartile, 2 the median. `nil` where there is none.
  public func quartile(_ quarters: Int) -> Int64? {
    var below = 0
    for (value, times) in counts.sorted(by: { $0.key < $1.key }) {
      below += times
      if below * 4 >= quarters * count { return value }
    }
    return nil
  }
}
