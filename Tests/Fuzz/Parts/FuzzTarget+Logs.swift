import Bytes
import Definitions
import EventLog
import Events
import Recording
import TestSupport

/// Whole logs: what producers append, what stands in a file, what lies beside it.
extension FuzzTarget {
  static let path = "log.jsonl"

  private static let time = Timekeeper(
    now: { Instant(milliseconds: 1_780_000_000_000) }, seconds: { 0 }, sleep: { _ in })

  private static let words = [
    "\"data\":{", "\"infusion\":\"1\"", "\"mg\":", "\"items\":[", "\"total\":21", "\"seq\":1",
    "\"action\":\"void\"", "\"reason\":\"x\"", "\"data_base64\":\"\"", "\"specversion\":\"1.0\"",
    "\"datacontenttype\":\"application/json\"", "\"xxh64\":\"\"", ",", "{", "}", "\"",
  ]

  /// Producers' events: what is accepted gives a log that is in order, that every reader decodes,
  /// and that knows the events again.
  static let producer = FuzzTarget(name: "producer", share: 120) {
    let (template, waiting) = waitingRoom()
    let corpus = waiting + Corpus.producerLines()
    return { generator in
      var mutation = Mutation(
        generator: generator.split(), words: words.map { Array($0.utf8) }, others: corpus)
      let batch = (0..<1 + generator.below(generator.happens(300) ? 3 : 1)).map { _ in
        let line = generator.pick(generator.happens(800) ? waiting : corpus)
        switch generator.below(8) {
        case 0: return line
        case 1, 2: return mutation.changed(line)
        default: return mutation.changedValues(line)
        }
      }
      let disk = template.crash(keeping: .everything)
      do {
        return try append(batch, to: disk, allowsUnknown: generator.happens(300))
      } catch { return .broken("\(error)") }
    }
  }

  /// A log that holds the first events of several vectors, and the events that could come next.
  private static func waitingRoom() -> (SimulatedDisk, [[UInt8]]) {
    let disk = SimulatedDisk()
    disk.install(path, (try? Vectors.bytes("log/append/base.jsonl")) ?? [])
    var waiting: [[UInt8]] = []
    guard let appender = try? Appender.open(disk, path, .builtIn, usesCache: false, time) else {
      return (disk, [])
    }
    for log in Corpus.producersLogs() where log.count > 4 && appender.head < 100 {
      let there = log.count * 2 / 3
      for line in log.prefix(there) {
        _ = try? appender.append([line], allowUnknownTypes: true)
      }
      waiting += log.dropFirst(there)
    }
    appender.close()
    return (disk, waiting)
  }

  private static func append(
    _ batch: [[UInt8]], to disk: SimulatedDisk, allowsUnknown: Bool
  ) throws(LogProblem) -> Verdict {
    let before = disk.bytes(at: path) ?? []
    let appender = try Appender.open(disk, path, .builtIn, usesCache: false, time)
    defer { appender.close() }
    let answer = try appender.append(batch, allowUnknownTypes: allowsUnknown)
    let after = disk.bytes(at: path) ?? []
    guard case .accepted(let seqs, let written) = answer else {
      return after == before ? .refused : .broken("refused, and something was written")
    }
    guard after == before + written.flatMap({ $0 + [0x0A] }) else {
      return .broken("other bytes than those that were acknowledged")
    }
    guard try LogVerification.verify(disk, path).finding.verdict == .ok else {
      return .broken("not in order")
    }
    var twins = Twins()
    for line in written {
      if let difference = twins.take(line) { return .broken(difference) }
    }
    guard twins.refused == 0 else { return .broken("a line that was accepted can't be decoded") }
    switch try appender.append(batch, allowUnknownTypes: allowsUnknown) {
    case .already(let again): return again == seqs ? .taken : .broken("\(seqs), then \(again)")
    default: return .broken("not known again")
    }
  }

  /// Files that were logs: reading, verifying, diagnosing and opening to write end with a verdict,
  /// and the verdicts fit together.
  static let log = FuzzTarget(name: "log", share: 100) {
    let corpus = Corpus.logs()
    return { generator in
      let disk = SimulatedDisk()
      disk.install(path, changedLog(corpus, &generator))
      if generator.happens(300) {
        disk.install(path + ".d/checkpoint", checkpoint(of: disk, &generator))
      }
      do { return try judge(disk) } catch { return .broken("\(error)") }
    }
  }

