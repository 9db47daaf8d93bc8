import Bytes
import Definitions
import EventLog
import Recording
import TestSupport

/// Work that a seed gives a writer: a log is started, and batches are appended to it in one or
/// more sittings.
package struct Workload: Sendable {
  /// Lines that are appended together.
  package struct Batch: Sendable {
    /// What producers say.
    package var lines: [[UInt8]] = []
    /// The ids of the lines that are new when the batch is appended.
    package var fresh: [String] = []
  }

  /// What is appended between an opening of the log and its closing.
  struct Sitting: Sendable {
    var batches: [Batch] = []
    var usesCache = true
  }

  static let path = "log.jsonl"

  /// Opens the log for writing, as every part does it.
  static func open(
    _ disk: any Disk, usesCache: Bool = true, _ time: Timekeeper = TickingClock().timekeeper
  ) throws(LogProblem) -> Appender {
    try Appender.open(disk, path, .builtIn, usesCache: usesCache, time)
  }

  let sittings: [Sitting]

  /// All batches in order.
  var batches: [Batch] { sittings.flatMap(\.batches) }

  /// Work that is given.
  init(sittings: [Sitting]) { self.sittings = sittings }

  /// One sitting of at least so many events with short texts.
  init(seed: UInt64, events: Int) {
    var author = Author(seed: seed, texts: [(1, 20)])
    var sitting = Sitting()
    var count = 0
    while count < events {
      sitting.batches.append(author.batch())
      count += sitting.batches.last?.fresh.count ?? 0
    }
    sittings = [sitting]
  }

  /// The work of a seed.
  ///
  /// - Parameter size: 0 for the smallest, a sitting with a batch or two; from there on more of
  ///   everything, up to 2.
  init(seed: UInt64, size: Int) {
    var author = Author(seed: seed)
    sittings = (0..<(1 + author.draws.below(size + 1))).map { _ in
      var sitting = Sitting()
      sitting.usesCache = !author.draws.happens(150)
      sitting.batches = (0..<(1 + author.draws.below(2 + size))).map { _ in author.batch() }
      return sitting
    }
  }
}

/// Makes up batches that refer to what was said before them.
private struct Author {
  var draws: SplitMix64
  private var count = 0
  private var labels: [(subject: String, label: String)] = []
  private var notes: [(subject: String, id: String)] = []
  private var earlier: [Workload.Batch] = []

  /// Up to how long texts are, each with its weight: most are short, some reach over sectors, some
  /// over pages.
  private let texts: [(weight: Int, choice: Int)]

  init(seed: UInt64, texts: [(Int, Int)] = [(12, 120), (4, 1_200), (2, 9_000)]) {
    draws = SplitMix64(seed: seed)
    self.texts = texts
  }

  mutating func batch() -> Workload.Batch {
    // One in ten says again what was said: whole batches, or a line among new ones.
    if !earlier.isEmpty && draws.happens(60) {
      return Workload.Batch(lines: draws.pick(earlier).lines)
    }
    var batch = Workload.Batch()
    let size = draws.pick([(5, 1), (3, 2 + draws.below(3)), (1, 5 + draws.below(8))])
    for _ in 0..<size {
      let (line, id) = line()
      batch.lines.append(line)
      batch.fresh.append(id)
    }
    if let old = earlier.last?.lines.first, draws.happens(80) {
      batch.lines.insert(old, at: draws.below(batch.lines.count + 1))
    }
    earlier.append(batch)
    return batch
  }

  private mutating func line() -> (line: [UInt8], id: String) {
    count += 1
    let id = "e-\(count)"
    let subject = draws.pick(["A", "B", "C"])
    switch draws.below(10) {
    case 0, 1:
      let label = "s\(count)"
      labels.append((subject, label))
      return (ProducerLine.infusion(id, subject, label: label), id)
    case 2 where !labels.isEmpty, 3 where !labels.isEmpty:
      let session = draws.pick(labels)
      return (ProducerLine.dose(id, session.subject, label: session.label), id)
    case 4, 5:
      return (ProducerLine.rating(id, subject, total: draws.below(22), minute: count), id)
    case 6 where !notes.isEmpty:
      let note = notes.remove(at: draws.below(notes.count))
      return (ProducerLine.correction(id, note.subject, "void", note.id), id)
    default:
      notes.append((subject, id))
      let length = draws.below(draws.pick(texts))
      return (ProducerLine.note(id, subject, String(repeating: "n", count: length)), id)
    }
  }
}
