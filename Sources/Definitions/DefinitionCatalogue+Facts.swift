extension DefinitionCatalogue {
  /// Every value of a topic, each by itself; none where the definitions do not have the topic.
  package func facts(of topic: DefinitionTopic) -> [DefinitionFact] {
    let facts: [DefinitionFact] =
      switch topic {
      case .instrument(let id): definitions.instrument(id).map(facts) ?? []
      case .set(let id): definitions.set(id).map(facts) ?? []
      case .windows: windowFacts
      case .visits: definitions.visits.map { DefinitionFact($0.name, .text($0.text)) }
      case .index: definitions.indexRules.map { DefinitionFact($0.member, .text($0.instrument)) }
      case .nhs: pairingFacts
      }
    // A set's facts bring their rank: two sets need not know the same instruments.
    guard topic.kind != .set else { return facts }
    return facts.enumerated().map { position, fact in
      var fact = fact
      fact.rank = position
      return fact
    }
  }

  private func facts(about instrument: Instrument) -> [DefinitionFact] {
    let id = instrument.id
    let bands = instrument.bands.map { "\($0.from) to \($0.to) \($0.label)" }
    let recall = Origin(provenance: remark("recallProvenance", ofInstrument: id))
    var facts = [
      DefinitionFact("name", .text(instrument.name)),
      DefinitionFact("itemCount", .whole(instrument.itemCount)),
      DefinitionFact("itemRange", .text(instrument.itemRangeText)),
      DefinitionFact("total", instrument.total.map(DefinitionValue.range)),
      DefinitionFact("scoring", .text(instrument.scoring.rawValue)),
      DefinitionFact("better", .text(instrument.better.rawValue)),
      DefinitionFact("recallDays", instrument.recallDays.map(DefinitionValue.whole), recall),
      DefinitionFact(
        "bands", bands.isEmpty ? nil : .text(bands.joined(separator: ", ")),
        Origin(source: remark("bandSource", ofInstrument: id))),
    ].compactMap(\.self)
    let remarks = [
      ("rater", remark("rater", ofInstrument: id)),
      ("licence", remark("licence", ofInstrument: id)),
      ("loinc.panel", loinc("panel", ofInstrument: id)),
      ("loinc.total", loinc("total", ofInstrument: id)), ("note", remark("note", ofInstrument: id)),
    ]
    for (member, text) in remarks {
      if let text { facts.append(DefinitionFact(remark: member, text)) }
    }
    return facts
  }

  private func facts(about set: ThresholdSet) -> [DefinitionFact] {
    var facts = [DefinitionFact("title", .text(set.title))]
    if let note = note(ofSet: set.id) { facts.append(DefinitionFact(remark: "note", note)) }
    let size = Threshold.allCases.count + 1
    for (position, instrument) in definitions.instruments.enumerated() {
      guard let entry = set.entries[instrument.id] else { continue }
      func add(_ fact: DefinitionFact, _ place: Int) {
        var fact = fact
        fact.instrument = instrument.id
        fact.rank = (position + 1) * size + place
        facts.append(fact)
      }
      for (place, threshold) in Threshold.allCases.enumerated() {
        guard let value = entry.value(threshold) else { continue }
        let origin = origin(of: threshold, ofSet: set.id, instrument: instrument.id)
        add(DefinitionFact(member: threshold.rawValue, value: value, origin: origin), place)
      }
      if let note = note(ofSet: set.id, instrument: instrument.id) {
        add(DefinitionFact(remark: "note", note), size - 1)
      }
    }
    return facts
  }

  private var windowFacts: [DefinitionFact] {
    definitions.windows.values.map { DefinitionFact($0.name, .whole($0.value)) }
  }

  private var pairingFacts: [DefinitionFact] {
    let pairing = definitions.nhs
    let values =
      [("set", pairing.set), ("depression", pairing.depression)]
      + pairing.rules.map { ($0.member, $0.instrument) } + [("fallback", pairing.fallback)]
    return values.map { member, value in
      DefinitionFact(member: member, value: .text(value), origin: pairingOrigin)
    }
  }
}

extension DefinitionFact {
  fileprivate init(_ member: String, _ value: DefinitionValue) {
    self.init(member: member, value: value)
  }

  fileprivate init?(_ member: String, _ value: DefinitionValue?, _ origin: Origin = Origin()) {
    guard let value else { return nil }
    self.init(member: member, value: value, origin: origin)
  }

  fileprivate init(remark member: String, _ text: String) {
    self.init(member: member, value: .text(text), isRemark: true)
  }
}

extension Definitions.IndexRule {
  /// The prefix, `other` where every code has it.
  package var member: String { prefix.isEmpty ? "other" : prefix }
}

extension Instrument {
  /// The ranges of its items: the most frequent, then those that differ.
  ///
  /// `0 to 4; items 4, 5, 6: 0 to 2`.
  package var itemRangeText: String {
    var items: [ClosedRange<Int>: [Int]] = [:]
    for (position, range) in itemRanges.enumerated() {
      items[range, default: []].append(position + 1)
    }
    let groups = items.sorted {
      ($1.value.count, $0.value[0]) < ($0.value.count, $1.value[0])
    }
    let texts = groups.enumerated().map { position, group in
      if position == 0 { return group.key.text }
      let numbers = group.value.map(String.init).joined(separator: ", ")
      return "item\(group.value.count == 1 ? "" : "s") \(numbers): \(group.key.text)"
    }
    return texts.joined(separator: "; ")
  }
}

extension Windows {
  /// All windows by name, in their order.
  package var values: [(name: String, value: Int)] {
    Self.names.map { ($0.name, self[keyPath: $0.path]) }
  }
}

extension Visit {
  /// Milliseconds as hours.
  package static func hours(_ milliseconds: Int64) -> Double { Double(milliseconds) / Double(hour) }

  /// Milliseconds as days of 86,400 s.
  package static func days(_ milliseconds: Int64) -> Double { Double(milliseconds) / Double(day) }

  /// `18 h to 36 h, nominally 1 d`.
  package var text: String {
    "\(Self.text(from)) to \(Self.text(through)), nominally \(Self.text(nominal))"
  }

  /// A whole number of days, else hours.
  package static func text(_ milliseconds: Int64) -> String {
    let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: day)
    if rest == 0 { return "\(days) d" }
    let (hours, part) = milliseconds.quotientAndRemainder(dividingBy: hour)
    if part == 0 { return "\(hours) h" }
    // 36 ms are a hundred-thousandth of an hour; what is finer is told in milliseconds.
    let (thousandths, finer) = (milliseconds * 1000).quotientAndRemainder(dividingBy: hour)
    return finer == 0 ? "\(Thousandths.text(Int(thousandths))) h" : "\(milliseconds) ms"
  }
}
