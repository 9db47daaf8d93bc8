import Bytes

/// How ill somebody is as time goes by, in thousandths of a scale's range.
///
/// ```
/// untreated ────╮                              ╭────── most of the way back
///                ╲ each dose, up to the whole  ╱
///                 ╲ effect                    ╱ riseMinutes
///                  ╰────── relief ───────────╯
///                last dose                lost
/// ```
///
/// How long relief lasts is drawn anew at each dose, day by day, with a hazard that grows slowly:
/// a Weibull-like time made of whole numbers. All times are minutes.
struct Severity: Sendable {
  /// What treatment does for somebody.
  enum Response: Sendable { case full, late, partial, none }

  /// Severity without treatment.
  let untreated: Int
  /// What treatment does.
  let response: Response
  /// Thousandths of `untreated` that treatment takes away at best.
  private let effect: Int
  /// Doses until treatment does its best.
  private let dosesToEffect: Int
  /// Days after a dose before a late response shows.
  private let delayDays: Int
  /// Thousandths by which the hazard of losing relief differs from everybody's.
  private let frailty: Int
  private let riseMinutes: Int
  private var doses = 0
  private var lastDose = 0
  private var lossMinute = 0

  init(_ random: inout SplitMix64) {
    // Some come for another reason than what they are measured with.
    let isLow = random.happens(40)
    untreated = isLow ? random.within(50...170) : random.within(580...820)
    response = random.pick([(60, .full), (6, .late), (14, .partial), (20, .none)])
    effect =
      switch response {
      case .full, .late: random.within(600...900)
      case .partial: random.within(250...480)
      case .none: random.within(0...150)
      }
    dosesToEffect = random.within(1...4)
    delayDays = response == .late ? random.within(8...16) : 0
    frailty = random.within(500...1700)
    riseMinutes = random.within(6...20) * Clock.day
  }

  /// Takes a dose into account that ends at a minute.
  mutating func take(doseAt minute: Int, _ random: inout SplitMix64) {
    doses += 1
    lastDose = minute
    var day = 1
    while day < 400, !random.happens((15 + day / 2) * frailty / 1000) { day += 1 }
    lossMinute = minute + day * Clock.day
  }

  /// The severity at a minute not before the last dose, in thousandths of the range.
  func level(at minute: Int) -> Int {
    guard doses > 0 else { return untreated }
    var share = effect * min(doses, dosesToEffect) / dosesToEffect
    if minute < lastDose + delayDays * Clock.day { share /= 4 }
    let relieved = untreated * (1000 - share) / 1000
    guard minute > lossMinute else { return relieved }
    let back = max(relieved, untreated * 92 / 100)
    return relieved + (back - relieved) * min(minute - lossMinute, riseMinutes) / riseMinutes
  }

  /// What a rating at that minute would show: people have good and bad days.
  func rated(at minute: Int, _ random: inout SplitMix64) -> Int {
    let badDay = random.happens(30) ? random.within(150...350) : 0
    return min(1000, max(0, level(at: minute) + random.scatter(30) + badDay))
  }
}
