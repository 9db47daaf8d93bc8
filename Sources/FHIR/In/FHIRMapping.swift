import Bytes
package import Definitions
import Events

/// What codes of one place mean: the file of `--map`, as `docs/schema/fhir-mapping.schema.json`
/// describes it. Codes are written `SYSTEM|CODE`.
///
/// ```
/// {"observations": {"https://ehr.example/scores|HAMA": "HAM-A"},
///  "drugs": {"http://www.nlm.nih.gov/research/umls/rxnorm|2119388": "esketamine"},
///  "defaultRoutes": {"esketamine": "IN"}}
/// ```
package struct FHIRMapping: Sendable {
  /// A form: which instrument it is, and which of its answers is which item.
  package struct Form: Equatable, Sendable {
    /// The instrument's id in the definitions.
    package var instrument: String
    /// The `linkId` of each item, in the order of the instrument; empty: LOINC's, or 1, 2, 3, ….
    package var items: [String]
    /// The `linkId` of the total; `nil`: LOINC's.
    package var total: String?
  }

  /// Observations whose value is a total: the instrument.
  package var observations: [String: String] = [:]
  /// Canonical addresses of questionnaires, without a version.
  package var questionnaires: [String: Form] = [:]
  /// Codes that answers are given in: their points.
  package var answers: [String: Int] = [:]
  /// Codes of medications: the drug.
  package var drugs: [String: String] = [:]
  /// Codes of routes: IV, IM, SC, IN, SL, PO.
  package var routes: [String: String] = [:]
  /// The route of a drug, by its name, where an administration names none.
  package var defaultRoutes: [String: String] = [:]
  /// Codes of conditions: the ICD-10-CM code.
  package var conditions: [String: String] = [:]
  /// What the codes of indications begin with; others are no reason for this treatment.
  package var indicationPrefixes = ["F"]

  /// Nothing but what is built in.
  package init() {}

  /// Why a file is no mapping: which member, and what would do.
  package struct Fault: Error, Equatable, Sendable {
    /// What is wrong, and where.
    package let problem: String
    /// What would do.
    package let remedy: String
  }

  private static let members = [
    "observations", "questionnaires", "answers", "drugs", "routes", "defaultRoutes", "conditions",
    "indicationPrefixes",
  ]

  /// Reads the bytes of a mapping file.
  ///
  /// - Parameter definitions: the instruments that it may name.
  ///
  /// Throws `Fault`.
  package init(_ bytes: [UInt8], _ definitions: Definitions) throws(Fault) {
    let root: JSONNode
    do throws(JSONFault) { root = try JSONDocument(bytes).root } catch {
      throw Fault(
        problem: "is no JSON, at byte \(error.offset)", remedy: "docs/fhir.md has an example")
    }
    guard root.kind == .object else {
      throw Fault(problem: "is no JSON object", remedy: "docs/fhir.md has an example")
    }
    for (key, _) in root.members where !Self.members.contains(key.text) {
      let near = Nearest.name(to: key.text, among: Self.members)
      throw Fault(
        problem: "\(key.text) is no member of a mapping",
        remedy: near.map { "did you mean \($0)?" }
          ?? "members are \(Self.members.joined(separator: ", "))")
    }
    func instrument(_ id: String, _ place: String) throws(Fault) -> String {
      guard definitions.instrument(id) != nil else {
        throw Fault(
          problem: "\(place): there is no instrument \(id)",
          remedy: "reprieve definitions list names them")
      }
      return id
    }
    observations = try Self.words(root, "observations")
    for (code, id) in observations.sorted(by: { $0.key < $1.key }) {
      _ = try instrument(id, "observations.\(code)")
    }
    for (key, node) in root["questionnaires"]?.members ?? [] {
      let place = "questionnaires.\(key.text)"
      guard let id = node.text ?? node["instrument"]?.text else {
        throw Fault(
          problem: "\(place) names no instrument", remedy: "write {\"instrument\": \"PHQ-9\"}")
      }
      questionnaires[key.text] = Form(
        instrument: try instrument(id, place),
        items: node["items"]?.elements.compactMap(\.text) ?? [], total: node["total"]?.text)
    }
    for (key, node) in root["answers"]?.members ?? [] {
      guard let points = node.whole.flatMap(Int.init(exactly:)) else {
        throw Fault(
          problem: "answers.\(key.text) is no whole number", remedy: "write the answer's points")
      }
      answers[key.text] = points
    }
    drugs = try Self.words(root, "drugs")
    routes = try Self.words(root, "routes")
    defaultRoutes = try Self.words(root, "defaultRoutes")
    for (place, route) in [routes, defaultRoutes].flatMap({ $0 }).sorted(by: { $0.key < $1.key })
    where Route(rawValue: route) == nil {
      throw Fault(
        problem: "\(place): \(route) is no route",
        remedy: "routes are \(Route.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    conditions = try Self.words(root, "conditions")
    for (place, code) in conditions.sorted(by: { $0.key < $1.key })
    where !DataShape.isCode(Array(code.utf8)) {
      throw Fault(
        problem: "conditions.\(place): \(code) is no ICD-10-CM code", remedy: "such as F41.1")
    }
    if let prefixes = root["indicationPrefixes"] {
      indicationPrefixes = prefixes.elements.compactMap(\.text)
      guard prefixes.kind == .array, indicationPrefixes.count == prefixes.elements.count else {
        throw Fault(
          problem: "indicationPrefixes is no list of texts", remedy: "write [\"F\", \"R45\"]")
      }
    }
  }

  private static func words(_ root: JSONNode, _ member: String) throws(Fault) -> [String: String] {
    guard let node = root[member] else { return [:] }
    var words: [String: String] = [:]
    for (key, value) in node.members {
      guard let text = value.text, !text.isEmpty else {
        throw Fault(
          problem: "\(member).\(key.text) is no text",
          remedy: "docs/fhir.md says what may stand there")
      }
      words[key.text] = text
    }
    guard node.kind == .object else {
      throw Fault(
        problem: "\(member) is no object", remedy: "write {\"SYSTEM|CODE\": \"…\"}")
    }
    return words
  }
}
