import Bytes

extension StoredBlock {
  /// Reads a block whose checksum was right.
  ///
  /// - Parameters:
  ///   - names: its names.
  ///   - range: what stands behind these.
  ///   - lines: lines of the log; no row says a higher one.
  package init(
    _ bytes: [UInt8], _ names: BlockNames, in range: Range<Int>, lines: Int
  ) throws(Broken) {
    let layout = try BlockLayout(bytes, in: range)
    let counts = layout.counts
    table = EventTable.ofRows
    for name in names.words { _ = table.words.number(name) }
    for name in names.instruments { _ = table.instruments.number(name) }
    for subject in names.ends.indices { _ = table.subjects.number(names.pseudonym(subject)) }
    guard table.words.count == names.words.count,
      table.instruments.count == names.instruments.count,
      table.subjects.count == counts.subjects
    else { throw Broken() }
    let numbers = StoredNumbers(
      words: Array(0..<Int32(names.words.count)),
      instruments: Array(0..<Int32(names.instruments.count)), counts: counts)
    let subjects = try StoredSubjects(
      bytes, in: range, counts: counts, words: numbers.words, instruments: numbers.instruments,
      table: &table, lines: lines)
    var (events, rowLines): (LargeColumn<Event>, [Int32]) = ([], [])
    for subject in 0..<counts.subjects {
      try subjects.forEachRow(of: subject, as: Int32(subject)) { event, line in
        events.append(event)
        rowLines.append(line)
      }
    }
    rowEnds = (0..<counts.subjects).map { subjects.rows(of: $0).upperBound }
    (table.events, table.lines) = (events, rowLines)
    (originals, adopted, kin) = ([:], [], [:])
    do { try readRest(layout, numbers) } catch { throw Broken() }
  }

  /// What stands behind the side tables.
  private mutating func readRest(
    _ layout: BlockLayout, _ numbers: StoredNumbers
  ) throws {
    var reader = layout.rest
    for _ in 0..<layout.originals {
      let row = try reader.count()
      let place = try reader.places(1, of: StoredEvent.size)
      guard row < table.events.count,
        var event = StoredEvent.read(reader.bytes.span, at: place)?.event,
        let label = numbers.label(of: event)
      else { throw Broken() }
      (event.subject, event.label) = (table.events[row].subject, label)
      originals[row] = event
    }
    for _ in 0..<layout.adopted {
      let row = try reader.count()
      guard row < table.events.count else { throw Broken() }
      adopted.insert(row)
    }
    for _ in 0..<layout.counts.corrections {
      table.corrections.append(try Correction(stored: &reader, &table.subjects))
    }
    for row in table.events.indices where table.events[row].kind == .correction {
      let place = Int(table.events[row].value)
      table.corrections[place].subject = table.events[row].subject
      table.corrections[place].seq = Int(table.lines[row])
    }
    guard table.corrections.allSatisfy({ $0.subject >= 0 }) else { throw Broken() }
    while reader.left > 0 {
      let subject = try reader.count()
      guard subject < layout.counts.subjects else { throw Broken() }
      kin[subject, default: []].append(try reader.counted())
    }
  }
}

extension Correction {
  /// Writes what applying it takes: its reason is for people, who are shown the line.
  func store(to writer: inout BinaryWriter, _ subjects: NameTable) {
    writer.put(UInt8(CorrectionAction.allCases.firstIndex(of: action) ?? 0))
    writer.put(
      UInt8((time == nil ? 0 : 1) | (data == nil ? 0 : 2) | (newSubject == nil ? 0 : 4)))
    writer.put(UInt64(bitPattern: time?.milliseconds ?? 0))
    writer.put(counted: targetID)
    writer.put(counted: targetSource)
    writer.put(counted: data ?? [])
    writer.put(counted: newSubject.map(subjects.bytes) ?? [])
  }

  fileprivate init(stored reader: inout BinaryReader, _ subjects: inout NameTable) throws {
    let (action, given) = (Int(try reader.take(UInt8.self)), try reader.take(UInt8.self))
    let time = try reader.signed()
    guard action < CorrectionAction.allCases.count, Instant.years.contains(time) else {
      throw StoredBlock.Broken()
    }
    self.init(
      seq: 0, subject: -1, targetID: try reader.counted(), targetSource: try reader.counted(),
      action: CorrectionAction.allCases[action], reason: "")
    let (replacement, name) = (try reader.counted(), try reader.counted())
    if given & 1 != 0 { self.time = Instant(milliseconds: time) }
    if given & 2 != 0 { data = replacement }
    if given & 4 != 0 { newSubject = subjects.number(name) }
  }
}

