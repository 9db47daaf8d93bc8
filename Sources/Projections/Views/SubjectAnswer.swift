/// What a view says of one subject, piece by piece: what two views are held against each other by.
package struct SubjectAnswer: Sendable {
  /// Whether the subject is in the answer.
  package enum Standing: String, Sendable {
    /// It has no effective event.
    case absent
    /// It has, and `--where` leaves it out.
    case notAsked = "not-asked"
    /// It is in.
    case counted
  }

  /// Which answer a piece belongs to; in the order in which they are shown.
  package enum Part: String, CaseIterable, Sendable {
    /// Whether the subject is in.
    case subject
    /// How long relief lasted after a unit.
    case relief
    /// What a visit after a course showed.
    case response
    /// The time from one treatment to the next, or to the end of follow-up.
    case intervals
    /// The time between two courses.
    case treatmentFree
  }

  /// What a piece is about.
  package struct Key: Hashable, Comparable, Sendable {
    package let part: Part
    /// The unit, course or ordinal, from 1; 0 for the subject itself.
    package let number: Int
    /// The visit, as a place in the plan's list; `nil` elsewhere.
    package let visit: Int?

    package static func < (left: Key, right: Key) -> Bool {
      let (mine, theirs) = (left.order, right.order)
      return mine.lexicographicallyPrecedes(theirs)
    }

    private var order: [Int] {
      [Part.allCases.firstIndex(of: part) ?? 0, number, visit ?? -1]
    }
  }

  /// How long relief lasted after a unit; days from t0.
  package struct Relief: Equatable, Sendable {
    package let instrument: String
    package let status: ReliefUnit.Status
    package let reason: ReliefUnit.Reason?
    package let isLate: Bool
    package let entryDays: Double?
    package let lowerDays: Double?
    package let upperDays: Double?

    init(_ unit: ReliefUnit) {
      instrument = unit.instrument
      status = unit.status
      reason = unit.reason
      isLate = unit.late
      entryDays = unit.entryDays
      lowerDays = unit.lowerDays
      upperDays = unit.upperDays
    }
  }

  /// What a visit showed.
  package struct Visit: Equatable, Sendable {
    package let instrument: String
    /// Whether the course has a baseline that can be improved on.
    package let isUsable: Bool
    package let total: Int?
    package let unrated: ResponseCourse.Unrated?
    package let change: Int?
    package let response: Bool?
    package let remission: Bool?
    package let reliable: Int?

    init(_ course: ResponseCourse, _ visit: ResponseCourse.Visit) {
      instrument = course.instrument
      isUsable = course.isUsable
      total = visit.rating?.total
      unrated = visit.unrated
      change = visit.change
      response = visit.response
      remission = visit.remission
      reliable = visit.reliable
    }
  }

  /// A gap between treatments.
  package struct Gap: Equatable, Sendable {
    package let isClosed: Bool
    package let days: Double
    package let kind: TreatmentGap.Kind
    package let why: TreatmentGap.Why?

    init(_ gap: TreatmentGap) {
      isClosed = gap.isClosed
      days = gap.days
      kind = gap.kind
      why = gap.why
    }
  }

  /// What a piece says.
  package enum State: Equatable, Sendable {
    case standing(Standing)
    case relief(Relief)
    case visit(Visit)
    case gap(Gap)
    case treatmentFree(days: Double)
  }

  /// A piece that two answers do not have in common.
  package struct Change: Equatable, Sendable {
    package let key: Key
    /// What it was; `nil`: there was none.
    package let before: State?
    /// What it is; `nil`: there is none.
    package let after: State?
  }

  /// By their keys.
  private let pieces: [(key: Key, state: State)]

  init(
    _ standing: Standing, _ units: [ReliefUnit] = [], _ courses: [ResponseCourse] = [],
    _ intervals: IntervalsProjection.Value? = nil
  ) {
    func key(_ part: Part, _ number: Int, _ visit: Int? = nil) -> Key {
      Key(part: part, number: number, visit: visit)
    }
    var pieces = [(key(.subject, 0), State.standing(standing))]
    pieces += units.map { (key(.relief, $0.unit), .relief(Relief($0))) }
    for course in courses {
      for (place, visit) in course.visits.enumerated() {
        pieces.append((key(.response, course.course, place), .visit(Visit(course, visit))))
      }
    }
    pieces += (intervals?.gaps ?? []).map { (key(.intervals, $0.ordinal), .gap(Gap($0))) }
    pieces += (intervals?.treatmentFree ?? []).map {
      (key(.treatmentFree, $0.course), .treatmentFree(days: $0.days))
    }
    self.pieces = pieces.map { (key: $0.0, state: $0.1) }
  }

  /// What is different in a later answer, in the order of the keys. Who is in neither has not
  /// changed, whatever keeps it out.
  func changes(to later: SubjectAnswer) -> [Change] {
    let all: [Change]
    if pieces.elementsEqual(later.pieces, by: { $0.key == $1.key }) {
      all = zip(pieces, later.pieces).map { Change(key: $0.key, before: $0.state, after: $1.state) }
    } else {
      let mine = Dictionary(uniqueKeysWithValues: pieces.map { ($0.key, $0.state) })
      let theirs = Dictionary(uniqueKeysWithValues: later.pieces.map { ($0.key, $0.state) })
      all = Set(mine.keys).union(theirs.keys).sorted().map {
        Change(key: $0, before: mine[$0], after: theirs[$0])
      }
    }
    return all.filter { change in
      guard change.before != change.after else { return false }
      let isIn = [change.before, change.after].contains(.standing(.counted))
      return change.key.part != .subject || isIn
    }
  }
}
