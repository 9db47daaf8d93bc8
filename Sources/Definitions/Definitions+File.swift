import Bytes

/// Reading a definitions file: the built-in one and those of `--definitions` have one form.
extension Definitions {
  init(adding bytes: [UInt8], to base: Definitions?) throws(DefinitionsError) {
    let root = DefinitionEntry(try Self.document(bytes).root, "")
    try root.expect(.object, "an object with format, instruments, thresholdSets")
    guard try root.require("format").whole() == 1 else {
      throw root.fault("format", "must be 1: other formats belong to other versions")
    }
    if base != nil { try DefinitionShape.file.check(root) }
    let pairing = try root.optional("nhsTalkingTherapies").map(NHSPairing.init)
    guard let first = base ?? pairing.map(Definitions.init(nhs:)) else {
      throw root.fault("nhsTalkingTherapies", "is missing")
    }
    self = first
    if let pairing { nhs = pairing }
    for entry in try root.list("instruments") { add(try Instrument(entry)) }
    for (id, entry) in try root.table("thresholdSets") { add(try ThresholdSet(id, entry)) }
    for entry in try root.list("indexInstrument") { try addRule(entry) }
    for (name, entry) in try root.table("windows")
    where !DefinitionShape.annotations.contains(name) { try addWindow(name, entry) }
    if let entry = try root.optional("visits") { visits = try Visit.list(entry) }
    if base != nil { try DefinitionsCheck(root, self).run() }
  }

  /// The JSON document of a definitions file.
  static func document(_ bytes: [UInt8]) throws(DefinitionsError) -> JSONDocument {
    do throws(JSONFault) { return try JSONDocument(bytes) } catch {
      let place = "\(error.kind.rawValue) at byte \(error.offset)"
      throw DefinitionsError(
        path: error.path ?? "",
        problem: error.kind == .duplicateMember
          ? "stands twice (\(place))" : "is not strict JSON (\(place))")
    }
  }

  private init(nhs: NHSPairing) { self.nhs = nhs }

  private mutating func add(_ instrument: Instrument) {
    if let index = instrumentIndex[instrument.id] {
      instruments[index] = instrument
    } else {
      instrumentIndex[instrument.id] = instruments.count
      instruments.append(instrument)
    }
  }

  private mutating func add(_ set: ThresholdSet) {
    if let index = setIndex[set.id] {
      sets[index] = set
    } else {
      setIndex[set.id] = sets.count
      sets.append(set)
    }
  }

  private mutating func addRule(_ entry: DefinitionEntry) throws(DefinitionsError) {
    let rule = try IndexRule(entry)
    // In its place: a file that says what is there already changes nothing.
    if let index = indexRules.firstIndex(where: { $0.prefix == rule.prefix }) {
      indexRules[index] = rule
    } else {
      indexRules.append(rule)
    }
  }

  private mutating func addWindow(_ name: String, _ entry: DefinitionEntry) throws(DefinitionsError)
  {
    guard let window = Windows.names.first(where: { $0.name == name }) else {
      throw entry.fault("is not a window")
    }
    let value = try entry.whole()
    guard (0...36_500).contains(value) else { throw entry.fault("must lie between 0 and 36,500") }
    windows[keyPath: window.path] = value
  }
}

extension Visit {
  fileprivate static func list(_ entry: DefinitionEntry) throws(DefinitionsError) -> [Visit] {
    try entry.expect(.object, "an object with a visit for each name")
    var visits: [Visit] = []
    for (name, values) in try entry.children() {
      guard isName(name) else {
        throw values.fault("is no name for a visit: it must be visible, without = and comma")
      }
      visits.append(try Visit(name, values))
    }
    guard !visits.isEmpty else { throw entry.fault("must name at least one visit") }
    return visits
  }

  private init(_ name: String, _ entry: DefinitionEntry) throws(DefinitionsError) {
    try entry.expect(.object, "an object with fromHours, throughHours, nominalHours")
    let from = try entry.require("fromHours").milliseconds()
    let through = try entry.require("throughHours").milliseconds()
    let nominal = try entry.require("nominalHours").milliseconds()
    guard from <= nominal, nominal <= through else {
      throw entry.fault("must have fromHours <= nominalHours <= throughHours")
    }
    self.init(name: name, from: from, through: through, nominal: nominal)
  }
}

