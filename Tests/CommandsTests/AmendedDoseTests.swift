import TestSupport
import Testing

/// What `append` takes, replay can apply: an amended dose ends in a year that can be written.
@Suite struct AmendedDoseTests {
  private static func event(_ id: String, _ type: String, _ time: String, _ data: String) -> String
  {
    #"{"id":"\#(id)","source":"/ehr","type":"\#(type)","subject":"P-1","time":"\#(time)","data":{\#(data)}}"#
      + "\n"
  }

  /// A log with one session whose dose is given at that time.
  private func log(_ time: String, minutes: String) throws -> Stage {
    let stage = Stage(disk: SimulatedDisk())
    try #require(stage.run(["init", "/log.jsonl", "--origin", "example.org/clinic"]).code == 0)
    let lines =
      Self.event("i", "intake", "2026-01-05T10:00:00Z", #""indications":["F41.1"]"#)
      + Self.event("s", "infusion", time, #""infusion":"s1","drug":"ketamine","route":"IV""#)
      + Self.event("d", "dose", time, #""infusion":"s1","mg":35,"minutes":\#(minutes)"#)
    try #require(stage.run(["append", "-f", "/log.jsonl"], input: lines).code == 0)
    return stage
  }

  private func amend(_ stage: Stage, _ id: String, _ given: String) -> Stage.Outcome {
    stage.run(
      ["append", "-f", "/log.jsonl"],
      input: Self.event(
        id, "correction", "2026-02-01T10:00:00Z",
        #""source":"/ehr","id":"d","action":"amend","reason":"a slip",\#(given)"#))
  }

  private static func minutes(_ minutes: String) -> String {
    #""data":{"infusion":"s1","mg":35,"minutes":\#(minutes)}"#
  }

  @Test(arguments: [
    ("2026-01-06T10:00:00Z", "40", minutes("1440000"), true),
    ("2026-01-06T10:00:00Z", "40", minutes("1440000.001"), false),
    ("9000-01-06T10:00:00Z", "40", minutes("1000000000"), false),
    ("9999-12-01T10:00:00Z", "40", minutes("40"), true),
    ("9999-12-01T10:00:00Z", "40", minutes("50000"), false),
    ("2026-01-06T10:00:00Z", "40", #""time":"9997-04-01T00:00:00Z""#, true),
    ("2026-01-06T10:00:00Z", "40", #""time":"9999-12-31T23:59:00Z""#, false),
    ("2026-01-06T10:00:00Z", "1000000000", #""time":"8000-01-01T00:00:00Z""#, true),
    ("2026-01-06T10:00:00Z", "1000000000", #""time":"9000-01-01T00:00:00Z""#, false),
  ])
  func `an amend that may carry a dose's end out of the years is refused`(
    time: String, own: String, given: String, isTaken: Bool
  ) throws {
    let stage = try log(time, minutes: own)
    let answer = amend(stage, "a", given)
    #expect((answer.code == 0) == isTaken, "\(given): \(answer.errors)")
    #expect(isTaken || answer.errors.contains("10000"), "\(answer.errors)")
    #expect(stage.run(["relief", "-f", "/log.jsonl"]).code == 0)
  }

  @Test func `the latest time and the most minutes, each from an amend of its own, are applied`()
    throws
  {
    let stage = try log("2026-01-06T10:00:00Z", minutes: "40")
    #expect(amend(stage, "a", #""time":"9997-04-01T00:00:00Z""#).code == 0)
    #expect(amend(stage, "b", Self.minutes("1440000")).code == 0)
    for question in [["relief", "--explain"], ["timeline", "P-1"], ["check"]] {
      #expect(stage.run(question + ["-f", "/log.jsonl"]).code == 0, "\(question)")
    }
  }
}
