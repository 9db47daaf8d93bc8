import Bytes
import Definitions
import Events
import TestSupport
import Testing

@testable import Projections

/// What subjects add to an answer, as rows, and how rows are counted.
@Suite struct RowTests {
  @Test func `a row reads as it was written`() throws {
    var writer = RowWriter()
    writer.put(Int.min)
    writer.put(Int.max)
    writer.put(0)
    writer.put(Int?.none)
    writer.put("a \"b\" \\ , ] é")
    writer.put(String?.none)
    writer.put(true)
    writer.put(Bool?.none)
    writer.put(case: Criterion.remission)
    writer.list([7, 8]) { $0.put($1) }
    #expect(
      writer.row.text
        == #"[-9223372036854775808,9223372036854775807,0,null,"a \"b\" \\ , ] é",null,1,null,1,2,7,8]"#
    )
    var reader = try RowReader(writer.row)
    #expect(try reader.whole() == .min)
    #expect(try reader.whole() == .max)
    #expect(try reader.count() == 0)
    #expect(try reader.number() == nil)
    #expect(try reader.name() == "a \"b\" \\ , ] é")
    #expect(try reader.text() == nil)
    #expect(try reader.fact())
    #expect(try reader.truth() == nil)
    #expect(try reader.oneCase(of: Criterion.self) == .remission)
    #expect(try reader.list { row throws(RowFault) in try row.whole() } == [7, 8])
    try reader.finish()
  }

  @Test(arguments: [
    "", "[", "7]", "[]", "[,]", "[7", "[-]", "[\"a]", "[\"a\\\"]", "[7 ]", "[9223372036854775808]",
    "[nul]", "[1.5]", "[\"a\"1]",
  ])
  func `what is no row is refused`(row: String) {
    #expect(throws: RowFault.self) {
      var reader = try RowReader(Array(row.utf8))
      if row.contains("\"") { _ = try reader.name() } else { _ = try reader.whole() }
      try reader.finish()
    }
  }

  @Test func `a count that is not true ends at the end of the row`() {
    #expect(throws: RowFault.self) {
      var reader = try RowReader(Array("[1000000000000,1,2]".utf8))
      _ = try reader.list { row throws(RowFault) in try row.whole() }
    }
  }

  @Test func `days come back from their milliseconds to the last bit`() {
    var generator = SeededGenerator(seed: 31)
    let widest = Int64(315_537_897_599_999)
    var lost: [Int64] = []
    for round in 0..<20_000 {
      let span = round % 2 == 0 ? 40_000_000_000 : widest
      let milliseconds = Int64(generator.next() % UInt64(2 * span)) - span
      if wholeMilliseconds(wholeDays(Int(milliseconds))) != milliseconds {
        lost.append(milliseconds)
      }
    }
    #expect(lost.isEmpty, "\(lost.prefix(3))")
  }

  private static func table(_ rows: [String: Int]) -> RowTable {
    RowTable(
      Dictionary(
        uniqueKeysWithValues: rows.map { text, count in
          var row = RowWriter()
          row.put(text)
          return (row, count)
        }))
  }

  @Test func `equal rows are counted together, and all are in order`() {
    let merged = Self.table(["b": 2, "a": 1]).merged(with: Self.table(["c": 1, "b": 5, "aa": 1]))
    #expect(merged == Self.table(["a": 1, "aa": 1, "b": 7, "c": 1]))
    #expect(
      (0..<merged.count).map { merged.row($0).text } == [
        #"["a"]"#, #"["aa"]"#, #"["b"]"#, #"["c"]"#,
      ])
    #expect(merged.counts == [1, 1, 7, 1])
  }

  @Test func `tables merge like sets with counts`() {
    var generator = SeededGenerator(seed: 32)
    for _ in 0..<50 {
      let sets = (0..<3).map { _ in
        (0..<generator.below(9)).reduce(into: [String: Int]()) { set, _ in
          set["\(generator.below(12))", default: 0] += 1 + generator.below(3)
        }
      }
      let tables = sets.map(Self.table)
      let all = sets.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
      let left = tables[0].merged(with: tables[1]).merged(with: tables[2])
      let right = tables[2].merged(with: tables[1].merged(with: tables[0]))
      #expect(left == Self.table(all))
      #expect(right == left)
    }
  }
}
