import Bytes

extension IntervalsProjection: FoldedProjection {
  /// Gaps follow from when the treatments came: only their kinds and reasons are written beside.
  package func write(_ value: Value, to row: inout RowWriter) {
    row.put(value.subjects == 1)
    guard value.subjects == 1 else { return }
    row.put(value.instruments.first)
    row.list(value.histories) { row, history in
      row.put(wholeMilliseconds(history.followUpDays))
      row.list(zip(history.treatments, value.gaps).map { $0 }) { row, place in
        row.put(wholeMilliseconds(place.0))
        row.put(case: place.1.kind)
        row.put(case: place.1.why)
      }
    }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    guard try row.fact() else { return nobody }
    var value = Value()
    value.subjects = 1
    value.instruments = [try row.name()]
    for _ in 0..<(try row.count()) {
      value.withTreatment = 1
      let end = try row.whole()
      let places = try row.list { row throws(RowFault) in
        (
          start: try row.whole(), kind: try row.oneCase(of: TreatmentGap.Kind.self),
          why: try row.optionalCase(of: TreatmentGap.Why.self)
        )
      }
      value.histories.append(
        Course(
          subject: name, followUpDays: wholeDays(end),
          treatments: places.map { wholeDays($0.start) }))
      value.gaps += places.indices.map { index in
        let next = index + 1 < places.count ? places[index + 1].start : nil
        return TreatmentGap(
          subject: name, ordinal: index + 1, isClosed: next != nil,
          days: wholeDays((next ?? end) - places[index].start), kind: places[index].kind,
          fromSeq: 0, toSeq: nil, why: places[index].why, whySeq: nil)
      }
    }
    return value
  }
}
