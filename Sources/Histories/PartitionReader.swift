package import Bytes
package import Definitions
package import EventLog
import Events

/// Takes sealed lines of whole subjects in any order, and makes a partition of them.
///
/// Every line's frame and `xxh64` are checked as it comes; once all are there, each is decoded in
/// the order of its number. What only the whole log can show, a number that is missing, is found when
/// states are merged.
package struct PartitionReader: Sendable {
  /// Why there is no partition.
  package enum Fault: Error, Equatable, Sendable {
    /// A line, by its place in the input from 1, breaks a rule of the log.
    case line(Int, LineFault)
    /// Two lines have one number.
    case twice(seq: Int)
    /// Two lines say that they are line 0, and differ.
    case otherLog(Int)
    /// No line says which log they are of.
    case noLineZero
    /// What a correction is about is not here.
    case noTarget(seq: Int)
    /// What an amend says does not fit its target.
    case misfit(seq: Int)
  }

  /// A line in the buffer.
  private struct Line {
    let seq: Int32
    let place: Int
    let range: Range<Int>
    let recorded: Instant
    let last: Int32
  }

  private let definitions: Definitions
  private let view: Replay.AsOf?
  private let until: Instant?
  private var bytes: [UInt8] = []
  private var lines: [Line] = []
  private var zero: (line: [UInt8], identity: LogIdentity, created: Instant)?
  private var place = 0

  package init(_ definitions: Definitions, asOf view: Replay.AsOf?, until: Instant?) {
    self.definitions = definitions
    self.view = view
    self.until = until
  }

  /// Whether nothing was taken, not even line 0.
  package var isEmpty: Bool { lines.isEmpty && zero == nil }

  /// Takes line 0 from elsewhere, before all others.
  package mutating func begin(with line: [UInt8]) throws(Fault) {
    if let rule = Seal.fault(of: line.span) { throw .line(0, LineFault(rule)) }
    try takeZero(line)
  }

  /// Takes a line, its end left out.
  package mutating func take(_ line: Span<UInt8>) throws(Fault) {
    place += 1
    if let rule = Seal.fault(of: line) { throw .line(place, LineFault(rule)) }
    let header: LineHeader
    if let canonical = LineHeader(canonical: line) {
      header = canonical
    } else {
      do throws(LineFault) {
        header = try LineHeader(Self.document(line.copy()))
      } catch { throw .line(place, error) }
    }
    guard header.seq > 0 else { return try takeZero(line.copy()) }
    let start = bytes.count
    bytes.append(line)
    lines.append(
      Line(
        seq: Int32(header.seq), place: place, range: start..<bytes.count,
        recorded: header.recorded, last: Int32(header.last)))
  }

  private mutating func takeZero(_ line: [UInt8]) throws(Fault) {
    if let zero {
      guard zero.line == line else { throw .otherLog(place) }
      return
    }
    do throws(LineFault) {
      let document = try Self.document(line)
      zero = (line, try LogIdentity(document), try LineHeader(document).recorded)
    } catch { throw .line(place, error) }
  }

  private static func document(_ line: [UInt8]) throws(LineFault) -> JSONDocument {
    do { return try JSONDocument(line) } catch { throw LineFault(error) }
  }

  /// The partition of all lines taken; `nil` where there was none.
  package mutating func finish() throws(Fault) -> Partition? {
    guard !isEmpty else { return nil }
    guard let zero else { throw .noLineZero }
    lines.sort { $0.seq < $1.seq }
    let inView = try viewed(from: zero.created)
    var decoder = EventDecoder(definitions, view: .lines(inView + 1))
    for (index, line) in lines.enumerated() {
      do throws(LineFault) { try decode(line, as: index + 1, &decoder) } catch {
        throw .line(line.place, error)
      }
    }
    decoder.table.keep(first: inView + 1)
    let seqs = [0] + lines.prefix(inView).map(\.seq)
    var grouping = Grouping(decoder.table)
    if !decoder.table.corrections.isEmpty { try apply(&decoder, &grouping, seqs) }
    return Partition(
      zero.identity, created: zero.created, last: last(inView), decoder.table, grouping,
      seqs: seqs, until: until)
  }

  /// How many of the lines, which are sorted, lie in the view.
  private func viewed(from created: Instant) throws(Fault) -> Int {
    var recorded = created
    for (line, next) in zip(lines, lines.dropFirst()) where line.seq == next.seq {
      throw .twice(seq: Int(line.seq))
    }
    for line in lines {
      guard line.recorded >= recorded else {
        throw .line(line.place, LineFault(.recordedtime))
      }
      recorded = line.recorded
    }
    return switch view {
    case nil: lines.count
    case .lines(let count): lines.prefix { $0.seq < count }.count
    case .recorded(let instant): lines.prefix { $0.recorded <= instant }.count
    }
  }

  /// The highest number that the view has, a batch being all there or not committed.
  private func last(_ inView: Int) -> Int {
    let last = lines.prefix(inView).reduce(0) { max($0, Int($1.seq), Int($1.last)) }
    guard case .lines(let count) = view else { return last }
    return min(last, max(0, count - 1))
  }

  private func decode(
    _ line: Line, as index: Int, _ decoder: inout EventDecoder
  ) throws(LineFault) {
    let span = bytes.span.extracting(line.range)
    if var header = LineHeader(canonical: span) {
      header.seq = index
      if try decoder.takeCanonical(span, header, at: 0) { return }
    }
    let document = try Self.document(span.copy())
    var header = try LineHeader(document)
    guard header.seq == line.seq else { throw LineFault(.member) }
    header.seq = index
    try decoder.take(document, header, at: 0)
  }

  private func apply(
    _ decoder: inout EventDecoder, _ grouping: inout Grouping, _ seqs: [Int32]
  ) throws(Fault) {
    let named = HeldLines(bytes: bytes, ranges: [0..<0] + lines.map(\.range))
    var corrections = Corrections(decoder.table, lines: named)
    for (index, target) in corrections.targets.enumerated() where target == nil {
      throw .noTarget(seq: Int(seqs[decoder.table.corrections[index].seq]))
    }
    do throws(Corrections.Misfit) { try corrections.apply(to: &decoder) } catch {
      throw .misfit(seq: Int(seqs[error.seq]))
    }
    grouping = corrections.regrouped(grouping, decoder.table)
  }
}

/// Lines that are in memory.
private struct HeldLines: NamedLines {
  let bytes: [UInt8]
  /// By place in the table.
  let ranges: [Range<Int>]

  func isNamed(_ id: [UInt8], _ source: [UInt8], seq: Int) throws(Never) -> Bool {
    guard let document = try? JSONDocument(Array(bytes[ranges[seq]])) else { return false }
    return document.root["id"]?.string == id && document.root["source"]?.string == source
  }
}
