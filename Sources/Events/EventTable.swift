package import Bytes

/// The events of one log as flat columns, a row each. As a log is read row `seq` is line `seq`;
/// rows that come from a cache stand by subject, and `lines` says which line each of them is.
///
/// What most events have stands in 32 bytes each; what few have stands in side tables. Names are
/// numbers of name tables, and become a `String` where they are shown.
package struct EventTable: Sendable {
  /// All events by row; line 0, where it is there, is of kind `log`.
  package var events: [Event] = []
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

  /// Lines between two marks.
  package static let markInterval = 1024

  /// Adds the event of line `seq`, if that is the next line and lies in the view.
  ///
  /// A line out of order is left out: the reader stops there anyway.
  mutating func add(_ event: Event, at seq: Int, recorded: Instant, offset: Int) {
    guard seq == start + events.count else { return }
    switch view {
    case .all: break
    case .lines(let count): if seq >= count { return }
    case .recorded(let instant): if recorded > instant { return }
    }
    if seq % Self.markInterval == 0 { marks.append(offset) }
    events.append(event)
  }

  /// Forgets lines that turned out not to be committed, and what was said on lines outside of
  /// the view.
  package mutating func keep(first lines: Int) {
    let kept = max(0, lines - start)
    if events.count > kept { events.removeLast(events.count - kept) }
    corrections.removeAll { $0.seq >= start + events.count }
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
