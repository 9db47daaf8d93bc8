import Bytes
import EventLog

/// The fast path: the payload of a canonical line, read in place.
///
/// Each function returns `false`, and has changed nothing that an event points at, where the line
/// holds anything unexpected: then the general parser reads it.
extension EventDecoder {
  mutating func scan(
    _ line: Span<UInt8>, _ parts: CanonicalParts, _ event: inout Event, seq: Int
  ) -> Bool {
    var cursor = PayloadCursor(object: parts.data, limit: parts.limit)
    defer { sawWholePayload = cursor.isWhollySeen && cursor.at == parts.limit }
    if event.kind == .unknown {
      cursor.skip(line)
      guard !cursor.isLost, parts.endsWell(line, from: cursor.at) else { return false }
      event.label = table.words.number(line, in: parts.type)
      return true
    }
    return scan(line, &cursor, &event, seq: seq) { parts.endsWell(line, from: $0) }
  }

  /// - Parameter endsWell: whether nothing stands behind the payload that would have to be looked
  ///   at.
  mutating func scan(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event, seq: Int,
    endsWell: (Int) -> Bool
  ) -> Bool {
    switch event.kind {
    case .dose:
      guard scanDose(line, &cursor, &event) else { return false }
    case .rating:
      guard scanRating(line, &cursor, &event) else { return false }
    case .infusion:
      guard let detail = scanInfusion(line, &cursor, &event), endsWell(cursor.at) else {
        return false
      }
      event.value = Int64(table.infusions.count)
      table.infusions.append(detail)
      return true
    case .vital:
      guard scanVital(line, &cursor, &event) else { return false }
    case .plan:
      guard scanPlan(line, &cursor, &event) else { return false }
    case .note, .unknown:
      cursor.skip(line)
      if cursor.isLost { return false }
    case .adverse:
      guard scanAdverse(line, &cursor, &event) else { return false }
    case .medication:
      guard scanMedication(line, &cursor, &event) else { return false }
    case .exit:
      guard scanExit(line, &cursor, &event) else { return false }
    case .intake:
      guard let intake = scanIntake(line, &cursor), endsWell(cursor.at) else { return false }
      event.value = Int64(table.intakes.count)
      table.intakes.append(intake)
      return true
    case .correction:
      guard var correction = scanCorrection(line, &cursor, event.subject, seq: seq),
        endsWell(cursor.at)
      else { return false }
      if let name = correction.newName {
        correction.said.newSubject = table.subjects.number(line, in: name)
      }
      event.value = Int64(table.corrections.count)
      table.corrections.append(correction.said)
      return true
    case .log: return false
    }
    return endsWell(cursor.at)
  }

  private mutating func scanDose(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    guard cursor.takes("\"infusion\":", line), let label = cursor.string(line),
      cursor.takes("\"mg\":", line), let amount = cursor.thousandths(line)
    else { return false }
    // A thousandth of a minute is 60 ms.
    var duration: Int64 = 0
    if cursor.takes("\"minutes\":", line) {
      guard let minutes = cursor.thousandths(line) else { return false }
      duration = minutes &* 60
    }
    guard cursor.ends(line, known: "infusion mg minutes"), amount <= Self.largestAmount,
      duration <= Self.longestDuration, event.time.milliseconds &+ duration <= Instant.latest
    else { return false }
    table.set(Dose(microgramAmount: amount, duration: duration), on: &event)
    event.label = table.labels.number(line, in: label)
    return true
  }

  private mutating func scanRating(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    guard cursor.takes("\"instrument\":", line), let instrument = cursor.string(line) else {
      return false
    }
    var answers: ItemTally?
    var itemsStart = 0
    if cursor.takes("\"items\":", line) {
      itemsStart = cursor.at
      answers = ItemTally(line, &cursor.at, limit: cursor.limit) { _ in }
      if answers == nil { return false }
    }
    var total: Int?
    if cursor.takes("\"total\":", line) {
      total = cursor.whole(line)
      if total == nil { return false }
    }
    cursor.passes("\"rater\":", line)
    guard cursor.ends(line, known: "instrument items total"), answers != nil || total != nil else {
      return false
    }
    let number = table.instruments.number(line, in: instrument)
    if answers != nil, scale(number).needsItems {
      items.removeAll(keepingCapacity: true)
      _ = ItemTally(line, &itemsStart, limit: cursor.limit) { items.append($0) }
    }
    set(instrument: number, total: total, answers, on: &event)
    return true
  }

