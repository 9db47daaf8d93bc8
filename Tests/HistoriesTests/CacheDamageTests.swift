import Bytes
import Definitions
import EventLog
import Events
import Foundation
import Histories
import Simulation
import TestSupport
import Testing

/// A cache that was cut, altered or brought from elsewhere is as if it were not there.
@Suite struct CacheDamageTests {
  private static func clinic(_ subjects: Int, seed: UInt64 = 5) -> [UInt8] {
    var bytes: [UInt8] = []
    SimulatedClinic(subjects: subjects, seed: seed).write { bytes += $0 }
    return bytes
  }

  private static var plan: CachePlan {
    var plan = CachePlan()
    plan.smallestLog = 0
    plan.blockRows = 64
    return plan
  }

  /// What all histories say, line by line; or one. Numbers of subjects are the table's own.
  private struct Said: Equatable {
    var reading = ""
    var lines: [String] = []
    var seqs: [Int] = []
    var events: [EventTable.Told] = []
  }

  private func said(
    _ disk: any Disk, _ cache: CachePlan?, about subject: String? = nil, lanes: Int = 2
  ) throws -> Said {
    let histories = try Replay(disk, .builtIn, lanes: lanes, cache: cache)
      .histories(of: "/log.jsonl", about: subject)
    var registry = try Registry([histories])
    return try registry.ask { said($0, about: subject) }
  }

  private func said(_ registry: Registry, about subject: String?) -> Said {
    let histories = registry.logs[0]
    var said = Said(
      reading: "\(histories.reading)", lines: ["\(histories.size) \(histories.unknownTypes)"])
    func add(_ name: String, _ history: History) {
      said.lines.append(
        "\(name) \(history.followUp) \(history.orphanedDoses) \(history.duplicateLabels)")
      for entry in history.events {
        var event = entry.event
        event.subject = -1
        said.seqs.append(entry.seq)
        said.events.append(history.table.told(event))
      }
    }
    if let subject {
      if let found = registry.history(of: subject) { add(subject, found.history) }
    } else {
      registry.forEachWithOrphans { name, history, _ in add(name, history) }
    }
    return said
  }

  private func isWarm(_ disk: any Disk) throws -> Bool {
    let histories = try Replay(disk, .builtIn, cache: Self.plan).histories(of: "/log.jsonl")
    return !histories.table.lines.isEmpty
  }

  private static let folder = "/log.jsonl.d/cache/"

  private func files(_ disk: SimulatedDisk) -> [(path: String, bytes: [UInt8])] {
    disk.names(under: Self.folder).map { name in
      let path = Self.folder + (name.split(separator: "/").last.map(String.init) ?? name)
      return (path, disk.bytes(at: path) ?? [])
    }
  }

  @Test func `however many threads read it, what comes out is the same`() throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", Self.clinic(45))
    let cold = try said(disk, nil)
    #expect(try said(disk, Self.plan) == cold)
    #expect(try isWarm(disk))
    for lanes in [1, 2, 3, 7] { #expect(try said(disk, Self.plan, lanes: lanes) == cold) }
    #expect(cold.events.count > 2000)
  }

