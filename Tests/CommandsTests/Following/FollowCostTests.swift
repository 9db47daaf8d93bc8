import Bytes
import CampaignParts
import EventLog
import Histories
import Synchronization
import TestSupport
import Testing

/// A new event costs the same in a long log as in a short one.
@Suite struct FollowCostTests {
  /// A disk that counts what is read from it.
  private final class CountingDisk: DiskLayer {
    let below: any Disk
    private let count = Mutex((bytes: 0, calls: 0))

    init(_ below: any Disk) { self.below = below }

    func read(
      _ file: OpenFile, at offset: Int, into buffer: inout [UInt8], from start: Int
    ) throws(DiskError) -> Int {
      let read = try below.read(file, at: offset, into: &buffer, from: start)
      count.withLock { $0 = ($0.bytes + read, $0.calls + 1) }
      return read
    }

    /// Bytes and calls since this was asked before.
    func take() -> (bytes: Int, calls: Int) {
      count.withLock { count in
        defer { count = (0, 0) }
        return count
      }
    }
  }

  private struct Cost {
    var bytes = 0
    var calls = 0
    var subjects = 0
  }

  /// What three new events cost, one after the other, in the log of so many simulated people.
  private func cost(subjects: Int, isCached: Bool) throws -> [Cost] {
    let disk = SimulatedDisk()
    let demo = ["demo", "/log.jsonl", "--subjects", "\(subjects)", "--seed", "5"]
    try #require(Stage(disk: disk).run(demo).code == 0)
    let length = disk.bytes(at: "/log.jsonl")?.count ?? 0
    var plan = CachePlan()
    plan.smallestLog = 0
    plan.blockRows = 128
    let counting = CountingDisk(disk)
    let replay = Replay(counting, .builtIn, cache: isCached ? plan : nil)
    if isCached { _ = try replay.histories(of: "/log.jsonl") }
    _ = counting.take()
    var live = try replay.live(of: "/log.jsonl").live
    #expect(isCached || counting.take().bytes >= length)
    var costs: [Cost] = []
    for number in 0..<3 {
      let line =
        #"{"id":"n\#(number)","source":"/ehr","type":"rating","subject":"P-0007","#
        + #""time":"2027-01-05T08:00:0\#(number)Z","data":{"instrument":"GAD-7","total":4}}"# + "\n"
      #expect(Stage(disk: disk).run(["append", "-f", "/log.jsonl"], input: line).code == 0)
      _ = counting.take()
      guard case .grown(let names) = try live.update() else {
        Issue.record("the new event was not seen")
        return []
      }
      _ = try names.map { try live.history(of: $0) }
      let read = counting.take()
      costs.append(Cost(bytes: read.bytes, calls: read.calls, subjects: names.count))
      // A look at a log that has not changed reads nothing.
      #expect(try live.update() == .none)
      #expect(counting.take().calls == 0)
    }
    return costs
  }

  @Test(arguments: [true, false]) func `whatever the log's length`(isCached: Bool) throws {
    let short = try cost(subjects: 8, isCached: isCached)
    let long = try cost(subjects: 80, isCached: isCached)
    for (place, (one, other)) in zip(short, long).enumerated() {
      #expect(one.subjects == 1 && other.subjects == 1)
      #expect(abs(one.bytes - other.bytes) <= 8_192, "\(place): \(one) \(other)")
      #expect(abs(one.calls - other.calls) <= 1, "\(place): \(one) \(other)")
      #expect(other.bytes < 100_000, "\(place): \(other)")
    }
  }
}
