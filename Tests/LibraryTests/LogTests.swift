import Foundation
import Reprieve
import Testing

/// What somebody sees who has nothing but the library.
@Suite struct LogTests {
  private let tests: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(2)
    return "/" + parts.joined(separator: "/")
  }()

  @Test func `a log answers how long relief lasted`() throws {
    let log = Log(tests + "/vectors/outcomes/worked-example.jsonl")
    let answer = try log.relief(of: "P-1")
    // 11 d and 14 d after the start, less the 40 min of the infusion.
    let minutes = 40.0 / 1440
    let unit = try #require(answer.units.first)
    #expect(unit.status == .lost)
    #expect(abs(try #require(unit.lowerDays) - (11 - minutes)) < 1e-12)
    #expect(abs(try #require(unit.upperDays) - (14 - minutes)) < 1e-12)
    #expect(answer.basis.logSize == 14)
  }

  @Test func `the real trial gives its published flow`() throws {
    let log = Log(tests + "/data/ds005917/ds005917.jsonl")
    let flow = try log.relief().flow
    #expect(flow.subjects == 58)
    #expect(flow.units == 50)
    #expect(flow.noBaseline == 22)
    #expect(flow.lowBaseline == 10)
    #expect(flow.noRating == 2)
    #expect(flow.notInRelief == 11)
    #expect(flow.analysed == 5)
    var plan = AnalysisPlan()
    plan.usesFirstBaseline = true
    #expect(try log.relief(plan).flow.analysed == 6)
  }

  @Test func `a subject that nobody knows has no unit`() throws {
    let log = Log(tests + "/vectors/outcomes/worked-example.jsonl")
    #expect(try log.relief(of: "P-2").units.isEmpty)
    #expect(try Log(log.path, view: .lines(1)).relief().flow.subjects == 0)
  }

  @Test func `what is no log says so`() {
    #expect(throws: LogError.self) { try Log(tests + "/none.jsonl").relief() }
    let other = Log(tests + "/vectors/log/damaged/some-other-file.jsonl")
    #expect(throws: LogError.self) { try other.relief() }
    do {
      _ = try Log(tests + "/vectors/log/damaged/bad-xxh64-middle.jsonl").relief()
      Issue.record("damage was not found")
    } catch {
      #expect(error.kind == .damaged)
      #expect(error.message.contains("line 8"))
    }
  }
}
