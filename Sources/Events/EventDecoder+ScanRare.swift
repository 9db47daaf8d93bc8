import Bytes

/// The fast path for types that a subject has few of.
extension EventDecoder {
  mutating func scanVital(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    var pressure = BloodPressure(systolic: nil, diastolic: nil)
    if cursor.takes("\"systolic\":", line) { pressure.systolic = cursor.thousandths(line) }
    if cursor.takes("\"diastolic\":", line) { pressure.diastolic = cursor.thousandths(line) }
    if cursor.isLost || max(pressure.systolic ?? 0, pressure.diastolic ?? 0) > Self.largestAmount {
      return false
    }
    cursor.passes("\"pulse\":", line)
    cursor.passes("\"spo2\":", line)
    cursor.passes("\"respiration\":", line)
    cursor.passes("\"moaas\":", line)
    var session: Range<Int>?
    if !cursor.isLost, cursor.takes("\"infusion\":", line) {
      session = cursor.string(line)
      if session == nil { return false }
    }
    guard cursor.ends(line, known: "systolic diastolic infusion") else { return false }
    table.set(pressure, on: &event)
    if let session { event.label = table.labels.number(line, in: session) }
    return true
  }

  mutating func scanMedication(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    guard cursor.takes("\"drug\":", line), let drug = cursor.string(line),
      cursor.takes("\"action\":", line),
      let action = Self.code(MedicationAction.self, line, &cursor)
    else { return false }
    cursor.passes("\"class\":", line)
    cursor.passes("\"doseMg\":", line)
    cursor.passes("\"purpose\":", line)
    guard cursor.ends(line, known: "drug action") else { return false }
    event.label = table.words.number(line, in: drug)
    event.code = action
    return true
  }

  func scanPlan(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    var due: Instant?
    if cursor.takes("\"nextDue\":", line) {
      guard let time = cursor.string(line), let instant = Instant(line, in: time) else {
        return false
      }
      due = instant
    }
    var (interval, tolerance): (Int64?, Int64?) = (nil, nil)
    if cursor.takes("\"intervalDays\":", line) { interval = cursor.thousandths(line) }
    if cursor.isLost { return false }
    if cursor.takes("\"toleranceDays\":", line) { tolerance = cursor.thousandths(line) }
    guard cursor.ends(line, known: "nextDue intervalDays toleranceDays") else { return false }
    Appointment(due: due, interval: interval, tolerance: tolerance).put(on: &event)
    return true
  }

  mutating func scanExit(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    guard cursor.takes("\"reason\":", line),
      let reason = Self.code(ExitReason.self, line, &cursor), cursor.ends(line, known: "reason")
    else { return false }
    event.code = reason
    return true
  }

  /// What a correction says, and where the name of the subject stands that it reassigns to.
  func scanCorrection(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ subject: Int32, seq: Int
  ) -> (said: Correction, newName: Range<Int>?)? {
    guard cursor.takes("\"source\":", line), let source = cursor.string(line),
      cursor.takes("\"id\":", line), let id = cursor.string(line),
      cursor.takes("\"action\":", line), let word = cursor.string(line),
      let action = CorrectionAction(rawValue: line.text(word)),
      cursor.takes("\"reason\":", line), let reason = cursor.string(line)
    else { return nil }
    var correction = Correction(
      seq: seq, subject: subject, targetID: line.copy(id), targetSource: line.copy(source),
      action: action, reason: line.text(reason))
    if cursor.takes("\"time\":", line) {
      guard let time = cursor.string(line), let instant = Instant(line, in: time) else {
        return nil
      }
      correction.time = instant
    }
    if cursor.takes("\"data\":", line) {
      let start = cursor.at
      guard line[start] == UInt8(ascii: "{") else { return nil }
      cursor.skip(line)
      if cursor.isLost { return nil }
      // They are looked at once they are in force; whether they are JSON is asked of the line.
      var plain = PlainJSON()
      let data = line.copy(start..<cursor.at)
      guard
        plain.objectEnd(line, from: start, limit: cursor.limit) == cursor.at
          || (try? JSONDocument(data)) != nil
      else { return nil }
      correction.data = data
    }
    let newName = Self.string("\"subject\":", line, &cursor)
    let known: StaticString = "source id action reason time data subject"
    return cursor.ends(line, known: known) ? (correction, newName) : nil
  }

