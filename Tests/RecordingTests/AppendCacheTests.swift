import Bytes
import CampaignParts
import EventLog
import Recording
import TestSupport
import Testing

/// A cache changes how much is read, never what is answered.
@Suite struct AppendCacheTests {
  private static let path = QuestionedLog.path
  private static let folder = path + ".d/cache/"
  private static let base = QuestionedLog.base
  private static let questions = QuestionedLog.questions(200, seed: 11)
  private static let plain = try? QuestionedLog.ask(questions, base.copy, usesCache: false)
  /// One question for each kind of answer that rests on the past, for sweeps.
  private static let few = Array(
    QuestionedLog.oneOfEachKind(of: questions, plain?.answers ?? []).prefix(4))
  private static let fewPlain = try? QuestionedLog.ask(few, base.copy, usesCache: false)

  private static func names(_ disk: SimulatedDisk) -> [String] {
    disk.names(under: folder).map { folder + $0 }
  }

  @Test func `the questions get answers of every kind`() throws {
    let kinds = Set(try #require(Self.plain).answers.map { $0.split(separator: ",")[0] })
    let wanted: Set<Substring> = [
      "accepted", "already", "conflict", "label-taken", "unknown-infusion", "unknown-target",
      "other-subject",
    ]
    #expect(kinds.isSuperset(of: wanted), "seed 11: \(wanted.subtracting(kinds)) are missing")
    #expect(Self.names(Self.base).count > 4, "more than one run for each index")
    #expect(Self.few.count == 4)
  }

  @Test(arguments: ["as it is", "read by nobody", "deleted", "deleted in part", "of a copied log"])
  func `answers are the same with a cache`(which: String) throws {
    let disk = Self.base.copy
    let found = try QuestionedLog.ask(Self.questions, disk, usesCache: which != "read by nobody") {
      switch which {
      case "deleted": for name in Self.names(disk) { try? disk.remove(name) }
      case "deleted in part": Self.names(disk).last.map { name in try? disk.remove(name) }
      case "of a copied log": disk.install(Self.path, disk.bytes(at: Self.path) ?? [])
      default: break
      }
    }
    #expect(found == Self.plain, "a cache \(which), seed 11")
  }

  @Test func `a log that grew behind the cache is read from where the cache ends`() throws {
    let grown = Self.base.copy
    let other = try QuestionedLog.open(grown, usesCache: false)
    for number in 0..<9 {
      let batch = (0...number % 3).map { ProducerLine.rating("g-\(number)-\($0)", "S1", total: $0) }
      let infusion = ProducerLine.infusion("g-\(number)", "S2", label: "G\(number)")
      #expect(try other.append(batch + [infusion]).seqs != nil)
    }
    // It never closes: the cache stays as it was.
    let repeats = [[ProducerLine.rating("g-7-1", "S1", total: 1)]]
    let labels = [[ProducerLine.infusion("g-l", "S2", label: "G5")]]
    let all = Array(repeats + labels + Self.questions.prefix(100))
    let plain = try QuestionedLog.ask(all, grown.copy, usesCache: false)
    #expect(plain.answers[0].hasPrefix("already"))
    #expect(plain.answers[1].hasPrefix("label-taken"))
    #expect(try QuestionedLog.ask(all, grown.copy) == plain)
  }

  @Test(arguments: 0..<2)
  func `a byte of the cache's head that was altered changes no answer`(part: Int) throws {
    let name = Self.folder + "append"
    let bytes = try #require(Self.base.bytes(at: name))
    var generator = SeededGenerator(seed: 5)
    // Fields have eight bytes: each is met, a long run takes every byte.
    for index in stride(from: part, to: bytes.count, by: 2 * LongRun.pick(3, 1)) {
      let disk = Self.base.copy
      var altered = bytes
      altered[index] ^= 1 << UInt8(generator.below(8))
      disk.install(name, altered)
      #expect(try QuestionedLog.ask(Self.few, disk) == Self.fewPlain, "byte \(index) altered")
    }
    for length in stride(from: part, to: bytes.count, by: 26) {
      let disk = Self.base.copy
      disk.install(name, Array(bytes.prefix(length)))
      #expect(try QuestionedLog.ask(Self.few, disk) == Self.fewPlain, "cut at \(length)")
    }
  }

  @Test(arguments: 0..<2) func `a run that was altered changes no answer`(part: Int) throws {
    // All that is in the log, said again: every entry of the index of ids is looked up.
    let repeats = [QuestionedLog.taken]
    let repeatsPlain = try QuestionedLog.ask(repeats, Self.base.copy, usesCache: false)
    #expect(repeatsPlain.answers[0].hasPrefix("already"))
    for name in Self.names(Self.base) where !name.hasSuffix("/append") {
      let isOfIDs = name.contains("/ids-")
      let (questions, plain) = isOfIDs ? (repeats, repeatsPlain) : (Self.few, Self.fewPlain)
      let bytes = try #require(Self.base.bytes(at: name))
      let places = Set(stride(from: 0, to: bytes.count, by: LongRun.pick(211, 97)))
        .union(stride(from: 3, to: 320, by: 41)).sorted()
      for (number, place) in places.enumerated() where number % 2 == part {
        let disk = Self.base.copy
        var altered = bytes
        altered[place] ^= 0x40
        disk.install(name, number % 10 < 9 ? altered : Array(bytes.prefix(place)))
        #expect(try QuestionedLog.ask(questions, disk) == plain, "\(name) at \(place)")
      }
    }
  }

  @Test func `a cache that was replaced by half when a writer was killed is no harm`() throws {
    let base = SimulatedDisk()
    base.installLog(Self.path)
    for part in [0..<250, 250..<254] {
      let appender = try QuestionedLog.open(base)
      _ = try appender.append(part.map { ProducerLine.note("n-\($0)", "S\($0 % 5)", "text") })
      appender.close()
    }
    // Notes from before, of which none may be taken for new.
    let asked = stride(from: 0, to: 254, by: 9)
    for (keeping, step) in [(SimulatedDisk.Survivors.everything, 1), (.random(1), 3)] {
      for call in stride(from: 0, to: .max, by: step) {
        let disk = base.copy
        let other = try QuestionedLog.open(disk, usesCache: false)
        _ = try other.append((0..<4).map { ProducerLine.note("m-\($0)", "S1", "text") })
        disk.failures = [disk.calls + call: .crash]
        other.close()
        guard disk.hasCrashed else { break }
        let appender = try QuestionedLog.open(disk.crash(keeping: keeping))
        let repeats = asked.map { ProducerLine.note("n-\($0)", "S\($0 % 5)", "text") }
        let answer = try appender.append(repeats)
        #expect(answer.seqs == asked.map { $0 + 1 }, "call \(call) of close, keeping \(keeping)")
      }
    }
  }

  @Test func `a log that was altered in place is not taken for the one that was cached`() throws {
    let disk = Self.base.copy
    let file = try disk.open(Self.path, .update)
    try disk.writeFully(file, at: 1_500, Array("#".utf8))
    disk.close(file)
    #expect(throws: LogProblem.self) { try QuestionedLog.open(disk) }
  }

  @Test func `opening a long log with its cache reads hardly anything of it`() throws {
    let disk = SimulatedDisk(recordsTrace: true)
    let size = try QuestionedLog.installLong(3_000, on: disk)
    let time = TickingClock().timekeeper
    var read: [Int] = []
    for _ in 0..<2 {
      let start = disk.trace.count
      let appender = try Appender.open(disk, Self.path, .builtIn, time)
      #expect(appender.head == 3_001)
      let probe = ProducerLine.note("n-1234", "S4", "text")
      #expect(try appender.append([probe]).seqs == [1_235])
      appender.close()
      read.append(QuestionedLog.bytesRead(disk.trace[start...], size: size))
    }
    #expect(read[0] >= size, "without a cache all of it is read")
    #expect(read[1] * 20 < size, "\(read[1]) of \(size) bytes were read")
  }
}
