package import Bytes
package import Events

/// What could have harmed one subject, within follow-up: adverse events and peaks of each
/// treatment, answers about suicide, and totals reliably worse than the baseline of their course.
///
/// A mean hides all of it, and none of it is part of relief.
package struct SafetyRecord: Sendable {
  /// An adverse event.
  package struct AdverseEvent: Sendable {
    /// Its line.
    package var seq: Int
    /// When it began.
    package var time: Instant
    /// The term, byte by byte as given.
    package var term: [UInt8]
    /// How bad it was; `nil` where nobody said.
    package var severity: Severity?
    /// Whether it was called serious.
    package var isSerious: Bool
    /// Whether it names its session; else its time says which treatment it follows.
    package var namesSession: Bool
  }

  /// The highest value that was measured, and the first line that says it.
  package struct Peak: Equatable, Sendable {
    /// The line.
    package var seq: Int
    /// Points, or thousandths of a mmHg.
    package var value: Int64

    package init(seq: Int, value: Int64) {
      self.seq = seq
      self.value = value
    }
  }

  /// What was seen in and after one treatment.
  package struct Session: Sendable {
    /// The line of its infusion event.
    package var seq: Int
    /// Whether courses are built from it.
    package var isChosen: Bool
    /// Adverse events that name it, or that name no session and began from its start until the
    /// next treatment's start.
    package var adverse: [AdverseEvent] = []
    /// The highest CADSS total, in points, from its start until 24 h after its end or the next
    /// treatment's start; ratings around the treatment are what is asked for.
    package var dissociation: Peak?
    /// The highest systolic pressure of vitals that name it, or that name no session and were
    /// taken in the same span, in thousandths of a mmHg.
    package var systolic: Peak?
    /// Likewise, the highest diastolic pressure.
    package var diastolic: Peak?

    /// How many of its adverse events are serious.
    package var seriousCount: Int { adverse.count(where: \.isSerious) }
    /// Whether there is anything to say.
    package var isSilent: Bool {
      adverse.isEmpty && dissociation == nil && systolic == nil && diastolic == nil
    }
  }

  /// An answer that says that somebody thinks of suicide.
  package struct SuicidalityFlag: Sendable {
    /// The rating's line.
    package var seq: Int
    /// When it was taken.
    package var time: Instant
    /// PHQ-9 item 9, where that is what was asked: 1 to 3.
    package var itemNine: Int?
    /// The highest of items 1 to 5 of C-SSRS that was answered with yes; `nil` on PHQ-9.
    package var ideation: Int?
    /// Item 6 of C-SSRS; `nil` on PHQ-9, or where it was not answered.
    package var behaviour: Bool?
    /// Whether the answer is worse than the last one before the first treatment; `nil` where there
    /// is none to hold it against, or where it came before that treatment itself.
    package var hasRisen: Bool?
    /// The line of the rating that it is held against.
    package var referenceSeq: Int?
  }

  /// Totals of one course that are reliably worse than its baseline.
  package struct Worsening: Sendable {
    /// The number of the course.
    package var course: Int
    /// What they are held against.
    package var baseline: ReliefUnit.RatingReference
    /// The ratings, in order.
    package var ratings: [ReliefUnit.RatingReference]
  }

  /// One for each treatment of either kind, in order.
  package internal(set) var sessions: [Session] = []
  /// Adverse events that belong to no treatment: before the first, or on a session that is none.
  package internal(set) var otherAdverse: [AdverseEvent] = []
  /// Ratings that answer PHQ-9 item 9 or any item of C-SSRS.
  package internal(set) var suicidalityAnswers = 0
  /// Those of them that say yes.
  package internal(set) var suicidality: [SuicidalityFlag] = []
  /// Courses.
  package internal(set) var courses = 0
  /// Courses with a baseline, a threshold of reliable change and a rating to hold against it.
  package internal(set) var comparableCourses = 0
  /// Of those, the ones with a total that is reliably worse.
  package internal(set) var worsening: [Worsening] = []

  /// All adverse events, by time, then line.
  package var allAdverse: [AdverseEvent] {
    (sessions.flatMap(\.adverse) + otherAdverse).sorted { ($0.time, $0.seq) < ($1.time, $1.seq) }
  }
}
