import Bytes
import Events

extension CohortProjection: FoldedProjection {
  package func write(_ value: Value, to row: inout RowWriter) {
    row.put(value.subjects.count == 1)
    guard let subject = value.subjects.first, let person = value.baseline.first else { return }
    let relief = ReliefProjection(plan)
    relief.write(
      ReliefProjection.Value(
        units: value.units, flow: value.flow, instruments: [subject.instrument]), to: &row)
    value.safety.write(to: &row)
    value.disposition.write(to: &row)
    person.write(to: &row)
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    guard try row.fact() else { return nobody }
    let relief = try ReliefProjection(plan).read(&row, shownAs: name)
    let safety = try SafetyTotals(&row)
    let disposition = try Disposition(&row)
    let person = try BaselineTable.Row(&row)
    // The line about a subject is in no figure; its instrument is in the header.
    let subject = CohortSubject(
      subject: name, firstIndication: nil, instrument: person.instrument,
      instrumentFrom: .indication, instrumentsRated: [], treatments: 0, otherTreatments: 0,
      notGiven: 0, orphanedDoses: 0, duplicateLabels: 0, afterFollowUp: 0, courses: 0,
      followUpEnd: Instant(milliseconds: 0), followUpEndsBy: .lastEvent, relief: [])
    return Value(
      flow: relief.flow, subjects: [subject], safety: safety, units: relief.units,
      disposition: disposition, baseline: [person])
  }
}

extension BaselineTable.Row {
  func write(to row: inout RowWriter) {
    row.put(age)
    row.put(failedTrials)
    row.put(firstDose != nil)
    if let firstDose {
      row.put(firstDose.micrograms)
      row.put(firstDose.weight.mantissa)
      row.put(Int(firstDose.weight.exponent))
    }
    row.put(treatments)
    row.put(courses)
    row.put(followed)
    for word in words { row.put(word) }
    row.put(baseline)
    row.put(instrument)
  }

  init(_ row: inout RowReader) throws(RowFault) {
    age = try row.number()
    failedTrials = try row.number()
    if try row.fact() {
      let micrograms = Int64(try row.whole())
      let mantissa = Int64(try row.whole())
      guard let exponent = Int32(exactly: try row.whole()) else { throw RowFault(offset: 0) }
      firstDose = FirstDose(
        micrograms: micrograms, weight: ExactDecimal(mantissa: mantissa, exponent: exponent))
    } else {
      firstDose = nil
    }
    treatments = try row.count()
    courses = try row.count()
    followed = try row.number().map { Int64($0) }
    var words: [String?] = []
    for _ in BaselineTable.Characteristic.allCases { words.append(try row.text()) }
    self.words = words
    baseline = try row.number()
    instrument = try row.name()
  }
}
