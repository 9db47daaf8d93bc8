import Bytes
import EventLog

/// The fast path: the payload of a canonical line, read in place.
///
/// Each function returns `false`, and has changed nothing that an event points at, where the line
/// holds anything unexpected: then the general parser reads it.
extension EventDecoder {
  mutating func scan(
    _ line: Span<UInt8>, _ parts: CanonicalParts, _ event: inout Event, seq: Int
  ) throws(LineFault) -> Bool {
    var cursor = MemberCursor(object: parts.data, limit: parts.limit)
    switch event.kind {
    case .dose:
      guard scanDose(line, &cursor, &event) else { return false }
    case .rating:
      guard scanRating(line, &cursor, &event) else { return false }
    case .infusion:
      guard let detail = scanInfusion(line, &cursor, &event),
        parts.endsWell(line, from: cursor.at)
      else { return false }
      event.value = Int64(table.infusions.count)
      table.infusions.append(detail)
      return true
    case .vital:
      guard scanVital(line, &cursor, &event) else { return false }
    case .plan, .note, .unknown:
      cursor.at = parts.data
      cursor.skip(line)
      if cursor.isLost { return false }
      if event.kind == .unknown { event.label = table.words.number(line, in: parts.type) }
    case .adverse:
      guard scanAdverse(line, &cursor, &event) else { return false }
    case .medication:
      guard scanMedication(line, &cursor, &event) else { return false }
    case .exit:
      guard scanExit(line, &cursor, &event) else { return false }
    case .intake:
      guard let intake = scanIntake(line, &cursor), parts.endsWell(line, from: cursor.at) else {
        return false
      }
      event.value = Int64(table.intakes.count)
      table.intakes.append(intake)
      return true
    case .correction:
      // Rare, and rich in members: its payload alone is parsed.
      cursor.at = parts.data
      cursor.skip(line)
      guard !cursor.isLost, parts.endsWell(line, from: cursor.at),
        let document = try? JSONDocument(line.copy(parts.data..<cursor.at))
      else { return false }
      try decode(document.root, &event, seq: seq)
      return true
    case .log: return false
    }
    return parts.endsWell(line, from: cursor.at)
  }

  private mutating func scanDose(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> Bool {
    var label: Range<Int>?
    var amount: Int64?
    var minutes: Int64?
    while let name = cursor.next(line) {
      if line.spells("infusion", in: name) {
        guard label == nil else { return false }
        label = cursor.plainString(line)
      } else if line.spells("mg", in: name) {
        guard amount == nil else { return false }
        amount = cursor.thousandths(line)
      } else if line.spells("minutes", in: name) {
        guard minutes == nil else { return false }
        minutes = cursor.thousandths(line)
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return false }
    }
    guard !cursor.isLost, let label, let amount else { return false }
    // A thousandth of a minute is 60 ms.
    let duration = (minutes ?? 0) * 60
    guard amount <= Self.largestAmount, duration <= Self.longestDuration,
      event.time.milliseconds + duration <= Instant.latest
    else { return false }
    table.set(Dose(microgramAmount: amount, duration: duration), on: &event)
    event.label = table.labels.number(line, in: label)
    return true
  }

  private mutating func scanRating(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> Bool {
    var instrument: Range<Int>?
    var total: Int?
    var hasItems = false
    items.removeAll(keepingCapacity: true)
    while let name = cursor.next(line) {
      if line.spells("instrument", in: name) {
        guard instrument == nil else { return false }
        instrument = cursor.plainString(line)
      } else if line.spells("total", in: name) {
        guard total == nil, let (value, end) = line.smallNumber(at: cursor.at, limit: cursor.limit)
        else {
          return false
        }
        total = value
        cursor.at = end
      } else if line.spells("items", in: name) {
        guard !hasItems, scanItems(line, &cursor) else { return false }
        hasItems = true
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return false }
    }
    guard !cursor.isLost, let instrument, hasItems || total != nil else { return false }
    let number = table.instruments.number(line, in: instrument)
    set(instrument: number, total: total, hasItems: hasItems, on: &event)
    return true
  }

  private mutating func scanAdverse(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> Bool {
    var term: Range<Int>?
    var session: Range<Int>?
    var isSerious: Bool?
    while let name = cursor.next(line) {
      if line.spells("term", in: name) {
        guard term == nil else { return false }
        term = cursor.plainString(line)
      } else if line.spells("severity", in: name) {
        guard event.code == 0, let word = cursor.plainString(line),
          let severity = Severity.code(line, word)
        else { return false }
        event.code = severity
      } else if line.spells("serious", in: name) {
        guard isSerious == nil else { return false }
        isSerious = line.has("true", at: cursor.at)
        cursor.skip(line)
      } else if line.spells("infusion", in: name) {
        guard session == nil else { return false }
        session = cursor.plainString(line)
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return false }
    }
    guard !cursor.isLost, let term else { return false }
    event.label = table.words.number(line, in: term)
    event.value = Event.adverse(
      isSerious: isSerious == true, session: session.map { table.labels.number(line, in: $0) })
    return true
  }

  private mutating func scanItems(_ line: Span<UInt8>, _ cursor: inout MemberCursor) -> Bool {
    let limit = cursor.limit
    var at = cursor.at
    guard at < limit, line[at] == UInt8(ascii: "[") else { return false }
    at += 1
    if at < limit, line[at] == UInt8(ascii: "]") {
      cursor.at = at + 1
      return true
    }
    while true {
      // Nearly all items are one digit.
      if at &+ 1 < limit, line[at] &- 48 <= 9, line[at &+ 1] == 0x2C || line[at &+ 1] == 0x5D {
        items.append(Int32(line[at] &- 48))
        at &+= 1
      } else if let (value, end) = line.smallNumber(at: at, limit: limit) {
        items.append(Int32(truncatingIfNeeded: value))
        at = end
      } else if line.has("null", at: at) {
        items.append(Self.noItem)
        at += 4
      } else {
        return false
      }
      guard at < limit else { return false }
      if line[at] == UInt8(ascii: "]") {
        cursor.at = at + 1
        return true
      }
      guard line[at] == UInt8(ascii: ",") else { return false }
      at += 1
    }
  }

  private mutating func scanInfusion(
    _ line: Span<UInt8>, _ cursor: inout MemberCursor, _ event: inout Event
  ) -> InfusionDetail? {
    var label: Range<Int>?
    var drug: Range<Int>?
    var route: Route?
    var phase: Phase?
    var weight: ExactDecimal?
    while let name = cursor.next(line) {
      if line.spells("infusion", in: name) {
        guard label == nil else { return nil }
        label = cursor.plainString(line)
      } else if line.spells("drug", in: name) {
        guard drug == nil else { return nil }
        drug = cursor.plainString(line)
      } else if line.spells("route", in: name) {
        guard route == nil, let word = cursor.plainString(line) else { return nil }
        route = Route(line, word)
      } else if line.spells("phase", in: name) {
        guard phase == nil, let word = cursor.plainString(line), let known = Phase(line, word)
        else { return nil }
        phase = known
      } else if line.spells("weightKg", in: name) {
        guard weight == nil, let number = cursor.thousandths(line) else { return nil }
        weight = number > 0 ? ExactDecimal(mantissa: number, exponent: -3) : nil
      } else {
        cursor.skip(line)
      }
      if cursor.isLost { return nil }
    }
    guard !cursor.isLost, let label, let drug, let route else { return nil }
    event.label = table.labels.number(line, in: label)
    return InfusionDetail(
      drug: table.words.number(line, in: drug), route: route, phase: phase, weight: weight)
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
