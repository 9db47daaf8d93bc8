import Bytes
import EventLog
import Foundation
import Histories
import TestSupport
import Testing

/// Whatever lies beside a log, every answer about it is the same, byte for byte, warnings included.
@Suite struct HistoryCacheTests {
  /// Questions that histories answer, and some that need the log's own lines.
  private static let questions: [[String]] = [
    ["relief", "--format", "json"], ["relief", "--explain"], ["cohort", "--extra"],
    ["response", "--by", "site", "--format", "csv"], ["intervals", "--format", "json"],
    ["compare", "--set", "standard", "--set", "strict"],
    ["relief", "--until", "2026-03-01T00:00:00Z", "--summary"], ["check"],
    ["relief", "--as-of", "9", "--summary"], ["timeline", "nobody"],
  ]

  /// Caches for logs of any size.
  private static var plan: CachePlan {
    var plan = CachePlan()
    plan.smallestLog = 0
    plan.blockRows = 16
    plan.mostSegments = 3
    plan.leastRatio = 1
    return plan
  }

  private static let manifest = "/log.jsonl.d/cache/histories"

  /// Asks everything with the cache and without, of which neither may know.
  private func compare(
    _ disk: SimulatedDisk, _ subjects: [String], rounds: Int = 2, _ comment: Comment,
    questions: [[String]] = questions
  ) {
    let stage = Stage(disk: disk, cache: Self.plan)
    let about = subjects.flatMap {
      [["timeline", $0, "--explain"], ["relief", $0, "--explain", "--format", "json"]]
    }
    for question in questions + about {
      let words = question + ["-f", "/log.jsonl"]
      let cold = stage.run(words + ["--no-cache"])
      for round in 0..<rounds {
        let warm = stage.run(words)
        #expect(warm.code == cold.code, "\(question) \(round) \(comment)")
        #expect(warm.output == cold.output, "\(question) \(round) \(comment)")
        #expect(warm.errors == cold.errors, "\(question) \(round) \(comment)")
      }
    }
  }

  /// Whether what the program would answer from is the cache, not the log.
  private func holds(_ disk: SimulatedDisk, about subject: String? = nil) throws -> Bool {
    let histories = try Replay(disk, .builtIn, cache: Self.plan)
      .histories(of: "/log.jsonl", about: subject)
    return histories.table.events.count < 2 || !histories.table.lines.isEmpty
  }

  private static let logs =
    Vectors.names(in: "log/good", ending: ".jsonl").map { "log/good/" + $0 }
    + Vectors.names(in: "log/damaged", ending: ".jsonl").map { "log/damaged/" + $0 }
    + Vectors.names(in: "outcomes", ending: ".jsonl").map { "outcomes/" + $0 }

