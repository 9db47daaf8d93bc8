import Bytes
import Simulation

/// One bend of the river: something that is done with a whole log.
protocol Bend {
  /// What comes out.
  associatedtype Answer

  /// What it is called in the table.
  var name: String { get }

  /// Events and bytes that it goes over; `nil`: all of the log.
  var extent: (events: Int, bytes: Int)? { get }

  /// Does it. This is what is timed.
  func run(_ path: String) throws -> Answer

  /// Adds the answer as text that depends on nothing but the answer. Not timed.
  func describe(_ answer: Answer, to text: inout [UInt8])
}

extension Bend {
  var extent: (events: Int, bytes: Int)? { nil }
}

/// Runs bends over one log and keeps what it took.
struct Harness {
  private static let timedRuns = 5
  private static let heads = [
    "name", "subjects", "events", "MB", "min ms", "median ms", "CPU ms", "events/s", "MB/s",
    "peak MB",
    "digest",
  ]

  private let log: SimulatedLog
  private var rows = [Harness.heads]

  /// What the names of the bends that are wanted begin with; `nil`: all.
  let wanted: String?

  init(_ log: SimulatedLog, only wanted: String? = nil) {
    self.log = log
    self.wanted = wanted
  }

  /// Runs a bend once to warm up and five times with the clock on.
  ///
  /// Beside the time on the clock stands that of the processors, the least of all runs: two threads
  /// that are done in half the time have still worked as long as one.
  ///
  /// An answer is put away before the next run and outside the time, so that neither two of them
  /// are in memory at once nor the putting away is measured.
  mutating func measure(_ bend: some Bend) throws {
    if let wanted, !bend.name.hasPrefix(wanted) { return }
    var digests: Set<String> = []
    var durations: [Duration] = []
    var work: [Duration] = []
    for run in 0...Self.timedRuns {
      let (start, worked) = (ContinuousClock.now, Machine.processorTime)
      let answer = try bend.run(log.path)
      let duration = ContinuousClock.now - start
      if run > 0 {
        durations.append(duration)
        work.append(Machine.processorTime - worked)
      }
      digests.insert(digest(of: answer, bend))
    }
    guard digests.count == 1 else { throw ChangingAnswer(name: bend.name) }
    durations.sort()
    add(bend, durations, work.min() ?? .zero, digests.first ?? "")
  }

  /// A bend that gave another answer in another run.
  struct ChangingAnswer: Error {
    let name: String
  }

  private func digest<Measured: Bend>(of answer: Measured.Answer, _ bend: Measured) -> String {
    var text: [UInt8] = []
    bend.describe(answer, to: &text)
    return String(SHA256.hash(text.span).hexadecimal.prefix(16))
  }

  private mutating func add(
    _ bend: some Bend, _ durations: [Duration], _ work: Duration, _ digest: String
  ) {
    let (events, bytes) = bend.extent ?? (log.events, log.extent.bytes)
    let median = durations[durations.count / 2]
    rows.append([
      bend.name, String(log.clinic.subjects), String(events), Figures.megabytes(bytes),
      Figures.milliseconds(durations[0]), Figures.milliseconds(median),
      Figures.milliseconds(work), String(Figures.perSecond(events, median)),
      Figures.megabytes(Figures.perSecond(bytes, median)),
      Figures.peakMemory(SystemDisk()).map(Figures.megabytes) ?? "?", digest,
    ])
  }

  /// What was measured, in aligned columns: the name on the left, figures on the right.
  var table: String { Self.aligned(rows) }

  /// Rows in aligned columns: the first one on the left, the others on the right.
  static func aligned(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map(\.[column].count).max() ?? 0
    }
    let lines = rows.map { row in
      row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + gap : gap + row[column]
      }.joined(separator: "  ")
    }
    return lines.joined(separator: "\n")
  }
}
