import Bytes
import Definitions
import EventLog
import Histories
import Projections
import TestSupport
import Testing

/// A log written line by line, and what is derived from it.
///
/// Times are days and hours from 2026-01-05T10:00:00Z on; each line is recorded a minute after what
/// it tells, or with the line before it where that is later.
struct HandWrittenLog {
  static let path = "/log.jsonl"
  static let start = Instant("2026-01-05T10:00:00Z")!

  private(set) var lines: [[UInt8]] = []
  private var recorded = Instant(milliseconds: start.milliseconds - 400 * Instant.day)

  init() {
    let identity = LogIdentity(name: "hand", origin: "example.org/hand")
    if let identity { lines.append(identity.line(recorded: recorded)) }
  }

  /// An instant so many days from the start of all times.
  static func day(_ days: Double) -> Instant {
    Instant(milliseconds: start.milliseconds + Int64((days * Double(Instant.day)).rounded()))
  }

  /// Adds a line; returns its number, and its `id` is `e` and that number.
  @discardableResult
  mutating func add(
    _ type: String, _ day: Double, _ data: String, of subject: String = "P-1",
    recordedOn recordedDay: Double? = nil
  ) -> Int {
    let time = Self.day(day)
    let told = recordedDay.map(Self.day) ?? Instant(milliseconds: time.milliseconds + 60_000)
    recorded = max(recorded, told)
    let seq = lines.count
    let body =
      #","id":"e\#(seq)","source":"/clinic","type":"\#(type)","subject":"\#(subject)","#
      + #""time":"\#(time.text)","data":\#(data)"#
    lines.append(
      LineBuilder.line(seq: seq, recorded: recorded, body: Array(body.utf8), batch: nil))
    return seq
  }

  /// A session of 35 mg over 40 minutes into a vein, and its dose: 0.5 mg per kg.
  @discardableResult
  mutating func treat(
    _ day: Double, _ label: String, drug: String = "ketamine", of subject: String = "P-1"
  ) -> Int {
    let seq = add(
      "infusion", day,
      #"{"infusion":"\#(label)","drug":"\#(drug)","route":"IV","weightKg":70}"#, of: subject)
    add("dose", day, #"{"infusion":"\#(label)","mg":35,"minutes":40}"#, of: subject)
    return seq
  }

  /// A rating by its total.
  @discardableResult
  mutating func rate(
    _ day: Double, _ total: Int, _ instrument: String = "GAD-7", of subject: String = "P-1"
  ) -> Int {
    add("rating", day, #"{"instrument":"\#(instrument)","total":\#(total)}"#, of: subject)
  }

  /// The log on a disk.
  var disk: SimulatedDisk {
    let disk = SimulatedDisk()
    disk.install(Self.path, lines.flatMap { $0 + [0x0A] })
    return disk
  }

  /// What is known of its subjects.
  func registry(asOf: Replay.AsOf? = nil, until: Instant? = nil) throws -> Registry {
    let replay = Replay(disk, .builtIn, asOf: asOf, until: until)
    return try Registry([replay.histories(of: Self.path)])
  }

  /// What could have harmed a subject.
  func safety(of subject: String = "P-1", _ plan: AnalysisPlan = AnalysisPlan()) throws
    -> SafetyRecord
  {
    let history = try #require(try registry().history(of: subject)?.history)
    return SafetyProjection(plan).record(CaseRecord(history, plan))
  }
}
