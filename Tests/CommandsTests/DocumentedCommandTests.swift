import Foundation
import TestSupport
import Testing

/// Commands on the pages, and what the pages say that they print.
///
/// In a fenced block a line that begins with `$ ` is a command, run in the repository's folder; what
/// stands under it, to the next command, is its standard output. A line `…` stands for any lines,
/// `…` within a line for any text. A command with nothing under it only has to end with 0.
/// `DocumentedShell` says which commands there are.
@Suite struct DocumentedCommandTests {
  static let root = String(Vectors.tests.dropLast("/Tests".count))
  static let pages =
    ["README.md"]
    + ((try? FileManager.default.contentsOfDirectory(atPath: root + "/docs")) ?? [])
    .filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }

  @Test(arguments: pages) func `a page's commands print what the page shows`(
    name: String
  ) throws {
    let page = try ManualPage(String(contentsOfFile: Self.root + "/" + name, encoding: .utf8))
    // Where a page makes the demo's log none may be there.
    let isMade = page.commands.contains { $0.words.hasPrefix("reprieve demo") }
    let isAsked = page.commands.contains { $0.words.contains("demo.jsonl") }
    let shell = DocumentedShell(root: Self.root, hasDemo: isAsked && !isMade)
    for command in page.commands {
      let place = "\(name):\(command.line): $ \(command.words)"
      let outcome = try shell.run(command.words)
      #expect(outcome.code == 0, "\(place)\n\(outcome.errors)")
      guard !command.printed.isEmpty else { continue }
      let isShown = command.shows(outcome.text)
      #expect(isShown, "\(place)\nprinted\n\(outcome.text)\n\(outcome.errors)")
    }
  }

  @Test(arguments: [
    "README.md", "docs/validation.md", "docs/guide-analyst.md", "docs/audit-guide.md",
    "docs/guide-clinician.md", "docs/manual-definitions.md",
  ])
  func `the pages that promise it do have commands`(name: String) throws {
    let page = try ManualPage(String(contentsOfFile: Self.root + "/" + name, encoding: .utf8))
    #expect(page.commands.contains { !$0.printed.isEmpty })
  }

  @Test(arguments: [
    ("a\nb", "a\nb", true), ("a\nb", "a", false), ("a\nb", "b", false), ("a\nb", "a\n…", true),
    ("a\nb\nc", "…\nb\n…", true), ("a\nb\nc", "a\n…\nc", true), ("a\nc\nb\nc", "a\n…\nc", true),
    ("a\nb\nc", "…\nc\n…\nb\n…", false), ("a 0.12345 b", "a 0.123… b", true),
    ("a", "a\n…\na", false),
    ("a 0.12345 b", "a 0.124… b", false), ("a 1 b", "a 1…", true), ("xa 1", "a 1…", false),
    ("a\n\n", "a", true), ("a", "…", true),
  ])
  func `leaving out takes what is between`(printed: String, wanted: String, fits: Bool) {
    let command = ManualPage.Command(
      line: 1, words: "", printed: wanted.components(separatedBy: "\n"))
    #expect(command.shows(printed) == fits, "\(printed) as \(wanted)")
  }
}

/// A page's commands.
struct ManualPage {
  /// A command and the lines that stand under it.
  struct Command {
    /// Where it stands on the page, from 1.
    let line: Int
    let words: String
    var printed: [String]

    /// Whether a text is what stands under the command.
    func shows(_ text: String) -> Bool {
      var lines = text.components(separatedBy: "\n")
      while lines.last == "" { lines.removeLast() }
      let parts = printed.split(omittingEmptySubsequences: false) {
        $0.trimmingCharacters(in: .whitespaces) == "…"
      }
      guard parts.count > 1 else { return Self.fit(lines[...], parts[0]) }
      guard Self.fit(lines.prefix(parts[0].count), parts[0]) else { return false }
      var rest = lines.dropFirst(parts[0].count)
      for part in parts.dropFirst().dropLast() {
        while !Self.fit(rest.prefix(part.count), part) {
          guard !rest.isEmpty else { return false }
          rest.removeFirst()
        }
        rest = rest.dropFirst(part.count)
      }
      return Self.fit(rest.suffix(parts[parts.count - 1].count), parts[parts.count - 1])
    }

    private static func fit(_ lines: ArraySlice<String>, _ wanted: ArraySlice<String>) -> Bool {
      lines.count == wanted.count && zip(lines, wanted).allSatisfy { fits($0, $1) }
    }

    /// Whether a line is what was wanted, where `…` is any text.
    private static func fits(_ line: String, _ wanted: String) -> Bool {
      let pieces = wanted.components(separatedBy: "…")
      guard pieces.count > 1 else { return line == wanted }
      guard line.hasPrefix(pieces[0]) else { return false }
      var rest = line.dropFirst(pieces[0].count)
      for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
        guard let found = rest.range(of: piece) else { return false }
        rest = rest[found.upperBound...]
      }
      return rest.hasSuffix(pieces[pieces.count - 1])
    }
  }

  private(set) var commands: [Command] = []

  init(_ text: String) {
    var isInBlock = false
    var isUnderCommand = false
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        isInBlock.toggle()
        isUnderCommand = false
      } else if isInBlock, line.hasPrefix("$ ") {
        commands.append(Command(line: index + 1, words: String(line.dropFirst(2)), printed: []))
        isUnderCommand = true
      } else if isUnderCommand {
        commands[commands.count - 1].printed.append(line)
      }
    }
    for index in commands.indices {
      while commands[index].printed.last == "" { commands[index].printed.removeLast() }
    }
  }
}
