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
    guard !bytes.isEmpty else {
      throw Fault(problem: "is empty", remedy: "docs/fhir.md has an example")
    }
    let document: JSONDocument
    do throws(JSONFault) { document = try JSONDocument(bytes) } catch {
      throw Fault(
        problem: "is no JSON, at byte \(error.offset)", remedy: "docs/fhir.md has an example")
    }
    guard document.depth <= Self.deepest else {
      throw Fault(
        problem: "is nested more than \(Self.deepest) levels deep", remedy: "a mapping has four")
    }
    let root = document.root
    guard root.kind == .object else {
      throw Fault(problem: "is no JSON object", remedy: "docs/fhir.md has an example")
    }
    for (key, _) in root.members where !Self.members.contains(key.text) {
      let near = Nearest.name(to: key.text, among: Self.members)
      throw Fault(
        problem: "\(Self.shown(key.text)) is no member of a mapping",
        remedy: near.map { "did you mean \($0)?" }
          ?? "members are \(Self.members.joined(separator: ", "))")
    }
    func instrument(_ id: String, _ place: String) throws(Fault) -> String {
      guard definitions.instrument(id) != nil else {
        throw Fault(
          problem: "\(place): there is no instrument \(Self.shown(id))",
          remedy: "reprieve definitions list names them")
      }
      return id
    }
    observations = try Self.words(root, "observations", byCode: true)
    for (code, id) in observations.sorted(by: { $0.key < $1.key }) {
      _ = try instrument(id, "observations.\(Self.shown(code))")
    }
    for (address, node) in try Self.members(of: root, "questionnaires", byCode: false) {
      questionnaires[address] = try Self.form(
        node, "questionnaires.\(Self.shown(address))", definitions, instrument)
    }
    for (code, node) in try Self.members(of: root, "answers", byCode: true) {
      guard let points = node.whole.flatMap(Int.init(exactly:)) else {
        throw Fault(
          problem: "answers.\(Self.shown(code)) is no whole number",
          remedy: "write the answer's points")
      }
      answers[code] = points
    }
    drugs = try Self.words(root, "drugs", byCode: true)
    for (code, drug) in drugs.sorted(by: { $0.key < $1.key })
    where drug.utf8.count > 64 || drug.contains("/") || drug.utf8.contains(where: { $0 < 0x20 }) {
      throw Fault(
        problem: "drugs.\(Self.shown(code)): \(Self.shown(drug)) is no name of a drug",
        remedy: "such as esketamine: at most 64 bytes, without /")
    }
    routes = try Self.words(root, "routes", byCode: true)
    defaultRoutes = try Self.words(root, "defaultRoutes")
    for (place, route) in [routes, defaultRoutes].flatMap({ $0 }).sorted(by: { $0.key < $1.key })
    where Route(rawValue: route) == nil {
      throw Fault(
        problem: "\(Self.shown(place)): \(Self.shown(route)) is no route",
        remedy: "routes are \(Route.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    conditions = try Self.words(root, "conditions", byCode: true)
    for (place, code) in conditions.sorted(by: { $0.key < $1.key })
    where !DataShape.isCode(Array(code.utf8)) {
      throw Fault(
        problem: "conditions.\(Self.shown(place)): \(Self.shown(code)) is no ICD-10-CM code",
        remedy: "such as F41.1")
    }
    if let prefixes = root["indicationPrefixes"] {
      indicationPrefixes = prefixes.elements.compactMap(\.text)
      guard prefixes.kind == .array, indicationPrefixes.count == prefixes.elements.count else {
        throw Fault(
          problem: "indicationPrefixes is no list of texts", remedy: "write [\"F\", \"R45\"]")
      }
    }
  }

  /// More levels than a mapping has.
  private static let deepest = 100

  /// A text of the file in a message: as it is where it is short.
  private static func shown(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(57) + "…"
  }

  /// The members of an object of the mapping.
  ///
  /// - Parameter byCode: whether they are called by codes, `SYSTEM|CODE`.
  private static func members(
    of root: JSONNode, _ member: String, byCode: Bool
  ) throws(Fault) -> [(name: String, value: JSONNode)] {
    guard let node = root[member] else { return [] }
    guard node.kind == .object else {
      throw Fault(
        problem: "\(member) is no object", remedy: "write {\"SYSTEM|CODE\": \"…\"}")
    }
    let members = node.members.map { (name: $0.key.text, value: $0.value) }
    if byCode, let wrong = members.first(where: { !$0.name.contains("|") }) {
      throw Fault(
        problem: "\(member).\(shown(wrong.name)) is no code of a system, and would never be met",
        remedy: "write SYSTEM|CODE, such as http://loinc.org|70274-6")
    }
    return members
  }

  private static func words(
    _ root: JSONNode, _ member: String, byCode: Bool = false
  ) throws(Fault) -> [String: String] {
    var words: [String: String] = [:]
    for (name, value) in try members(of: root, member, byCode: byCode) {
      guard let text = value.text, !text.isEmpty else {
        throw Fault(
          problem: "\(member).\(shown(name)) is no text",
          remedy: "docs/fhir.md says what may stand there")
      }
      words[name] = text
    }
    return words
  }

  /// A form: the instrument alone, or an object that says which answers are its items.
  private static func form(
    _ node: JSONNode, _ place: String, _ definitions: Definitions,
    _ instrument: (String, String) throws(Fault) -> String
  ) throws(Fault) -> Form {
    let allowed = ["instrument", "items", "total"]
    if let (key, _) = node.members.first(where: { !allowed.contains($0.key.text) }) {
      throw Fault(
        problem: "\(place).\(shown(key.text)) means nothing there",
        remedy: "members are \(allowed.joined(separator: ", "))")
    }
    guard let id = node.text ?? node["instrument"]?.text else {
      throw Fault(
        problem: "\(place) names no instrument", remedy: "write {\"instrument\": \"PHQ-9\"}")
    }
    var form = Form(instrument: try instrument(id, place), items: [], total: nil)
    if let total = node["total"] {
      guard let link = total.text else {
        throw Fault(problem: "\(place).total is no text", remedy: "write the linkId of the total")
      }
      form.total = link
    }
    guard let items = node["items"] else { return form }
    form.items = items.elements.compactMap(\.text)
    let count = definitions.instrument(id)?.itemCount ?? 0
    guard items.kind == .array, form.items.count == items.elements.count,
      form.items.count == count, Set(form.items).count == count
    else {
      throw Fault(
        problem: "\(place).items is no list of \(count) texts, each of its own",
        remedy: "\(id) has \(count) items: write the linkId of each, in the order of the instrument"
      )
    }
    return form
  }
}
