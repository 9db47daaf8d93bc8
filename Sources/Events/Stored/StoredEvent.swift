package import Bytes

/// An event as a file beside the log holds it: four words, its line in place of its subject, which
/// follows from where it stands.
///
/// ```
/// word 0  time, in ms                       word 2  line: 4 bytes   label: 4 bytes
/// word 1  value                             word 3  key: 4 bytes    code: 2   kind: 1   flags: 1
/// ```
struct StoredEvent {
  static let size = 32

  /// Writes an event.
  static func write(_ event: Event, line: Int, to writer: inout BinaryWriter) {
    let rest =
      UInt64(event.code) | UInt64(event.kind.rawValue) << 16
      | UInt64(event.flags.rawValue) << 24
    writer.put(
      UInt64(bitPattern: event.time.milliseconds), UInt64(bitPattern: event.value),
      UInt64(UInt32(truncatingIfNeeded: line)) | UInt64(UInt32(bitPattern: event.label)) << 32,
      UInt64(event.key) | rest << 32)
  }

  /// What stands at a place; `nil` where it is no event.
  @inline(__always)
  static func read(_ bytes: Span<UInt8>, at place: Int) -> (event: Event, line: Int32)? {
    let (third, fourth) = (bytes.word(at: place &+ 16), bytes.word(at: place &+ 24))
    let time = Int64(bitPattern: bytes.word(at: place))
    guard let kind = EventKind(rawValue: UInt8(truncatingIfNeeded: fourth >> 48)),
      Instant.years.contains(time)
    else { return nil }
    var event = Event(kind: kind, time: Instant(milliseconds: time))
    event.value = Int64(bitPattern: bytes.word(at: place &+ 8))
    event.label = Int32(truncatingIfNeeded: third >> 32)
    event.key = UInt32(truncatingIfNeeded: fourth)
    event.code = UInt16(truncatingIfNeeded: fourth >> 32)
    event.flags = Event.Flags(rawValue: UInt8(truncatingIfNeeded: fourth >> 56))
    return (event, Int32(truncatingIfNeeded: third))
  }
}

/// From the numbers of a block to those of a table that has its side tables: words and instruments.
/// A number that the block does not have makes it none.
struct StoredNumbers {
  /// By number of the block.
  let words: [Int32]
  /// By number of the block.
  let instruments: [Int32]
  let counts: BlockCounts

  /// What an event has as label in the numbers of the table; `nil` where it has a number that the
  /// block does not have.
  @inline(__always)
  func label(of event: Event) -> Int32? {
    let label = event.label
    switch event.kind {
    case .dose:
      guard isLabel(label), !event.flags.contains(.largeDose) || isPlace(event.value, counts.doses)
      else { return nil }
      return label
    case .rating:
      guard label >= 0, Int(label) < instruments.count, Int32(exactly: event.value) != nil else {
        return nil
      }
      return instruments[Int(label)]
    case .vital:
      guard label < 0 || isLabel(label),
        !event.flags.contains(.largeVital) || isPlace(event.value, counts.pressures)
      else { return nil }
      return label
    case .infusion:
      return isLabel(label) && isPlace(event.value, counts.infusions) ? label : nil
    default: return rareLabel(of: event)
    }
  }

  @inline(never)
  private func rareLabel(of event: Event) -> Int32? {
    switch event.kind {
    case .intake: return isPlace(event.value, counts.intakes) ? event.label : nil
    case .correction: return isPlace(event.value, counts.corrections) ? event.label : nil
    case .exit: return event.code < Self.reasons ? event.label : nil
    case .plan, .note: return event.label
    case .adverse:
      if event.code > Self.severities { return nil }
      if let session = event.session, !isLabel(session) { return nil }
      return word(event.label)
    case .medication: return event.code < Self.actions ? word(event.label) : nil
    case .unknown: return word(event.label)
    case .log, .dose, .rating, .vital, .infusion: return nil
    }
  }

  private static let severities = UInt16(Severity.allCases.count)
  private static let actions = UInt16(MedicationAction.allCases.count)
  private static let reasons = UInt16(ExitReason.allCases.count)

  /// A word; `nil` where there is no such.
  func word(_ number: Int32) -> Int32? {
    number >= 0 && Int(number) < words.count ? words[Int(number)] : nil
  }

  @inline(__always)
  private func isLabel(_ number: Int32) -> Bool { number >= 0 && Int(number) < counts.labels }

  @inline(__always)
  private func isPlace(_ value: Int64, _ count: Int) -> Bool { value >= 0 && value < Int64(count) }
}

/// How much of what a block holds.
package struct BlockCounts: Equatable, Sendable {
  /// Subjects, and the bytes of their pseudonyms.
  package var subjects = 0
  package var nameBytes = 0
  /// Rows.
  package var rows = 0
  /// Labels of sessions, and their bytes.
  package var labels = 0
  package var labelBytes = 0
  package var intakes = 0
  /// Codes of indications.
  package var codes = 0
  package var infusions = 0
  /// Large doses.
  package var doses = 0
  /// Large pressures.
  package var pressures = 0
  package var corrections = 0

  package init() {}

  static let size = 44

  /// Writes all counts.
  package func write(to writer: inout BinaryWriter) {
    for count in [
      subjects, nameBytes, rows, labels, labelBytes, intakes, codes, infusions, doses, pressures,
      corrections,
    ] { writer.put(UInt32(count)) }
  }

  /// Reads what was written.
  package init(_ reader: inout BinaryReader) throws(BinaryReader.Short) {
    subjects = try reader.count()
    nameBytes = try reader.count()
    rows = try reader.count()
    labels = try reader.count()
    labelBytes = try reader.count()
    intakes = try reader.count()
    codes = try reader.count()
    infusions = try reader.count()
    doses = try reader.count()
    pressures = try reader.count()
    corrections = try reader.count()
  }

  /// Fewer bytes than so many never hold that much: what is said to be there and is not takes no
  /// memory.
  package var leastBytes: Int {
    rows * StoredEvent.size + infusions * BlockLayout.infusionSize
      + intakes * BlockLayout.intakeSize + doses * BlockLayout.doseSize
      + pressures * BlockLayout.pressureSize + (subjects + labels + codes) * 4 + nameBytes
      + labelBytes
  }
}
