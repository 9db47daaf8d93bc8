import Bytes
import Definitions
import EventLog
import Events
package import Recording
package import TestSupport

/// A log with a past, and appends whose answers depend on all of it.
package enum QuestionedLog {
  /// Where it lies.
  package static let path = "log.jsonl"

  /// What a list of appends came to.
  package struct Outcome: Equatable, Sendable {
    /// Each answer in short.
    package var answers: [String] = []
    /// The log afterwards.
    package var log: [UInt8] = []
  }

  /// Five subjects, infusions under three labels each, corrections; made in sittings that get
  /// shorter, so that the indexes have several runs.
  package static let base: SimulatedDisk = {
    let disk = SimulatedDisk()
    disk.installLog(path)
    for part in [past[..<50], past[50..<60], past[60...]] {
      let appender = try? open(disk)
      // A few are refused, for what came before.
      for line in part { _ = try? appender?.append([line]) }
      appender?.close()
    }
    return disk
  }()

  private static let past: [[UInt8]] = (0..<15).flatMap { number in
    let (subject, label) = ("S\(number % 5)", "L\(number / 5)")
    var lines = [
      ProducerLine.infusion("i-\(number)", subject, label: label),
      ProducerLine.dose("d-\(number)", subject, label: label),
      ProducerLine.rating("r-\(number)", subject, total: number),
    ]
    switch number % 4 {
    case 0: lines.append(ProducerLine.correction("v-\(number)", subject, "void", "i-\(number)"))
    case 1:
      lines.append(ProducerLine.relabel("c-\(number)", subject, "i-\(number)", to: "M\(number)"))
    case 2:
      let other = "S\((number + 1) % 5)"
      lines.append(ProducerLine.reassign("c-\(number)", subject, "i-\(number)", to: other))
    default: lines.append(ProducerLine.note("n-\(number)", subject, "text"))
    }
    return lines + (number % 3 == 0 ? [ProducerLine.note("o-\(number)", subject, "text")] : [])
      + (number == 4 ? [ProducerLine.correction("w-4", subject, "void", "v-4")] : [])
  }

  /// Opens it for writing.
  package static func open(
    _ disk: SimulatedDisk, usesCache: Bool = true, linesInMemory: Int = 1 << 20
  ) throws -> Appender {
    try Appender.open(
      disk, path, .builtIn, usesCache: usesCache, linesInMemory: linesInMemory,
      TickingClock().timekeeper)
  }

  /// The lines of the past that are in the log, as one batch.
  package static let taken: [[UInt8]] = {
    let appender = try? open(base.copy)
    return past.filter { line in
      guard case .already = try? appender?.append([line]) else { return false }
      return true
    }
  }()

  /// Appends of all kinds, a few of them batches.
  package static func questions(_ count: Int, seed: UInt64) -> [[[UInt8]]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let lines = generator.below(5) == 0 ? 3 : 1
      return (0..<lines).map { question("q-\(number)-\($0)", &generator) }
    }
  }

  private static func question(_ id: String, _ generator: inout SeededGenerator) -> [UInt8] {
    let subject = "S\(generator.below(5))"
    let number = generator.below(16)
    let label = ["L0", "L1", "L2", "M1", "M5", "M9", "N"][generator.below(7)]
    let target = ["i", "d", "v", "c", "r"][generator.below(5)] + "-\(number)"
    let isOwn = generator.below(4) > 0
    let owner = isOwn ? "S\(number % 5)" : subject
    switch generator.below(8) {
    case 0: return ProducerLine.rating(id, subject, total: number)
    case 1: return past[generator.below(past.count)]
    case 2: return ProducerLine.rating("r-\(number)", owner, total: 20)
    case 3: return ProducerLine.infusion(id, subject, label: label)
    case 4: return ProducerLine.dose(id, subject, label: label)
    case 5: return ProducerLine.relabel(id, owner, "i-\(number)", to: label)
    case 6: return ProducerLine.reassign(id, owner, "i-\(number)", to: "S\((number + 2) % 5)")
    default: return ProducerLine.correction(id, owner, "void", target)
    }
  }

  /// The first question for each kind of answer, those about the past before those about nothing.
  package static func oneOfEachKind(of questions: [[[UInt8]]], _ answers: [String]) -> [[[UInt8]]] {
    var kinds: Set<Substring> = []
    let order = ["already", "conflict", "label-taken", "unknown-infusion", "other-subject"]
    return zip(questions, answers)
      .filter { kinds.insert($1.split(separator: ",")[0]).inserted }
      .sorted { left, right in
        let places = [left, right].map { pair in
          order.firstIndex { pair.1.hasPrefix($0) } ?? order.count
        }
        return places[0] < places[1]
      }
      .map(\.0)
  }

  /// Appends all, in sittings of 25, each after `between` was called.
  package static func ask(
    _ questions: [[[UInt8]]], _ disk: SimulatedDisk, usesCache: Bool = true,
    linesInMemory: Int = 1 << 20, between: () -> Void = {}
  ) throws -> Outcome {
    var outcome = Outcome()
    for start in stride(from: 0, to: questions.count, by: 25) {
      between()
      let appender = try open(disk, usesCache: usesCache, linesInMemory: linesInMemory)
      for question in questions[start..<min(start + 25, questions.count)] {
        outcome.answers.append(brief(try appender.append(question)))
      }
      appender.close()
    }
    outcome.log = disk.bytes(at: path) ?? []
    return outcome
  }

  private static func brief(_ answer: AppendAnswer) -> String {
    switch answer {
    case .accepted(let seqs, let written): "accepted, \(seqs), \(written.count) lines"
    case .already(let seqs): "already, \(seqs)"
    case .conflict(let input, let seq): "conflict, \(input), \(seq)"
    case .condition(let head): "condition, \(head)"
    case .refused(let input, let refusal):
      "\(refusal.reason.rawValue), \(input), \(refusal.member ?? "")"
    }
  }

  /// Puts a log of so many notes on the medium, without a cache; returns its length.
  package static func installLong(_ count: Int, on disk: SimulatedDisk) throws -> Int {
    disk.installLog(path)
    var bytes = disk.bytes(at: path) ?? []
    let recorded = Instant("2026-03-01T00:00:00Z")!
    for number in 0..<count {
      let body =
        #","id":"n-\#(number)","source":"/ehr","type":"note","subject":"S\#(number % 5)","#
        + #""time":"2026-03-09T00:00:00Z","data":{"text":"text"}"#
      bytes += LineBuilder.line(
        seq: number + 1, recorded: recorded, body: Array(body.utf8), batch: nil)
      bytes.append(0x0A)
    }
    disk.install(path, bytes)
    return bytes.count
  }

  /// How many bytes of a log of that length the calls of a trace read.
  package static func bytesRead(_ trace: some Sequence<String>, size: Int) -> Int {
    trace.reduce(0) { sum, words in
      let parts = words.split(separator: " ")
      guard parts.count == 5, parts[0] == "read", parts[1] == path, let count = Int(parts[2]),
        let offset = Int(parts[4])
      else { return sum }
      return sum + max(0, min(count, size - offset))
    }
  }
}
