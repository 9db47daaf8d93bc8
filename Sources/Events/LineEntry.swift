package import Bytes
package import EventLog

/// What an audit looks at on a line: who put it into the log and when, whom it is about, and when it
/// is said to have happened. Names are numbers of the reader's `EntryNames`.
package struct LineEntry: Equatable, Sendable {
  /// The line.
  package let seq: Int
  /// When the log took it.
  package let recorded: Instant
  /// When it happened, as it is written there.
  package let time: Instant
  /// The subject, as it is written there.
  package let subject: Int32
  /// Who entered it; `nil` where nobody is named.
  package let actor: Int32?
  /// Its type, as it is written there.
  package let type: Int32
  /// Its type, where this version knows it.
  package let kind: EventKind
}

/// The names that entries refer to.
package struct EntryNames: Sendable {
  /// People and roles that entered something.
  package var actors = NameTable()
  /// Pseudonyms.
  package var subjects = NameTable()
  /// Types of events.
  package var types = NameTable()

  package init() {}
}

/// Whoever wants the entries of a log, in the order of its lines. It is a value, so that what it
/// took can be forgotten where a log has to be read twice.
package protocol EntryTaker: Sendable {
  /// Takes the next line; line 0 is not handed out.
  mutating func take(_ entry: LineEntry)
}

/// Reads the lines of a log for their entries.
package struct EntryReader<Taker: EntryTaker>: LineConsumer {
  /// What took the entries.
  package private(set) var taker: Taker
  /// The names in them.
  package private(set) var names: EntryNames
  /// The lines that were wanted whole, by number.
  package private(set) var kept: [Int: [UInt8]] = [:]
  /// How many lines were read, line 0 included.
  package private(set) var count = 1
  private let size: Int
  private let wanted: Set<Int>

  /// A reader of the first `size` lines.
  ///
  /// - Parameter wanted: the lines that are kept whole.
  package init(_ taker: Taker, names: EntryNames, size: Int, keeping wanted: Set<Int>) {
    self.taker = taker
    self.names = names
    self.size = size
    self.wanted = wanted
  }

  package mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    guard let parts = CanonicalParts(line, header.body), parts.actorIsPlain else { return false }
    let end = line.valueEnd(parts.data, limit: parts.limit)
    guard end >= 0, parts.endsWell(line, from: end), let time = Instant(line, in: parts.time)
    else { return false }
    guard isNext(header.seq) else { return true }
    if wanted.contains(header.seq) { kept[header.seq] = line.copy() }
    taker.take(
      LineEntry(
        seq: header.seq, recorded: header.recorded, time: time,
        subject: names.subjects.number(line, in: parts.subject),
        actor: parts.actor.map { names.actors.number(line, in: $0) },
        type: names.types.number(line, in: parts.type), kind: EventKind(line, parts.type)))
    return true
  }

  package mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {
    guard isNext(header.seq) else { return }
    let root = document.root
    guard let type = root["type"]?.string, let subject = root["subject"]?.string,
      let text = root["time"]?.string, let time = Instant(text.span, in: 0..<text.count)
    else { throw LineFault(.member, level: .verify) }
    if wanted.contains(header.seq) { kept[header.seq] = document.source }
    taker.take(
      LineEntry(
        seq: header.seq, recorded: header.recorded, time: time,
        subject: names.subjects.number(subject),
        actor: root["actor"]?.string.map { names.actors.number($0) },
        type: names.types.number(type), kind: EventKind(type)))
  }

  /// Whether a line is the next one that is asked for.
  private mutating func isNext(_ seq: Int) -> Bool {
    guard seq == count, seq < size else { return false }
    count += 1
    return true
  }
}
