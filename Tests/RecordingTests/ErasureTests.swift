import Bytes
import Definitions
import EventLog
import Histories
import Recording
import TestSupport
import Testing

/// A log written anew without some of its lines.
@Suite struct ErasureTests {
  static let path = "old.jsonl"
  static let target = "new.jsonl"
  static let identity = LogIdentity(name: "new", origin: "example.org/new")!

  static func erase(
    _ seqs: [Int], on disk: SimulatedDisk, refusing mentions: Mentions? = nil
  ) throws -> LogErasure.Outcome {
    let reading = try LogVerification.verify(disk, path).reading
    return try LogErasure(disk, path, reading, leavingOut: seqs)
      .write(to: target, identity, reason: "asked to", refusing: mentions)
  }

  /// Appends of 1, 2, 3, 1 and 4 lines, and many ways to leave some of the eleven out.
  @Test func `batches of all shapes are numbered anew`() throws {
    var bytes: [UInt8] = Self.identityOfOld.line(recorded: Instant("2026-01-01T00:00:00Z")!)
    bytes.append(0x0A)
    var appends: [ClosedRange<Int>] = []
    var next = 1
    for size in [1, 2, 3, 1, 4] {
      appends.append(next...next + size - 1)
      next += size
    }
    for (number, append) in appends.enumerated() {
      for seq in append {
        bytes += LineBuilder.line(
          seq: seq, recorded: Instant("2026-01-0\(number + 2)T00:00:00Z")!,
          body: ProducerMembersOracle.body("e\(seq)"), batch: append.count > 1 ? append : nil)
        bytes.append(0x0A)
      }
    }
    for mask in stride(from: 0, to: 1 << 11, by: 97) {
      let leftOut = (1...11).filter { mask >> ($0 - 1) & 1 == 1 }
      let disk = SimulatedDisk()
      disk.install(Self.path, bytes)
      let outcome = try Self.erase(leftOut, on: disk)
      let lines = disk.lines(of: Self.target).dropFirst()
      let stay = (1...11).filter { !leftOut.contains($0) }
      #expect(outcome.checkpoint.size == stay.count + 1 && lines.count == stay.count)
      for (place, (line, old)) in zip(lines, stay).enumerated() {
        let root = try JSONDocument(line).root
        let append = try #require(appends.first { $0.contains(old) })
        let together = stay.filter(append.contains)
        let first = 1 + stay.count { $0 < together[0] }
        #expect(root["seq"]?.whole == Int64(place + 1) && root["id"]?.text == "e\(old)")
        let isBatch = together.count > 1
        #expect(root["first"]?.whole == (isBatch ? Int64(first) : nil), "mask \(mask)")
        #expect(root["last"]?.whole == (isBatch ? Int64(first + together.count - 1) : nil))
      }
      #expect(disk.bytes(at: Self.path) == bytes, "the old log is only read")
    }
  }

  static let identityOfOld = LogIdentity(name: "old", origin: "example.org/old")!

