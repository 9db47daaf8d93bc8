import Bytes
import Simulation
import Statistics

/// How long relief may have lasted, made up: ratings at irregular times, relief that is lost between
/// two of them or still there at the last one.
struct SimulatedIntervals {
  /// What is measured and written for other programs.
  static let standard = SimulatedIntervals(rows: 20_000, seed: 42)

  private static let day = 86_400_000
  let seed: UInt64
  /// L and R of each row, in days that are whole milliseconds.
  private(set) var left: [Double] = []
  private(set) var right: [Double?] = []

  init(rows: Int, seed: UInt64) {
    self.seed = seed
    var draws = SplitMix64(seed: seed)
    for _ in 0..<rows {
      // Two draws multiplied make short times frequent and long ones possible; half are under 11 d.
      let loss = draws.below(60_000) * draws.below(60_000) / 60_000 * Self.day / 1_000
      let end = 7 * Self.day + draws.below(83 * Self.day)
      var rating = Self.day / 4 + draws.below(3 * Self.day)
      var last = 0
      while rating < end && (last == 0 || rating <= loss) {
        last = rating
        rating += Self.day + draws.below(4 * Self.day) + draws.below(4 * Self.day)
      }
      left.append(Double(last) / Double(Self.day))
      right.append(rating < end ? Double(rating) / Double(Self.day) : nil)
    }
  }

  /// Writes a line for each row: L and R, which is `inf` where relief was not seen to end.
  func write(to path: String, _ disk: SystemDisk) throws {
    let lines = zip(left, right).map { left, right in
      "\(left) \(right.map { String($0) } ?? "inf")\n"
    }
    let file = try disk.open(path, .create)
    defer { disk.close(file) }
    try disk.writeFully(file, at: 0, Array(lines.joined().utf8))
  }
}

/// Times the estimate from intervals in memory to all innermost intervals with their masses.
struct TurnbullFigure {
  private static let timedRuns = 15

  private let intervals: SimulatedIntervals
  private let durations: [Duration]
  private let turnbull: Turnbull?

  init(_ intervals: SimulatedIntervals) {
    self.intervals = intervals
    var durations: [Duration] = []
    var turnbull: Turnbull?
    for run in 0...Self.timedRuns {
      let start = ContinuousClock.now
      let answer = Turnbull(left: intervals.left, right: intervals.right)
      if run > 0 { durations.append(ContinuousClock.now - start) }
      turnbull = answer
    }
    self.durations = durations.sorted()
    self.turnbull = turnbull
  }

  /// What was measured, and figures by which another program can be seen to agree.
  var sentence: String {
    guard let turnbull else { return "no intervals" }
    let support = turnbull.innermost.count { $0.mass > 0 }
    return "turnbull: \(intervals.left.count) intervals, seed \(intervals.seed), "
      + "\(turnbull.innermost.count) innermost, \(support) with mass; "
      + "min \(Figures.milliseconds(durations[0])) ms, "
      + "median \(Figures.milliseconds(durations[durations.count / 2])) ms of "
      + "\(durations.count); gap \(turnbull.gap), log-likelihood \(turnbull.logLikelihood)"
  }
}
