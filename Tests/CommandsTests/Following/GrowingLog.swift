import Bytes
import TestSupport
import Testing

/// A log that grows, append by append, on a disk in memory, while it is followed.
struct GrowingLog: Sendable {
  static let path = "/clinic.jsonl"

  let disk = SimulatedDisk()
  let bytes: [UInt8]
  /// Behind which bytes each append ends that is looked at; the first is what is there at first.
  let ends: [Int]

  /// The log of a made-up clinic, events in an order drawn by chance, then corrections of all kinds
  /// and corrections of these. It is looked at after some ten appends.
  ///
  /// - Parameter first: the part that is there at first.
  init(seed: UInt64, subjects: Int = 4, first: Double = 0.6, steps: Int = 3) throws {
    var generator = SeededGenerator(seed: seed)
    let clinic = SeededClinic(seed: seed, subjects: subjects, corrections: 8)
    let events =
      LawTests.mixed(clinic.events, &generator) + HistoryCacheTests.more(clinic)
    let bytes = try Ledger(events).bytes
    let lines = bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    let begun = Int(Double(lines.count) * first)
    let late = lines.count - HistoryCacheTests.more(clinic).count
    var ends = [lines[begun]]
    var line = begun
    while line < lines.count - 1 {
      // What goes from hand to hand is looked at by ones and twos, the rest in larger batches.
      let step = 1 + generator.below(max(1, 2 * (late - begun) / steps))
      line =
        line < late - 1
        ? min(line + step, late - 1) : min(line + 1 + generator.below(2), lines.count - 1)
      ends.append(lines[line])
    }
    self.bytes = bytes
    self.ends = ends
    disk.install(Self.path, Array(bytes[..<ends[0]]))
  }

  /// Appends up to a byte.
  func grow(to end: Int) {
    let size = disk.bytes(at: Self.path)?.count ?? 0
    write(Array(bytes[size..<end]), at: size)
  }

  func write(_ bytes: [UInt8], at offset: Int) {
    guard let file = try? disk.open(Self.path, .update) else { return }
    try? disk.writeFully(file, at: offset, bytes)
    disk.close(file)
  }

  func truncate(to size: Int) {
    guard let file = try? disk.open(Self.path, .update) else { return }
    try? disk.truncate(file, to: size)
    disk.close(file)
  }

  /// What a command answers of the log as it is now, by reading it.
  func fresh(_ words: [String]) -> Stage.Outcome {
    Stage(disk: disk).run(words + ["--no-cache", "-f", Self.path])
  }

  /// Lines of the log as it is now.
  var lines: Int { disk.bytes(at: Self.path)?.count { $0 == 0x0A } ?? 0 }

  /// When the last line of the log as it is now was recorded.
  var lastRecorded: String {
    let last = (disk.bytes(at: Self.path) ?? []).text.split(separator: "\n").last ?? ""
    return last.firstMatch(of: #/"recordedtime":"([^"]+)"/#).map { String($0.output.1) } ?? ""
  }
}
