import Bytes
package import Definitions

/// `definitions show`: everything about some topics, with sources and notes.
package struct DefinitionDetailsReport {
  private let catalogue: DefinitionCatalogue
  private let topics: [DefinitionTopic]

  package init(_ catalogue: DefinitionCatalogue, _ topics: [DefinitionTopic]) {
    self.catalogue = catalogue
    self.topics = topics
  }

  private var definitions: Definitions { catalogue.definitions }

  /// The topics as a definitions file that `--definitions` takes.
  package var json: [UInt8] { catalogue.file(of: topics) }

  /// A row for each value, with its origin.
  package var rows: DefinitionRows {
    var rows = DefinitionRows([
      "kind", "id", "instrument", "member", "value", "source", "provenance",
    ])
    for topic in topics {
      for fact in catalogue.facts(of: topic) {
        let words = [fact.origin.source, fact.origin.provenance].map {
          $0.map(DefinitionValue.text)
        }
        rows.add(
          topic.kind.rawValue,
          [.text(topic.name), fact.instrument.map(DefinitionValue.text), .text(fact.member)]
            + [fact.value] + words)
      }
    }
    return rows
  }

  /// The topics in blocks, at most 80 columns wide.
  package var text: [String] { Array(topics.map(block).joined(separator: [""])) }

  private func block(_ topic: DefinitionTopic) -> [String] {
    let lines: [String] =
      switch topic {
      case .instrument(let id): definitions.instrument(id).map(text) ?? []
      case .set(let id): definitions.set(id).map(text) ?? []
      case .windows: DefinitionWords.windows(definitions)
      case .visits: DefinitionWords.visits(definitions)
      case .index: DefinitionWords.index(definitions)
      case .nhs:
        DefinitionWords.pairing(definitions)
          + Paragraph.lines("", DefinitionWords.text(catalogue.pairingOrigin))
      }
    guard catalogue.isFromFile(topic), let digest = definitions.fileDigest else { return lines }
    return lines + ["from the definitions file \(digest)"]
  }

  // MARK: an instrument

  private func text(about instrument: Instrument) -> [String] {
    let id = instrument.id
    let facts = catalogue.facts(of: .instrument(id))
    func fact(_ member: String) -> DefinitionFact? { facts.first { $0.member == member } }
    let isLow = instrument.better == .low
    let recall = fact("recallDays").map { fact in
      let provenance = fact.origin.provenance.map { " (\($0))" } ?? ""
      return "\(fact.value.text) days\(provenance)\(fact.origin.waitsForSignOff ? " *" : "")"
    }
    let loinc = ["panel", "total"].compactMap { part in
      fact("loinc.\(part)").map { "\(part) \($0.value.text)" }
    }
    let rows: [(String, String?)] = [
      ("items", "\(instrument.itemCount), each \(instrument.itemRangeText)"),
      (
        "total",
        instrument.total.map { "\($0.text), \(isLow ? "lower" : "higher") is better" } ?? "none"
      ),
      ("scoring", "\(instrument.scoring.rawValue): \(catalogue.text(of: instrument.scoring))"),
      ("asks about", recall ?? "a change since a baseline"),
      ("bands", fact("bands")?.value.text),
      ("  source", fact("bands")?.origin.source),
      ("rater", fact("rater")?.value.text),
      ("LOINC", loinc.isEmpty ? nil : loinc.joined(separator: ", ")),
      ("licence", fact("licence")?.value.text), ("note", fact("note")?.value.text),
      ("index for", prefixes(definitions.indexRules, id)),
      ("NHS", role(of: id)),
    ]
    var lines = Paragraph.lines("\(id)  ", instrument.name)
    for (head, text) in rows {
      if let text { lines += Paragraph.lines(Paragraph.padded("  \(head)", 14), text) }
    }
    return lines + cutOffs(of: instrument)
  }

  private func prefixes(_ rules: [Definitions.IndexRule], _ id: String) -> String? {
    let prefixes = rules.filter { $0.instrument == id }.map(\.member)
    return prefixes.isEmpty ? nil : prefixes.joined(separator: ", ")
  }

  private func role(of id: String) -> String? {
    if definitions.nhs.depression == id { return "measure of depression" }
    return prefixes(definitions.nhs.rules, id).map { "measure of anxiety for \($0)" }
  }

  /// A table of what each set says about an instrument.
  private func cutOffs(of instrument: Instrument) -> [String] {
    var table = TextTable(
      [(head: "set", side: .left)] + Threshold.allCases.map { (head: $0.title, side: .left) })
    var isUnsure = catalogue.facts(of: .instrument(instrument.id))
      .contains { $0.origin.waitsForSignOff }
    var isEmpty = true
    for set in definitions.sets {
      guard let entry = set.entries[instrument.id],
        Threshold.allCases.contains(where: entry.has)
      else { continue }
      isEmpty = false
      let cells = Threshold.allCases.map { threshold in
        let origin = catalogue.origin(of: threshold, ofSet: set.id, instrument: instrument.id)
        return cell(entry.value(threshold), threshold, origin, instrument)
      }
      isUnsure = isUnsure || cells.contains { $0.hasSuffix("*") }
      table.add([set.id] + cells)
    }
    let lines = isEmpty ? ["  no set has a cut-off for it"] : table.lines.map { "  " + $0 }
    return lines + (isUnsure ? ["  " + DefinitionWords.signOff] : [])
  }

  private func cell(
    _ value: DefinitionValue?, _ threshold: Threshold, _ origin: Origin, _ instrument: Instrument
  ) -> String {
    guard let value else { return "-" }
    let words = DefinitionWords.text(value, threshold, better: instrument.better)
    return origin.waitsForSignOff ? words + " *" : words
  }

  // MARK: a set

  private func text(about set: ThresholdSet) -> [String] {
    let values = catalogue.facts(of: .set(set.id)).filter { $0.instrument != nil && !$0.isRemark }
    let width = values.map { words(of: $0).count }.max() ?? 0
    var lines = Paragraph.lines("\(set.id)  ", set.title)
    if let note = catalogue.note(ofSet: set.id) { lines += Paragraph.lines("  ", note) }
    for instrument in definitions.instruments {
      guard let entry = set.entries[instrument.id] else { continue }
      lines.append("  \(instrument.id)")
      for fact in values where fact.instrument == instrument.id {
        lines += Paragraph.lines(
          "    " + Paragraph.padded(words(of: fact), width + 2),
          DefinitionWords.text(fact.origin))
      }
      if !Threshold.allCases.contains(where: entry.has) { lines.append("    no cut-off") }
      if let overlap = entry.overlap(better: instrument.better) {
        lines.append("    a total of \(overlap) is both that of a case and in remission")
      }
      if let note = catalogue.note(ofSet: set.id, instrument: instrument.id) {
        lines += Paragraph.lines("    ", note)
      }
    }
    let unsure = values.count { $0.origin.waitsForSignOff }
    guard unsure > 0 else { return lines }
    return lines + ["  \(DefinitionWords.signOff) (\(unsure) of \(values.count) values)"]
  }

  /// `caseness         10 or more *`.
  private func words(of fact: DefinitionFact) -> String {
    guard let threshold = Threshold(rawValue: fact.member),
      let instrument = fact.instrument.flatMap(definitions.instrument)
    else { return fact.value.text }
    return Paragraph.padded(threshold.title, 17)
      + cell(fact.value, threshold, fact.origin, instrument)
  }
}