extension NHSPairing {
  fileprivate init(_ entry: DefinitionEntry) throws(DefinitionsError) {
    try entry.expect(.object, "an object with set, depression, anxiety, fallback")
    set = try entry.require("set").text()
    depression = try entry.require("depression").text()
    var rules: [Definitions.IndexRule] = []
    for rule in try entry.list("anxiety") { rules.append(try Definitions.IndexRule(rule)) }
    self.rules = rules
    fallback = try entry.require("fallback").text()
  }
}

extension Definitions.IndexRule {
  fileprivate init(_ entry: DefinitionEntry) throws(DefinitionsError) {
    try entry.expect(.object, "an object with prefix, instrument")
    prefix = try entry.require("prefix").text()
    instrument = try entry.require("instrument").text()
  }
}

extension Instrument {
  fileprivate init(_ entry: DefinitionEntry) throws(DefinitionsError) {
    try entry.expect(.object, "an instrument")
    id = try entry.require("id").text()
    guard !id.isEmpty else { throw entry.fault("id must not be empty") }
    name = try entry.optional("name")?.text() ?? id
    itemCount = try entry.require("itemCount").whole()
    guard (1...1000).contains(itemCount) else {
      throw entry.fault("itemCount must lie between 1 and 1000")
    }
    var ranges = Array(repeating: try entry.require("itemRange").range(), count: itemCount)
    for (position, exception) in try entry.table("itemRangeExceptions") {
      guard let item = Int(position), (1...itemCount).contains(item) else {
        throw entry.fault("itemRangeExceptions.\(position) is not the number of an item")
      }
      ranges[item - 1] = try exception.range()
    }
    itemRanges = ranges
    let rule = try entry.require("scoring").text()
    guard let scoring = Scoring(rawValue: rule) else {
      throw entry.fault("scoring is \(rule); known are sum, qids16, hamd17, none")
    }
    self.scoring = scoring
    total = try entry.optional("total")?.range()
    guard (total == nil) == (scoring == .none) else {
      throw entry.fault("total must be null where scoring is none, and a range elsewhere")
    }
    guard scoring != .qids16 || itemCount == 16, scoring != .hamd17 || itemCount == 17 else {
      throw entry.fault("scoring \(rule) does not fit \(itemCount) items")
    }
    let direction = try entry.require("better").text()
    guard let better = Better(rawValue: direction) else {
      throw entry.fault("better is \(direction); known are low and high")
    }
    self.better = better
    recallDays = try entry.optional("recallDays")?.whole()
    guard recallDays.map({ (0...3650).contains($0) }) ?? true else {
      throw entry.fault("recallDays must lie between 0 and 3650")
    }
    var bands: [Band] = []
    for band in try entry.list("bands") {
      bands.append(
        Band(
          from: try band.require("from").whole(), to: try band.require("to").whole(),
          label: try band.require("label").text()))
    }
    self.bands = bands
  }
}

extension ThresholdSet {
  fileprivate init(_ id: String, _ entry: DefinitionEntry) throws(DefinitionsError) {
    try entry.expect(.object, "a threshold set")
    self.id = id
    title = try entry.optional("title")?.text() ?? id
    var entries: [String: Entry] = [:]
    for (instrument, values) in try entry.requireTable("instruments") {
      try values.expect(.object, "the thresholds of an instrument")
      var response: Response?
      if let given = try values.optional("response") {
        response = Response(
          percent: try given.require("percent").thousandths(),
          isStrict: try given.optional("strict")?.bool() ?? false)
        guard let percent = response?.percent, (1...100_000).contains(percent) else {
          throw given.fault("percent must be more than 0 and at most 100")
        }
      }
      let reliableChange = try values.optional("reliableChange")?.require("value").thousandths()
      guard (reliableChange ?? 1) > 0 else {
        throw values.fault("reliableChange must be more than 0 points")
      }
      entries[instrument] = Entry(
        caseness: try values.optional("caseness")?.require("value").thousandths(),
        response: response,
        remission: try values.optional("remission")?.require("value").thousandths(),
        reliableChange: reliableChange)
    }
    self.entries = entries
  }
}
