/// Where something stands in what others gave.
package struct SourcePlace: Hashable, Comparable, Sendable {
  /// The file, by its place on the command line, from 0.
  package let file: Int
  /// The line on which it begins, from 1.
  package let line: Int

  package init(file: Int, line: Int) {
    self.file = file
    self.line = line
  }

  package static func < (left: SourcePlace, right: SourcePlace) -> Bool {
    (left.file, left.line) < (right.file, right.line)
  }
}

/// Why nothing of a file can be imported: what is wrong and where, and what would do.
package struct ImportFault: Error, Equatable, Sendable {
  /// What is wrong, and where: `visits.csv:17: a quote opens and is never closed`.
  package let problem: String
  /// What stands there; never a value that could name a person. May be empty.
  package let excerpt: [String]
  /// What would do.
  package let remedy: String

  /// Whether the file is not there.
  package let isMissing: Bool
  /// Whether its bytes are no UTF-8.
  package let isEncoding: Bool

  package init(
    _ problem: String, excerpt: [String] = [], remedy: String, isMissing: Bool = false,
    isEncoding: Bool = false
  ) {
    self.isMissing = isMissing
    self.isEncoding = isEncoding
    self.problem = problem
    self.excerpt = excerpt
    self.remedy = remedy
  }
}
