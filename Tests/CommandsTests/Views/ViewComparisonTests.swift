import Bytes
import Foundation
import TestSupport
import Testing

/// `compare --as-of A --as-of B` says what the commands say at each view, and names exactly the
/// lines at which that changes.
@Suite struct ViewComparisonTests {
  private static func vector(_ name: String) throws -> (ledger: Ledger, lines: Int) {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: "\(Vectors.tests)/vectors/outcomes/\(name).jsonl"))
    return (Ledger(bytes: Array(data)), data.count { $0 == 0x0A })
  }

  @Test func `every pair of views of the corrections is held against both`() throws {
    let (ledger, lines) = try Self.vector("corrections")
    let oracle = ViewOracle(ledger)
    for last in 0...lines {
      for first in 0...last {
        try oracle.check(first, last, figures: last - first == lines - 3)
      }
    }
  }

  @Test(arguments: ["corrections-combined", "orphans-and-labels"])
  func `each line of other vectors too`(name: String) throws {
    let (ledger, lines) = try Self.vector(name)
    let oracle = ViewOracle(
      ledger,
      ViewOracle.Options(
        relief: ["--unit", "treatment", "--confirm", "1"],
        response: ["--visits", "early=0..4@2,late=5..20@9"]))
    for first in 0..<lines { try oracle.check(first, first + 1, figures: false) }
    try oracle.check(lines / 2, lines, figures: true)
  }

  /// Appended in any order in which each event comes behind the one it needs, so that much is late.
  private static func ledger(_ seed: UInt64) throws -> (ledger: Ledger, lines: Int) {
    let clinic = SeededClinic(seed: seed, subjects: 3, corrections: 12)
    var generator = SeededGenerator(seed: seed)
    let events = LawTests.mixed(clinic.events, &generator)
    return (try Ledger(events), events.count + 1)
  }

  private static let seeds = UInt64(31)...UInt64(30 + 2 * (ReprieveProcess.long ?? 1))

  @Test(arguments: seeds)
  func `the lines that are named are those at which an answer changes`(seed: UInt64) throws {
    let (ledger, lines) = try Self.ledger(seed)
    let oracle = ViewOracle(ledger)
    for (first, last) in [
      (lines - 28, lines), (lines - 25, lines - 2), (lines - 12, lines - 7), (lines, lines),
    ] {
      try oracle.check(first, last, figures: seed == 31)
    }
  }

  @Test(
    arguments: [
      ViewOracle.Options(
        all: ["--until", "2026-02-20T00:00:00Z"],
        relief: ["--unit", "treatment", "--criterion", "remission", "--confirm", "1"],
        intervals: ["--criterion", "remission"],
        flow: ["--criterion", "remission", "--confirm", "1"]),
      ViewOracle.Options(all: ["--where", "site=east", "--set", "strict", "--baseline", "first"]),
      ViewOracle.Options(all: ["--drug", "midazolam", "--instrument", "PHQ-9"]),
      ViewOracle.Options(all: ["--by", "site"]),
    ])
  func `options mean what they mean elsewhere`(options: ViewOracle.Options) throws {
    let (ledger, lines) = try Self.ledger(33)
    let oracle = ViewOracle(ledger, options)
    try oracle.check(lines - 8, lines, figures: true)
  }

  @Test func `times are views too, and two logs have one view each`() throws {
    let clinic = SeededClinic(seed: 35, subjects: 2, corrections: 3, reassigns: false)
    let disk = SimulatedDisk()
    let half = clinic.events.count / 2
    for name in ["a", "b"] {
      var stage = Stage(disk: disk, now: Instant("2026-06-01T12:00:00Z")!)
      try #require(
        stage.run(["init", "\(name).jsonl", "--origin", "example.org/\(name)"]).code == 0)
      for part in [clinic.events[..<half], clinic.events[half...]] {
        let lines = part.map(\.line).joined()
        try #require(stage.run(["append", "-f", "\(name).jsonl"], input: lines).code == 0)
        stage = Stage(disk: disk, now: Instant("2026-06-03T12:00:00Z")!)
      }
    }
    let times = ["--as-of", "2026-06-01T12:00:00Z", "--as-of", "2026-06-02T12:00:00Z"]
    let later = ["--as-of", "2026-06-02T12:00:00Z", "--as-of", "2026-06-03T12:00:00Z"]
    let stage = Stage(disk: disk)
    func subjects(_ words: [String], _ logs: [String]) throws -> [JSONNode] {
      let files = logs.flatMap { ["-f", "\($0).jsonl"] }
      let outcome = stage.run(["compare", "--format", "json"] + words + files)
      try #require(outcome.code == 0, "\(outcome.errors)")
      return try JSONDocument(outcome.output).root["subjects"]?.elements ?? []
    }
    #expect(try subjects(times, ["a"]).isEmpty)
    let alone = try subjects(later, ["a"])
    #expect(!alone.isEmpty)
    let lines = try subjects(["--as-of", "\(half + 1)", "--as-of", "9999"], ["a"])
    #expect(lines.map(\.raw) == alone.map(\.raw))
    let mixed = try subjects(["--as-of", "\(half + 1)", later[2], later[3]], ["a"])
    #expect(mixed.map(\.raw) == alone.map(\.raw))
    let both = try subjects(later, ["b", "a"])
    #expect(
      both.map { $0["subject"]?.text ?? "" }
        == ["a", "b"].flatMap { log in alone.map { "\(log)/\($0["subject"]?.text ?? "")" } })
    #expect(
      both.map { $0["events"]?.raw } == (alone + alone).map { $0["events"]?.raw })
    // Everything had happened before the earlier view's last line was recorded.
    let classes = alone.flatMap { $0["events"]?.elements ?? [] }
    for event in classes {
      let isCorrection = event["type"]?.text == "correction"
      let isLate = (event["time"]?.text ?? "") <= "2026-06-01T12:00:00.000Z"
      #expect(
        event["class"]?.text == (isCorrection ? "corrected" : isLate ? "late" : "added"))
    }
  }
}
