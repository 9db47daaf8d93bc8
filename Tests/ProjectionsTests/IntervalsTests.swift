import Bytes
import Definitions
import Histories
import Projections
import Testing

/// Time between treatments, worked out by hand.
@Suite struct IntervalsTests {
  private let millisecond = 1.0 / 86_400_000

  private func value(
    _ log: HandWrittenLog, _ plan: AnalysisPlan = AnalysisPlan()
  ) throws -> IntervalsProjection.Value {
    try IntervalsProjection(plan).fold(log.registry())
  }

  /// Days 0, 3, 6 are an induction; day 40 begins a course 34 d after the last start, so it is a
  /// booster; day 120 begins one 80 d after it, more than 60, so it is an induction again.
  @Test func `gaps are of the kind of the treatments at their ends`() throws {
    var log = HandWrittenLog()
    for (day, label) in [(0.0, "a"), (3, "b"), (6, "c"), (40, "d"), (120, "e")] {
      log.treat(day, label)
    }
    log.add("note", 130, #"{"text":"seen"}"#)
    let gaps = try value(log).gaps
    #expect(gaps.map(\.days) == [3, 3, 34, 80, 10])
    #expect(gaps.map(\.isClosed) == [true, true, true, true, false])
    #expect(
      gaps.map(\.kind)
        == [.induction, .induction, .afterInduction, .maintenance, .afterInduction])
    #expect(gaps.map(\.ordinal) == [1, 2, 3, 4, 5])
    #expect(gaps.map(\.why) == [.unknown, .unknown, .unknown, .unknown, nil])
    let free = try value(log).treatmentFree
    #expect(free.map(\.course) == [1, 2])
    // From the end of the last treatment, 40 minutes after its start.
    let session = 40.0 / 1440
    let days: [Double] = [34 - session, 80 - session]
    #expect(zip(free.map(\.days), days).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func `controls are no gaps of their own`() throws {
    var log = HandWrittenLog()
    log.treat(0, "a")
    log.treat(2, "b", drug: "saline")
    log.treat(5, "c")
    #expect(try value(log).gaps.map(\.days) == [5, 0])
    var plan = AnalysisPlan()
    plan.drug = "saline"
    #expect(try value(log, plan).gaps.map(\.days) == [3])
  }

  /// Baseline 16: 8 is in relief, 9 is not.
  @Test func `why somebody is treated again is what the last rating before it says`() throws {
    let cases: [(day: Double, total: Int, why: TreatmentGap.Why)] = [
      (39, 8, .scheduleDriven), (39, 9, .needDriven), (33, 9, .needDriven),
      (33 - millisecond, 9, .unknown), (40, 9, .unknown), (40 - millisecond, 8, .scheduleDriven),
    ]
    for (day, total, why) in cases {
      var log = HandWrittenLog()
      log.rate(-1, 16)
      log.treat(0, "a")
      let seq = log.rate(day, total)
      log.treat(40, "b")
      let gap = try #require(value(log).gaps.first)
      #expect(gap.why == why, "day \(day), \(total)")
      #expect(gap.whySeq == (why == .unknown ? nil : seq), "day \(day)")
    }
  }

  @Test func `a rating before the end of the treatment before says nothing`() throws {
    var log = HandWrittenLog()
    log.rate(-1, 16)
    log.treat(0, "a")
    log.treat(3, "b")
    log.treat(6, "c")
    log.rate(2, 9)
    let between = log.rate(5, 7)
    let gaps = try value(log).gaps
    #expect(gaps.map(\.why) == [.needDriven, .scheduleDriven, nil])
    #expect(gaps[1].whySeq == between)
  }

  @Test func `without a usable baseline, or a threshold, nothing is known`() throws {
    var log = HandWrittenLog()
    log.rate(-1, 9)
    log.treat(0, "a")
    log.rate(39, 3)
    log.treat(40, "b")
    #expect(try value(log).gaps[0].why == .unknown)
    var plan = AnalysisPlan()
    plan.set = "leucht2007"
    var other = HandWrittenLog()
    other.rate(-1, 16)
    other.treat(0, "a")
    other.rate(39, 3)
    other.treat(40, "b")
    #expect(try value(other).gaps[0].why == .scheduleDriven)
    #expect(try value(other, plan).gaps[0].why == .unknown)
    plan = AnalysisPlan()
    plan.criterion = .remission
    #expect(try value(other, plan).gaps[0].why == .scheduleDriven)
  }

  /// Gaps 20, 22, 26 at ordinals 2, 3, 4: slopes 2, 4 and 6/2 = 3, of which 3 is the median. The
  /// first gap follows an induction.
  @Test func `a trend is the median slope of maintenance gaps`() throws {
    var log = HandWrittenLog()
    for (day, label) in [(0.0, "a"), (20, "b"), (40, "c"), (62, "d"), (88, "e")] {
      log.treat(day, label)
    }
    let trends = try value(log).trends
    #expect(trends.map(\.gaps) == [3] && trends.map(\.daysPerOrdinal) == [3])
  }

  /// A is treated at 0 and 10 and followed to 20, B at 0 and 5 and followed to 8:
  /// 1, then 1 + 1/2 at 5, then 1 + 1/2 + 1/1 at 10.
  @Test func `the mean cumulative function counts the first treatment`() throws {
    var log = HandWrittenLog()
    for (subject, days, end) in [("A", [0.0, 10], 20.0), ("B", [0, 5], 8)] {
      for (place, day) in days.enumerated() { log.treat(day, "\(place)", of: subject) }
      log.add("note", end, #"{"text":"seen"}"#, of: subject)
    }
    let figures = IntervalsFigures(try value(log))
    let function = try #require(figures.meanCumulativeFunction)
    #expect(function.rows.map(\.time) == [0, 5, 10])
    #expect(function.rows.map(\.value) == [1, 1.5, 2.5])
    #expect(function.rows.map(\.atRisk) == [2, 2, 1])
    // Gaps 10 closed, 10 open; 5 closed, 3 open.
    #expect(figures.all.count == 4 && figures.all.closed == 2 && figures.all.open == 2)
    // At risk at 5 are three of which one ends: 2/3; at 10 two of which one ends: 1/3.
    #expect(figures.all.lowerQuartileDays == 5 && figures.all.medianDays == 10)
    #expect(figures.all.upperQuartileDays == nil)
    #expect(figures.byOrdinal.map(\.summary.count) == [2, 2])
  }
}
