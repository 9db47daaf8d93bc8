package import Histories
package import Projections

/// The rows that subjects give to tables.
package struct ExportProjection: Projection {
  package let tables: [ExportTable]
  package let question: ExportQuestion
  private let hasRowNumbers: Bool

  package init(_ tables: [ExportTable], _ question: ExportQuestion) {
    self.tables = tables
    self.question = question
    hasRowNumbers = tables.contains(where: \.hasRowNumbers)
  }

  package var plan: AnalysisPlan { question.plan }

  package var nobody: [RowBlock] { tables.map(\.emptyBlock) }

  package func project(_ history: History, shownAs name: String) -> [RowBlock] {
    var blocks = nobody
    add(CaseRecord(history, plan), shownAs: name, to: &blocks)
    return blocks
  }

  package func add(_ record: inout CaseRecord, shownAs name: String, to value: inout [RowBlock]) {
    guard plan.includes(record.history, shownAs: name) else { return }
    record.derive(plan)
    add(record, shownAs: name, to: &value)
  }

  private func add(_ record: CaseRecord, shownAs name: String, to blocks: inout [RowBlock]) {
    let subject = ExportedSubject(record, shownAs: name, question)
    let counts = hasRowNumbers ? counts(blocks) : [:]
    for (index, table) in tables.enumerated() { table.add(subject, counts, to: &blocks[index]) }
  }

  package func merge(_ value: inout [RowBlock], with later: [RowBlock]) {
    let counts = hasRowNumbers ? counts(value) : [:]
    for (index, table) in tables.enumerated() {
      table.append(later[index], counts, to: &value[index])
    }
  }

  /// How many rows each table has.
  func counts(_ blocks: [RowBlock]) -> ExportField<Void>.Counts {
    Dictionary(uniqueKeysWithValues: zip(tables, blocks).map { ($0.name, $1.count) })
  }

  /// The subjects whose rows are held in memory at a time.
  package static let subjectsAtATime = 8192

  /// Hands over the rows of all subjects in order, some thousand subjects at a time, numbers of rows
  /// counted through.
  ///
  /// - Parameters:
  ///   - subjectsAtATime: how many; no row depends on it.
  ///   - counted: is told, from any thread, of how many more subjects the rows are there.
  package func forEachPart<Failure>(
    of registry: Registry, subjectsAtATime: Int = Self.subjectsAtATime,
    counted: (@Sendable (Int) -> Void)? = nil, _ body: ([RowBlock]) throws(Failure) -> Void
  ) throws(Failure) {
    var totals: ExportField<Void>.Counts = [:]
    var start = 0
    repeat {
      let places = start..<min(registry.count, start + subjectsAtATime)
      var part = nobody
      for (index, rows) in fold(registry, places: places, counted: counted).enumerated() {
        tables[index].append(rows, totals, to: &part[index])
      }
      for (name, count) in counts(part) { totals[name, default: 0] += count }
      try body(part)
      start = places.upperBound
    } while start < registry.count
  }
}
