import Foundation
import TestSupport
import Testing

/// What the pages refer to is there, and the glossary is in order.
@Suite struct DocumentedLinkTests {
  private static let root = String(Vectors.tests.dropLast("/Tests".count))

  /// All pages of the repository that people read, by their paths.
  private static let pages =
    ["README.md"]
    + (FileManager.default.enumerator(atPath: root + "/docs")?.allObjects ?? [])
    .compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }

  private static func text(_ page: String) throws -> String {
    try String(contentsOfFile: root + "/" + page, encoding: .utf8)
  }

  /// The anchors of a page's headings, as GitHub makes them.
  private static func anchors(_ text: String) -> Set<String> {
    var anchors: Set<String> = []
    for line in text.components(separatedBy: "\n") where line.hasPrefix("#") {
      let words = line.drop { $0 == "#" || $0 == " " }.lowercased()
      anchors.insert(
        String(words.filter { $0.isLetter || $0.isNumber || " -_".contains($0) })
          .replacingOccurrences(of: " ", with: "-"))
    }
    return anchors
  }

  @Test(arguments: pages) func `links lead somewhere`(page: String) throws {
    let text = try Self.text(page)
    let folder = (Self.root + "/" + page as NSString).deletingLastPathComponent
    for match in text.matches(of: #/\]\(([^)\s]+)\)/#) {
      let link = String(match.1)
      guard !link.contains("://"), !link.hasPrefix("mailto:") else { continue }
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let target = parts[0].isEmpty ? Self.root + "/" + page : folder + "/" + parts[0]
      #expect(FileManager.default.fileExists(atPath: target), "\(page): \(link)")
      guard parts.count == 2, target.hasSuffix(".md") else { continue }
      let anchors = Self.anchors(try String(contentsOfFile: target, encoding: .utf8))
      #expect(anchors.contains(String(parts[1])), "\(page): \(link)")
    }
  }

  @Test func `the glossary's terms are in order, each once, each with a place`() throws {
    var terms: [String] = []
    var all: Set<String> = []
    for line in try Self.text("docs/glossary.md").components(separatedBy: "\n") {
      if line.hasPrefix("## ") { terms = [] }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("|"), cells.count == 3, cells[0] != "term", cells[0] != "---" else {
        continue
      }
      #expect(!cells[1].isEmpty && !cells[2].isEmpty, "\(cells[0])")
      let term = cells[0].lowercased()
      if let last = terms.last { #expect(last < term, "\(last), \(term)") }
      terms.append(term)
      for word in term.components(separatedBy: ", ") {
        #expect(all.insert(word).inserted, "\(word) stands there twice")
      }
    }
    let wanted = [
      "responder", "remission", "relief", "lost", "censored", "at risk", "innermost interval",
      "baseline", "course", "phase", "view", "effective history", "checkpoint", "standing",
    ]
    for term in wanted { #expect(all.contains(term), "\(term) is missing") }
  }
}
