import Histories
import TestSupport
import Testing

/// Corrections that are taken back and said again, told by a cache that grew and by the log itself.
@Suite struct LiftedCorrectionTests {
  private static let subjects = ["P-1", "P-2", "P-3", "P-4"]

  /// A log on a simulated disk, with caches for logs of any size.
  private struct Growing {
    let stage: Stage
    private let words = ["-f", "/log.jsonl"]

    init() throws {
      var plan = CachePlan()
      plan.smallestLog = 0
      plan.leastRatio = 1
      stage = Stage(disk: SimulatedDisk(), cache: plan)
      try #require(stage.run(["init", "/log.jsonl", "--origin", "example.org/clinic"]).code == 0)
    }

    /// Appends a batch; returns whether it was taken.
    func append(_ lines: [String]) -> Bool {
      stage.run(["append"] + words, input: lines.map { $0 + "\n" }.joined()).code == 0
    }

    /// Whether everything that is asked has the same answer with the cache and without.
    func agrees(_ subjects: [String]) -> Bool {
      let questions = [["relief", "--format", "json"], ["check", "--format", "json"]]
      return (questions + subjects.map { ["timeline", $0, "--format", "json"] }).allSatisfy {
        stage.run($0 + words).output == stage.run($0 + words + ["--no-cache"]).output
      }
    }
  }

  private static func event(
    _ id: String, _ type: String, _ subject: String, day: Int, _ data: String
  ) -> String {
    let date = "2026-0\(1 + day / 28)-\(day % 28 + 1 < 10 ? "0" : "")\(day % 28 + 1)"
    return #"{"id":"\#(id)","source":"/ehr","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"\#(date)T10:00:00Z","data":{\#(data)}}"#
  }

  private static func course(_ subject: String) -> [String] {
    let rating = { (name: String, day: Int, total: Int) in
      event(
        "\(subject)-\(name)", "rating", subject, day: day,
        #""instrument":"GAD-7","total":\#(total)"#)
    }
    return [
      event("\(subject)-i", "intake", subject, day: 0, #""indications":["F41.1"]"#),
      rating("r0", 1, 18),
      event(
        "\(subject)-s1", "infusion", subject, day: 2,
        #""infusion":"s1","drug":"ketamine","route":"IV""#),
      event(
        "\(subject)-d1", "dose", subject, day: 2, #""infusion":"s1","mg":35,"minutes":40"#),
      rating("r1", 4, 6), rating("r2", 12, 7), rating("r3", 40, 16), rating("r4", 41, 17),
    ]
  }

  private static func void(_ id: String, _ target: String, _ subject: String) -> String {
    event(
      id, "correction", subject, day: 50,
      #""source":"/ehr","id":"\#(target)","action":"void","reason":"a slip""#)
  }

  private static func note(_ id: String, _ subject: String) -> String {
    event(id, "note", subject, day: 51, #""text":"seen""#)
  }

  @Test func `a void that was lifted stays lifted when others stand in an older block`() throws {
    let log = try Growing()
    for subject in Self.subjects { #expect(log.append(Self.course(subject))) }
    #expect(log.agrees(Self.subjects))
    for batch in [
      [Self.void("v", "P-1-s1", "P-1"), Self.note("n1", "P-2")], [Self.void("vv", "v", "P-1")],
      [Self.note("n2", "P-1"), Self.note("n3", "P-2")], [Self.note("n4", "P-3")],
    ] {
      #expect(log.append(batch))
      #expect(log.agrees(Self.subjects), "\(batch)")
    }
  }

  @Test func `an event that was voided twice is back when both voids are lifted`() throws {
    let log = try Growing()
    for subject in Self.subjects { #expect(log.append(Self.course(subject))) }
    #expect(log.append([Self.void("v", "P-1-s1", "P-1"), Self.void("w", "P-1-s1", "P-1")]))
    #expect(log.agrees(["P-1"]))
    #expect(log.append([Self.void("vv", "v", "P-1")]))
    #expect(log.agrees(["P-1"]))
    #expect(log.append([Self.void("ww", "w", "P-1")]))
    #expect(log.agrees(["P-1"]))
    let timeline = log.stage.run(["timeline", "P-1", "-f", "/log.jsonl"])
    #expect(timeline.text.contains("35 mg"), "the session is not there: \(timeline.text)")
  }

  @Test(arguments: UInt64(1)...3)
  func `whatever is corrected, lifted and corrected again, the cache tells it`(
    seed: UInt64
  ) throws {
    let log = try Growing()
    var random = SeededGenerator(seed: seed)
    var targets = Self.subjects.flatMap { subject in
      ["s1", "d1", "r1", "r2", "r3"].map { (id: "\(subject)-\($0)", subject: subject) }
    }
    for subject in Self.subjects { #expect(log.append(Self.course(subject))) }
    for step in 0..<40 {
      var batch: [String] = []
      for part in 0...random.below(3) {
        let id = "x\(step)-\(part)"
        if random.below(3) == 0 {
          batch.append(Self.note(id, Self.subjects[random.below(4)]))
        } else {
          // The later ones are corrections, most of them.
          let from = random.coin() ? 0 : targets.count / 2
          let target = targets[from + random.below(targets.count - from)]
          batch.append(Self.void(id, target.id, target.subject))
          targets.append((id, target.subject))
        }
      }
      let isTaken = log.append(batch)
      if !isTaken { targets.removeAll { $0.id.hasPrefix("x\(step)-") } }
      guard random.coin() else { continue }
      #expect(log.agrees([Self.subjects[random.below(4)]]), "seed \(seed), step \(step)")
    }
  }
}
