import Bytes
import Events
import Histories
import Projections
import Reports

/// An answer about a cohort: a row for each subject, and what the rows come to.
struct CohortFollower<Asking: CohortQuestion>: FollowedAnswer {
  private let question: Asking
  private var state: LiveState<Asking.Asked>?

  init(_ question: Asking) { self.question = question }

  mutating func begin(
    _ registry: Registry, _ logs: FollowedLogs
  ) throws(CommandError) {
    var registry = registry
    state = try question.inquiry.ask(&registry) { LiveState(question.asked, $0) }
  }

  mutating func take(
    _ subjects: [String], _ logs: FollowedLogs
  ) throws(CommandError) -> Bool {
    for subject in subjects { state?.update(subject, try logs.history(of: subject)) }
    return true
  }

  func isSame(as other: Self) -> Bool {
    guard let state, let before = other.state else { return false }
    return state.isSame(as: before)
  }

  func print(over basis: AnswerHeader.Basis) throws(CommandError) {
    let value: Asking.Asked.Value
    do throws(RowFault) {
      value = try state?.value() ?? question.asked.nobody
    } catch {
      throw CommandError(
        ExitCode.bug, "a row that was written here can't be read back",
        remedy: "please report it; reprieve without follow gives the answer")
    }
    _ = try question.answer(value, over: basis)
  }
}

/// An answer about one person.
struct SubjectFollower<Asking: SubjectQuestion>: FollowedAnswer {
  private let question: Asking
  private var history: History?
  /// When the last line of the subject's log was recorded, when the history was taken from it.
  private var lastRecorded = Instant(milliseconds: 0)

  init(_ question: Asking) { self.question = question }

  mutating func begin(
    _ registry: Registry, _ logs: FollowedLogs
  ) throws(CommandError) {
    // Not the registry's own: that one would keep all others in memory with it.
    lastRecorded = logs.lastRecorded(of: question.subject)
    history = try logs.history(of: question.subject)
    if history == nil {
      history = try question.inquiry.person(question.subject, in: registry).history
    }
  }

  mutating func take(
    _ subjects: [String], _ logs: FollowedLogs
  ) throws(CommandError) -> Bool {
    guard subjects.contains(question.subject) else { return false }
    lastRecorded = logs.lastRecorded(of: question.subject)
    history = try logs.history(of: question.subject)
    if history == nil {
      // What the command says of somebody who is not there.
      history =
        try question.inquiry.person(question.subject, in: question.inquiry.joined([])).history
    }
    return true
  }

  /// The same lines were looked at.
  func isSame(as other: Self) -> Bool {
    history?.events.map(\.seq) == other.history?.events.map(\.seq)
  }

  func print(over basis: AnswerHeader.Basis) throws(CommandError) {
    guard let history else { return }
    // Of others nothing is read for one person's sake.
    let vantage = Vantage(until: basis.until, asOf: nil, lastRecorded: lastRecorded)
    _ = try question.answer(
      history, over: basis, from: Outlook(vantage: vantage, comparison: .notAsked))
  }
}
