package import Bytes
import Histories

/// What some subjects add to an answer about a cohort: enough to compute the answer once all states
/// are merged, and nothing that was rounded.
///
/// Merging is associative and commutative, and the state of no subject changes nothing; the state of
/// two sets of subjects is the merged states of each. Sets that share a subject are refused, so a
/// subject that was split, and a part that was folded twice, are found.
package struct PartialState: Equatable, Sendable {
  /// What was asked, in which terms: states of different questions are never merged.
  package struct Question: Equatable, Sendable {
    /// The version of the program.
    package var engine: String
    /// The id of the definition, options included.
    package var definition: String
    /// The first 16 hex digits of the SHA-256 over the definitions.
    package var definitions: String
    /// The command and the options that bear on the answer.
    package var words: [String]

    package init(engine: String, definition: String, definitions: String, words: [String]) {
      self.engine = engine
      self.definition = definition
      self.definitions = definitions
      self.words = words
    }
  }

  /// Which of a log's lines were folded.
  package struct Log: Equatable, Sendable {
    /// The log's name.
    package var name: String
    /// The log's name in checkpoints.
    package var origin: String
    /// When line 0 was recorded.
    package var created: Instant
    /// Lines of the view that were folded, line 0 left out.
    package var lines = 0
    /// The sum of their numbers.
    package var numbers = 0
    /// The highest number that the view is known to have.
    package var last = 0
    /// How many of them have each unknown type, by the type's bytes.
    package var unknownTypes: [[UInt8]: Int] = [:]

    package init(name: String, origin: String, created: Instant) {
      self.name = name
      self.origin = origin
      self.created = created
    }

    /// Whether all lines up to the last were folded, each once as far as sums can tell.
    package var isWhole: Bool { lines == last && numbers == last &* (last &+ 1) / 2 }
  }

  /// Why states cannot be merged.
  package enum Conflict: Error, Equatable, Sendable {
    /// They answer different questions.
    case question(Question, Question)
    /// They are of two logs with one name.
    case log(name: String)
    /// So many subjects are in both; the hash of one of them.
    case subjects(count: Int, example: UInt64)
  }

  package let question: Question
  /// By the bytes of their names.
  package private(set) var logs: [Log]
  /// XXH64 of `LOGNAME/SUBJECT` of every subject that has a line or is given one, ascending.
  package private(set) var subjects: [UInt64]
  /// What they add to the answer.
  package private(set) var rows: RowTable

  /// The state of no subject.
  package init(_ question: Question) {
    self.question = question
    logs = []
    subjects = []
    rows = RowTable()
  }

  /// The state of some subjects of one log.
  package init(_ question: Question, _ log: Log, subjects: [UInt64], rows: RowTable) {
    self.question = question
    logs = [log]
    self.subjects = subjects.sorted()
    self.rows = rows
  }

  init(_ question: Question, _ logs: [Log], _ subjects: [UInt64], _ rows: RowTable) {
    self.question = question
    self.logs = logs
    self.subjects = subjects
    self.rows = rows
  }

  /// The number by which a subject is told from others.
  package static func hash(_ subject: [UInt8], of log: String) -> UInt64 {
    var name = Array(log.utf8)
    name.append(UInt8(ascii: "/"))
    name += subject
    return XXH64.hash(name.span)
  }

  /// States as one.
  package static func merged(_ states: ArraySlice<PartialState>) throws(Conflict) -> PartialState {
    guard states.count > 1 else { return states[states.startIndex] }
    let middle = states.startIndex + states.count / 2
    return try merged(states[..<middle]).merged(with: merged(states[middle...]))
  }

  /// Two states as one.
  package func merged(with other: PartialState) throws(Conflict) -> PartialState {
    guard question == other.question else { throw .question(question, other.question) }
    return PartialState(
      question, try Self.logs(logs, other.logs), try Self.subjects(subjects, other.subjects),
      rows.merged(with: other.rows))
  }

  private static func logs(_ one: [Log], _ other: [Log]) throws(Conflict) -> [Log] {
    var logs = one
    for log in other {
      guard let place = logs.firstIndex(where: { $0.name == log.name }) else {
        logs.append(log)
        continue
      }
      guard logs[place].origin == log.origin, logs[place].created == log.created else {
        throw .log(name: log.name)
      }
      logs[place].lines &+= log.lines
      logs[place].numbers &+= log.numbers
      logs[place].last = max(logs[place].last, log.last)
      logs[place].unknownTypes.merge(log.unknownTypes, uniquingKeysWith: &+)
    }
    return logs.sorted { bytesPrecede(Array($0.name.utf8), Array($1.name.utf8)) }
  }

  private static func subjects(
    _ one: [UInt64], _ other: [UInt64]
  ) throws(Conflict) -> [UInt64] {
    var all: [UInt64] = []
    all.reserveCapacity(one.count + other.count)
    var (mine, theirs) = (0, 0)
    var shared: [UInt64] = []
    while mine < one.count, theirs < other.count {
      if one[mine] == other[theirs] { shared.append(one[mine]) }
      if one[mine] <= other[theirs] {
        all.append(one[mine])
        mine += 1
      } else {
        all.append(other[theirs])
        theirs += 1
      }
    }
    all += one[mine...]
    all += other[theirs...]
    guard shared.isEmpty else { throw .subjects(count: shared.count, example: shared[0]) }
    return all
  }

  /// What the subjects' answers come to.
  ///
  /// Throws `RowFault` where a row does not fit the question.
  package func value<Asked: FoldedProjection>(of asked: Asked) throws(RowFault) -> Asked.Value {
    try rows.value(of: asked)
  }
}

extension RowTable {
  /// What the rows' answers come to.
  ///
  /// Throws `RowFault` where a row does not fit the question.
  func value<Asked: FoldedProjection>(of asked: Asked) throws(RowFault) -> Asked.Value {
    var value = asked.nobody
    var number = 0
    for place in 0..<count {
      let row = row(place)
      for _ in 0..<counts[place] {
        var reader = try RowReader(row)
        number += 1
        asked.merge(&value, with: try asked.read(&reader, shownAs: "\(number)"))
        try reader.finish()
      }
    }
    return value
  }
}
