import Bytes

/// The built-in definitions as `definitions.bin` holds them: what `instruments.json` says, read once
/// when the program was built and not at each start, of which it was a third.
///
/// A test holds the two equal; `REPRIEVE_UPDATE=1 swift test --filter PreparedDefinitions` makes the
/// file anew.
extension Definitions {
  /// The definitions that `instruments.json` says.
  package static func fromSource() throws(DefinitionsError) -> Definitions {
    try Definitions(adding: PackageResources.instruments_json, to: nil)
  }

  /// The bytes of `definitions.bin`.
  package static var preparedBytes: [UInt8] { PackageResources.definitions_bin }

  /// What `definitions.bin` has to hold for these.
  package var prepared: [UInt8] {
    var writer = BinaryWriter()
    writer.put(UInt32(instruments.count))
    for instrument in instruments { instrument.prepare(to: &writer) }
    writer.put(UInt32(sets.count))
    for set in sets { set.prepare(to: &writer) }
    Self.prepare(indexRules, to: &writer)
    for text in [nhs.set, nhs.depression, nhs.fallback] { writer.put(text: text) }
    Self.prepare(nhs.rules, to: &writer)
    for (_, path) in Windows.names { writer.put(windows[keyPath: path]) }
    writer.put(UInt32(visits.count))
    for visit in visits {
      writer.put(text: visit.name)
      for time in [visit.from, visit.through, visit.nominal] { writer.put(time) }
    }
    writer.put(XXH64.hash(writer.bytes.span))
    return writer.bytes
  }

  /// Reads prepared definitions; `nil` where they are not what was prepared.
  package init?(prepared bytes: [UInt8]) {
    guard bytes.count > 8,
      XXH64.hash(bytes.span, first: bytes.count - 8) == bytes.span.word(at: bytes.count - 8)
    else { return nil }
    var reader = BinaryReader(bytes, in: 0..<bytes.count - 8)
    do {
      var instruments: [Instrument] = []
      for _ in 0..<(try reader.count()) { instruments.append(try Instrument(prepared: &reader)) }
      var sets: [ThresholdSet] = []
      for _ in 0..<(try reader.count()) { sets.append(try ThresholdSet(prepared: &reader)) }
      let indexRules = try Self.rules(&reader)
      let (set, depression, fallback) = (
        try reader.text(), try reader.text(), try reader.text()
      )
      nhs = NHSPairing(
        set: set, depression: depression, rules: try Self.rules(&reader), fallback: fallback)
      for (_, path) in Windows.names { windows[keyPath: path] = Int(try reader.signed()) }
      var visits: [Visit] = []
      for _ in 0..<(try reader.count()) {
        visits.append(
          Visit(
            name: try reader.text(), from: try reader.signed(), through: try reader.signed(),
            nominal: try reader.signed()))
      }
      self.visits = visits
      self.indexRules = indexRules
      for (place, instrument) in instruments.enumerated() {
        instrumentIndex[instrument.id] = place
      }
      for (place, set) in sets.enumerated() { setIndex[set.id] = place }
      self.instruments = instruments
      self.sets = sets
    } catch { return nil }
  }

  private static func prepare(_ rules: [IndexRule], to writer: inout BinaryWriter) {
    writer.put(UInt32(rules.count))
    for rule in rules {
      writer.put(text: rule.prefix)
      writer.put(text: rule.instrument)
    }
  }

  private static func rules(_ reader: inout BinaryReader) throws -> [IndexRule] {
    var rules: [IndexRule] = []
    for _ in 0..<(try reader.count()) {
      rules.append(IndexRule(prefix: try reader.text(), instrument: try reader.text()))
    }
    return rules
  }
}

extension Instrument {
  fileprivate func prepare(to writer: inout BinaryWriter) {
    writer.put(text: id)
    writer.put(text: name)
    writer.put(UInt32(itemCount))
    for range in itemRanges {
      writer.put(range.lowerBound)
      writer.put(range.upperBound)
    }
    writer.put(optional: total?.lowerBound)
    writer.put(optional: total?.upperBound)
    writer.put(text: scoring.rawValue)
    writer.put(text: better.rawValue)
    writer.put(optional: recallDays)
    writer.put(UInt32(bands.count))
    for band in bands {
      writer.put(band.from)
      writer.put(band.to)
      writer.put(text: band.label)
    }
  }

  fileprivate init(prepared reader: inout BinaryReader) throws {
    id = try reader.text()
    name = try reader.text()
    itemCount = try reader.count()
    var ranges: [ClosedRange<Int>] = []
    for _ in 0..<itemCount { ranges.append(try reader.range()) }
    itemRanges = ranges
    let (low, high) = (try reader.optional(), try reader.optional())
    guard let scoring = Scoring(rawValue: try reader.text()),
      let better = Better(rawValue: try reader.text())
    else { throw BinaryReader.Short() }
    if let low, let high, low <= high { total = low...high } else { total = nil }
    self.scoring = scoring
    self.better = better
    recallDays = try reader.optional()
    var bands: [Band] = []
    for _ in 0..<(try reader.count()) {
      bands.append(
        Band(
          from: Int(try reader.signed()), to: Int(try reader.signed()), label: try reader.text()))
    }
    self.bands = bands
  }
}

extension ThresholdSet {
  fileprivate func prepare(to writer: inout BinaryWriter) {
    writer.put(text: id)
    writer.put(text: title)
    writer.put(UInt32(entries.count))
    for (instrument, entry) in entries.sorted(by: { $0.key < $1.key }) {
      writer.put(text: instrument)
      writer.put(optional: entry.caseness)
      writer.put(optional: entry.response?.percent)
      writer.put(UInt8(entry.response?.isStrict == true ? 1 : 0))
      writer.put(optional: entry.remission)
      writer.put(optional: entry.reliableChange)
    }
  }

  fileprivate init(prepared reader: inout BinaryReader) throws {
    id = try reader.text()
    title = try reader.text()
    var entries: [String: Entry] = [:]
    for _ in 0..<(try reader.count()) {
      let instrument = try reader.text()
      let caseness = try reader.optional()
      let percent = try reader.optional()
      let isStrict = try reader.take(UInt8.self) == 1
      entries[instrument] = Entry(
        caseness: caseness, response: percent.map { Response(percent: $0, isStrict: isStrict) },
        remission: try reader.optional(), reliableChange: try reader.optional())
    }
    self.entries = entries
  }
}

extension BinaryWriter {
  fileprivate mutating func put(text: String) { put(counted: Array(text.utf8)) }

  fileprivate mutating func put(optional number: Int?) {
    put(UInt8(number == nil ? 0 : 1))
    put(number ?? 0)
  }
}

extension BinaryReader {
  fileprivate mutating func text() throws(Short) -> String { try counted().text }

  fileprivate mutating func optional() throws(Short) -> Int? {
    let isThere = try take(UInt8.self) == 1
    let number = Int(try signed())
    return isThere ? number : nil
  }

  fileprivate mutating func range() throws(Short) -> ClosedRange<Int> {
    let (low, high) = (Int(try signed()), Int(try signed()))
    guard low <= high else { throw Short() }
    return low...high
  }
}