  @Test func `line 0 names the old checkpoint, the reason, and what came before`() throws {
    let disk = SimulatedDisk()
    let log = AuditedLog(seed: 5)
    disk.install(Self.path, log.bytes)
    let outcome = try Self.erase([3, 4], on: disk)
    var frontier = MerkleFrontier()
    for line in disk.lines(of: Self.path) { frontier.append(line.span) }
    let first = try JSONDocument(try #require(disk.lines(of: Self.target).first)).root
    let old = try JSONDocument(try #require(disk.lines(of: Self.path).first)).root
    #expect(first["recordedtime"]?.text == old["recordedtime"]?.text)
    #expect(first["time"]?.text == old["time"]?.text)
    let data = try #require(first["data"])
    #expect(
      data.members.map(\.key.text) == ["format", "name", "origin", "previous", "reason"])
    #expect(data["previous"]?["origin"]?.text == "example.org/audited")
    #expect(data["previous"]?["size"]?.whole == Int64(log.lines.count + 1))
    #expect(data["previous"]?["root"]?.text == frontier.root.base64)
    #expect(data["reason"]?.text == "asked to")
    let beside = try #require(disk.bytes(at: Self.target + ".d/checkpoint"))
    #expect(Checkpoint(beside) == outcome.checkpoint)
    #expect(outcome.previous.root == frontier.root)

    // A second time: what the first one said is kept.
    let reading = try LogVerification.verify(disk, Self.target).reading
    let identity = try #require(LogIdentity(name: "newer", origin: "example.org/newer"))
    _ = try LogErasure(disk, Self.target, reading, leavingOut: [1])
      .write(to: "newer.jsonl", identity, reason: "again", refusing: nil)
    let newer = try JSONDocument(try #require(disk.lines(of: "newer.jsonl").first)).root["data"]
    #expect(newer?["previous"]?["origin"]?.text == "example.org/new")
    #expect(newer?["reason"]?.text == "again")
    let earlier = try #require(newer?["earlier"]?.elements.first)
    #expect(earlier["previous"]?["origin"]?.text == "example.org/audited")
    #expect(earlier["reason"]?.text == "asked to")
  }

  @Test func `what producers said is kept byte for byte, whatever the order of members`() throws {
    for name in Vectors.names(in: "log/good", ending: ".jsonl") {
      let bytes = try Vectors.bytes("log/good/\(name)")
      let disk = SimulatedDisk()
      disk.install(Self.path, bytes)
      let lines = disk.lines(of: Self.path)
      let leftOut = (1..<max(1, lines.count)).filter { $0 % 3 == 1 }
      _ = try Self.erase(leftOut, on: disk)
      let stay = lines.indices.filter { $0 > 0 && !leftOut.contains($0) }
      let new = disk.lines(of: Self.target).dropFirst()
      #expect(new.count == stay.count, "\(name)")
      for (line, old) in zip(new, stay) {
        let (mine, theirs) = (try JSONDocument(line).root, try JSONDocument(lines[old]).root)
        #expect(mine["recordedtime"]?.text == theirs["recordedtime"]?.text)
        let said = ProducerMembersOracle.said(theirs)
        #expect(ProducerMembersOracle.said(mine).map(\.0) == said.map(\.0), "\(name) \(old)")
        for (key, raw) in said {
          let isThere = line.contains(raw)
          #expect(isThere, "\(name), line \(old): \(key) is written in another way")
        }
      }
    }
  }

  @Test(arguments: [SimulatedDisk.Survivors.everything, .onlySynchronized, .random(1), .random(2)])
  func `a crash at any call leaves no new log or a whole one`(
    keeping: SimulatedDisk.Survivors
  ) throws {
    let bytes = AuditedLog(seed: 8, appends: 12).bytes
    func disk(_ failures: [Int: SimulatedDisk.Fault] = [:]) -> SimulatedDisk {
      let disk = SimulatedDisk()
      disk.install(Self.path, bytes)
      disk.failures = failures
      return disk
    }
    let counting = disk()
    let wanted = try Self.erase([2, 5], on: counting).checkpoint
    let count = counting.calls
    var (absent, present) = (0, 0)
    for call in 0...count {
      let crashed = disk([call: .crash])
      let isDone = (try? Self.erase([2, 5], on: crashed)) != nil
      #expect(isDone || crashed.hasCrashed, "call \(call)")
      let found = crashed.crash(keeping: keeping)
      #expect(found.bytes(at: Self.path) == bytes, "call \(call): the old log is as it was")
      guard found.bytes(at: Self.target) != nil else {
        #expect(!isDone, "call \(call): acknowledged, and not there")
        absent += 1
        continue
      }
      let reading = try LogVerification.verify(found, Self.target)
      #expect(reading.finding.verdict == .ok, "call \(call)")
      #expect(reading.finding.committed == wanted.size, "call \(call)")
      present += 1
    }
    #expect(absent > 10 && present > 1, "\(absent) without, \(present) with a new log")
  }

  @Test func `after a call that fails there is no new log or a whole one, and no draft`() throws {
    let bytes = AuditedLog(seed: 9, appends: 8).bytes
    let counting = SimulatedDisk(recordsTrace: true)
    counting.install(Self.path, bytes)
    let size = try Self.erase([1], on: counting).checkpoint.size
    for (call, words) in counting.trace.enumerated() {
      let disk = SimulatedDisk()
      disk.install(Self.path, bytes)
      disk.failures = [call: .fail(words.hasPrefix("write") ? 28 : 5)]
      let isDone = (try? Self.erase([1], on: disk)) != nil
      if disk.bytes(at: Self.target) != nil {
        let reading = try LogVerification.verify(disk, Self.target)
        #expect(reading.finding.committed == size, "\(words)")
      } else {
        #expect(!isDone, "\(words)")
      }
      let drafts = disk.names(under: "/").filter {
        $0.hasPrefix("new.jsonl.") && $0.hasSuffix("new")
      }
      #expect(drafts.isEmpty || words.hasPrefix("unlink"), "\(words) leaves \(drafts)")
    }
  }

  @Test func `what stands at the new log's place is never replaced`() throws {
    let disk = SimulatedDisk()
    disk.install(Self.path, AuditedLog(seed: 9, appends: 8).bytes)
    disk.install(Self.target, [1, 2])
    #expect(throws: ErasureFailure.self) { try Self.erase([1], on: disk) }
    #expect(disk.bytes(at: Self.target) == [1, 2])
    #expect(disk.names(under: "/").count == 2)
  }

  @Test(arguments: UInt64(40)...47) func `what belongs to a subject is what the words say`(
    seed: UInt64
  ) throws {
    let log = AuditedLog(seed: seed)
    let disk = SimulatedDisk()
    disk.install(Self.path, log.bytes)
    let histories = try Replay(disk, .builtIn).histories(of: Self.path)
    for names in [["S0"], ["S1", "S3"], ["S2"]] {
      let belongings = try Belongings(of: names.map { Array($0.utf8) }, in: histories)
      let size = log.lines.count + 1
      var wanted: Set<Int> = []
      for line in log.lines {
        var isIts = names.contains(line.subject)
        if let other = line.correction?.subject, names.contains(other) { isIts = true }
        if let target = line.correction?.target, wanted.contains(target) { isIts = true }
        if line.correction == nil {
          let owner = log.state(of: line.seq, size: size)["subject"] ?? ""
          if names.contains(where: { "\"\($0)\"" == owner }) { isIts = true }
        }
        if isIts { wanted.insert(line.seq) }
      }
      #expect(belongings.seqs == wanted.sorted(), "seed \(seed), \(names)")
      let given = log.lines.filter { line in
        let state = log.state(of: line.seq, size: size)
        let owner = (state["subject"] ?? "").filter { $0 != "\"" }
        return line.correction == nil && names.contains(line.subject) && !names.contains(owner)
          && state["voided"] == "false"
      }
      #expect(belongings.given.events == given.count, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("P-1", true), ("x P-1 y", true), ("P-10", false), ("P-1-b", false), ("(P-1)", true),
    ("P-1.", true), ("P-1-c", true), ("AP-1", false), ("see P-1-b.", false), ("P-10 P-1", true),
    ("P-1é", true), ("", false), ("P-", false), ("P-1-b and P-1", true), ("2P-1", false),
  ])
  func `a pseudonym is found as a word`(text: String, isThere: Bool) {
    var subjects = NameTable()
    for name in ["P-1", "P-10", "P-1-b"] { _ = subjects.number(Array(name.utf8)) }
    let mentions = Mentions(of: [Array("P-1".utf8)], among: subjects)
    #expect(mentions.isIn(text: Array(text.utf8)) == isThere, "\(text)")
  }
}

/// What a producer said, taken from a parsed line.
private enum ProducerMembersOracle {
  static func body(_ id: String) -> [UInt8] {
    Array(
      (",\"id\":\"\(id)\",\"source\":\"/s\",\"type\":\"note\",\"subject\":\"P-1\","
        + "\"time\":\"2026-01-01T00:00:00Z\",\"data\":{\"text\":\"t\"}").utf8)
  }

  /// Name and bytes of each member that is the producer's.
  static func said(_ root: JSONNode) -> [(String, [UInt8])] {
    root.members.filter { member in
      !["specversion", "seq", "recordedtime", "first", "last", "xxh64"].contains(member.key.text)
    }.map { ($0.key.text, $0.value.raw) }
  }
}

extension [UInt8] {
  /// Whether other bytes stand in these.
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    part.isEmpty || firstRange(of: part) != nil
  }
}