extension EventTable {
  /// Takes the labels and the side tables of a block, in the table's own numbers of words.
  mutating func takeSides(
    _ bytes: [UInt8], _ layout: BlockLayout, _ numbers: StoredNumbers
  ) throws(StoredBlock.Broken) {
    let counts = layout.counts
    guard
      let labels = NameTable(
        arena: Array(bytes[layout.labels]),
        ends: try BlockLayout.ends(
          bytes, at: layout.labelEnds, counts.labels, limit: counts.labelBytes))
    else { throw StoredBlock.Broken() }
    self.labels = labels
    infusions.reserveCapacity(counts.infusions)
    for place in 0..<counts.infusions {
      infusions.append(try SideTables.infusion(bytes.span, layout, place, numbers))
    }
    do {
      var reader = BinaryReader(bytes, in: layout.codes..<layout.infusions)
      for _ in 0..<counts.codes {
        guard let word = numbers.word(Int32(bitPattern: try reader.take(UInt32.self))) else {
          throw StoredBlock.Broken()
        }
        codes.append(word)
      }
      reader = BinaryReader(bytes, in: layout.intakes..<layout.codes)
      for _ in 0..<counts.intakes {
        intakes.append(try SideTables.intake(&reader, numbers))
      }
      reader = BinaryReader(bytes, in: layout.doses..<layout.pressures)
      for _ in 0..<counts.doses {
        let dose = Dose(microgramAmount: try reader.signed(), duration: try reader.signed())
        guard (0...EventDecoder.largestAmount).contains(dose.microgramAmount),
          (0...EventDecoder.longestDuration).contains(dose.duration)
        else { throw StoredBlock.Broken() }
        largeDoses.append(dose)
      }
      reader = BinaryReader(
        bytes, in: layout.pressures..<layout.pressures + counts.pressures * BlockLayout.pressureSize
      )
      for _ in 0..<counts.pressures {
        let given = try reader.take(UInt64.self)
        let (high, low) = (try reader.signed(), try reader.signed())
        let amounts = 0...EventDecoder.largestAmount
        guard amounts.contains(high), amounts.contains(low) else { throw StoredBlock.Broken() }
        largePressures.append(
          BloodPressure(
            systolic: given & 1 == 0 ? nil : high, diastolic: given & 2 == 0 ? nil : low))
      }
    } catch { throw StoredBlock.Broken() }
  }
}

/// Entries of the side tables of a block.
enum SideTables {
  fileprivate static func intake(_ reader: inout BinaryReader, _ numbers: StoredNumbers) throws
    -> Intake
  {
    var intake = Intake()
    let (first, count) = (try reader.count(), try reader.count())
    guard first + count <= numbers.counts.codes else { throw StoredBlock.Broken() }
    intake.firstCode = Int32(first)
    intake.codeCount = Int32(count)
    func word() throws -> Int32 {
      let number = Int32(bitPattern: try reader.take(UInt32.self))
      if number < 0 { return -1 }
      guard let word = numbers.word(number) else { throw StoredBlock.Broken() }
      return word
    }
    intake.instrument = try word()
    intake.sex = try word()
    intake.site = try word()
    intake.arm = try word()
    let born = Int(try reader.signed())
    let mantissa = try reader.signed()
    let exponent = Int32(bitPattern: try reader.take(UInt32.self))
    intake.failedTrials = try reader.count()
    let given = try reader.take(UInt64.self)
    if given & 1 != 0 { intake.birthYear = born }
    if given & 2 != 0 { intake.weight = try weight(mantissa, exponent) }
    intake.listsTrials = given & 4 != 0
    return intake
  }

  @inline(__always)
  fileprivate static func infusion(
    _ bytes: Span<UInt8>, _ layout: BlockLayout, _ place: Int, _ numbers: StoredNumbers
  ) throws(StoredBlock.Broken) -> InfusionDetail {
    let start = layout.infusions &+ place &* BlockLayout.infusionSize
    let (first, mantissa) = (bytes.word(at: start), bytes.word(at: start &+ 8))
    let (route, phase) = (Int(first >> 32 & 0xFF), Int(first >> 40 & 0xFF))
    guard let drug = numbers.word(Int32(truncatingIfNeeded: first)), route < Self.routes.count,
      phase < Self.phases.count
    else { throw StoredBlock.Broken() }
    let exponent = Int32(Int16(truncatingIfNeeded: Int64(bitPattern: first) >> 48))
    return InfusionDetail(
      drug: drug, route: Self.routes[route], phase: Self.phases[phase],
      weight: mantissa == 0 ? nil : try weight(Int64(bitPattern: mantissa), exponent))
  }

  private static func weight(
    _ mantissa: Int64, _ exponent: Int32
  ) throws(StoredBlock.Broken) -> ExactDecimal {
    // What `NumberToken` takes: a thousand, and the digits of the mantissa.
    guard mantissa > 0, (-1020...1020).contains(exponent) else { throw StoredBlock.Broken() }
    return ExactDecimal(mantissa: mantissa, exponent: exponent)
  }

  static let routes = Route.allCases
  /// None, or one of them.
  static let phases: [Phase?] = [nil] + Phase.allCases
}
