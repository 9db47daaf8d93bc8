import Bytes
import Definitions
import Reports

extension Command {
  /// `definitions`: what figures are measured with.
  static let definitions = Command(
    name: "definitions", aliases: [], usage: "list [PART] | show ID... | diff [A [B]]",
    summary: "instruments, threshold sets and windows: list, show, diff",
    details: [
      "list  what there is: instruments, sets, windows, visits, index, nhs, or one of these",
      "show  everything about instruments, sets, or windows, visits, index, nhs; as json it is a",
      "      file that --definitions takes",
      "diff  two sets or two instruments; with --definitions FILE and one name or none what the",
      "      file changes",
    ],
    options: [.definitions, .output, .format], formats: Printer.Format.plain + [.markdown]
  ) { arguments, printer throws(CommandError) in
    let question = DefinitionQuestion(try DefinitionQuestion.file(arguments, printer), printer)
    let words = arguments.positional
    switch words.first ?? "list" {
    case "list": try question.list(Array(words.dropFirst()))
    case "show": try question.show(Array(words.dropFirst()))
    case "diff": try question.diff(Array(words.dropFirst()))
    case let word:
      let near = Nearest.name(to: word, among: ["list", "show", "diff"])
      throw CommandError(
        ExitCode.usage, "definitions can't \(word)",
        remedy: near.map { "did you mean definitions \($0)?" }
          ?? "it can list, show ID and diff A B")
    }
    return ExitCode.done
  }
}

/// One call of `definitions`.
private struct DefinitionQuestion {
  private let catalogue: DefinitionCatalogue
  private let printer: Printer

  init(_ catalogue: DefinitionCatalogue, _ printer: Printer) {
    self.catalogue = catalogue
    self.printer = printer
  }

  /// The built-in definitions, with the file of `--definitions` added.
  static func file(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> DefinitionCatalogue {
    let file = try Inquiry.definitionsFile(arguments, printer)
    do throws(DefinitionsError) { return try DefinitionCatalogue(file: file?.bytes) } catch {
      throw CommandError(error, in: file?.path ?? "the built-in definitions")
    }
  }

  func list(_ words: [String]) throws(CommandError) {
    let parts = DefinitionListReport.Part.allCases.map(\.rawValue)
    guard words.count <= 1 else {
      throw CommandError(
        ExitCode.usage, "definitions list takes one part, not \(words.count)",
        remedy: "parts are \(parts.joined(separator: ", ")); definitions list shows all")
    }
    var part: DefinitionListReport.Part?
    if let word = words.first {
      part = DefinitionListReport.Part(rawValue: word)
      guard part != nil else {
        let near = Nearest.name(to: word, among: parts).map { "; did you mean \($0)?" } ?? ""
        throw CommandError(
          ExitCode.usage, "definitions has no part \(word)",
          remedy: "parts are \(parts.joined(separator: ", "))\(near)")
      }
    }
    let report = DefinitionListReport(catalogue, part: part)
    try print(text: report.text, json: report.json, rows: report.rows)
  }

  func show(_ names: [String]) throws(CommandError) {
    guard !names.isEmpty else {
      throw CommandError(
        ExitCode.usage, "definitions show needs a name",
        remedy: "such as GAD-7, standard, windows, visits, index or nhs; definitions list has all")
    }
    var topics: [DefinitionTopic] = []
    for name in names {
      for topic in try self.topics(name) where !topics.contains(topic) { topics.append(topic) }
    }
    let report = DefinitionDetailsReport(catalogue, topics)
    try print(text: report.text, json: report.json, rows: report.rows)
  }

  func diff(_ names: [String]) throws(CommandError) {
    let comparison: DefinitionComparison
    switch names.count {
    case 2: comparison = try self.comparison(names[0], names[1])
    case 0, 1: comparison = try comparisonWithFile(names.first)
    default:
      throw CommandError(
        ExitCode.usage, "definitions diff takes two names, not \(names.count)",
        remedy: "such as definitions diff standard strict")
    }
    let report = DefinitionDifferenceReport(
      comparison, fileDigest: catalogue.definitions.fileDigest)
    try print(text: report.text, json: report.json, rows: report.rows)
  }

  private func comparison(
    _ left: String, _ right: String
  ) throws(CommandError) -> DefinitionComparison {
    let candidates = try topics(right)
    for topic in try topics(left) {
      if let other = candidates.first(where: { $0.kind == topic.kind }) {
        return DefinitionComparison(topic, other, in: catalogue)
      }
    }
    throw CommandError(
      ExitCode.usage, "\(left) and \(right) are of different kinds",
      remedy: "two sets or two instruments can be compared")
  }

  private func comparisonWithFile(_ name: String?) throws(CommandError) -> DefinitionComparison {
    guard catalogue.definitions.fileDigest != nil else {
      throw CommandError(
        ExitCode.usage, "definitions diff needs two names, or a file to compare with",
        remedy: "such as definitions diff standard strict, or diff --definitions FILE")
    }
    let builtIn: DefinitionCatalogue
    do throws(DefinitionsError) { builtIn = try DefinitionCatalogue() } catch {
      throw CommandError(ExitCode.bug, "the built-in definitions: \(error.sentence)")
    }
    guard let name else { return DefinitionComparison(catalogue.topics, builtIn, catalogue) }
    let topics = try topics(name)
    if !topics.contains(where: catalogue.isFromFile) {
      printer.note("the file says nothing about \(name)")
    }
    return DefinitionComparison(topics, builtIn, catalogue)
  }

  private func topics(_ name: String) throws(CommandError) -> [DefinitionTopic] {
    let found = catalogue.topics(named: name)
    guard found.isEmpty else { return found }
    let near = Nearest.name(to: name, among: catalogue.topics.map(\.name))
    throw CommandError(
      ExitCode.usage, "there is no instrument, set or list \(name)",
      remedy: near.map { "did you mean \($0)?" } ?? "reprieve definitions list has all")
  }

  private func print(
    text: [String], json: [UInt8], rows: DefinitionRows
  ) throws(CommandError) {
    switch printer.format {
    case .json: try printer.print(bytes: json)
    case .jsonl: try printer.print(bytes: rows.jsonLines)
    case .csv: try printer.print(bytes: rows.sheet.csv)
    case .markdown: try printer.print(rows.sheet.markdown)
    default: try printer.print(text)
    }
  }
}