  private static var ids: Regex<(Substring, Substring)> { #/"subject":"([A-Za-z0-9._-]+)"/# }

  @Test func `all vectors answer alike, cold, warm and warm again`() throws {
    for (place, log) in Self.logs.enumerated() {
      let bytes = try Vectors.bytes(log)
      let disk = SimulatedDisk()
      disk.install("/log.jsonl", bytes)
      let names = Set(bytes.text.matches(of: Self.ids).map { String($0.output.1) })
        .subtracting(["log"]).sorted()
      let isWhole = !log.hasPrefix("log/damaged/")
      compare(
        disk, Array(names.prefix(1)), "\(log)",
        questions: isWhole
          ? (0..<3).map { Self.questions[(place + 3 * $0) % Self.questions.count] }
          : [["relief", "--explain"]])
      if log.hasPrefix("outcomes/") {
        #expect(disk.bytes(at: Self.manifest) != nil, "\(log)")
        #expect(try holds(disk), "\(log)")
        #expect(try holds(disk, about: names.first), "\(log)")
      }
    }
  }

  @Test func `nothing is read or written with --no-cache, for small logs, and by writers`() throws {
    let disk = SimulatedDisk()
    disk.install("/log.jsonl", try Vectors.bytes("outcomes/corrections.jsonl"))
    let words = ["relief", "-f", "/log.jsonl"]
    _ = Stage(disk: disk, cache: Self.plan).run(words + ["--no-cache"])
    #expect(disk.bytes(at: Self.manifest) == nil)
    _ = Stage(disk: disk).run(words)
    #expect(disk.bytes(at: Self.manifest) == nil)
    let definitions = #"{"format":1,"windows":{"courseGapDays":15}}"#
    disk.install("/own.json", Array(definitions.utf8))
    let own = Stage(disk: disk, cache: Self.plan).run(words + ["--definitions", "/own.json"])
    #expect(own.code == 0 && disk.bytes(at: Self.manifest) == nil)
    let event = SeededClinic(seed: 1).events[0].line
    let appended = Stage(disk: disk, cache: Self.plan).run(
      ["append", "-f", "/log.jsonl"], input: event)
    #expect(appended.code == 0 && disk.bytes(at: Self.manifest) == nil)
    _ = Stage(disk: disk, cache: Self.plan).run(words)
    #expect(disk.bytes(at: Self.manifest) != nil)
  }

  /// Corrections of corrections, and events that go from hand to hand.
  static func more(_ clinic: SeededClinic) -> [SeededClinic.Event] {
    let ratings = clinic.events.filter { $0.type == "rating" }
    func correction(
      _ id: String, _ target: SeededClinic.Event, _ data: [(name: String, json: String)]
    ) -> SeededClinic.Event {
      SeededClinic.Event(
        id: id, type: "correction", subject: target.subject, time: target.time,
        data: [
          ("source", "\"/ehr\""), ("id", "\"\(target.id)\""), ("reason", "\"a slip\""),
        ] + data, needs: target.id)
    }
    let (first, second) = (ratings[0], ratings[ratings.count / 2])
    let given = correction("g1", first, [("action", "\"reassign\""), ("subject", "\"S3\"")])
    let passed = correction("g2", first, [("action", "\"reassign\""), ("subject", "\"T-new\"")])
    let amended = correction(
      "a1", second,
      [("action", "\"amend\""), ("data", #"{"instrument":"GAD-7","total":4}"#)])
    return [
      given, amended, correction("v1", second, [("action", "\"void\"")]), passed,
      correction("v2", passed, [("action", "\"void\"")]),
      correction("v3", given, [("action", "\"void\"")]),
      correction("v4", amended, [("action", "\"void\"")]),
    ] + [correction("v5", correction("v3", given, []), [("action", "\"void\"")])]
  }

  private static let seeds = UInt64(51)...UInt64(50 + 2 * (ReprieveProcess.long ?? 1))

  @Test(arguments: seeds)
  func `a log that grows answers alike after every batch`(seed: UInt64) throws {
    let clinic = SeededClinic(seed: seed, subjects: 8, corrections: 8)
    var generator = SeededGenerator(seed: seed)
    let events = LawTests.mixed(clinic.events, &generator) + Self.more(clinic)
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk, cache: Self.plan)
    try #require(stage.run(["init", "/log.jsonl", "--origin", "example.org/clinic"]).code == 0)
    var next = 0
    var counts: [Int] = []
    while next < events.count {
      // Corrections one by one, the rest in larger batches.
      let size =
        events[next].type == "correction"
        ? 1
        : events[next...].prefix { $0.type != "correction" }
          .prefix(30 + generator.below(next == 0 ? 300 : 60)).count
      let batch = events[next..<next + size]
      next += batch.count
      let appended = stage.run(
        ["append", "-f", "/log.jsonl"], input: batch.map(\.line).joined())
      try #require(appended.code == 0, "\(appended.errors)")
      let subject = batch[next - 1].subject
      compare(
        disk, [subject], rounds: 1, "seed \(seed), \(next) events",
        questions: generator.coin()
          ? [["relief", "--explain", "--format", "json"], ["cohort", "--extra"]] : [])
      #expect(try holds(disk, about: subject), "seed \(seed), \(next) events")
      counts.append(disk.names(under: "/log.jsonl.d/cache").count { $0.contains("rows-") })
    }
    #expect(counts.contains { $0 > 2 }, "seed \(seed): no segment was added: \(counts)")
    compare(disk, ["S0", "S1", "S2", "S3", "S4", "T-new"], "seed \(seed)")
  }

  @Test func `a checkpoint beside the log is read anew each time`() throws {
    let disk = SimulatedDisk()
    let bytes = try Vectors.bytes("outcomes/corrections.jsonl")
    disk.install("/log.jsonl", bytes)
    compare(disk, [], "without")
    for checkpoint in ["nonsense", "elsewhere.example/log\n3\n\(Digest.zeros.base64)\n"] {
      disk.install("/log.jsonl.d/checkpoint", Array(checkpoint.utf8))
      compare(disk, [], "\(checkpoint)")
    }
    let origin = try #require(
      bytes.text.firstMatch(of: #/"origin":"([^"]+)"/#).map { String($0.output.1) })
    disk.install(
      "/log.jsonl.d/checkpoint", Array("\(origin)\n9999\n\(Digest.zeros.base64)\n".utf8))
    compare(disk, [], "short")
    #expect(Stage(disk: disk, cache: Self.plan).run(["relief", "-f", "/log.jsonl"]).code == 65)
  }
}

extension Digest {
  fileprivate static var zeros: Digest { SHA256.leaf([UInt8]().span) }
}
