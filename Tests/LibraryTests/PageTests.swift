import Foundation
import Testing

/// The Swift of the pages is what is compiled here, and prints what the pages say.
@Suite struct PageTests {
  private static let folder = #filePath.split(separator: "/").dropLast()
  private static let root = "/" + folder.dropLast(2).joined(separator: "/")

  /// A fenced block of Swift, and the text under it.
  private struct Block {
    var code: [Substring] = []
    var output: [Substring]?
  }

  private static func blocks(of page: String) throws -> [Block] {
    let text = try String(contentsOfFile: "\(root)/\(page)", encoding: .utf8)
    var blocks: [Block] = []
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        fence = fence == nil ? line.dropFirst(3) : nil
        if fence == "swift" { blocks.append(Block()) }
        if fence == "text", !blocks.isEmpty { blocks[blocks.count - 1].output = [] }
      } else if fence == "swift" {
        blocks[blocks.count - 1].code.append(line)
      } else if fence == "text", !blocks.isEmpty {
        blocks[blocks.count - 1].output?.append(line)
      }
    }
    return blocks
  }

  private static func trimmed(_ lines: some Sequence<Substring>) -> [String] {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// Each block without its imports stands in the source without a gap, indentation aside.
  private func expect(_ page: String, standsIn source: String) throws {
    let path = "/" + Self.folder.joined(separator: "/") + "/\(source).swift"
    let source = Self.trimmed(
      try String(contentsOfFile: path, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false))
    for block in try Self.blocks(of: page) {
      let all = Self.trimmed(block.code)
      let imports = all.prefix { $0.hasPrefix("import ") || $0.isEmpty }
      for line in imports { #expect(source.contains(line), "\(page): \(line)") }
      let code = Array(all.dropFirst(imports.count))
      let isThere = source.indices.contains { source[$0...].starts(with: code) }
      #expect(!code.isEmpty && isThere, "\(page): \(code.joined(separator: "\n"))")
    }
  }

  /// What each example prints is what stands under its block.
  private func expect(
    _ page: String, prints examples: [(LibraryExamples.Output) throws -> Void]
  ) throws {
    let blocks = try Self.blocks(of: page)
    try #require(blocks.count == examples.count, "\(page) has \(blocks.count) blocks")
    for (block, example) in zip(blocks, examples) {
      var printed: [String] = []
      try example { printed.append($0) }
      let said = block.output?.map(String.init)
      #expect(said == nil || said == printed, "\(page): \(printed.joined(separator: "\n"))")
      #expect(!printed.isEmpty)
    }
  }

  @Test(arguments: [
    ("README.md", "LibraryExamples"), ("docs/library.md", "LibraryExamples"),
    ("docs/statistics.md", "StatisticsExamples"),
    ("Sources/Reprieve/Reprieve.docc/Reprieve.md", "LibraryExamples"),
    ("Sources/Reprieve/Reprieve.docc/GettingStarted.md", "LibraryExamples"),
  ])
  func `the Swift of the pages is compiled`(page: String, source: String) throws {
    try expect(page, standsIn: source)
  }

  @Test func `the page about statistics says what its Swift prints`() throws {
    try expect("docs/statistics.md", prints: StatisticsExamples.page)
  }

  /// The examples name their log as it stands from the root of the repository.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "Tests/data/ds005917")))
  func `the page about the library says what its Swift prints`() throws {
    try expect("docs/library.md", prints: LibraryExamples.page)
    try expect("README.md", prints: LibraryExamples.readme)
    let catalogue = "Sources/Reprieve/Reprieve.docc"
    try expect("\(catalogue)/Reprieve.md", prints: LibraryExamples.landingPage)
    try expect("\(catalogue)/GettingStarted.md", prints: LibraryExamples.gettingStarted)
  }
}
