import Synchronization

/// How far a piece of work is. Whoever does it counts, from any thread:
///
/// ```
/// let work = printer.progress("importing visits.csv", total: size, in: .bytes)
/// defer { work.end() }
/// work.advance(by: block.count)
/// ```
///
/// To count is an addition and a look at the clock, for a block of work and not for each line of it.
/// Where nobody looks on it is the addition alone. No answer depends on it.
final class WorkProgress: Sendable {
  /// What is counted.
  enum Unit: Sendable {
    case bytes
    /// Events, subjects, samples and the like: their name in the plural.
    case things(StaticString)
  }

  /// What is done, such as `reading clinic.jsonl`.
  let what: String
  /// How much there is in all; `nil`: nobody knows.
  let total: Int?
  let unit: Unit
  /// Whether it gives way to work that goes on at the same time: files that are read for its sake.
  let isBeneath: Bool
  private let count = Atomic<Int>(0)
  private let meter: ProgressMeter?

  /// Work that a meter shows; one that nobody looks at where there is none.
  init(
    _ what: String, total: Int?, in unit: Unit, isBeneath: Bool = false, on meter: ProgressMeter?
  ) {
    self.what = what
    self.total = total
    self.unit = unit
    self.isBeneath = isBeneath
    self.meter = meter
    meter?.begin(self)
  }

  /// How much is done.
  var done: Int { count.load(ordering: .relaxed) }

  /// So much more is done.
  func advance(by amount: Int) {
    count.add(amount, ordering: .relaxed)
    meter?.look(at: self)
  }

  /// It is over: nothing of it stays on the screen.
  func end() { meter?.end(self) }
}

/// One line that says how far a piece of work is.
struct ProgressLine {
  /// What is done.
  let what: String
  let done: Int
  /// `nil`: nobody knows.
  let total: Int?
  let unit: WorkProgress.Unit
  /// Since it began.
  let seconds: Double

  init(_ work: WorkProgress, seconds: Double) {
    (what, total, unit) = (work.what, work.total, work.unit)
    done = min(work.done, total ?? .max)
    self.seconds = seconds
  }

  /// Bytes are shown by thousands, as file managers do.
  private static let prefixes = ["B", "kB", "MB", "GB", "TB"]

  /// The share that is done; `nil` where there is no telling.
  private var share: Double? {
    guard let total, total > 0 else { return nil }
    return Double(done) / Double(total)
  }

  /// Seconds that all of it takes at the pace so far; `nil` where there is no telling.
  var wholeTime: Double? {
    guard let share, share > 0 else { return nil }
    return seconds / share
  }

  /// `reading clinic.jsonl [####------] 41 %  366 of 893 MB  610 MB/s  0:01 left`, in so many columns:
  /// first the bar becomes shorter, then the name.
  func text(columns: Int) -> String {
    var figures = ""
    if let share, let whole = wholeTime {
      figures =
        " \(Int(share * 100)) %  \(amounts)  \(rate)  \(Self.time(max(0, whole - seconds))) left"
    } else {
      figures = "  \(amounts)  \(rate)  \(Self.time(seconds))"
    }
    // The terminal writes `^C` behind the line, and what has wrapped is no longer erased.
    let widest = columns - 3
    let room = widest - figures.unicodeScalars.count
    guard room > 0 else { return String(figures.dropFirst().prefix(max(0, widest))) }
    let name = what.unicodeScalars.count
    let bar = min(30, room - name - 3)
    guard let share, bar >= 6 else {
      return name <= room ? what + figures : Self.shortened(what, room) + figures
    }
    let full = Int(share * Double(bar))
    return what + " [" + String(repeating: "#", count: full)
      + String(repeating: "-", count: bar - full) + "]" + figures
  }

  private static func shortened(_ text: String, _ room: Int) -> String {
    guard room > 3 else { return "" }
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(room - 3) { kept.append(scalar) }
    return String(kept) + "..."
  }

  private var amounts: String {
    switch unit {
    case .bytes:
      let (scale, prefix) = Self.scale(total ?? done)
      let shown = Self.digits(Double(done) / scale)
      return total.map { "\(shown) of \(Self.digits(Double($0) / scale)) \(prefix)" }
        ?? "\(shown) \(prefix)"
    case .things(let name):
      return total.map { "\(done) of \($0) \(name)" } ?? "\(done) \(name)"
    }
  }

  private var rate: String {
    let pace = seconds > 0 ? Double(done) / seconds : 0
    guard case .bytes = unit else { return "\(Self.digits(pace))/s" }
    let (scale, prefix) = Self.scale(Int(min(pace, 1e18)))
    return "\(Self.digits(pace / scale)) \(prefix)/s"
  }

  private static func scale(_ bytes: Int) -> (Double, String) {
    var (scale, step) = (1.0, 0)
    while Double(bytes) >= scale * 1000, step + 1 < prefixes.count {
      scale *= 1000
      step += 1
    }
    return (scale, prefixes[step])
  }

  /// A whole number, below ten with one decimal.
  private static func digits(_ number: Double) -> String {
    guard number < 10, number != number.rounded() else {
      return "\(Int(min(number, 1e18).rounded()))"
    }
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// `0:07`, `12:30`, `1:02:03`.
  private static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
  }
}
