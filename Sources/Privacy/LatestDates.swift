import Bytes
import EventLog
import Events
import Histories

/// Notes every instant that the data of a log's events hold, with whose they are, before anything is
/// written: a year of birth comes early in a history, and whether it may be told depends on the last date
/// of all.
struct LatestDates: LineConsumer {
  /// Whose event each line is, by `seq`, as a place among the subjects; `nil`: it is not released.
  private let owner: (Int) -> (subject: Int, kind: EventKind)?
  private let histories: Histories
  private(set) var subjects: [ReleasedSubject]

  init(
    _ subjects: [ReleasedSubject], _ histories: Histories,
    owner: @escaping (Int) -> (subject: Int, kind: EventKind)?
  ) {
    self.subjects = subjects
    self.histories = histories
    self.owner = owner
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    guard let (subject, kind) = owner(header.seq),
      let data = histories.data(of: header.seq, on: document)
    else { return }
    for field in DataShape.fields(of: kind) {
      guard let text = data[field.name]?.text else { continue }
      switch field.rule {
      case .time: Instant(text).map { subjects[subject].note($0) }
      case .date: Instant(text + "T00:00:00Z").map { subjects[subject].note($0) }
      default: break
      }
    }
  }
}
