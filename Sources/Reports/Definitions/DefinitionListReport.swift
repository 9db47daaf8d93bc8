import Bytes
package import Definitions

/// `definitions list`: what there is, a line each.
package struct DefinitionListReport {
  /// A part of the list.
  package enum Part: String, CaseIterable, Sendable {
    case instruments, sets, windows, visits, index, nhs
  }

  private let catalogue: DefinitionCatalogue
  private let parts: [Part]

  /// - Parameter part: the one part that is asked for; `nil`: all.
  package init(_ catalogue: DefinitionCatalogue, part: Part? = nil) {
    self.catalogue = catalogue
    parts = part.map { [$0] } ?? Part.allCases
  }

  private var definitions: Definitions { catalogue.definitions }

  // MARK: text

  /// The parts in blocks, at most 80 columns wide.
  package var text: [String] {
    Array(parts.map(block).joined(separator: [""])) + footer
  }

  private func block(_ part: Part) -> [String] {
    switch part {
    case .instruments: instruments
    case .sets: sets
    case .windows: DefinitionWords.windows(definitions)
    case .visits: DefinitionWords.visits(definitions)
    case .index: DefinitionWords.index(definitions)
    case .nhs: DefinitionWords.pairing(definitions)
    }
  }

  private var instruments: [String] {
    var table = TextTable([
      ("instrument", .left), ("items", .right), ("total", .left), ("better", .left),
      ("recall", .right),
    ])
    for instrument in definitions.instruments {
      table.add([
        instrument.id, "\(instrument.itemCount)", instrument.total?.text ?? "none",
        instrument.better.rawValue, instrument.recallDays.map { "\($0) d" } ?? "-",
      ])
    }
    let names = definitions.instruments.map { $0.name + mark(.instrument($0.id)) }
    return ["\(definitions.instruments.count) instruments"]
      + Paragraph.lines(table, ["name"] + names)
  }

  private var sets: [String] {
    var table = TextTable([
      ("set", .left), ("instruments", .right), ("values", .right), ("memory", .right),
    ])
    for set in definitions.sets {
      let facts = catalogue.facts(of: .set(set.id)).filter { !$0.isRemark && $0.instrument != nil }
      let unsure = facts.count { $0.origin.waitsForSignOff }
      table.add([set.id, "\(set.entries.count)", "\(facts.count)", "\(unsure)"])
    }
    let titles = definitions.sets.map { $0.title + mark(.set($0.id)) }
    return ["\(definitions.sets.count) threshold sets"] + Paragraph.lines(table, ["title"] + titles)
  }

  private func mark(_ topic: DefinitionTopic) -> String {
    catalogue.isFromFile(topic) ? " [file]" : ""
  }

  private var footer: [String] {
    definitions.fileDigest.map { ["", "[file]: from the definitions file \($0)"] } ?? []
  }

  // MARK: for programs

  /// One document with a member for each part.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("file", definitions.fileDigest)
      for part in parts { write(part, to: &json) }
    }
    return json.bytes + [0x0A]
  }

  private func write(_ part: Part, to json: inout JSONWriter) {
    switch part {
    case .instruments: json.array("instruments", definitions.instruments) { write($1, to: &$0) }
    case .sets: json.array("thresholdSets", definitions.sets) { write($1, to: &$0) }
    case .windows:
      json.array("windows", definitions.windows.values) { json, window in
        json.object { json in
          json.string("window", window.name)
          json.integer("value", window.value)
        }
      }
    case .visits:
      json.array("visits", definitions.visits) { json, visit in
        json.object { json in
          json.string("visit", visit.name)
          json.double("fromDays", Visit.days(visit.from))
          json.double("throughDays", Visit.days(visit.through))
          json.double("nominalDays", Visit.days(visit.nominal))
        }
      }
    case .index: json.array("indexInstrument", definitions.indexRules) { Self.write($1, to: &$0) }
    case .nhs:
      json.object("nhsTalkingTherapies") { json in
        json.string("set", definitions.nhs.set)
        json.string("depression", definitions.nhs.depression)
        json.array("anxiety", definitions.nhs.rules) { Self.write($1, to: &$0) }
        json.string("fallback", definitions.nhs.fallback)
      }
    }
  }

  private func write(_ instrument: Instrument, to json: inout JSONWriter) {
    json.object { json in
      json.string("id", instrument.id)
      json.string("name", instrument.name)
      json.integer("itemCount", instrument.itemCount)
      if let total = instrument.total {
        json.array("total", [total.lowerBound, total.upperBound]) { $0.integer(nil, $1) }
      } else {
        json.null("total")
      }
      json.string("scoring", instrument.scoring.rawValue)
      json.string("better", instrument.better.rawValue)
      json.integer("recallDays", instrument.recallDays)
      json.bool("isFromFile", catalogue.isFromFile(.instrument(instrument.id)))
    }
  }

  private func write(_ set: ThresholdSet, to json: inout JSONWriter) {
    let known = definitions.instruments.map(\.id).filter { set.entries[$0] != nil }
    json.object { json in
      json.string("id", set.id)
      json.string("title", set.title)
      json.array("instruments", known) { $0.string(nil, $1) }
      json.bool("isFromFile", catalogue.isFromFile(.set(set.id)))
    }
  }

  private static func write(_ rule: Definitions.IndexRule, to json: inout JSONWriter) {
    json.object { json in
      json.string("prefix", rule.prefix)
      json.string("instrument", rule.instrument)
    }
  }

  /// A row for each thing: kind, id, title, value.
  package var rows: DefinitionRows {
    var rows = DefinitionRows(["kind", "id", "title", "value"])
    for part in parts {
      switch part {
      case .instruments:
        for instrument in definitions.instruments {
          let total = instrument.total.map(DefinitionValue.range)
          rows.add("instrument", [.text(instrument.id), .text(instrument.name), total])
        }
      case .sets:
        for set in definitions.sets {
          rows.add("set", [.text(set.id), .text(set.title), .whole(set.entries.count)])
        }
      case .windows: add(.windows, to: &rows)
      case .visits: add(.visits, to: &rows)
      case .index: add(.index, to: &rows)
      case .nhs: add(.nhs, to: &rows)
      }
    }
    return rows
  }

  private func add(_ topic: DefinitionTopic, to rows: inout DefinitionRows) {
    for fact in catalogue.facts(of: topic) {
      let title = topic == .windows ? DefinitionWords.meaning(ofWindow: fact.member) : nil
      rows.add(
        topic.kind.rawValue, [.text(fact.member), title.map(DefinitionValue.text), fact.value])
    }
  }
}
