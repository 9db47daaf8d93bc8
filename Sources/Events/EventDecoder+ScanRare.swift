import Bytes

/// The fast path for types that a subject has few of.
extension EventDecoder {
  mutating func scanVital(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> Bool {
    var session: Range<Int>?
    var systolic: Int64?
    var diastolic: Int64?
    while let name = cursor.next(line) {
      if line.spells("systolic", in: name) {
        guard systolic == nil else { return false }
        systolic = cursor.thousandths(line)
      } else if line.spells("diastolic", in: name) {
        guard diastolic == nil else { return false }
        diastolic = cursor.thousandths(line)
      } else if line.spells("infusion", in: name) {
        guard session == nil else { return false }
        session = cursor.plainString(line)
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return false }
    }
    guard !cursor.isLost, max(systolic ?? 0, diastolic ?? 0) <= Self.largestAmount else {
      return false
    }
    table.set(BloodPressure(systolic: systolic, diastolic: diastolic), on: &event)
    if let session { event.label = table.labels.number(line, in: session) }
    return true
  }

  mutating func scanMedication(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> Bool {
    var drug: Range<Int>?
    var action: UInt16?
    while let name = cursor.next(line) {
      if line.spells("drug", in: name) {
        guard drug == nil else { return false }
        drug = cursor.plainString(line)
      } else if line.spells("action", in: name) {
        guard action == nil else { return false }
        action = Self.code(MedicationAction.self, line, &cursor)
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return false }
    }
    guard !cursor.isLost, let drug, let action else { return false }
    event.label = table.words.number(line, in: drug)
    event.code = action
    return true
  }

  mutating func scanExit(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> Bool {
    var reason: UInt16?
    while let name = cursor.next(line) {
      if line.spells("reason", in: name) {
        guard reason == nil else { return false }
        reason = Self.code(ExitReason.self, line, &cursor)
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return false }
    }
    guard !cursor.isLost, let reason else { return false }
    event.code = reason
    return true
  }

  mutating func scanIntake(_ line: Span<UInt8>, _ cursor: inout MemberCursor) -> Intake? {
    var intake = Intake()
    var hasIndications = false
    var hasTrials = false
    while let name = cursor.next(line) {
      if line.spells("indications", in: name) {
        guard !hasIndications, let codes = Self.strings(line, &cursor) else { return nil }
        intake.firstCode = Int32(table.codes.count)
        intake.codeCount = Int32(codes.count)
        for code in codes { table.codes.append(table.words.number(line, in: code)) }
        hasIndications = true
      } else if line.spells("instrument", in: name) {
        guard intake.instrument < 0, let word = cursor.plainString(line) else { return nil }
        intake.instrument = table.words.number(line, in: word)
      } else if line.spells("birthYear", in: name) {
        guard intake.birthYear == nil,
          let (year, end) = line.smallNumber(at: cursor.at, limit: cursor.limit)
        else {
          return nil
        }
        intake.birthYear = year
        cursor.at = end
      } else if line.spells("sex", in: name) {
        guard intake.sex < 0, let word = cursor.plainString(line) else { return nil }
        intake.sex = table.words.number(line, in: word)
      } else if line.spells("weightKg", in: name) {
        guard intake.weight == nil, let number = cursor.thousandths(line) else { return nil }
        intake.weight = number > 0 ? ExactDecimal(mantissa: number, exponent: -3) : nil
      } else if line.spells("site", in: name) {
        guard intake.site < 0, let word = cursor.plainString(line) else { return nil }
        intake.site = table.words.number(line, in: word)
      } else if line.spells("arm", in: name) {
        guard intake.arm < 0, let word = cursor.plainString(line) else { return nil }
        intake.arm = table.words.number(line, in: word)
      } else if line.spells("trials", in: name) {
        guard !hasTrials, let failed = Self.failedTrials(line, &cursor) else { return nil }
        intake.failedTrials = failed
        hasTrials = true
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return nil }
    }
    return !cursor.isLost && hasIndications ? intake : nil
  }

  /// The place of a word among those of a vocabulary.
  private static func code<Word: RawRepresentable & CaseIterable>(
    _ type: Word.Type, _ line: Span<UInt8>, _ cursor: inout MemberCursor
  ) -> UInt16? where Word.RawValue == String {
    guard let range = cursor.plainString(line) else { return nil }
    let text = line.text(range)
    return Word.allCases.enumerated().first { $1.rawValue == text }.map { UInt16($0.offset) }
  }

  /// An array of strings without escapes.
  private static func strings(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor
  ) -> [Range<Int>]? {
    guard line.has("[", at: cursor.at) else { return nil }
    cursor.at += 1
    var strings: [Range<Int>] = []
    while !line.has("]", at: cursor.at) {
      if !strings.isEmpty {
        guard line.has(",", at: cursor.at) else { return nil }
        cursor.at += 1
      }
      guard let range = cursor.plainString(line) else { return nil }
      strings.append(range)
    }
    cursor.at += 1
    return strings
  }

  /// How many trials of an intake ended without response.
  private static func failedTrials(_ line: Span<UInt8>, _ cursor: inout MemberCursor) -> Int? {
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
      guard line.has("{", at: cursor.at) else { return nil }
      var trial = MemberCursor(object: cursor.at, limit: cursor.limit)
      while let name = trial.next(line) {
        if line.spells("outcome", in: name), let word = trial.plainString(line) {
          let isFailure =
            line.spells("partial", in: word) || line.spells("none", in: word)
            || line.spells("intolerant", in: word)
          if isFailure { failed += 1 }
        } else {
          trial.skip(line)
        }
        if trial.isLost { return nil }
      }
      guard !trial.isLost else { return nil }
      cursor.at = trial.at
    }
    cursor.at += 1
    return failed
  }
}
