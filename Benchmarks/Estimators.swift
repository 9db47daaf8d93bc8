import Bytes
import Statistics

/// The estimators on a sample of made-up rows in five strata, which `peers/estimators.py` makes
/// again to hold them to other programs.
struct Estimators {
  private static let timedRuns = 9
  private static let heads = ["name", "times", "rows", "min ms", "median ms", "rows/s", "answer"]

  private let rows: Int
  private var table = [Estimators.heads]

  /// Measures everything on `rows` rows, with times that are hardly ever equal and in whole days.
  init(rows: Int) throws {
    self.rows = rows
    for isWholeDays in [false, true] {
      let sample = SurvivalSample(rows: rows, isWholeDays: isWholeDays)
      try measure("kaplan-meier", sample) { sample in
        sample.strata.map { stratum in
          KaplanMeier(time: stratum.time, isEvent: stratum.isEvent).quantile(0.5).time ?? 0
        }
      }
      try measure("kaplan-meier rows", sample) { sample in
        sample.strata.map { stratum in
          let rows = KaplanMeier(time: stratum.time, isEvent: stratum.isEvent).rows
          return rows.first { $0.survival <= 0.5 }?.time ?? 0
        }
      }
      try measure("log-rank", sample) { sample in
        let test = LogRank(
          time: sample.time, isEvent: sample.isEvent, group: sample.stratum,
          groups: SurvivalSample.strataCount)
        return [test.chiSquare]
      }
    }
  }

  /// What was measured, in aligned columns.
  var text: String { Harness.aligned(table) }

  /// Runs an estimator once to warm up and nine times with the clock on.
  private mutating func measure(
    _ name: String, _ sample: SurvivalSample, _ estimate: (SurvivalSample) -> [Double]
  ) throws {
    var answers: Set<[Double]> = []
    var durations: [Duration] = []
    for run in 0...Self.timedRuns {
      let start = ContinuousClock.now
      let answer = estimate(sample)
      if run > 0 { durations.append(ContinuousClock.now - start) }
      answers.insert(answer)
    }
    guard answers.count == 1, let answer = answers.first else {
      throw Harness.ChangingAnswer(name: name)
    }
    durations.sort()
    let median = durations[durations.count / 2]
    table.append([
      name, sample.isWholeDays ? "days" : "continuous", String(rows),
      Figures.milliseconds(durations[0]), Figures.milliseconds(median),
      String(Figures.perSecond(rows, median)), answer.map { "\($0)" }.joined(separator: ","),
    ])
  }
}

/// Rows with a stratum, a time in days and whether it is an event.
///
/// Only the generator, products and sums are used, so that every language makes the same doubles.
struct SurvivalSample {
  static let strataCount = 5
  private static let seed: UInt64 = 42

  let isWholeDays: Bool
  private(set) var time: [Double] = []
  private(set) var isEvent: [Bool] = []
  private(set) var stratum: [Int] = []
  /// The same rows by stratum.
  private(set) var strata: [(time: [Double], isEvent: [Bool])]

  init(rows: Int, isWholeDays: Bool) {
    self.isWholeDays = isWholeDays
    strata = Array(repeating: ([], []), count: Self.strataCount)
    var state = Self.seed
    for _ in 0..<rows {
      let number = Int(((Self.word(&state) >> 32) * UInt64(Self.strataCount)) >> 32)
      let first = Self.share(&state)
      let second = Self.share(&state)
      let event = 365 * first * (second + Double(number + 2) / 8)
      let censoring = 365 * Self.share(&state)
      let time = min(event, censoring)
      add(isWholeDays ? time.rounded(.up) : time, event <= censoring, number)
    }
  }

  private mutating func add(_ time: Double, _ isEvent: Bool, _ number: Int) {
    self.time.append(time)
    self.isEvent.append(isEvent)
    stratum.append(number)
    strata[number].time.append(time)
    strata[number].isEvent.append(isEvent)
  }

  /// The next word of SplitMix64.
  private static func word(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A double from 0 up to but not including 1.
  private static func share(_ state: inout UInt64) -> Double {
    Double(word(&state) >> 11) * 0x1p-53
  }
}