  mutating func scanIntake(_ line: Span<UInt8>, _ cursor: inout PayloadCursor) -> Intake? {
    var intake = Intake()
    guard cursor.takes("\"indications\":", line), let codes = Self.strings(line, &cursor) else {
      return nil
    }
    let instrument = Self.string("\"instrument\":", line, &cursor)
    if cursor.takes("\"birthYear\":", line) { intake.birthYear = cursor.whole(line) }
    let sex = Self.string("\"sex\":", line, &cursor)
    guard let weight = scanWeight(line, &cursor) else { return nil }
    intake.weight = weight > 0 ? ExactDecimal(mantissa: weight, exponent: -3) : nil
    let site = Self.string("\"site\":", line, &cursor)
    let arm = Self.string("\"arm\":", line, &cursor)
    if !cursor.isLost, cursor.takes("\"trials\":", line) {
      guard let failed = Self.failedTrials(line, &cursor) else { return nil }
      intake.failedTrials = failed
      intake.listsTrials = true
    }
    cursor.passes("\"consent\":", line)
    let known: StaticString = "indications instrument birthYear sex weightKg site arm trials"
    guard cursor.ends(line, known: known) else { return nil }
    intake.firstCode = Int32(table.codes.count)
    intake.codeCount = Int32(codes.count)
    for code in codes { table.codes.append(table.words.number(line, in: code)) }
    if let instrument { intake.instrument = table.words.number(line, in: instrument) }
    if let sex { intake.sex = table.words.number(line, in: sex) }
    if let site { intake.site = table.words.number(line, in: site) }
    if let arm { intake.arm = table.words.number(line, in: arm) }
    return intake
  }

  /// The string of the next member, where it has that name.
  private static func string(
    _ name: StaticString, _ line: Span<UInt8>, _ cursor: inout PayloadCursor
  ) -> Range<Int>? {
    !cursor.isLost && cursor.takes(name, line) ? cursor.string(line) : nil
  }

  /// The place of a word among those of a vocabulary.
  private static func code<Word: RawRepresentable & CaseIterable>(
    _ type: Word.Type, _ line: Span<UInt8>, _ cursor: inout PayloadCursor
  ) -> UInt16? where Word.RawValue == String {
    guard let range = cursor.string(line) else { return nil }
    let text = line.text(range)
    return Word.allCases.enumerated().first { $1.rawValue == text }.map { UInt16($0.offset) }
  }

  /// An array of strings without escapes.
  private static func strings(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor
  ) -> [Range<Int>]? {
    guard line.has("[", at: cursor.at) else { return nil }
    cursor.at += 1
    var strings: [Range<Int>] = []
    while !line.has("]", at: cursor.at) {
      if !strings.isEmpty {
        guard line.has(",", at: cursor.at) else { return nil }
        cursor.at += 1
      }
      guard let range = cursor.string(line) else { return nil }
      strings.append(range)
    }
    cursor.at += 1
    return strings
  }

  /// How many trials of an intake ended without response.
  private static func failedTrials(_ line: Span<UInt8>, _ cursor: inout PayloadCursor) -> Int? {
    guard line.has("[", at: cursor.at) else { return nil }
    cursor.at += 1
    var failed = 0
    var isFirst = true
    while !line.has("]", at: cursor.at) {
      if !isFirst {
        guard line.has(",", at: cursor.at) else { return nil }
        cursor.at += 1
      }
      isFirst = false
      var trial = PayloadCursor(object: cursor.at, limit: cursor.limit)
      trial.passes("\"drug\":", line)
      trial.passes("\"class\":", line)
      trial.passes("\"weeks\":", line)
      trial.passes("\"doseMg\":", line)
      if !trial.isLost, trial.takes("\"outcome\":", line) {
        guard let word = trial.string(line) else { return nil }
        let isFailure =
          line.spells("partial", in: word) || line.spells("none", in: word)
          || line.spells("intolerant", in: word)
        if isFailure { failed += 1 }
      }
      guard trial.ends(line, known: "outcome") else { return nil }
      cursor.goOn(behind: trial)
    }
    cursor.at += 1
    return failed
  }
}
