package import Bytes
import Definitions
import EventLog
package import Histories
package import Projections

/// What every answer begins with: the definition, the set, the log position it was computed at.
package struct AnswerHeader: Sendable {
  /// A log as an answer names it.
  package struct Log: Equatable, Sendable {
    package var name: String
    package var origin: String
    /// Lines within the view.
    package var size: Int
    /// The root of the tree over exactly these lines; `nil`: it was not asked for.
    package var root: Digest?

    package init(name: String, origin: String, size: Int, root: Digest? = nil) {
      self.name = name
      self.origin = origin
      self.size = size
      self.root = root
    }
  }

  /// The lines that an answer rests on.
  package struct Basis: Sendable {
    package let logs: [Log]
    package let asOf: Replay.AsOf?
    package let until: Instant?
    /// How many of the lines have each unknown type, by the type's bytes.
    package let unknownTypes: [[UInt8]: Int]

    package init(
      logs: [Log], asOf: Replay.AsOf?, until: Instant?, unknownTypes: [[UInt8]: Int]
    ) {
      self.logs = logs
      self.asOf = asOf
      self.until = until
      self.unknownTypes = unknownTypes
    }

    /// What was replayed.
    package init(_ registry: Registry, _ replay: Replay) {
      logs = registry.logs.map {
        Log(
          name: $0.reading.identity.name, origin: $0.reading.identity.origin, size: $0.size,
          root: $0.root)
      }
      asOf = replay.asOf
      until = replay.until
      unknownTypes = registry.unknownTypes
    }
  }

  /// A view that another one is held against.
  package struct Earlier: Sendable {
    package let asOf: Replay.AsOf
    /// Lines within it, of each log.
    package let sizes: [Int]

    package init(asOf: Replay.AsOf, sizes: [Int]) {
      self.asOf = asOf
      self.sizes = sizes
    }
  }

  /// The id of the definition, options included.
  package var definition: String
  /// The threshold set.
  package var thresholdSet: String
  /// The index instruments of the document's subjects, sorted.
  package var instruments: [String]
  package var logs: [Log]
  package var asOf: Replay.AsOf?
  package var until: Instant?
  /// The earlier view, where two are held against each other; `asOf` and `logs` are of the later.
  package var earlier: Earlier?
  /// The instrument of `--instrument`; `nil`: each subject's own.
  package var instrument: String?
  /// The expression of `--where`, as given.
  package var filter: String?
  /// What was chosen otherwise than by default and changes whom or what the answer is about: names and
  /// words.
  package var choices: [(name: String, value: String)] = []
  /// The command line that gives the answer again, where evidence was asked for; else empty.
  package var command: [String] = []

  /// A header for an answer of one kind.
  ///
  /// - Parameters:
  ///   - instruments: the index instruments of the document's subjects.
  ///   - others: what else the answer is measured with.
  ///   - dependence: the options that the answer depends on.
  package init(
    _ base: String, _ plan: AnalysisPlan, _ registry: Registry, _ replay: Replay,
    instruments: Set<String>, measuredWith others: [String] = [],
    _ dependence: AnalysisPlan.Dependence = []
  ) {
    self.init(
      base, plan, Basis(registry, replay), instruments: instruments, measuredWith: others,
      dependence)
  }

  /// A header for an answer of one kind, likewise.
  package init(
    _ base: String, _ plan: AnalysisPlan, _ basis: Basis, instruments: Set<String>,
    measuredWith others: [String] = [], _ dependence: AnalysisPlan.Dependence = []
  ) {
    self.instruments = instruments.map { Array($0.utf8) }.sorted(by: bytesPrecede).map(\.text)
    definition = plan.definitionID(
      base, instruments: self.instruments + others, dependence)
    thresholdSet = plan.set
    logs = basis.logs
    instrument = plan.instrument
    asOf = basis.asOf
    until = basis.until
    filter = plan.selection?.text
    choices = Self.choices(plan)
  }

  private static func choices(_ plan: AnalysisPlan) -> [(name: String, value: String)] {
    let standard = AnalysisPlan()
    var choices: [(name: String, value: String)] = []
    if let drug = plan.drug { choices.append(("Courses of", Visible.text(drug))) }
    if plan.usesFirstBaseline { choices.append(("Baseline", "before the first treatment")) }
    if plan.set != standard.set { choices.append(("Set", Visible.text(plan.set))) }
    if plan.unit != standard.unit { choices.append(("Unit", plan.unit.rawValue)) }
    if plan.criterion != standard.criterion {
      choices.append(("Criterion", plan.criterion.rawValue))
    }
    if plan.confirm != standard.confirm {
      choices.append(("Confirmation", "every rating out of relief is a loss"))
    }
    return choices
  }

  /// Drug, baseline and set in a word each, for a title: an answer about saline must not look like
  /// one about ketamine. Unit and criterion are in the titles of the answers that depend on them.
  package var titleChoices: String {
    let words = choices.compactMap { choice -> String? in
      switch choice.name {
      case "Courses of": "courses of \(choice.value)"
      case "Baseline": "held against the first baseline"
      case "Set": "set \(choice.value)"
      default: nil
      }
    }
    return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
  }

  /// Writes the members that every document begins with.
  ///
  /// - Parameter single: whether the document is about one subject's instrument.
  package func write(to json: inout JSONWriter, single: Bool = false) {
    json.string("definition", definition)
    json.string("thresholdSet", thresholdSet)
    if single {
      json.string("instrument", instruments.first)
    } else {
      json.array("instruments", instruments) { $0.string(nil, $1) }
    }
    writeBasis(to: &json)
    json.string("where", filter)
  }

  /// Writes which lines of which log an answer rests on: the members `log` or `logs`, and `view`.
  package func writeBasis(to json: inout JSONWriter) {
    if logs.count == 1 {
      json.object("log") { Self.write(logs[0], to: &$0) }
    } else {
      json.array("logs", logs) { json, log in json.object { Self.write(log, to: &$0) } }
    }
    json.object("view") { json in
      Self.write(asOf, to: &json)
      json.instant("until", until)
    }
    if let earlier {
      json.object("earlier") { json in
        Self.write(earlier.asOf, to: &json)
        json.array("sizes", earlier.sizes) { $0.integer(nil, $1) }
      }
    }
  }

  private static func write(_ asOf: Replay.AsOf?, to json: inout JSONWriter) {
    switch asOf {
    case nil: json.null("asOf")
    case .lines(let count): json.integer("asOf", count)
    case .recorded(let instant): json.instant("asOf", instant)
    }
  }

  private static func write(_ log: Log, to json: inout JSONWriter) {
    json.string("name", log.name)
    json.string("origin", log.origin)
    json.integer("size", log.size)
    if let root = log.root { json.string("root", root.base64) }
  }

  /// Whether the answer carries what an auditor needs to replay it.
  package var hasEvidence: Bool { !command.isEmpty }

  /// The header of an answer that stands where the evidence is said once for all.
  package var withoutEvidence: AnswerHeader {
    var header = self
    header.command = []
    for place in header.logs.indices { header.logs[place].root = nil }
    return header
  }

  /// Writes the evidence, a member of `extra`.
  package func writeEvidence(to json: inout JSONWriter) {
    guard hasEvidence else { return }
    json.object("evidence") { json in
      json.array("command", command) { $0.string(nil, $1) }
    }
  }

  /// The last lines of a text answer: the footer, and the evidence where it was asked for.
  package var lastLines: [String] {
    guard hasEvidence else { return [footer] }
    let roots = logs.map { "root \($0.root?.base64 ?? "") of \($0.size) lines" }
    return [footer] + roots + ["again: \(commandText)"]
  }

  /// The command line that gives the answer again, as a shell takes it.
  package var commandText: String { command.map(Self.quoted).joined(separator: " ") }

  /// Which lines count, in words: `all lines`, `as of line 412`.
  package var viewText: String {
    let parts = [asOf.map { "as of \(Self.words($0))" }, until.map { "until \($0.text)" }]
    let text = parts.compactMap { $0 }.joined(separator: ", ")
    return text.isEmpty ? "all lines" : text
  }

  /// A word of a command line as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x2D...0x3A).contains(byte) || byte == 0x5F
        || byte == 0x3D || byte == 0x2C
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  /// The line under a text answer: `relief.course.v1 · standard · 412 lines of example.org/clinic`.
  package var footer: String { "\(definition) · \(thresholdSet) · \(basis)" }

  /// What the answer is about besides its definition: which lines, which view, whom, on which
  /// instrument where one was asked for.
  package var basis: String {
    var parts = logs.enumerated().map { place, log in
      let before = earlier.map { "\($0.sizes[place]), then " } ?? ""
      return "\(before)\(log.size) lines of \(Visible.text(log.origin))"
    }
    if let asOf {
      let before = earlier.map { "\(Self.words($0.asOf)), then " } ?? ""
      parts.append("as of \(before)\(Self.words(asOf))")
    }
    if let until { parts.append("until \(until.text)") }
    if let filter { parts.append("where \(Visible.text(filter))") }
    if let instrument { parts.append("on \(instrument)") }
    return parts.joined(separator: " · ")
  }

  private static func words(_ asOf: Replay.AsOf) -> String {
    switch asOf {
    case .lines(let count): "line \(count)"
    case .recorded(let instant): instant.text
    }
  }

  /// What has to be known to read the rows of a `summarised_result`.
  var settings: [(String, String)] {
    func text(_ asOf: Replay.AsOf) -> String {
      switch asOf {
      case .lines(let count): "\(count)"
      case .recorded(let instant): instant.text
      }
    }
    let sizes = (earlier?.sizes ?? []) + logs.map(\.size)
    let views = [earlier?.asOf, asOf].compactMap { $0 }.map(text)
    let all = [
      ("threshold_set", thresholdSet), ("instruments", instruments.joined(separator: " ")),
      ("log_size", sizes.map { "\($0)" }.joined(separator: " ")),
      ("log_origin", logs.map(\.origin).joined(separator: " ")),
      ("log_root", logs.compactMap { $0.root?.base64 }.joined(separator: " ")),
      ("command", commandText),
      ("as_of", views.isEmpty ? "all" : views.joined(separator: " ")),
      ("until", until?.text ?? "all"), ("where", filter ?? "all"),
      ("instrument", instrument ?? "each subject's own"),
    ]
    return hasEvidence ? all : all.filter { $0.0 != "log_root" && $0.0 != "command" }
  }
}
