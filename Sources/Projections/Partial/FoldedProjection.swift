package import Histories

/// A projection whose answer about one subject can be written down as whole numbers and names, so
/// that an answer about many can be computed from counted rows, wherever they were folded.
///
/// What is written is what an answer without a line per unit rests on. Lines, points in time and
/// pseudonyms are left out; times are kept as milliseconds from where they are counted.
package protocol FoldedProjection: Projection {
  /// Writes the answer about one subject.
  func write(_ value: Value, to row: inout RowWriter)

  /// The answer about one subject that was written, under a name that tells subjects apart.
  func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value
}

extension FoldedProjection {
  /// The row of an answer about one subject.
  package func row(_ value: Value) -> RowWriter {
    var row = RowWriter()
    write(value, to: &row)
    return row
  }
}

extension Stratified: FoldedProjection where Base: FoldedProjection {
  /// A subject all of whose units lie in one stratum says the same of it as of everybody: that is
  /// written once.
  package func write(_ value: Value, to row: inout RowWriter) {
    let whole = base.row(value.whole)
    row.append(whole)
    row.list(value.strata) { row, part in
      part.0.write(to: &row)
      let rest = base.row(part.1)
      row.put(rest == whole)
      if rest != whole { row.append(rest) }
    }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    var value = nobody
    value.whole = try base.read(&row, shownAs: name)
    for _ in 0..<(try row.count()) {
      let stratum = try Stratum(&row)
      value.add(try row.fact() ? value.whole : base.read(&row, shownAs: name), to: stratum)
    }
    return value
  }
}

/// Two questions that are asked together.
package struct Both<First: Projection, Second: Projection>: Projection {
  /// The answers.
  package typealias Value = (first: First.Value, second: Second.Value)

  private let first: First
  private let second: Second

  package init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  package var nobody: Value { (first.nobody, second.nobody) }

  package var plan: AnalysisPlan { first.plan }

  /// What was derived of the subject under the plan of the first is good for that one alone.
  package func add(_ record: inout CaseRecord, shownAs name: String, to value: inout Value) {
    first.add(&record, shownAs: name, to: &value.first)
    second.addApart(record, shownAs: name, to: &value.second)
  }

  package func project(_ history: History, shownAs name: String) -> Value {
    (first.project(history, shownAs: name), second.project(history, shownAs: name))
  }

  package func merge(_ value: inout Value, with later: Value) {
    first.merge(&value.first, with: later.first)
    second.merge(&value.second, with: later.second)
  }
}

extension Both: FoldedProjection where First: FoldedProjection, Second: FoldedProjection {
  package func write(_ value: Value, to row: inout RowWriter) {
    first.write(value.first, to: &row)
    second.write(value.second, to: &row)
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    let one = try first.read(&row, shownAs: name)
    return (one, try second.read(&row, shownAs: name))
  }
}

/// A question that is asked only where somebody wants its answer.
package struct Wanted<Base: Projection>: Projection {
  private let base: Base?
  private let isWanted: Bool

  /// - Parameter base: the question; `nil`: it is not asked.
  package init(_ base: Base?) {
    self.base = base
    isWanted = base != nil
  }

  package var nobody: Base.Value? { base?.nobody }

  package var plan: AnalysisPlan { base?.plan ?? AnalysisPlan() }

  package func project(_ history: History, shownAs name: String) -> Base.Value? {
    base?.project(history, shownAs: name)
  }

  package func addApart(_ record: CaseRecord, shownAs name: String, to value: inout Base.Value?) {
    // Most often nobody wants it: then it costs a subject nothing.
    if isWanted { merge(&value, with: project(record.history, shownAs: name)) }
  }

  package func merge(_ value: inout Base.Value?, with later: Base.Value?) {
    guard let base, let later else { return }
    if value == nil { value = base.nobody }
    base.merge(&value!, with: later)
  }
}

extension Wanted: FoldedProjection where Base: FoldedProjection {
  package func write(_ value: Base.Value?, to row: inout RowWriter) {
    if let base, let value { base.write(value, to: &row) }
  }

  package func read(
    _ row: inout RowReader, shownAs name: String
  ) throws(RowFault) -> Base.Value? { try base?.read(&row, shownAs: name) }
}
