/// What a definitions file may not say, though each of its values could be read: what contradicts
/// itself, or what is there already.
///
/// The built-in file passes too; the tests hold it to that, so that no command has to.
struct DefinitionsCheck {
  private let root: DefinitionEntry
  private let merged: Definitions

  /// A check of a file's root, against the definitions with the file added.
  init(_ root: DefinitionEntry, _ merged: Definitions) {
    self.root = root
    self.merged = merged
  }

  /// Throws the first contradiction, with the path of the entry that makes it.
  func run() throws(DefinitionsError) {
    try checkInstruments()
    try checkSets()
    try checkRules(root, "indexInstrument")
    try checkPairing()
    try checkWindows()
  }

  // MARK: instruments

  private func checkInstruments() throws(DefinitionsError) {
    var seen: [String: String] = [:]
    for entry in try root.list("instruments") {
      let id = try entry.require("id").text()
      if let earlier = seen[id] {
        throw entry.fault("id", "\(id) is the id of \(earlier) too")
      }
      seen[id] = entry.path
    }
    for entry in try root.list("instruments") {
      guard let instrument = merged.instrument(try entry.require("id").text()) else { continue }
      try checkTotal(of: instrument, entry)
      try checkBands(of: instrument, entry)
      try checkAgainstOtherSets(instrument, entry)
    }
  }

  private func checkTotal(
    of instrument: Instrument, _ entry: DefinitionEntry
  ) throws(DefinitionsError) {
    guard let total = instrument.total, let scored = instrument.rangeOfScores else { return }
    guard total == scored else {
      throw entry.fault(
        "total",
        "must be [\(scored.lowerBound), \(scored.upperBound)]: what its items can add up to")
    }
  }

  private func checkBands(
    of instrument: Instrument, _ entry: DefinitionEntry
  ) throws(DefinitionsError) {
    for (position, band) in instrument.bands.enumerated() {
      let place = DefinitionEntry(entry.node, "\(entry.path).bands[\(position)]")
      guard let total = instrument.total else {
        throw place.fault("is a range of totals, and the instrument has none")
      }
      guard band.from <= band.to else { throw place.fault("ends before it begins") }
      guard total.contains(band.from), total.contains(band.to) else {
        throw place.fault("must lie within the total, \(total.text)")
      }
      guard position == 0 || instrument.bands[position - 1].to < band.from else {
        throw place.fault("must begin after bands[\(position - 1)] ends")
      }
    }
  }

  /// An instrument that is replaced keeps its cut-offs in every set that the file does not give.
  private func checkAgainstOtherSets(
    _ instrument: Instrument, _ entry: DefinitionEntry
  ) throws(DefinitionsError) {
    let given = Set(try root.table("thresholdSets").map(\.0))
    for set in merged.sets where !given.contains(set.id) {
      guard let values = set.entries[instrument.id],
        let (member, problem) = values.contradiction(with: instrument)
      else { continue }
      throw entry.fault(
        "\(member) in the set \(set.id) \(problem); a scale of another range is another instrument:"
          + " give it an id of its own")
    }
  }

  // MARK: sets

  private func checkSets() throws(DefinitionsError) {
    for (id, set) in try root.table("thresholdSets") {
      guard !id.isEmpty else { throw set.fault("is no name for a set: it is empty") }
      for (name, values) in try set.requireTable("instruments") {
        guard let instrument = merged.instrument(name) else {
          throw values.noInstrument(name, merged)
        }
        guard let given = merged.set(id)?.entries[name],
          let (member, problem) = given.contradiction(with: instrument)
        else { continue }
        throw values.fault(member, problem)
      }
    }
  }

  // MARK: rules

  /// Prefixes as ICD-10-CM writes them, none twice with two instruments, each with a total.
  private func checkRules(
    _ parent: DefinitionEntry, _ name: String
  ) throws(DefinitionsError) {
    var seen: [String: String] = [:]
    for rule in try parent.list(name) {
      let prefix = try rule.require("prefix").text()
      let id = try rule.require("instrument").text()
      try checkMeasure(id, try rule.require("instrument"))
      guard prefix.isBeginningOfCode else {
        throw rule.fault(
          "prefix", "must be the beginning of a code in upper case with its dot, such as F41.1")
      }
      if let other = seen[prefix], other != id {
        throw rule.fault("prefix", "stands twice, for \(other) and for \(id)")
      }
      seen[prefix] = id
    }
  }

  private func checkMeasure(_ id: String, _ entry: DefinitionEntry) throws(DefinitionsError) {
    guard let instrument = merged.instrument(id) else { throw entry.noInstrument(id, merged) }
    guard instrument.total != nil else { throw entry.fault("names \(id), which has no total") }
  }

  /// Every measure must be there, with the two numbers that the classification needs.
  private func checkPairing() throws(DefinitionsError) {
    let name = "nhsTalkingTherapies"
    let pairing = merged.nhs
    let given = try root.optional(name)
    if let given {
      guard merged.set(pairing.set) != nil else {
        throw given.fault("set", "names the set \(pairing.set), which is not there")
      }
      try checkRules(given, "anxiety")
      for member in ["depression", "fallback"] {
        try checkMeasure(try given.require(member).text(), try given.require(member))
      }
      guard !pairing.anxietyInstruments.contains(pairing.depression) else {
        throw given.fault("pairs \(pairing.depression) with itself")
      }
    }
    for id in [pairing.depression] + pairing.anxietyInstruments {
      let values = merged.set(pairing.set)?.entries[id]
      guard values?.caseness == nil || values?.reliableChange == nil else { continue }
      let place = given?.path ?? "thresholdSets.\(pairing.set).instruments"
      throw DefinitionsError(
        path: place,
        problem: "\(name) needs caseness and reliableChange of \(id) in the set \(pairing.set)")
    }
  }

  // MARK: windows

  private func checkWindows() throws(DefinitionsError) {
    guard let entry = try root.optional("windows") else { return }
    let windows = merged.windows
    let neverEmpty: [(String, Int)] = [
      ("baselineDays", windows.baselineDays), ("firstRatingDays", windows.firstRatingDays),
      ("confirmThroughDays", windows.confirmThroughDays),
    ]
    for (name, value) in neverEmpty where value == 0 {
      throw entry.fault(name, "must be more than 0: no rating lies within 0 days")
    }
    guard windows.confirmFromDays <= windows.confirmThroughDays else {
      throw entry.fault("confirmFromDays is more than confirmThroughDays")
    }
  }
}

extension DefinitionEntry {
  fileprivate func noInstrument(_ id: String, _ merged: Definitions) -> DefinitionsError {
    let near = merged.nearest(toInstrument: id).map { "; did you mean \($0)?" } ?? ""
    return fault("names \(id), which is no instrument\(near)")
  }
}
