import Bytes
import Definitions
import EventLog

/// The payload, held to its type's table.
///
/// All of these give the byte behind what they read, and `none` where that is anything but in order
/// and as the log writes it: members that the table has, each once, in its order, no white space,
/// texts of printable ASCII without escapes, short numbers without exponents.
extension DraftScanner {
  static let none = -1
  mutating func scanData(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int, _ kind: EventKind
  ) -> Int {
    found = Found()
    if kind == .unknown { return walk.objectEnd(bytes, from: start, limit: limit) ?? Self.none }
    let end = scanObject(bytes, start, limit, tables.fields(of: kind))
    guard end >= 0 else { return Self.none }
    let isWhole =
      switch kind {
      case .rating: ratingIsWhole()
      case .vital: found.has(.vitalSign)
      case .plan: found.has(.due)
      case .correction: correctionIsWhole()
      default: true
      }
    return isWhole ? end : Self.none
  }

  private mutating func scanObject(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int, _ fields: Range<Int>
  ) -> Int {
    guard start + 1 < limit, bytes[start] == UInt8(ascii: "{") else { return Self.none }
    var at = start + 1
    var next = fields.lowerBound
    if bytes[at] == UInt8(ascii: "}") {
      at += 1
    } else {
      while true {
        guard at < limit, bytes[at] == UInt8(ascii: "\"") else { return Self.none }
        // Members that are left out are passed over; one that is required is not.
        while next < fields.upperBound, !tables.fields[next].name.stands(in: bytes, at: at + 1) {
          if tables.fields[next].isRequired { return Self.none }
          next += 1
        }
        guard next < fields.upperBound else { return Self.none }
        at = scanValue(bytes, at + 1 + tables.fields[next].name.count, limit, next)
        guard at >= 0, at < limit else { return Self.none }
        next += 1
        let byte = bytes[at]
        at += 1
        if byte == UInt8(ascii: "}") { break }
        guard byte == UInt8(ascii: ",") else { return Self.none }
      }
    }
    while next < fields.upperBound {
      if tables.fields[next].isRequired { return Self.none }
      next += 1
    }
    return at
  }

  /// - Parameter field: its number among those of the tables; a copy of it costs more than the look.
  private mutating func scanValue(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int, _ field: Int
  ) -> Int {
    found.roles |= 1 << UInt16(tables.fields[field].role.rawValue)
    switch tables.fields[field].rule {
    case .number: return scanNumber(bytes, start, limit, field)
    case .bool:
      if bytes.has("true", at: start) { return start + 4 }
      return bytes.has("false", at: start) ? start + 5 : Self.none
    case .object:
      guard let end = walk.objectEnd(bytes, from: start, limit: limit) else { return Self.none }
      found.data = start..<end
      return end
    case .items: return scanItems(bytes, start, limit)
    case .codes: return scanCodes(bytes, start, limit)
    case .trials: return scanTrials(bytes, start, limit)
    case .text, .emptyText, .word, .time, .date, .subject, .instrument:
      guard start < limit, bytes[start] == UInt8(ascii: "\"") else { return Self.none }
      let end = bytes.plainStringEnd(start + 1, limit: limit)
      guard end >= 0 else { return Self.none }
      return take(bytes, start + 1..<end, field) ? end + 1 : Self.none
    }
  }

  private mutating func take(
    _ bytes: Span<UInt8>, _ text: Range<Int>, _ field: Int
  ) -> Bool {
    switch tables.fields[field].rule {
    case .text:
      switch tables.fields[field].role {
      case .label: found.label = text
      case .source: found.source = text
      case .id: found.id = text
      default: break
      }
      return !text.isEmpty
    case .emptyText: return true
    case .word:
      let words = tables.fields[field].words
      for index in words where tables.words[index].stands(in: bytes, at: text.lowerBound) {
        if tables.fields[field].role == .action { found.action = index - words.lowerBound }
        return true
      }
      return false
    case .time: return Instant(bytes, in: text) != nil
    case .date: return text.count == 10 && Instant(bytes.text(text) + "T00:00:00Z") != nil
    case .subject:
      found.subject = text
      return Envelope.isSubject(bytes.copy(text))
    case .instrument:
      for index in tables.scales.indices
      where tables.scales[index].name.stands(in: bytes, at: text.lowerBound) {
        found.scale = index
        return true
      }
      return false
    default: return false
    }
  }