  /// A log with changed bytes, or with changed lines that are sealed again.
  static func changedLog(_ corpus: [[UInt8]], _ generator: inout SplitMix64) -> [UInt8] {
    var mutation = Mutation(
      generator: generator.split(), words: [[0x0A], Array("\n{}\n".utf8)], others: corpus)
    let log = generator.pick(corpus)
    guard generator.happens(600) else { return mutation.changed(log) }
    var lines = log.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    for _ in 0..<1 + generator.below(3) {
      let place = generator.below(lines.count)
      switch generator.below(6) {
      case 0: lines.remove(at: place)
      case 1: lines.insert(lines[place], at: generator.below(lines.count))
      case 2: lines.swapAt(place, generator.below(lines.count))
      default:
        guard lines[place].count > Seal.length else { continue }
        var line = Array(lines[place].dropLast(Seal.length))
        if generator.happens(700) {
          line = mutation.changedValues(line + [UInt8(ascii: "}")])
          if line.last == UInt8(ascii: "}") { line.removeLast() }
        } else {
          line = mutation.changed(line)
        }
        Seal.close(&line)
        lines[place] = line
      }
      if lines.isEmpty { lines = [[]] }
    }
    return Array(lines.joined(separator: [0x0A]))
  }

  /// A checkpoint over the first lines of the log, or something like it.
  private static func checkpoint(of disk: SimulatedDisk, _ generator: inout SplitMix64) -> [UInt8] {
    let lines = (disk.bytes(at: path) ?? []).split(separator: 0x0A)
    var frontier = MerkleFrontier()
    let size = generator.below(lines.count + 1)
    for line in lines.prefix(size) { frontier.append(Array(line).span) }
    let origin = generator.happens(800) ? "example.org/clinic" : "example.org/other"
    let text = Checkpoint(origin: origin, size: size, root: frontier.root).text
    guard generator.happens(300) else { return Array(text.utf8) }
    var mutation = Mutation(generator: generator.split(), words: [], others: [])
    return mutation.changed(Array(text.utf8))
  }

  private static func committed(
    _ read: () throws(LogProblem) -> LogReading
  ) throws(LogProblem) -> Int? {
    do throws(LogProblem) { return try read().finding.committed } catch {
      switch error {
      case .damaged, .empty: return nil
      case .missing, .forbidden, .notAFile, .locked, .disk: throw error
      }
    }
  }

  private static func judge(_ disk: SimulatedDisk) throws(LogProblem) -> Verdict {
    let bytes = disk.bytes(at: path) ?? []
    let read = try committed { () throws(LogProblem) in
      var decoder = EventDecoder(.builtIn)
      return try LogReader(disk, path).read(into: &decoder)
    }
    let verified = try committed { () throws(LogProblem) in
      try LogVerification.verify(disk, path).reading
    }
    guard verified == nil || verified == read else {
      return .broken("\(verified ?? -1) lines verified, \(read ?? -1) read")
    }
    if !bytes.isEmpty {
      let diagnosis = try LogRepair(disk, path).diagnose()
      let isRight = (diagnosis.finding.verdict == .damage) == (verified == nil)
      guard isRight else { return .broken("diagnosed as \(diagnosis.finding.verdict)") }
    }
    guard disk.bytes(at: path) == bytes else { return .broken("a reader wrote") }
    do throws(LogProblem) {
      try Appender.open(disk, path, .builtIn, usesCache: false, time).close()
    } catch {
      guard disk.bytes(at: path) == bytes else { return .broken("a writer cut before it refused") }
      return .refused
    }
    let after = disk.bytes(at: path) ?? []
    guard bytes.starts(with: after) else { return .broken("a writer changed lines") }
    if let read, after.split(separator: 0x0A).count != read { return .broken("cut elsewhere") }
    return verified == nil ? .refused : .taken
  }

  /// What lies beside a log, changed and its sum made right: a writer opens the log or says why
  /// not.
  static let cache = FuzzTarget(name: "cache", share: 30) {
    let template = SimulatedDisk()
    template.install(path, (try? Vectors.bytes("log/append/base.jsonl")) ?? [])
    let corpus = Corpus.producerLines()
    if let appender = try? Appender.open(template, path, .builtIn, time) {
      for line in corpus.prefix(12) { _ = try? appender.append([line]) }
      appender.close()
    }
    let folder = path + ".d/cache/"
    let names = template.names(under: folder).filter { !$0.hasSuffix("/") }
    return { generator in
      let disk = template.crash(keeping: .everything)
      guard !names.isEmpty else { return .broken("there is no cache") }
      let name = folder + generator.pick(names)
      var mutation = Mutation(
        generator: generator.split(),
        words: [[UInt8](repeating: 0xFF, count: 8), [UInt8](repeating: 0, count: 8)], others: [])
      var bytes = disk.bytes(at: name) ?? []
      bytes = mutation.changed(bytes.dropLast(8))
      let sum = XXH64.hash(bytes.span)
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
      try? disk.remove(name)
      disk.install(name, bytes)
      do throws(LogProblem) {
        let appender = try Appender.open(disk, path, .builtIn, time)
        defer { appender.close() }
        _ = try appender.append([generator.pick(corpus)])
        return .taken
      } catch { return .refused }
    }
  }
}