  @Test func `no answer changes wherever it is cut or altered`() throws {
    let seed: UInt64 = 77
    var random = SeededGenerator(seed: seed)
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", Self.clinic(8))
    let cold = try said(disk, nil)
    let names = ["P-0001", "P-0007", "P-0008", "P-1"]
    let one = try names.map { try said(disk, nil, about: $0) }
    #expect(try said(disk, Self.plan) == cold)
    let whole = files(disk)
    #expect(whole.count == 2)
    var broken = 0
    func check(_ what: String) throws {
      for (name, expected) in zip(names, one) {
        // The cache is made anew by the first that asks; then the alteration is put back.
        #expect(try said(disk, Self.plan, about: name) == expected, "\(what), seed \(seed)")
        if name == "P-0001" { #expect(try said(disk, Self.plan) == cold, "\(what), seed \(seed)") }
      }
    }
    for (path, bytes) in whole {
      let starts =
        [0, 1, bytes.count / 3, bytes.count - 1]
        + (0..<6).map { _ in random.below(bytes.count) }
      for start in starts {
        for other in whole { disk.install(other.path, other.bytes) }
        disk.install(path, Array(bytes[..<start]))
        try check("\(path) cut to \(start)")
        broken += 1
      }
      for _ in 0..<12 {
        for other in whole { disk.install(other.path, other.bytes) }
        var altered = bytes
        let place = random.below(bytes.count)
        altered[place] ^= 1 << UInt8(random.below(8))
        disk.install(path, altered)
        try check("\(path), bit in byte \(place)")
        broken += 1
      }
    }
    #expect(broken == 44)
    for other in whole { disk.install(other.path, []) }
    try check("both empty")
  }

  @Test func `a cache of another log, and a log in the place of another`() throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", Self.clinic(12))
    _ = try said(disk, Self.plan)
    let kept = files(disk)

    let other = SimulatedDisk()
    other.install("/log.jsonl", Self.clinic(12, seed: 6))
    let cold = try said(other, nil)
    _ = try said(other, Self.plan)
    for (path, bytes) in kept { other.install(path, bytes) }
    #expect(try said(other, Self.plan) == cold)

    // As long as the log was, one line of it another and sealed anew.
    let before = try said(disk, nil)
    disk.install("/next.jsonl", try Self.altered(Self.clinic(12)))
    try disk.rename("/next.jsonl", to: "/log.jsonl")
    let altered = try said(disk, nil)
    #expect(disk.bytes(at: "/log.jsonl")?.count == Self.clinic(12).count)
    #expect(altered.events != before.events)
    #expect(try said(disk, Self.plan) == altered)
    #expect(try said(disk, Self.plan) == altered)

    // The same log without its last line.
    var shorter = Self.clinic(12)
    let last = try #require(shorter.dropLast().lastIndex(of: 0x0A)) + 1
    shorter.removeLast(shorter.count - last)
    disk.install("/next.jsonl", shorter)
    try disk.rename("/next.jsonl", to: "/log.jsonl")
    #expect(try said(disk, Self.plan) == said(disk, nil))
  }

  /// A log with another time in the first rating.
  private static func altered(_ log: [UInt8]) throws -> [UInt8] {
    var lines = log.split(separator: 0x0A).map(Array.init)
    let place = try #require(
      lines.firstIndex { $0.text.contains(#""type":"rating""#) && $0.text.contains(":00Z\"") })
    let end = lines[place].count - 28
    var line = Array(
      Array(lines[place][..<end]).text.replacing(":00Z\"", with: ":01Z\"").utf8)
    let seal = XXH64.hash(line.span)
    line.append(",\"xxh64\":\"")
    Hexadecimal.append(seal, to: &line)
    line.append("\"}")
    lines[place] = line
    return lines.flatMap { $0 + [0x0A] }
  }

  @Test func `a folder that can't be written, or is a link, changes nothing`() throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", Self.clinic(12))
    let cold = try said(disk, nil)
    disk.install("/log.jsonl.d", [1, 2, 3])
    #expect(try said(disk, Self.plan) == cold)
    #expect(try said(disk, Self.plan, about: "P-0001") == said(disk, nil, about: "P-0001"))

    let folder = try TemporaryFolder()
    let log = try folder.write("log.jsonl", Self.clinic(6))
    try folder.write("elsewhere/note", [1])
    try SystemDisk().createFolder(log + ".d")
    try FileManager.default.createSymbolicLink(
      atPath: log + ".d/cache", withDestinationPath: folder.file("elsewhere"))
    let histories = try Replay(SystemDisk(), .builtIn, cache: Self.plan).histories(of: log)
    #expect(histories.table.lines.isEmpty)
    #expect(try SystemDisk().names(in: folder.file("elsewhere")) == ["note"])
  }

  @Test(arguments: [3, 9, 27, 81])
  func `a call that fails while it is written or read changes nothing`(step: Int) throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", Self.clinic(10))
    let cold = try said(disk, nil)
    var call = disk.calls
    for _ in 0..<12 {
      call = disk.calls + step
      disk.failures = [call: .fail(5)]
      // The log itself may be what can't be read: then that is said.
      if let told = try? said(disk, Self.plan) {
        // A checkpoint that can't be read is said to be so.
        #expect(told.events == cold.events && told.lines == cold.lines, "call \(step)")
      }
      disk.failures = [:]
      #expect(try said(disk, Self.plan) == cold, "after call \(step)")
    }
  }
}
