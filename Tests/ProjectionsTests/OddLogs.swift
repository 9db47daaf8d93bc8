import Bytes
import Histories
import Projections

/// A log with something odd in it, one for each rule.
struct OddLog: Sendable, CustomStringConvertible {
  /// The rule that objects.
  var rule: CheckRule
  /// Other rules that must object too, because the same thing is odd in two ways.
  var alsoBy: [CheckRule] = []
  /// What the rule finds.
  var fact: CheckFinding.Fact
  /// Adds what is odd; returns the lines that the rule must name.
  var add: @Sendable (inout HandWrittenLog) -> [Int]

  var description: String { rule.rawValue }

  private static func name(_ text: String) -> CheckFinding.Fact { .name(Array(text.utf8)) }
  private static func session(_ text: String) -> CheckFinding.Fact { .session(Array(text.utf8)) }

  /// All of them; each is added to `HandWrittenLog.inOrder`.
  static let all: [OddLog] =
    sessions + weights + events + ratings + answers

  private static let sessions: [OddLog] = [
    OddLog(rule: .doseWithoutInfusion, fact: session("z")) { log in
      [log.add("dose", 1, #"{"infusion":"z","mg":5}"#)]
    },
    OddLog(rule: .duplicateLabel, fact: session("a")) { log in
      [log.add("infusion", 2, #"{"infusion":"a","drug":"ketamine","route":"IV"}"#)]
    },
    OddLog(rule: .infusionWithoutDose, fact: session("b")) { log in
      [log.add("infusion", 2, #"{"infusion":"b","drug":"ketamine","route":"IV"}"#)]
    },
    // 30 of 35 mg are 85.7 %, which is less than 95 and than 90.
    OddLog(rule: .doseFarFromOrdered, fact: .dose(given: 30, ordered: 35, isPartial: true)) { log in
      let seq = log.add(
        "infusion", 3,
        #"{"infusion":"b","drug":"ketamine","route":"IV","orderedMg":35,"weightKg":70}"#)
      log.add("dose", 3, #"{"infusion":"b","mg":30,"minutes":40}"#)
      return [seq]
    },
    // 0.5 mg/kg of 70 kg are 35 mg, not 40; 40 mg were given as ordered.
    OddLog(rule: .orderContradictsItself, fact: .amounts(40, 35)) { log in
      let seq = log.add(
        "infusion", 3,
        #"{"infusion":"b","drug":"ketamine","route":"IV","orderedMg":40,"orderedMgPerKg":0.5,"#
          + #""weightKg":70}"#)
      log.add("dose", 3, #"{"infusion":"b","mg":40,"minutes":40}"#)
      return [seq]
    },
    // A slip of the decimal point: 350 mg / 70 kg.
    OddLog(rule: .dosePerKilogramOutOfRange, fact: .perKilogram(5)) { log in
      let seq = log.add(
        "infusion", 3, #"{"infusion":"b","drug":"ketamine","route":"IV","weightKg":70}"#)
      log.add("dose", 3, #"{"infusion":"b","mg":350,"minutes":40}"#)
      return [seq]
    },
    OddLog(rule: .durationOutOfRange, fact: .duration(240_000)) { log in
      let seq = log.add(
        "infusion", 3, #"{"infusion":"b","drug":"ketamine","route":"IV","weightKg":70}"#)
      log.add("dose", 3, #"{"infusion":"b","mg":35,"minutes":4}"#)
      return [seq]
    },
    // 0.5 d are 12 h.
    OddLog(rule: .twoTreatmentsWithin20Hours, fact: .duration(43_200_000)) { log in
      [3, log.treat(0.5, "b")]
    },
    OddLog(rule: .drugNameNotKnown, fact: .unknown(Array("Ketamin".utf8), nearest: "ketamine")) {
      log in [log.treat(3, "b", drug: "Ketamin")]
    },
  ]

  private static let weights: [OddLog] = [
    // The intake is of day -10: on day 81 its weight is 91 d old.
    OddLog(
      rule: .weightStale, alsoBy: [.noBaselineBeforeCourse], fact: .duration(91 * Instant.day)
    ) { log in
      let seq = log.add("infusion", 81, #"{"infusion":"b","drug":"ketamine","route":"IV"}"#)
      log.add("dose", 81, #"{"infusion":"b","mg":35,"minutes":40}"#)
      return [1, seq]
    },
    // 70 to 77.1 kg is 10.14 %.
    OddLog(rule: .weightChanged, fact: .weights(from: 70, to: 77.1)) { log in
      [3, log.add("intake", 2, #"{"indications":["F41.1"],"weightKg":77.1}"#)]
    },
    OddLog(rule: .weightMissing, fact: .count(1)) { log in
      log.answer(-1, [2, 2, 2, 2, 2, 2, 1], of: "P-2")
      let seq = log.add(
        "infusion", 0, #"{"infusion":"a","drug":"ketamine","route":"IV"}"#, of: "P-2")
      log.add("dose", 0, #"{"infusion":"a","mg":35,"minutes":40}"#, of: "P-2")
      return [seq]
    },
    // One finding for all sessions, and no duration that was never stated is out of range.
    OddLog(rule: .minutesMissing, fact: .count(2)) { log in
      [(3.0, "b"), (5.0, "c")].map { day, label in
        let seq = log.add(
          "infusion", day,
          #"{"infusion":"\#(label)","drug":"ketamine","route":"IV","weightKg":70}"#)
        log.add("dose", day, #"{"infusion":"\#(label)","mg":35}"#)
        return seq
      }
    },
  ]

  private static let events: [OddLog] = [
    OddLog(rule: .afterFollowUp, fact: .count(2)) { log in
      log.add("exit", 8, #"{"reason":"completed"}"#)
      return [
        log.add("note", 9, #"{"text":"called"}"#), log.answer(10, [1, 0, 0, 0, 0, 0, 0]),
      ]
    },
    OddLog(rule: .ratingAfterDeath, alsoBy: [.afterFollowUp], fact: .count(1)) { log in
      let death = log.add("exit", 8, #"{"reason":"died"}"#)
      log.add("note", 9, #"{"text":"letter"}"#)
      return [death, log.answer(10, [1, 0, 0, 0, 0, 0, 0])]
    },
    // It happened half a day after it was recorded.
    OddLog(rule: .timeAfterRecorded, fact: .duration(43_200_000)) { log in
      [log.add("note", 9, #"{"text":"n"}"#, recordedOn: 8.5)]
    },
    OddLog(rule: .adverseOnNothing, fact: session("z")) { log in
      [log.add("adverse", 1, #"{"term":"nausea","infusion":"z"}"#)]
    },
    OddLog(rule: .vitalOnNothing, fact: session("z")) { log in
      [log.add("vital", 1, #"{"pulse":70,"infusion":"z"}"#)]
    },
    // 136 years before the intake.
    OddLog(rule: .birthYearImplausible, fact: .year(1890)) { log in
      [log.add("intake", 1, #"{"indications":["F41.1"],"birthYear":1890}"#)]
    },
    OddLog(rule: .unknownType, fact: name("biomarker")) { log in
      [log.add("biomarker", 1, "{}"), log.add("biomarker", 2, "{}")]
    },
  ]

  private static let ratings: [OddLog] = [
    OddLog(rule: .ratingPartial, fact: name("GAD-7")) { log in
      [log.add("rating", 3, #"{"instrument":"GAD-7","items":[1,1,1,1,1,1,null]}"#)]
    },
    OddLog(rule: .itemNotAssessed, fact: name("HAM-D17")) { log in
      [
        log.add(
          "rating", 3,
          #"{"instrument":"HAM-D17","items":[1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3,0]}"#)
      ]
    },
    OddLog(rule: .unknownInstrument, fact: .unknown(Array("GAD7".utf8), nearest: "GAD-7")) { log in
      [log.add("rating", 3, #"{"instrument":"GAD7","total":3}"#)]
    },
    OddLog(
      rule: .noRatingOnIndexInstrument,
      fact: .instruments(expected: "GAD-7", found: ["HAM-A"])
    ) { log in
      log.add(
        "rating", -1, #"{"instrument":"HAM-A","items":[1,1,1,1,1,1,1,1,1,1,1,1,1,2]}"#, of: "P-2")
      return [log.treat(0, "a", of: "P-2")]
    },
    // Day 22 is more than 14 d behind day 0, and nothing was rated from day 8 to day 22.
    OddLog(rule: .noBaselineBeforeCourse, fact: name("GAD-7")) { log in [log.treat(22, "b")] },
    OddLog(rule: .baselineSeveral, fact: .count(2)) { log in
      [log.answer(-3, [3, 3, 1, 1, 1, 2, 2]), 2].sorted { $0 > $1 }
    },
    // Follow-up goes on until 28 d after the end of the session on day 9.
    OddLog(rule: .noRatingAfterTreatment, fact: .count(1)) { log in
      let seq = log.treat(9, "b")
      log.add("note", 38, #"{"text":"n"}"#)
      return [seq]
    },
  ]

  private static let answers: [OddLog] = [
    OddLog(rule: .raterChangedMidCourse, fact: change("self", "clinician")) { log in
      [
        log.answer(3, [1, 1, 1, 1, 1, 1, 2], #","rater":"self""#),
        log.answer(4, [1, 1, 1, 1, 1, 2, 1], #","rater":"clinician""#),
      ]
    },
    OddLog(rule: .identicalItems, fact: name("GAD-7")) { log in
      (3...6).map { log.answer(Double($0), [1, 0, 2, 1, 0, 2, 1]) }
    },
    OddLog(rule: .totalWithoutItems, fact: name("GAD-7")) { log in
      [log.rate(3, 5), log.rate(4, 6)]
    },
    OddLog(rule: .versionChanged, alsoBy: [.versionMissing], fact: change("en", "de")) { log in
      [
        log.answer(3, [1, 1, 1, 1, 1, 1, 2], #","version":"en""#),
        log.answer(4, [1, 1, 1, 1, 1, 2, 1], #","version":"de""#),
      ]
    },
    // The two ratings of the log in order state none.
    OddLog(rule: .versionMissing, fact: name("GAD-7")) { log in
      log.answer(3, [1, 1, 1, 1, 1, 1, 2], #","version":"en""#)
      return [2, 5]
    },
  ]

  private static func change(_ from: String, _ to: String) -> CheckFinding.Fact {
    .change(instrument: Array("GAD-7".utf8), from: Array(from.utf8), to: Array(to.utf8))
  }
}

extension HandWrittenLog {
  /// A log in which nothing is odd: an intake on day -10 (line 1), a baseline on day -1 (line 2), a
  /// session on day 0 (lines 3 and 4), a rating on day 7 (line 5).
  static var inOrder: HandWrittenLog {
    var log = HandWrittenLog()
    log.add("intake", -10, #"{"indications":["F41.1"],"birthYear":1980,"weightKg":70}"#)
    log.answer(-1, [2, 2, 2, 2, 2, 2, 1])
    log.treat(0, "a")
    log.answer(7, [1, 1, 1, 1, 1, 1, 0])
    return log
  }

  /// A rating on GAD-7 by its items.
  @discardableResult
  mutating func answer(
    _ day: Double, _ items: [Int], _ more: String = "", of subject: String = "P-1"
  ) -> Int {
    add("rating", day, #"{"instrument":"GAD-7","items":\#(items)\#(more)}"#, of: subject)
  }

  /// Everything that is odd.
  func checks(
    _ plan: AnalysisPlan = AnalysisPlan(), rules: Set<CheckRule> = Set(CheckRule.allCases),
    registry: Registry? = nil
  ) throws -> [CheckFinding] {
    let registry = try registry ?? self.registry()
    let particulars = try registry.logs.map { try $0.particulars() }
    return ChecksProjection(plan, rules: rules).fold(registry, particulars).findings
  }

  /// A correction of a line of this log.
  @discardableResult
  mutating func correct(
    _ seq: Int, _ rest: String, on day: Double = 20, of subject: String = "P-1"
  ) -> Int {
    add(
      "correction", day, #"{"source":"/clinic","id":"e\#(seq)","reason":"r",\#(rest)}"#,
      of: subject)
  }
}
