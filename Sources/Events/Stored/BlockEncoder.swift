import Bytes

/// Writes subjects into blocks, one block after the other.
package struct BlockEncoder {
  /// A subject and its rows, by line: those that it has by their own lines, and those given to it.
  package struct Subject {
    package var number: Int32
    package var rows: ArraySlice<Int32>

    package init(number: Int32, rows: ArraySlice<Int32>) {
      self.number = number
      self.rows = rows
    }
  }

  /// A block as it is written.
  package struct Block: Sendable {
    package var bytes: [UInt8]
    /// The names at its beginning.
    package var namesLength: Int
    package var counts: BlockCounts
    package var firstName: [UInt8]
  }

  /// The numbers that names of a table have in the block at hand.
  private struct LocalNumbers {
    private var local: [Int32]
    private(set) var names: [Int32] = []

    init(_ count: Int) { local = Array(repeating: -1, count: count) }

    mutating func number(_ name: Int32) -> Int32 {
      if name < 0 { return -1 }
      if local[Int(name)] < 0 {
        local[Int(name)] = Int32(names.count)
        names.append(name)
      }
      return local[Int(name)]
    }

    mutating func removeAll() {
      for name in names { local[Int(name)] = -1 }
      names.removeAll(keepingCapacity: true)
    }
  }

  private let table: EventTable
  private let originals: [Int: Event]
  private let kin: [Int32: [[UInt8]]]
  private var labels: LocalNumbers
  private var words: LocalNumbers
  private var instruments: LocalNumbers
  private var counts = BlockCounts()
  private var rows = BinaryWriter()
  private var intakes = BinaryWriter()
  private var codes = BinaryWriter()
  private var infusions = BinaryWriter()
  private var doses = BinaryWriter()
  private var pressures = BinaryWriter()
  private var corrections = BinaryWriter()
  private var changed: [(row: Int, event: Event, line: Int)] = []
  private var adopted: [Int] = []

  /// - Parameters:
  ///   - table: rows with corrections applied.
  ///   - originals: rows as their own lines say them, where a correction in force changed them.
  ///   - kin: see `StoredBlock.kin`, by number of the subject.
  package init(_ table: EventTable, originals: [Int: Event], kin: [Int32: [[UInt8]]]) {
    self.table = table
    self.originals = originals
    self.kin = kin
    labels = LocalNumbers(table.labels.count)
    words = LocalNumbers(table.words.count)
    instruments = LocalNumbers(table.instruments.count)
  }

  /// The subjects as one block.
  package mutating func block(_ subjects: [Subject]) -> Block {
    counts = BlockCounts()
    var ends: [Int] = []
    for subject in subjects {
      add(subject)
      ends.append(counts.rows)
    }
    let names = subjects.map { table.subjects.bytes($0.number) }
    let said = changed
    var originalEvents: [(row: Int, event: Event, line: Int)] = []
    for (row, event, line) in said { originalEvents.append((row, stored(event), line)) }
    let labelNames = labels.names.map(table.labels.bytes)
    counts.subjects = subjects.count
    counts.nameBytes = names.reduce(0) { $0 + $1.count }
    counts.labels = labelNames.count
    counts.labelBytes = labelNames.reduce(0) { $0 + $1.count }
    var writer = BinaryWriter()
    BlockNames(
      words: words.names.map(table.words.bytes),
      instruments: instruments.names.map(table.instruments.bytes), subjects: names
    ).write(to: &writer)
    let namesLength = writer.count
    counts.write(to: &writer)
    writer.put(UInt32(originalEvents.count))
    writer.put(UInt32(adopted.count))
    writer.put(raw: rows.bytes)
    for end in ends { writer.put(UInt32(end)) }
    Self.put(labelNames, to: &writer)
    for side in [intakes, codes, infusions, doses, pressures] { writer.put(raw: side.bytes) }
    for (row, event, line) in originalEvents {
      writer.put(UInt32(row))
      StoredEvent.write(event, line: line, to: &writer)
    }
    for row in adopted { writer.put(UInt32(row)) }
    writer.put(raw: corrections.bytes)
    for (place, subject) in subjects.enumerated() {
      for name in kin[subject.number] ?? [] {
        writer.put(UInt32(place))
        writer.put(counted: name)
      }
    }
    let counts = counts
    removeAll()
    return Block(
      bytes: writer.bytes, namesLength: namesLength, counts: counts, firstName: names.first ?? [])
  }

  private mutating func removeAll() {
    labels.removeAll()
    words.removeAll()
    instruments.removeAll()
    rows.removeAll()
    intakes.removeAll()
    codes.removeAll()
    infusions.removeAll()
    doses.removeAll()
    pressures.removeAll()
    corrections.removeAll()
    changed.removeAll()
    adopted.removeAll()
  }

  private static func put(_ names: [[UInt8]], to writer: inout BinaryWriter) {
    var end = 0
    for name in names {
      end += name.count
      writer.put(UInt32(end))
    }
    for name in names { writer.put(raw: name) }
  }

  private mutating func add(_ subject: Subject) {
    for (event, line, place) in ordered(subject) {
      if !originals.isEmpty, let original = originals[place] {
        if original.subject == subject.number {
          changed.append((counts.rows, original, line))
        } else {
          adopted.append(counts.rows)
        }
      }
      StoredEvent.write(stored(event), line: line, to: &rows)
      counts.rows += 1
    }
  }

  /// The rows of a subject in the order of a block; what was given away is voided.
  private func ordered(_ subject: Subject) -> [RowOrder.Row] {
    RowOrder.arranged(
      subject.rows.map { place in
        var event = table.events[Int(place)]
        if event.subject != subject.number { event.flags.insert(.voided) }
        return (event, table.seq(Int(place)), Int(place))
      })
  }

  /// The event with the numbers of the block.
  private mutating func stored(_ event: Event) -> Event {
    var event = event
    switch event.kind {
    case .dose:
      event.label = labels.number(event.label)
      if event.flags.contains(.largeDose) {
        let dose = table.largeDoses[Int(event.value)]
        doses.put(UInt64(bitPattern: dose.microgramAmount))
        doses.put(UInt64(bitPattern: dose.duration))
        event.value = Self.next(&counts.doses)
      }
    case .rating: event.label = instruments.number(event.label)
    case .vital:
      event.label = labels.number(event.label)
      if event.flags.contains(.largeVital) {
        let pressure = table.largePressures[Int(event.value)]
        pressures.put(
          UInt64((pressure.systolic == nil ? 0 : 1) | (pressure.diastolic == nil ? 0 : 2)))
        pressures.put(UInt64(bitPattern: pressure.systolic ?? 0))
        pressures.put(UInt64(bitPattern: pressure.diastolic ?? 0))
        event.value = Self.next(&counts.pressures)
      }
    case .infusion:
      event.label = labels.number(event.label)
      put(table.infusions[Int(event.value)])
      event.value = Self.next(&counts.infusions)
    case .intake:
      put(table.intakes[Int(event.value)])
      event.value = Self.next(&counts.intakes)
    case .adverse:
      event.label = words.number(event.label)
      let session = event.session.map { labels.number($0) }
      event.value = Event.adverse(isSerious: event.isSerious, session: session)
    case .medication, .unknown: event.label = words.number(event.label)
    case .correction:
      table.corrections[Int(event.value)].store(to: &corrections, table.subjects)
      event.value = Self.next(&counts.corrections)
    case .plan, .exit, .note, .log: break
    }
    return event
  }

  private static func next(_ count: inout Int) -> Int64 {
    defer { count += 1 }
    return Int64(count)
  }

  private mutating func put(_ infusion: InfusionDetail) {
    let route = SideTables.routes.firstIndex(of: infusion.route) ?? 0
    let phase = SideTables.phases.firstIndex(of: infusion.phase) ?? 0
    let exponent = UInt16(truncatingIfNeeded: infusion.weight?.exponent ?? 0)
    infusions.put(
      UInt64(UInt32(bitPattern: words.number(infusion.drug))) | UInt64(route) << 32
        | UInt64(phase) << 40 | UInt64(exponent) << 48)
    infusions.put(UInt64(bitPattern: infusion.weight?.mantissa ?? 0))
  }

  private mutating func put(_ intake: Intake) {
    intakes.put(UInt32(counts.codes))
    intakes.put(UInt32(intake.codeCount))
    for place in intake.firstCode..<intake.firstCode + intake.codeCount {
      codes.put(words.number(table.codes[Int(place)]))
      counts.codes += 1
    }
    for word in [intake.instrument, intake.sex, intake.site, intake.arm] {
      intakes.put(words.number(word))
    }
    intakes.put(Int64(intake.birthYear ?? 0))
    intakes.put(intake.weight?.mantissa ?? 0)
    intakes.put(intake.weight?.exponent ?? 0)
    intakes.put(UInt32(clamping: intake.failedTrials))
    intakes.put(
      UInt64(
        (intake.birthYear == nil ? 0 : 1) | (intake.weight == nil ? 0 : 2)
          | (intake.listsTrials ? 4 : 0)))
  }
}
