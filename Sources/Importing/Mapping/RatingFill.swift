import Events

/// How many of the rows with a rating have one of each column: a score that is missing beside another is no fault of a
/// row, and is told all the same.
struct RatingFill: Sendable {
  private let headings: [String]
  private var rows = 0
  private var empty: [(count: Int, lines: [Int])]

  init(_ table: TableRule) {
    var headings: [String] = []
    for event in table.events where event.kind == .rating && !event.isOnce {
      guard let heading = Self.heading(event.sayers), !headings.contains(heading) else { continue }
      headings.append(heading)
    }
    self.headings = headings
    empty = headings.map { _ in (0, []) }
  }

  /// The column that says a score.
  private static func heading(_ sayers: [String: String]) -> String? {
    sayers["data.total"] ?? sayers["data.items"]
  }

  /// Takes the events of a row that is in order.
  mutating func take(_ events: [ImportedEvent], at line: Int) {
    guard headings.count > 1 else { return }
    let said = Set(
      events.compactMap { $0.kind == .rating ? Self.heading($0.columns) : nil })
    guard headings.contains(where: said.contains) else { return }
    rows += 1
    for (place, heading) in headings.enumerated() where !said.contains(heading) {
      empty[place].count += 1
      if empty[place].lines.count < 6 { empty[place].lines.append(line) }
    }
  }

  /// What is to be said, for each column that is empty on some of the rows.
  func remarks(_ file: String) -> [String] {
    zip(headings, empty).filter { $0.1.count > 0 }.map { heading, empty in
      "\(file): \(heading) is filled on \(rows - empty.count) of \(rows) rows that have a rating, and empty on "
        + SampledRows.words(empty.lines, of: empty.count)
    }
  }
}
