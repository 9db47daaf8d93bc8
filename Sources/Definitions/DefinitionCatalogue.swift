import Bytes

/// The definitions together with what no figure needs: sources, provenance, licences, notes.
///
/// Commands that measure read `Definitions` alone; the catalogue parses the files a second time
/// for the one command that shows them, so that no other pays for it.
package struct DefinitionCatalogue: Sendable {
  /// The values.
  package let definitions: Definitions
  /// What the file that has the last word says about each topic.
  private var nodes: [DefinitionTopic: JSONNode] = [:]
  /// The topics of the `--definitions` file.
  private var given: Set<DefinitionTopic> = []
  private let scoringRules: JSONNode?

  /// The built-in file, parsed once for all who ask in one process.
  private static let builtIn: Result<JSONDocument, DefinitionsError> = {
    do throws(DefinitionsError) {
      return .success(try Definitions.document(PackageResources.instruments_json))
    } catch { return .failure(error) }
  }()

  /// The built-in definitions, with those of a `--definitions` file added.
  package init(file bytes: [UInt8]? = nil) throws(DefinitionsError) {
    definitions = try bytes.map(Definitions.builtIn.adding) ?? .builtIn
    let builtIn = try Self.builtIn.get().root
    scoringRules = builtIn["scoringRules"]
    nodes = Self.topics(in: builtIn)
    guard let bytes else { return }
    let own = Self.topics(in: try Definitions.document(bytes).root)
    given = Set(own.keys)
    nodes.merge(own) { _, new in new }
  }

  private static func topics(in file: JSONNode) -> [DefinitionTopic: JSONNode] {
    var found: [DefinitionTopic: JSONNode] = [:]
    for node in file["instruments"]?.elements ?? [] {
      if let id = node["id"]?.text { found[.instrument(id)] = node }
    }
    for (id, node) in file["thresholdSets"]?.members ?? [] { found[.set(id.text)] = node }
    let lists: [(DefinitionTopic, String)] = [
      (.windows, "windows"), (.visits, "visits"), (.index, "indexInstrument"),
      (.nhs, "nhsTalkingTherapies"),
    ]
    for (topic, name) in lists {
      guard let node = file[name], node.kind != .null else { continue }
      found[topic] = node
    }
    return found
  }

  /// What has that name: an instrument, a set, both, or a list such as `windows`.
  package func topics(named name: String) -> [DefinitionTopic] {
    var found = DefinitionTopic.lists.filter { $0.name == name }
    if definitions.instrument(name) != nil { found.append(.instrument(name)) }
    if definitions.set(name) != nil { found.append(.set(name)) }
    return found
  }

  /// Everything that can be shown, in the order in which it is listed.
  package var topics: [DefinitionTopic] {
    definitions.instruments.map { .instrument($0.id) } + definitions.sets.map { .set($0.id) }
      + DefinitionTopic.lists
  }

  /// Whether the `--definitions` file gives the topic, whole or in part.
  package func isFromFile(_ topic: DefinitionTopic) -> Bool {
    given.contains(topic)
  }

  // MARK: remarks

  /// A remark about an instrument: `licence`, `rater`, `note`.
  package func remark(_ member: String, ofInstrument id: String) -> String? {
    node(of: .instrument(id))?[member]?.text
  }

  /// The LOINC code of an instrument's `panel` or `total`.
  package func loinc(_ member: String, ofInstrument id: String) -> String? {
    node(of: .instrument(id))?["loinc"]?[member]?.text
  }

  /// What a set's note says.
  package func note(ofSet id: String) -> String? { node(of: .set(id))?["note"]?.text }

  /// What a set's note says about one instrument.
  package func note(ofSet id: String, instrument: String) -> String? {
    node(of: .set(id))?["instruments"]?[instrument]?["note"]?.text
  }

  /// Where a cut-off comes from.
  package func origin(
    of threshold: Threshold, ofSet id: String, instrument: String
  ) -> Origin {
    origin(node(of: .set(id))?["instruments"]?[instrument]?[threshold.rawValue])
  }

  /// Where the pairing of the NHS classification comes from.
  package var pairingOrigin: Origin { origin(node(of: .nhs)) }

  /// How a total comes from items, in words.
  package func text(of scoring: Instrument.Scoring) -> String {
    scoringRules?[scoring.rawValue]?.text ?? scoring.rawValue
  }

  private func origin(_ node: JSONNode?) -> Origin {
    Origin(source: node?["source"]?.text, provenance: node?["provenance"]?.text)
  }

  /// What the definitions say about a topic, in the file that has the last word.
  func node(of topic: DefinitionTopic) -> JSONNode? { nodes[topic] }
}
