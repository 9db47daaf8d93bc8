import Bytes
import TestSupport
import Testing

@testable import Commands

/// How far the work is: shown where somebody looks, and of no consequence for the answer.
@Suite struct ProgressTests {
  private func line(
    _ what: String, _ done: Int, of total: Int?, _ unit: WorkProgress.Unit, seconds: Double
  ) -> ProgressLine {
    let work = WorkProgress(what, total: total, in: unit, on: nil)
    work.advance(by: done)
    return ProgressLine(work, seconds: seconds)
  }

  @Test func `share, amounts, pace and the time that is left`() {
    let half = line("reading a.jsonl", 366_000_000, of: 893_000_000, .bytes, seconds: 0.6)
    // 366 / 893 = 0.4098…; 0.6 s / 0.4098… = 1.464 s in all, 0.864 s left, rounded up.
    #expect(
      half.text(columns: 100)
        == "reading a.jsonl [############------------------] 40 %  366 of 893 MB  610 MB/s  0:01 left"
    )
    #expect(
      half.text(columns: 70)
        == "reading a.jsonl [###-----] 40 %  366 of 893 MB  610 MB/s  0:01 left")
    #expect(half.text(columns: 60) == "reading a.jsonl 40 %  366 of 893 MB  610 MB/s  0:01 left")
    #expect(half.text(columns: 50) == "rea... 40 %  366 of 893 MB  610 MB/s  0:01 left")
    for columns in 1...120 {
      #expect(half.text(columns: columns).unicodeScalars.count < max(2, columns), "\(columns)")
    }
    let samples = line("resampling", 250, of: 1000, .things("samples"), seconds: 30)
    #expect(
      samples.text(columns: 79)
        == "resampling [####---------------] 25 %  250 of 1000 samples  8.3/s  1:30 left")
    let unknown = line("writing b", 2_500_000, of: nil, .bytes, seconds: 3_725)
    #expect(unknown.text(columns: 80) == "writing b  2.5 MB  671 B/s  1:02:05")
    #expect(line("x", 0, of: 0, .bytes, seconds: 0).text(columns: 80) == "x  0 of 0 B  0 B/s  0:00")
  }

  @Test func `what is more than there was is all of it`() {
    let line = line("reading", 12, of: 10, .bytes, seconds: 1)
    #expect(line.text(columns: 40).contains("100 %  10 of 10 B"))
  }

  /// A disk with a log of more than 4 MiB, from which reading is watched.
  private static let disk: SimulatedDisk = {
    let disk = SimulatedDisk()
    _ = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "260"])
    return disk
  }()
  private let asked = ["relief", "--summary", "--no-cache", "-f", "demo.jsonl"]

  @Test func `a line is drawn and erased, and the answer is the same`() throws {
    #expect(try #require(Self.disk.bytes(at: "demo.jsonl")).count > 4 << 20)
    let plain = Stage(disk: Self.disk).run(asked)
    let terminal = StageTerminal(rows: 1000, streams: [2], secondsPerLook: 0.06)
    let watched = Stage(disk: Self.disk, terminal: terminal).run(asked)
    #expect(watched.output == plain.output)
    #expect(watched.errors.contains("\r\u{1B}[Kreading demo.jsonl ["))
    #expect(watched.errors.hasSuffix("\r\u{1B}[K"))
    #expect(!watched.errors.contains("\n"))
    // A look takes 0.06 s here, and a line is drawn every 0.1 s at most: every second look.
    let lines = watched.errors.components(separatedBy: "\r\u{1B}[K").count - 1
    #expect((3...40).contains(lines), "\(lines)")
  }

  @Test func `work that is over in less than a second is not shown`() {
    let terminal = StageTerminal(rows: 1000, streams: [2], secondsPerLook: 0.001)
    #expect(Stage(disk: Self.disk, terminal: terminal).run(asked).errors.isEmpty)
  }

  @Test func `nobody sees it without a terminal or with -q, unless it is asked for`() {
    #expect(Stage(disk: Self.disk).run(asked).errors.isEmpty)
    let terminal = StageTerminal(rows: 1000, streams: [2], secondsPerLook: 0.06)
    #expect(Stage(disk: Self.disk, terminal: terminal).run(asked + ["-q"]).errors.isEmpty)
    let elsewhere = StageTerminal(rows: 1000, streams: [], secondsPerLook: 0.5)
    let outcome = Stage(disk: Self.disk, terminal: elsewhere).run(asked + ["--progress"])
    let lines = outcome.errors.split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(" %  ") || $0.contains("/s  ") })
    #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\r"))
  }

  @Test func `a warning stands on a line of its own`() {
    let disk = SimulatedDisk()
    disk.install("demo.jsonl", (Self.disk.bytes(at: "demo.jsonl") ?? []) + Array("{\"half".utf8))
    let terminal = StageTerminal(rows: 1000, streams: [2], secondsPerLook: 0.06)
    let outcome = Stage(disk: disk, terminal: terminal).run(asked)
    #expect(outcome.errors.contains("\r\u{1B}[Kreprieve: warning: "))
  }

  @Test func `samples are counted where subjects are drawn again and again`() {
    let terminal = StageTerminal(rows: 1000, streams: [2], secondsPerLook: 0.02)
    let words = ["relief", "--summary", "-f", Vectors.folder + "/outcomes/worked-example.jsonl"]
    let outcome = Stage(terminal: terminal).run(words + ["--bootstrap", "300"])
    #expect(outcome.errors.contains(" of 300 samples"))
    #expect(outcome.output == Stage().run(words + ["--bootstrap", "300"]).output)
  }
}