  private mutating func scanInfusion(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> InfusionDetail? {
    guard cursor.takes("\"infusion\":", line), let label = cursor.string(line),
      cursor.takes("\"drug\":", line), let drug = cursor.string(line),
      cursor.takes("\"route\":", line), let word = cursor.string(line),
      let route = Route(line, word)
    else { return nil }
    cursor.passes("\"orderedMg\":", line)
    cursor.passes("\"orderedMgPerKg\":", line)
    guard let weight = scanWeight(line, &cursor) else { return nil }
    cursor.passes("\"plannedMinutes\":", line)
    var phase: Phase?
    if cursor.takes("\"phase\":", line) {
      guard let word = cursor.string(line), let known = Phase(line, word) else { return nil }
      phase = known
    }
    cursor.passes("\"arm\":", line)
    guard cursor.ends(line, known: "infusion drug route weightKg phase") else { return nil }
    event.label = table.labels.number(line, in: label)
    return InfusionDetail(
      drug: table.words.number(line, in: drug), route: route, phase: phase,
      weight: weight > 0 ? ExactDecimal(mantissa: weight, exponent: -3) : nil)
  }

  /// A weight in thousandths of a kg, 0 where none is there; `nil` where only the general parser
  /// understands it.
  func scanWeight(_ line: Span<UInt8>, _ cursor: inout PayloadCursor) -> Int64? {
    if cursor.isLost { return nil }
    return cursor.takes("\"weightKg\":", line) ? cursor.thousandths(line) : 0
  }

  private mutating func scanAdverse(
    _ line: Span<UInt8>, _ cursor: inout PayloadCursor, _ event: inout Event
  ) -> Bool {
    guard cursor.takes("\"term\":", line), let term = cursor.string(line) else { return false }
    if cursor.takes("\"severity\":", line) {
      guard let word = cursor.string(line), let severity = Severity.code(line, word) else {
        return false
      }
      event.code = severity
    }
    var isSerious = false
    if cursor.takes("\"serious\":", line) {
      guard let word = cursor.truth(line) else { return false }
      isSerious = word
    }
    var session: Range<Int>?
    if !cursor.isLost, cursor.takes("\"infusion\":", line) {
      session = cursor.string(line)
      if session == nil { return false }
    }
    cursor.passes("\"resolved\":", line)
    guard cursor.ends(line, known: "term severity serious infusion") else { return false }
    event.label = table.words.number(line, in: term)
    event.value = Event.adverse(
      isSerious: isSerious, session: session.map { table.labels.number(line, in: $0) })
    return true
  }
}

extension Severity {
  /// The code of an event: 1 mild, 2 moderate, 3 severe.
  fileprivate static func code(_ line: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
    if line.spells("mild", in: range) { return 1 }
    if line.spells("moderate", in: range) { return 2 }
    return line.spells("severe", in: range) ? 3 : nil
  }
}

extension Route {
  init?(_ line: Span<UInt8>, _ range: Range<Int>) {
    guard range.count == 2 else { return nil }
    switch (line[range.lowerBound], line[range.lowerBound + 1]) {
    case (UInt8(ascii: "I"), UInt8(ascii: "V")): self = .intravenous
    case (UInt8(ascii: "I"), UInt8(ascii: "M")): self = .intramuscular
    case (UInt8(ascii: "S"), UInt8(ascii: "C")): self = .subcutaneous
    case (UInt8(ascii: "I"), UInt8(ascii: "N")): self = .intranasal
    case (UInt8(ascii: "S"), UInt8(ascii: "L")): self = .sublingual
    case (UInt8(ascii: "P"), UInt8(ascii: "O")): self = .oral
    default: return nil
    }
  }
}

extension Phase {
  init?(_ line: Span<UInt8>, _ range: Range<Int>) {
    if line.spells("induction", in: range) {
      self = .induction
    } else if line.spells("maintenance", in: range) {
      self = .maintenance
    } else if line.spells("booster", in: range) {
      self = .booster
    } else {
      return nil
    }
  }
}

extension EventKind {
  /// The kind of the type that stands in `range`, without a table of texts.
  init(_ line: Span<UInt8>, _ range: Range<Int>) {
    switch range.count {
    case 3: self = line.spells("log", in: range) ? .log : .unknown
    case 4:
      if line.spells("dose", in: range) {
        self = .dose
      } else if line.spells("note", in: range) {
        self = .note
      } else if line.spells("plan", in: range) {
        self = .plan
      } else {
        self = line.spells("exit", in: range) ? .exit : .unknown
      }
    case 5: self = line.spells("vital", in: range) ? .vital : .unknown
    case 6:
      if line.spells("rating", in: range) {
        self = .rating
      } else {
        self = line.spells("intake", in: range) ? .intake : .unknown
      }
    case 7: self = line.spells("adverse", in: range) ? .adverse : .unknown
    case 8: self = line.spells("infusion", in: range) ? .infusion : .unknown
    case 10:
      if line.spells("medication", in: range) {
        self = .medication
      } else {
        self = line.spells("correction", in: range) ? .correction : .unknown
      }
    default: self = .unknown
    }
  }
}
