import Bytes
import Definitions
package import EventLog
package import Events

/// What a log said after each of its lines, one subject at a time.
///
/// Events and corrections are kept apart, and the data of every amend are decoded once: so the
/// history that a subject had after any number of lines is put together from its own few lines,
/// and no line is read again.
package struct Chronicle: Sendable {
  /// Events as their own lines say them, with the names and side tables of amends too.
  private let table: EventTable
  private let grouping: Grouping
  private let corrections: Corrections
  /// The target under the data of an amend, by index of the correction.
  private let amended: [Int: Event]
  /// The event that each correction is about in the end: the target, or the target's own.
  private let roots: [Int?]
  /// The corrections of each event and of its corrections, as indices, ascending.
  private let byEvent: [Int: [Int]]
  /// Events of others that a correction gives to a subject, in force or not, ascending.
  private let adopted: [Int32: [Int]]
  private let lines: LineLocator
  private let until: Instant?

  /// - Parameter range: the lines behind which the log may be asked about.
  ///
  /// Throws `LogProblem` where an amend that is in force behind one of them does not fit its target.
  init(
    _ decoder: EventDecoder, _ range: Range<Int>, lines: LineLocator, until: Instant?
  ) throws(LogProblem) {
    var decoder = decoder
    grouping = Grouping(decoder.table)
    corrections = try Corrections(decoder.table, lines: lines)
    var roots: [Int?] = []
    var amended: [Int: Event] = [:]
    var misfits: [Int: LineFault] = [:]
    var byEvent: [Int: [Int]] = [:]
    var adopted: [Int32: Set<Int>] = [:]
    for (index, correction) in decoder.table.corrections.enumerated() {
      var root = corrections.targets[index]
      if let target = root, decoder.table.events[target].kind == .correction {
        // It stands before, so its own is known.
        root = roots[Int(decoder.table.events[target].value)]
      }
      roots.append(root)
      guard let root else { continue }
      byEvent[root, default: []].append(index)
      let event = decoder.table.events[root]
      if let data = correction.amendedData {
        do throws(LineFault) { amended[index] = try decoder.redecode(data, event) } catch {
          misfits[index] = error
        }
      }
      if correction.action == .reassign, let other = correction.newSubject, other != event.subject {
        adopted[other, default: []].insert(root)
      }
    }
    table = decoder.table
    self.roots = roots
    self.amended = amended
    self.byEvent = byEvent
    self.adopted = adopted.mapValues { $0.sorted() }
    self.lines = lines
    self.until = until
    for (index, fault) in misfits.sorted(by: { $0.key < $1.key })
    where isInForce(index, behindAnyOf: range) {
      throw try LogProblem(
        Corrections.Misfit(seq: table.corrections[index].seq, fault: fault), lines)
    }
  }

  /// Whether a correction is in force in any view that ends with or behind one of the lines.
  private func isInForce(_ index: Int, behindAnyOf range: Range<Int>) -> Bool {
    guard let root = roots[index], let said = byEvent[root] else { return false }
    // In between, nothing is said that could lift it.
    let sizes = [range.lowerBound] + said.map { table.corrections[$0].seq + 1 }
    return sizes.contains { size in
      (range.lowerBound...range.upperBound).contains(size)
        && corrections.standing(said.prefix { table.corrections[$0].seq < size }, in: table)
          .inForce.contains(index)
    }
  }

  /// An empty history with the names of this log, to load subjects into. The events of its table
  /// are as their own lines say them.
  package var emptyHistory: History {
    History(HistorySource(table: table, grouping: grouping, until: until))
  }

  /// The pseudonym of a subject, by its number.
  package func name(_ subject: Int32) -> [UInt8] { table.subjects.bytes(subject) }

  /// The subjects of whom any of the lines could say something: by their own events, by what is
  /// said of those, and by events that a correction gives to them or takes from them.
  package func subjects(touchedBy range: Range<Int>) -> [Int32] {
    var touched: Set<Int32> = []
    for seq in range {
      let event = table.events[seq]
      guard event.kind == .correction else {
        if event.subject >= 0 { touched.insert(event.subject) }
        continue
      }
      guard let root = roots[Int(event.value)] else { continue }
      touched.insert(table.events[root].subject)
      for index in byEvent[root] ?? [] {
        if let other = table.corrections[index].newSubject { touched.insert(other) }
      }
    }
    return touched.sorted()
  }

  /// Those of the lines that could say something of a subject, ascending.
  package func lines(touching subject: Int32, in range: Range<Int>) -> [Int] {
    var found: Set<Int> = []
    for seq in events(of: subject) {
      if range.contains(seq) { found.insert(seq) }
      for index in byEvent[seq] ?? [] where range.contains(table.corrections[index].seq) {
        found.insert(table.corrections[index].seq)
      }
    }
    return found.sorted()
  }

  /// Fills `history` with what the first `count` lines say of a subject; `false` where it has no
  /// effective event in them.
  package func load(
    _ subject: Int32, first count: Int, into history: inout History
  ) -> Bool {
    var entries: [History.Entry] = []
    for seq in events(of: subject) where seq < count {
      let event = event(seq, first: count)
      if event.subject == subject { entries.append(History.Entry(seq: seq, event: event)) }
    }
    return history.load(subject, entries)
  }

  /// The events that a subject has by their own lines, and those that are given to it at some time.
  private func events(of subject: Int32) -> [Int] {
    let own = grouping.rows(of: subject).filter { table.events[$0].kind != .correction }
    guard let given = adopted[subject] else { return own }
    return (own + given).sorted()
  }

  /// An event as the corrections among the first lines leave it.
  private func event(_ seq: Int, first count: Int) -> Event {
    var event = table.events[seq]
    guard let said = byEvent[seq]?.prefix(while: { table.corrections[$0].seq < count }),
      !said.isEmpty
    else { return event }
    let standing = corrections.standing(said, in: table)
    if !standing.voided.isEmpty { event.flags.insert(.voided) }
    for index in standing.inForce where corrections.changed(by: index, in: table) != nil {
      event.take(table.corrections[index], amended[index])
    }
    return event
  }

  // MARK: lines that are cited

  /// The lines themselves, and those that corrections among them are about, by their numbers.
  ///
  /// Throws `LogProblem`.
  package func cite(_ seqs: Set<Int>) throws(LogProblem) -> [Int: CitedEvent] {
    let targets = seqs.compactMap { correction(at: $0)?.target }
    var cited: [Int: CitedEvent] = [:]
    try lines.forEach(seqs.union(targets).sorted()) { seq, bytes, _ in
      cited[seq] = CitedEvent(bytes)
    }
    return cited
  }

  /// What a line says as a correction, and the line that it is about; `nil` where it is none, or
  /// about nothing.
  package func correction(at seq: Int) -> (says: Correction, target: Int)? {
    guard table.events[seq].kind == .correction else { return nil }
    let index = Int(table.events[seq].value)
    return corrections.targets[index].map { (table.corrections[index], $0) }
  }

  /// What an amend puts in place of what its target said just before; nothing for other lines.
  ///
  /// - Parameter target: the target's own line.
  package func amendments(by seq: Int, of target: CitedEvent) -> [AmendedMember] {
    guard let (correction, _) = correction(at: seq), correction.action == .amend else { return [] }
    let said = (byEvent[target.seq] ?? []).prefix { table.corrections[$0].seq < seq }
    let before = corrections.standing(said, in: table).inForce
      .filter { corrections.changed(by: $0, in: table) != nil }.map { table.corrections[$0] }
    var members: [AmendedMember] = []
    if let time = correction.time {
      let old = before.last { $0.amendedTime != nil }?.time ?? target.time
      if old != time {
        members.append(
          AmendedMember(name: "time", before: "\"\(old.text)\"", after: "\"\(time.text)\""))
      }
    }
    if let data = correction.data {
      let old = before.last { $0.amendedData != nil }?.data ?? target.data
      members += AmendedMember.differences(old, data)
    }
    return members
  }
}
