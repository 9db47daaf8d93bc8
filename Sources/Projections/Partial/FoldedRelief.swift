import Bytes
import Events

extension ReliefProjection: FoldedProjection {
  package func write(_ value: Value, to row: inout RowWriter) {
    row.put(value.flow.subjects == 1)
    guard value.flow.subjects == 1 else { return }
    row.put(value.instruments.first)
    row.put(value.flow.withTreatment == 1)
    row.list(value.units) { $1.write(to: &$0) }
  }

  package func read(_ row: inout RowReader, shownAs name: String) throws(RowFault) -> Value {
    guard try row.fact() else { return nobody }
    var value = Value()
    value.flow.subjects = 1
    value.instruments = [try row.name()]
    value.flow.withTreatment = try row.fact() ? 1 : 0
    value.units = try row.list { row throws(RowFault) in
      try ReliefUnit(&row, shownAs: name)
    }
    for unit in value.units { value.flow.count(unit) }
    return value
  }
}

extension ReliefUnit {
  /// What figures about a cohort take from a unit, times from t0.
  ///
  /// ```
  /// 5,null,0,0,  3,    2419200000, 86400000, 604800000,1209600000, 1,0,  86400000
  /// lost   late phase  ratings  W  q         L         R           onset (A,B]
  /// ```
  ///
  /// Where there is no baseline `late` says that its person has no rating on the instrument.
  func write(to row: inout RowWriter) {
    func since(_ rating: RatingReference?) -> Int64? {
      rating.map { $0.time.milliseconds - t0.milliseconds }
    }
    row.put(case: status)
    row.put(case: reason)
    row.put(late || isUnrated)
    row.put(case: phase)
    row.put(ratings)
    row.put(windowEnd.milliseconds - t0.milliseconds)
    row.put(since(entry))
    row.put(since(lastInRelief))
    row.put(since(lost))
    row.put(onset != nil)
    guard let onset else { return }
    row.put(wholeMilliseconds(onset.afterDays))
    row.put(onset.byDays.map(wholeMilliseconds))
  }

  /// A unit of which only that is known. Its t0 is the origin of time.
  init(_ row: inout RowReader, shownAs name: String) throws(RowFault) {
    let origin = Instant(milliseconds: 0)
    func rating(_ milliseconds: Int?) -> RatingReference? {
      milliseconds.map {
        RatingReference(seq: 0, time: Instant(milliseconds: Int64($0)), total: 0)
      }
    }
    self.init(
      subject: name, unit: 0, course: 0, instrument: "", treatments: 0, start: origin, t0: origin,
      windowEnd: origin, windowEndsBy: .lastEvent, status: try row.oneCase(of: Status.self))
    reason = try row.optionalCase(of: Reason.self)
    let fact = try row.fact()
    (late, isUnrated) = status == .noBaseline ? (false, fact) : (fact, false)
    phase = try row.optionalCase(of: Phase.self)
    ratings = try row.count()
    windowEnd = Instant(milliseconds: Int64(try row.whole()))
    entry = rating(try row.number())
    lastInRelief = rating(try row.number())
    lost = rating(try row.number())
    guard try row.fact() else { return }
    let after = wholeDays(try row.whole())
    onset = Onset(afterDays: after, byDays: try row.number().map(wholeDays))
  }
}

/// The milliseconds that a number of days was computed from.
///
/// Days are milliseconds over 86,400,000, rounded once. Back again the error is below a half for
/// anything under 2^51 ms, some 71,000 years; all times have four digits of years.
func wholeMilliseconds(_ days: Double) -> Int64 {
  Int64((days * Double(Instant.day)).rounded())
}

/// Days from milliseconds, by the one division that every duration is made with.
func wholeDays(_ milliseconds: Int) -> Double {
  elapsedDays(
    from: Instant(milliseconds: 0), to: Instant(milliseconds: Int64(milliseconds)))
}

extension SensitivityGrid: FoldedProjection {
  /// Definitions that say the same of a subject share what is written: a row begins with how many
  /// differ.
  package func write(_ value: [SensitivityRow], to row: inout RowWriter) {
    var places: [RowWriter: Int] = [:]
    var distinct: [RowWriter] = []
    let numbers = value.map { definition in
      var part = RowWriter()
      definition.write(to: &part)
      if let place = places[part] { return place }
      places[part] = distinct.count
      distinct.append(part)
      return distinct.count - 1
    }
    row.list(distinct) { $0.append($1) }
    for number in numbers { row.put(number) }
  }

  package func read(
    _ row: inout RowReader, shownAs name: String
  ) throws(RowFault) -> [SensitivityRow] {
    let distinct = try row.list { row throws(RowFault) in
      try SensitivityRow.Part(&row, shownAs: name)
    }
    var rows = nobody
    for index in rows.indices {
      let place = try row.count()
      guard place < distinct.count else { throw RowFault(offset: 0) }
      rows[index].flow = distinct[place].flow
      rows[index].units = distinct[place].units
    }
    return rows
  }
}

extension SensitivityRow {
  /// What one definition says of one subject.
  struct Part {
    var flow = ReliefFlow()
    var units: [ReliefUnit] = []

    init(_ row: inout RowReader, shownAs name: String) throws(RowFault) {
      flow.numbers = try row.list { row throws(RowFault) in try row.count() }
      units = try row.list { row throws(RowFault) in try ReliefUnit(&row, shownAs: name) }
    }
  }

  func write(to row: inout RowWriter) {
    row.list(flow.numbers) { $0.put($1) }
    row.list(units) { $1.write(to: &$0) }
  }
}

extension ReliefFlow {
  /// The counts, in the order of the members; none stands for all 0.
  fileprivate var numbers: [Int] {
    get {
      let all = Self.places.map { self[keyPath: $0] }
      return all.allSatisfy { $0 == 0 } ? [] : all
    }
    set { for (place, number) in zip(Self.places, newValue) { self[keyPath: place] = number } }
  }

  private static var places: [WritableKeyPath<ReliefFlow, Int>] {
    [
      \.subjects, \.withTreatment, \.units, \.noThreshold, \.noBaseline, \.lowBaseline,
      \.noRatingNotYet, \.noRatingMissed, \.notInRelief, \.notInReliefLate, \.lost,
      \.censoredUnconfirmed, \.censoredRetreated, \.censoredExit, \.censoredEndOfFollowUp,
      \.noBaselineUnrated,
    ]
  }
}
