import Bytes

/// Whole subjects as a file beside the log holds them: their rows with corrections applied, and all
/// that belongs to these.
///
/// ```
/// names      words and instruments that the rows speak of, numbered from 0 in this block; then
///            pseudonyms
/// counts     how much of what follows
/// rows       32 bytes each, of one subject after the other   │ StoredEvent, RowOrder
/// ends       of each subject its last row + 1
/// labels     of sessions; one subject's are never in two blocks
/// sides      intakes, codes, infusions, large doses, large pressures
/// originals  what rows say by their own lines, where a correction changed or took them
/// adopted    rows that a correction gave to a subject: by their own lines they are another's
/// corrections, kin   what is needed to apply corrections anew when the log has grown
/// ```
///
/// A row that was given away stays with the subject of its line, voided there, and stands once more
/// with the subject that has it now. So a block holds all that one subject's history takes, and
/// nobody who only asks has to apply a correction.
package struct StoredBlock: Sendable {
  /// A block that is not what it should be.
  package struct Broken: Error, Equatable, Sendable {
    package init() {}
  }

  /// Rows by subject; the subjects of the block are the first of its `subjects`.
  package var table: EventTable
  /// Behind the last row of each subject.
  package var rowEnds: [Int]
  /// What rows say by their own lines.
  package var originals: [Int: Event]
  /// Rows that are another subject's by their own lines.
  package var adopted: Set<Int>
  /// By subject, the pseudonyms of those that it gave events to or has some from, in force or not.
  package var kin: [Int: [[UInt8]]]

  /// The rows of a subject, by its place in the block.
  package func rows(of subject: Int) -> Range<Int> {
    (subject == 0 ? 0 : rowEnds[subject - 1])..<rowEnds[subject]
  }

  /// The rows of some subjects as their own lines say them, each subject's by line, with their
  /// corrections and nobody else's: those of others may stand in a later block too, and would count
  /// twice.
  package func raw(of wanted: [Int]) -> EventTable {
    var raw = table
    raw.events = []
    raw.lines = []
    raw.corrections = []
    for subject in wanted {
      let byLine = rows(of: subject).sorted { table.lines[$0] < table.lines[$1] }
      for row in byLine where !adopted.contains(row) {
        var event = originals[row] ?? table.events[row]
        if event.kind == .correction {
          let correction = table.corrections[Int(event.value)]
          event.value = Int64(raw.corrections.count)
          raw.corrections.append(correction)
        }
        raw.events.append(event)
        raw.lines.append(table.lines[row])
      }
    }
    return raw
  }
}

/// The names of a block.
package struct BlockNames: Sendable {
  /// Words by their numbers in the block.
  package let words: [[UInt8]]
  /// Instruments by their numbers in the block.
  package let instruments: [[UInt8]]
  /// Pseudonyms of the subjects, one after the other.
  package let pseudonyms: [UInt8]
  /// Where each of these ends.
  package let ends: [Int]

  init(words: [[UInt8]], instruments: [[UInt8]], subjects: [[UInt8]]) {
    self.words = words
    self.instruments = instruments
    var (all, ends): ([UInt8], [Int]) = ([], [])
    for subject in subjects {
      all += subject
      ends.append(all.count)
    }
    (pseudonyms, self.ends) = (all, ends)
  }

  /// The pseudonym of a subject, by its place in the block.
  package func pseudonym(_ subject: Int) -> [UInt8] {
    Array(pseudonyms[(subject == 0 ? 0 : ends[subject - 1])..<ends[subject]])
  }

  /// The place of a subject; they ascend by their bytes.
  package func place(of name: [UInt8]) -> Int? {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if bytesPrecede(pseudonym(middle), name) { low = middle + 1 } else { high = middle }
    }
    return low < ends.count && pseudonym(low) == name ? low : nil
  }

  func write(to writer: inout BinaryWriter) {
    for names in [words, instruments] {
      writer.put(UInt32(names.count))
      for name in names { writer.put(counted: name) }
    }
    writer.put(UInt32(ends.count))
    for end in ends { writer.put(UInt32(end)) }
    writer.put(counted: pseudonyms)
  }

  /// The names at the beginning of a block.
  package init(_ bytes: [UInt8], in range: Range<Int>) throws(StoredBlock.Broken) {
    var reader = BinaryReader(bytes, in: range)
    func names() throws(BinaryReader.Short) -> [[UInt8]] {
      var names: [[UInt8]] = []
      for _ in 0..<(try reader.count()) { names.append(try reader.counted()) }
      return names
    }
    do throws(BinaryReader.Short) {
      words = try names()
      instruments = try names()
      var ends: [Int] = []
      for _ in 0..<(try reader.count()) { ends.append(try reader.count()) }
      self.ends = ends
      pseudonyms = try reader.counted()
    } catch { throw StoredBlock.Broken() }
    guard NameTable(arena: pseudonyms, ends: ends) != nil else { throw StoredBlock.Broken() }
  }
}

/// Where the parts of a block stand behind its names.
struct BlockLayout {
  let counts: BlockCounts
  let originals: Int
  let adopted: Int
  let rows: Int
  let rowEnds: Int
  let labelEnds: Int
  let labels: Range<Int>
  let intakes: Int
  let codes: Int
  let infusions: Int
  let doses: Int
  let pressures: Int
  /// Stands at the originals.
  let rest: BinaryReader

  static let intakeSize = 56
  static let infusionSize = 16
  static let doseSize = 16
  static let pressureSize = 24

  init(_ bytes: [UInt8], in range: Range<Int>) throws(StoredBlock.Broken) {
    var reader = BinaryReader(bytes, in: range)
    do throws(BinaryReader.Short) {
      counts = try BlockCounts(&reader)
      originals = try reader.count()
      adopted = try reader.count()
      rows = try reader.places(counts.rows, of: StoredEvent.size)
      rowEnds = try reader.places(counts.subjects, of: 4)
      labelEnds = try reader.places(counts.labels, of: 4)
      labels = try reader.range(counts.labelBytes)
      intakes = try reader.places(counts.intakes, of: Self.intakeSize)
      codes = try reader.places(counts.codes, of: 4)
      infusions = try reader.places(counts.infusions, of: Self.infusionSize)
      doses = try reader.places(counts.doses, of: Self.doseSize)
      pressures = try reader.places(counts.pressures, of: Self.pressureSize)
    } catch { throw StoredBlock.Broken() }
    rest = reader
  }

  /// Ends that ascend up to `limit`.
  static func ends(
    _ bytes: [UInt8], at place: Int, _ count: Int, limit: Int
  ) throws(StoredBlock.Broken) -> [Int] {
    var reader = BinaryReader(bytes, in: place..<place + 4 * count)
    var ends: [Int] = []
    ends.reserveCapacity(count)
    var last = 0
    for _ in 0..<count {
      guard let end = try? reader.count(), end >= last, end <= limit else {
        throw StoredBlock.Broken()
      }
      ends.append(end)
      last = end
    }
    guard last == limit else { throw StoredBlock.Broken() }
    return ends
  }
}
