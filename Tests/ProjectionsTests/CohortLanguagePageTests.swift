import Definitions
import Foundation
import Projections
import TestSupport
import Testing

/// `docs/cohort-language.md`: each example line is read, and each fault says what the page says.
@Suite struct CohortLanguagePageTests {
  private static let page: String = {
    let folder = Vectors.tests.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/" + folder + "/docs/cohort-language.md"
    return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }()

  /// The lines of all blocks of a kind.
  private func lines(_ kind: String) -> [String] {
    var lines: [String] = []
    var isInside = false
    for line in Self.page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```" + kind
      } else if isInside {
        lines.append(String(line))
      }
    }
    return lines
  }

  @Test func `the examples can be read`() throws {
    let expressions = lines("where")
    let strata = lines("by")
    #expect(expressions.count >= 16)
    #expect(strata.count >= 10)
    for line in expressions {
      #expect(throws: Never.self, "\(line)") { try Selection(line, definitions: .builtIn) }
    }
    for line in strata { #expect(throws: Never.self, "\(line)") { try Stratification(line) } }
  }

  @Test func `what can't be read gets the advice of the page`() throws {
    let faults = lines("where-faults").map { ($0, true) } + lines("by-faults").map { ($0, false) }
    #expect(faults.count >= 15)
    for (line, isExpression) in faults {
      let sides = line.split(separator: " → ", maxSplits: 1)
      try #require(sides.count == 2, "\(line)")
      do throws(Selection.Fault) {
        if isExpression {
          _ = try Selection(String(sides[0]), definitions: .builtIn)
        } else {
          _ = try Stratification(String(sides[0]))
        }
        Issue.record("\(line): it can be read")
      } catch { #expect(error.expected == sides[1], "\(line)") }
    }
  }

  @Test func `every key stands in the table`() throws {
    // The advice for a word that is near to none lists all keys.
    let fault = #expect(throws: Selection.Fault.self) { try Selection("zzzzzzzz=1") }
    let keys = try #require(fault).expected.dropFirst("one of the keys ".count).split(
      separator: ",")
    #expect(keys.count == 15)
    for key in keys {
      let name = key.trimmingCharacters(in: .whitespaces)
      let isThere = Self.page.split(separator: "\n").contains {
        $0.hasPrefix("| ") && $0.split(separator: "|")[0].contains("`\(name)`")
      }
      #expect(isThere, "\(name)")
    }
  }
}
