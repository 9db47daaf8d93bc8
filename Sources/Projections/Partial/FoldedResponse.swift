import Bytes
import Definitions

extension ResponseProjection: FoldedProjection {
  package func write(_ value: Value, to row: inout RowWriter) {
    row.put(value.flow.subjects == 1)
    guard value.flow.subjects == 1 else { return }
    row.put(value.instruments.first)
    row.put(value.flow.withTreatment == 1)
    row.list(value.courses) { $1.write(to: &$0) }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    guard try row.fact() else { return nobody }
    var value = Value()
    value.flow.subjects = 1
    let instrument = try row.name()
    value.instruments = [instrument]
    value.flow.withTreatment = try row.fact() ? 1 : 0
    value.courses = try row.list { row throws(RowFault) in
      try ResponseCourse(&row, shownAs: name, instrument, visits: plan.visits.count)
    }
    for course in value.courses { value.flow.count(course) }
    return value
  }
}

extension ResponseCourse {
  /// What figures about a cohort take from a course.
  func write(to row: inout RowWriter) {
    row.put(baseline != nil)
    row.put(isUsable)
    row.put(betweenVisits)
    for visit in visits {
      row.put(case: visit.unrated)
      row.put(visit.change)
      row.put(visit.response)
      row.put(visit.remission)
      row.put(visit.reliable)
    }
  }

  /// A course of which only that is known.
  init(
    _ row: inout RowReader, shownAs name: String, _ instrument: String, visits count: Int
  ) throws(RowFault) {
    let origin = Instant(milliseconds: 0)
    let someRating = ReliefUnit.RatingReference(seq: 0, time: origin, total: 0)
    let hasBaseline = try row.fact()
    self.init(
      subject: name, course: 0, instrument: instrument, start: origin,
      baseline: hasBaseline ? someRating : nil, isUsable: try row.fact(),
      betweenVisits: try row.count(), visits: [])
    for _ in 0..<count {
      let unrated = try row.optionalCase(of: Unrated.self)
      visits.append(
        Visit(
          rating: unrated == nil ? someRating : nil, unrated: unrated,
          change: try row.number(), response: try row.truth(), remission: try row.truth(),
          reliable: try row.number()))
    }
  }
}

extension PairedResponse: FoldedProjection {
  package func write(_ value: Value, to row: inout RowWriter) {
    row.put(value.subjects == 1)
    guard value.subjects == 1 else { return }
    row.put(value.instruments.first)
    row.list(value.pairs) { row, pair in
      pair.first.write(to: &row)
      pair.second.write(to: &row)
    }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    guard try row.fact() else { return nobody }
    var value = nobody
    value.subjects = 1
    let instrument = try row.name()
    value.instruments = [instrument]
    let visits = plan.visits.count
    value.pairs = try row.list { row throws(RowFault) in
      Pair(
        first: try ResponseCourse(&row, shownAs: name, instrument, visits: visits),
        second: try ResponseCourse(&row, shownAs: name, instrument, visits: visits))
    }
    for pair in value.pairs { value.count(pair) }
    return value
  }
}

extension TalkingTherapies: FoldedProjection {
  package func write(_ rows: [Row], to row: inout RowWriter) {
    row.list(rows) { row, course in
      row.put(course.treatments)
      row.put(course.outcome != nil)
      guard let outcome = course.outcome else { return }
      row.put(course.depression?.instrument)
      row.put(course.anxiety?.instrument)
      row.put(outcome.isCaseAtStart)
      row.put(outcome.recovery)
      row.put(outcome.reliableImprovement)
      row.put(outcome.reliableDeterioration)
    }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> [Row] {
    let rating = ReliefUnit.RatingReference(
      seq: 0, time: Instant(milliseconds: 0), total: 0)
    return try row.list { row throws(RowFault) in
      var course = Row(subject: name, course: 0, treatments: try row.count())
      guard try row.fact() else { return course }
      course.depression = Row.Pair(instrument: try row.name(), first: rating, last: rating)
      course.anxiety = Row.Pair(instrument: try row.name(), first: rating, last: rating)
      course.outcome = Outcome(
        isCaseAtStart: try row.fact(), recovery: try row.truth(),
        reliableImprovement: try row.fact(), reliableDeterioration: try row.fact())
      return course
    }
  }
}

extension InstrumentDisagreement: FoldedProjection {
  package func write(_ rows: [Row], to row: inout RowWriter) {
    row.list(rows) { row, found in
      row.put(found.visit)
      row.put(found.first)
      row.put(found.second)
      for number in [
        found.table.both, found.table.firstOnly, found.table.secondOnly, found.table.neither,
      ] { row.put(number) }
    }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> [Row] {
    try row.list { row throws(RowFault) in
      Row(
        visit: try row.count(), first: try row.name(), second: try row.name(),
        table: PairedResponse.Table(
          both: try row.count(), firstOnly: try row.count(), secondOnly: try row.count(),
          neither: try row.count()))
    }
  }
}

extension ComparisonProjection: FoldedProjection {
  package func write(_ value: Value, to row: inout RowWriter) {
    response.write(value.response, to: &row)
    relief.write(value.relief, to: &row)
    // A subject lies in one site at most, with the response that it has.
    row.put(value.sites.keys.first)
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    var value = Value(
      response: try response.read(&row, shownAs: name), relief: try relief.read(&row, shownAs: name)
    )
    if let site = try row.text() { value.sites[site] = value.response }
    return value
  }
}
