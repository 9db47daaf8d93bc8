import Bytes

extension SafetyTotals {
  /// Writes the totals of one subject.
  func write(to row: inout RowWriter) {
    for place in Self.places { row.put(self[keyPath: place]) }
    row.list(terms) { row, term in
      row.put(term.term)
      row.put(term.count.events)
      row.put(term.count.subjects)
      row.put(term.count.serious)
    }
    for tally in [dissociation, systolic, diastolic] { tally.write(to: &row) }
  }

  /// The totals of one subject that were written.
  init(_ row: inout RowReader) throws(RowFault) {
    self.init()
    for place in Self.places { self[keyPath: place] = try row.count() }
    for _ in 0..<(try row.count()) {
      guard let term = try row.string() else { throw RowFault(offset: 0) }
      termCounts[term] = Term(
        events: try row.count(), subjects: try row.count(), serious: try row.count())
    }
    dissociation = try Tally(&row)
    systolic = try Tally(&row)
    diastolic = try Tally(&row)
  }

  private static var places: [WritableKeyPath<SafetyTotals, Int>] {
    [
      \.subjects, \.subjectsWithAdverse, \.treatments, \.treatmentsWithAdverse, \.subjectsAsked,
      \.subjectsWithFlag, \.subjectsWithRise, \.courses, \.comparableCourses, \.worseCourses,
    ]
  }
}

extension Tally {
  /// Each number with how often it came up, ascending.
  fileprivate func write(to row: inout RowWriter) {
    row.list(counts.sorted { $0.key < $1.key }) { row, place in
      row.put(place.key)
      row.put(place.value)
    }
  }

  fileprivate init(_ row: inout RowReader) throws(RowFault) {
    self.init()
    for _ in 0..<(try row.count()) { add(Int64(try row.whole()), times: try row.count()) }
  }
}