  private static let powers: [Int64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

  private mutating func scanNumber(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int, _ number: Int
  ) -> Int {
    // Most have one to three digits: a loop is done with them before all of a word is.
    var at = start
    var whole: Int64 = 0
    while at < limit, bytes[at] &- UInt8(ascii: "0") <= 9 {
      whole = whole &* 10 &+ Int64(bytes[at] &- UInt8(ascii: "0"))
      at &+= 1
    }
    let length = at - start
    guard (1...10).contains(length), length == 1 || bytes[start] != UInt8(ascii: "0") else {
      return Self.none
    }
    var scaled = whole
    var decimals = 0
    if at < limit, bytes[at] == UInt8(ascii: ".") {
      let most = tables.fields[number].mostDecimals
      at &+= 1
      while at < limit, decimals <= most, bytes[at] &- UInt8(ascii: "0") <= 9 {
        scaled = scaled &* 10 &+ Int64(bytes[at] &- UInt8(ascii: "0"))
        decimals &+= 1
        at &+= 1
      }
      guard decimals > 0, decimals <= most else { return Self.none }
    }
    let unit = Self.powers[decimals]
    let low = tables.fields[number].low * unit
    guard scaled <= tables.fields[number].high * unit,
      tables.fields[number].lowIsExcluded ? scaled > low : scaled >= low
    else { return Self.none }
    switch tables.fields[number].role {
    case .total: found.total = whole
    case .minutes: found.minutes = whole
    default: break
    }
    return at
  }

  /// Where only the sum counts, no item is kept.
  private mutating func scanItems(_ bytes: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    items.removeAll(keepingCapacity: true)
    var at = start
    let tally =
      found.scale >= 0 && tables.scales[found.scale].isPlainSum
      ? ItemTally(bytes, &at, limit: limit) { _ in }
      : ItemTally(bytes, &at, limit: limit) { items.append($0) }
    guard let tally else { return Self.none }
    found.tally = tally
    return at
  }

  private func scanCodes(_ bytes: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    Self.scanArray(bytes, start, limit) { at in
      guard bytes[at] == UInt8(ascii: "\"") else { return Self.none }
      let end = bytes.plainStringEnd(at + 1, limit: limit)
      return end >= 0 && DataShape.isCode(bytes.copy(at + 1..<end)) ? end + 1 : Self.none
    }
  }

  private mutating func scanTrials(_ bytes: Span<UInt8>, _ start: Int, _ limit: Int) -> Int {
    let fields = tables.trial
    return Self.scanArray(bytes, start, limit) { scanObject(bytes, $0, limit, fields) }
  }

  private static func scanArray(
    _ bytes: Span<UInt8>, _ start: Int, _ limit: Int, _ element: (Int) -> Int
  ) -> Int {
    guard start + 1 < limit, bytes[start] == UInt8(ascii: "[") else { return none }
    var at = start + 1
    if bytes[at] == UInt8(ascii: "]") { return at + 1 }
    while true {
      guard at < limit else { return none }
      at = element(at)
      guard at >= 0, at < limit else { return none }
      if bytes[at] == UInt8(ascii: "]") { return at + 1 }
      guard bytes[at] == UInt8(ascii: ",") else { return none }
      at += 1
    }
  }

  private func ratingIsWhole() -> Bool {
    guard found.scale >= 0 else { return false }
    let scale = tables.scales[found.scale]
    var sum: Int?
    if found.has(.items) {
      guard found.tally.count == scale.itemCount, add(scale, &sum) else { return false }
    }
    guard found.has(.total) else { return found.has(.items) }
    return scale.totals.contains(Int(found.total)) && (sum == nil || sum == Int(found.total))
  }

  /// Adds the items of the rating up; `false` where one is out of its range. No sum is given where
  /// the instrument has no total.
  private func add(_ scale: DataTables.Scale, _ sum: inout Int?) -> Bool {
    if scale.isPlainSum {
      sum = found.tally.sum
      return found.tally.lowest >= scale.low && found.tally.highest <= scale.high
    }
    let instrument = definitions.instruments[scale.position]
    for (item, range) in zip(items, instrument.itemRanges) {
      if item == ItemTally.noItem ? !scale.allowsGaps : !range.contains(Int(item)) { return false }
    }
    let values = items.map { $0 == ItemTally.noItem ? nil : Int($0) }
    if case .total(let points, _) = instrument.score(values) { sum = points }
    return true
  }

  private func correctionIsWhole() -> Bool {
    switch CorrectionAction.allCases[found.action] {
    case .void: !found.has(.time) && !found.has(.data) && !found.has(.subject)
    case .amend: (found.has(.time) || found.has(.data)) && !found.has(.subject)
    case .reassign: found.has(.subject) && !found.has(.time) && !found.has(.data)
    }
  }
}
