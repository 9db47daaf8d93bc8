import Bytes
import TestSupport
import Testing

/// A log in memory and what the program answers about it.
struct Ledger {
  private let disk = SimulatedDisk()
  private let files: [String]

  /// The log's bytes.
  var bytes: [UInt8] { files.flatMap { disk.bytes(at: $0) ?? [] } }

  /// Appends events, each on its own.
  init(_ events: some Sequence<SeededClinic.Event>, name: String = "clinic") throws {
    try self.init(lines: events.map(\.line), name: name)
  }

  /// Appends lines, each on its own.
  init(lines: [String], name: String = "clinic") throws {
    files = [name + ".jsonl"]
    let stage = Stage(disk: disk)
    try #require(stage.run(["init", files[0], "--origin", "example.org/clinic"]).code == 0)
    let outcome = stage.run(
      ["append", "-f", files[0], "--batch", "1"], input: lines.joined())
    try #require(outcome.code == 0, "\(outcome.errors)")
  }

  /// A log of these bytes.
  init(bytes: [UInt8]) {
    files = ["clinic.jsonl"]
    disk.install(files[0], bytes)
  }

  private init(files: [(name: String, bytes: [UInt8])]) {
    self.files = files.map(\.name)
    for file in files { disk.install(file.name, file.bytes) }
  }

  /// Two logs that are asked together.
  func joined(with other: Ledger) -> Ledger {
    Ledger(files: [(files[0], bytes), (other.files[0], other.bytes)])
  }

  /// What a command answers, as JSON.
  func answer(_ words: [String]) throws -> Stage.Outcome {
    let outcome = run(words)
    try #require(outcome.code == 0, "\(words): \(outcome.errors)")
    return outcome
  }

  /// What becomes of a command, in JSON where nothing else is said.
  func run(_ words: [String], format: String = "json") -> Stage.Outcome {
    Stage(disk: disk).run(words + files.flatMap { ["-f", $0] } + ["--format", format])
  }

  /// Questions about everybody; what they are about must be in the log.
  private static let questions: [[String]] =
    [
      ["cohort", "--extra"], ["response"], ["response", "--first-course", "--set", "strict"],
      ["response", "--nhs"], ["response", "--paired", "ketamine,midazolam"], ["intervals"],
      ["intervals", "--criterion", "remission", "--by", "site"],
      ["compare", "--by", "site", "--pool", "sex"],
      ["compare", "--paired", "ketamine,midazolam"],
      ["compare", "--set", "standard", "--set", "strict"], ["relief", "--by", "course"],
    ] + ["course", "treatment", "episode"].map { ["relief", "--unit", $0] }

  /// What is answered to every question about everybody, and every timeline.
  struct Told {
    /// A view may be of so little that a comparison is refused; then the refusal is what is compared.
    let refused: [String]
    let documents: [[UInt8]]
  }

  /// Asks every question about everybody, and for every timeline.
  func told(_ options: [String] = []) throws -> Told {
    let cohort = try answer(["cohort"] + options).output
    let subjects = try JSONDocument(cohort).root["subjects"]?.elements ?? []
    let timelines = try subjects.compactMap { $0["subject"]?.text }.map {
      try answer(["timeline", $0] + options).output
    }
    let all = Self.questions.map { run($0 + options) }
    return Told(
      refused: all.filter { $0.code != 0 }.map { "\($0.code) \($0.errors)" },
      documents: all.filter { $0.code == 0 }.map(\.output) + timelines)
  }

  /// All figures that were told.
  static func figures(told: Told, leavingOut part: Figures.Part = .none) throws -> [String] {
    try told.refused + told.documents.map { try Figures.text($0, leavingOut: part) }
  }

  /// All figures: every question about everybody, and every timeline.
  func figures(_ options: [String] = [], leavingOut part: Figures.Part = .none) throws -> [String] {
    try Self.figures(told: told(options), leavingOut: part)
  }
}

/// A JSON answer as text, the numbers of lines left out, so that answers about logs with other
/// line numbers can be compared.
enum Figures {
  /// What else is left out.
  enum Part {
    case none
    /// Points in time.
    case instants
    /// How many lines the log has.
    case size
    /// The view that was asked for.
    case view
  }

  static func text(_ document: [UInt8], leavingOut part: Part = .none) throws -> String {
    try text(JSONDocument(document).root, part)
  }

  private static let seqLists = ["notGiven", "orphanedDoses", "duplicateLabels", "afterFollowUp"]

  private static func text(_ node: JSONNode, _ part: Part) -> String {
    switch node.kind {
    case .object:
      let members = node.members.compactMap { key, value -> String? in
        let name = key.text
        if name == "seq" || name.hasSuffix("Seq") { return nil }
        if part == .view && name == "view" { return nil }
        if part == .size && (name == "log" || name == "logs") { return nil }
        if seqLists.contains(name), value.kind == .array {
          return "\"\(name)\":\(value.elements.count)"
        }
        return "\"\(name)\":\(text(value, part))"
      }
      return "{\(members.joined(separator: ","))}"
    case .array:
      return "[\(node.elements.map { text($0, part) }.joined(separator: ","))]"
    case .string where part == .instants && Instant(node.text ?? "") != nil: return "instant"
    default: return node.raw.text
    }
  }
}
