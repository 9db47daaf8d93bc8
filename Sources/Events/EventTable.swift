package import Bytes

/// The events of one log as flat columns, a row each. As a log is read row `seq` is line `seq`;
/// rows that come from a cache stand by subject, and `lines` says which line each of them is.
///
/// What most events have stands in 32 bytes each; what few have stands in side tables. Names are
/// numbers of name tables, and become a `String` where they are shown.
package struct EventTable: Sendable {
  /// All events by row; line 0, where it is there, is of kind `log`.
  package var events = LargeColumn<Event>()
  /// The line of each row; empty where row and line are the same.
  package var lines: [Int32] = []
  /// Pseudonyms.
  package var subjects = NameTable()
  /// Labels of sessions.
  package var labels = NameTable()
  /// Names of instruments.
  package var instruments = NameTable()
  /// Drugs, terms, unknown types, and what intakes say in words.
  package var words = NameTable()
  /// What intakes say.
  package var intakes: [Intake] = []
  /// Codes of indications, as numbers of `words`: each intake has a range of them.
  package var codes: [Int32] = []
  /// What infusions say.
  package var infusions: [InfusionDetail] = []
  /// What corrections say, in the order of the log.
  package var corrections: [Correction] = []
  /// Doses that don't fit 32 bits.
  package var largeDoses: [Dose] = []
  /// Blood pressures that don't fit 31 bits.
  package var largePressures: [BloodPressure] = []
  /// Where in the file each 1,024th line starts.
  package var marks: [Int] = [0]

  /// Which lines count.
  package enum View: Equatable, Sendable {
    /// All of them.
    case all
    /// The first so many, line 0 included.
    case lines(Int)
    /// Those recorded at that instant or before.
    case recorded(through: Instant)
  }

  let view: View
  /// The number of the first line that is kept.
  let start: Int
  /// Behind the last line of the view, where lines are passed over that get no row; else -1.
  private var passedEnd = -1

  package init(view: View = .all) {
    self.view = view
    start = 0
    events = [Event(kind: .log, time: Instant(milliseconds: 0))]
  }

  /// A table for lines from `seq` on, to be appended to one that ends there.
  init(view: View, from seq: Int) {
    self.view = view
    start = seq
    marks = []
  }

  /// A table that has rows for some lines only, in their order, and knows how many passed.
  static func ofSome(view: View) -> EventTable {
    var table = EventTable(view: view)
    table.lines = [0]
    table.passedEnd = 1
    return table
  }

  /// A table of the same kind for lines from `seq` on.
  func fork(from seq: Int) -> EventTable {
    var fork = EventTable(view: view, from: seq)
    if passedEnd >= 0 { fork.passedEnd = seq }
    return fork
  }

  /// This table and forks of it, whose rows stand in one room where all lines get rows.
  func forks(at starts: [Int], end: Int) -> [EventTable] {
    var forks = [self] + starts.dropFirst().map(fork)
    guard passedEnd < 0,
      let lanes = events.lanes(at: starts.map { $0 - start }, capacity: end - start)
    else { return forks }
    for index in forks.indices { forks[index].events = lanes[index] }
    return forks
  }

  /// Behind the last line of the view that came by.
  package var end: Int { passedEnd < 0 ? start + events.count : passedEnd }

  /// Lines between two marks.
  package static let markInterval = 1024

  /// Adds the event of line `seq`, if that is the next line and lies in the view.
  ///
  /// A line out of order is left out: the reader stops there anyway.
  mutating func add(_ event: Event, at seq: Int, recorded: Instant, offset: Int) {
    guard isNext(seq, recorded) else { return }
    if seq % Self.markInterval == 0 { marks.append(offset) }
    if passedEnd >= 0 {
      lines.append(Int32(seq))
      passedEnd = seq + 1
    }
    events.append(event)
  }

  /// Lets line `seq` pass, where only some lines get rows.
  mutating func pass(at seq: Int, recorded: Instant, offset: Int) {
    guard isNext(seq, recorded) else { return }
    if seq % Self.markInterval == 0 { marks.append(offset) }
    passedEnd = seq + 1
  }

  @inline(__always)
  private func isNext(_ seq: Int, _ recorded: Instant) -> Bool {
    guard seq == end else { return false }
    return switch view {
    case .all: true
    case .lines(let count): seq < count
    case .recorded(let instant): recorded <= instant
    }
  }

  /// Forgets lines that turned out not to be committed, and what was said on lines outside of
  /// the view.
  package mutating func keep(first lines: Int) {
    if passedEnd >= 0 {
      while let last = self.lines.last, last >= lines {
        self.lines.removeLast()
        events.removeLast()
      }
      passedEnd = min(passedEnd, lines)
    } else {
      let kept = max(0, lines - start)
      if events.count > kept { events.removeLast(events.count - kept) }
    }
    let end = end
    corrections.removeAll { $0.seq >= end }
  }

  /// Where the lines end that another table's follow on; one that begins behind the view has none.
  mutating func setEnd(of later: EventTable) {
    if passedEnd >= 0, later.end > later.start { passedEnd = later.end }
  }

  /// The line of a row.
  @inline(__always)
  package func seq(_ row: Int) -> Int { lines.isEmpty ? row : Int(lines[row]) }

  /// A table for rows of lines in any order, which say what line they are.
  package static var ofRows: EventTable {
    var table = EventTable()
    table.lines = [0]
    return table
  }

  /// The dose that an event of that kind says.
  package func dose(_ event: Event) -> Dose {
    event.flags.contains(.largeDose)
      ? largeDoses[Int(event.value)] : Dose(packed: event.value)
  }

  /// A word by its number; `nil` where it is -1: nothing was said.
  package func word(_ number: Int32) -> String? { number < 0 ? nil : words.text(number) }

  /// The codes of an intake, the first is primary.
  package func indications(_ intake: Intake) -> [String] {
    (intake.firstCode..<intake.firstCode + intake.codeCount).map { words.text(codes[Int($0)]) }
  }

  /// The primary code of an intake; `nil` where it has none.
  package func firstIndication(_ intake: Intake) -> String? {
    intake.codeCount == 0 ? nil : words.text(codes[Int(intake.firstCode)])
  }
}
