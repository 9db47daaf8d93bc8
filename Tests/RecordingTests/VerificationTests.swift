import Bytes
import Definitions
import EventLog
import Events
import Recording
import TestSupport
import Testing

@Suite struct VerificationTests {
  /// Lines that were sealed by somebody who does not know what their types say.
  @Test(arguments: [
    ("rating", #"{"instrument":"GAD-7","total":"x"}"#), ("rating", #"{"total":3}"#),
    ("dose", #"{"infusion":"1","mg":null}"#), ("infusion", #"{"infusion":7}"#),
    ("correction", #"{"source":"/ehr","id":"a","action":"erase","reason":"r"}"#),
  ])
  func `a log that no command can decode is not in order`(type: String, data: String) throws {
    let disk = SimulatedDisk()
    disk.installLog("log.jsonl")
    let event = String(decoding: ProducerLine.event(type, "x", "A", data), as: UTF8.self)
    let line = LineBuilder.line(
      seq: 1, recorded: Instant("2026-03-10T00:00:00Z")!,
      body: Array(",\(event.dropFirst().dropLast())".utf8),
      batch: nil)
    disk.install("log.jsonl", (disk.bytes(at: "log.jsonl") ?? []) + line + [0x0A])
    var decoder = EventDecoder(.builtIn)
    let read = #expect(throws: LogProblem.self) {
      try LogReader(disk, "log.jsonl").read(into: &decoder)
    }
    let verified = #expect(throws: LogProblem.self) {
      try LogVerification.verify(disk, "log.jsonl")
    }
    #expect(read == verified)
    let diagnosis = try LogRepair(disk, "log.jsonl").diagnose()
    #expect(diagnosis.finding.rule == .member && diagnosis.remedy == .restore)
  }

  /// A sum can be made right for any bytes, so what it covers is not believed beyond reason.
  @Test(arguments: [2, 3, 4, 8, 9, 10, 11, 15, 16])
  func `numbers in the cache that no log can have are not believed`(word: Int) throws {
    for number in [UInt64.max, UInt64.max - 1, 1 << 63, 1 << 62, 0] {
      let disk = SimulatedDisk()
      disk.installLog("log.jsonl")
      let time = TickingClock().timekeeper
      let first = try Appender.open(disk, "log.jsonl", .builtIn, time)
      _ = try first.append([ProducerLine.note("a", "A", "one")])
      first.close()
      let path = "log.jsonl.d/cache/append"
      var bytes = Array(try #require(disk.bytes(at: path)).dropLast(8))
      for byte in 0..<8 { bytes[8 * word + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
      let sum = XXH64.hash(bytes.span)
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
      try disk.remove(path)
      disk.install(path, bytes)
      // It opens, or says why not; it does not end the process.
      guard let second = try? Appender.open(disk, "log.jsonl", .builtIn, time) else { continue }
      _ = try? second.append([ProducerLine.infusion("b", "A", label: "1")])
      second.close()
    }
  }
}
