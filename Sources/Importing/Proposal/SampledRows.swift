import Bytes

/// The first rows of a file as they stand, for what no column tells by itself: whose row it is, and what
/// stands beside what.
struct SampledRows: Sendable {
  private let headings: [String]
  private var rows: [(cells: [[UInt8]], line: Int)] = []
  /// Lines of rows with more or fewer cells than headings.
  private(set) var ragged: [Int] = []

  init(_ headings: [String]) { self.headings = headings }

  mutating func take(_ row: DelimitedRow) {
    guard RaggedRow.reason(row.cells, headings.count) == nil else {
      ragged.append(row.line)
      return
    }
    rows.append((row.cells.map { ColumnSample.said($0) ?? [] }, row.line))
  }

  /// Lines on which a column says something that fails a test.
  func lines(_ heading: String, where fails: ([UInt8]) -> Bool) -> [Int] {
    guard let place = headings.firstIndex(of: heading) else { return [] }
    return rows.filter { !$0.cells[place].isEmpty && fails($0.cells[place]) }.map(\.line)
  }

  /// Lines on which a column says nothing while others do.
  func blanks(_ heading: String) -> [Int] {
    guard let place = headings.firstIndex(of: heading) else { return [] }
    return rows.filter { row in
      row.cells[place].isEmpty && row.cells.contains { !$0.isEmpty }
    }.map(\.line)
  }

  /// Lines on which an identifier is that of an earlier row but for capital letters.
  func twins(_ heading: String) -> [Int] {
    var naming = Naming(nil, keepsCrosswalk: false)
    return lines(heading) { naming.isTwin($0) }
  }

  /// Lines on which a column says otherwise than an earlier row of the same person.
  func varying(_ heading: String, within identifier: String?) -> [Int] {
    guard let place = headings.firstIndex(of: heading),
      let person = identifier.flatMap({ headings.firstIndex(of: $0) })
    else { return [] }
    var first: [[UInt8]: [UInt8]] = [:]
    return rows.filter { row in
      let (name, said) = (row.cells[person], row.cells[place])
      guard !name.isEmpty, !said.isEmpty else { return false }
      guard let earlier = first[name] else {
        first[name] = said
        return false
      }
      return earlier != said
    }.map(\.line)
  }

  /// Whether a row says something in both columns.
  func together(_ one: String, _ other: String) -> Bool {
    guard let one = headings.firstIndex(of: one), let other = headings.firstIndex(of: other) else {
      return false
    }
    return rows.contains { !$0.cells[one].isEmpty && !$0.cells[other].isEmpty }
  }

  /// Lines in words: the first five, and how many more.
  ///
  /// - Parameter count: how many there are, where not all are given.
  static func words(_ lines: [Int], of count: Int? = nil) -> String {
    let count = count ?? lines.count
    let shown = lines.prefix(5).map { "\($0)" }.joined(separator: ", ")
    let more = count > 5 ? " and \(count - 5) more" : ""
    return (count == 1 ? "line " : "lines ") + shown + more
  }
}
