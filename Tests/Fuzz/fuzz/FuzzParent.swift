import Foundation
import HostileInput
import Glibc

/// Starts a process for each chunk, watches it, and counts.
final class FuzzParent: @unchecked Sendable {
  /// What was found about a target so far.
  private struct Tally {
    var inputs = 0
    var taken = 0
    var refused = 0
    var broken = 0
    var traps = 0
    var hangs = 0
    var peakKilobytes = 0
    var slowest = (microseconds: 0, index: 0)
    var findings: [String] = []
  }

  /// How a child ended.
  private enum End { case done, trap, hang }

  private static let chunkSize = 50_000
  /// Findings of one target after which it is left alone.
  private static let mostFindings = 20

  private let plan: FuzzPlan
  private let lock = NSLock()
  private var tallies: [String: Tally] = [:]
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("fuzz-\(UUID().uuidString)")

  init(_ plan: FuzzPlan) { self.plan = plan }

  /// Tries everything; 1 where something was found.
  func run() throws -> Int32 {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let start = Date()
    let chunks = plan.targets.flatMap { target in
      let count = plan.count(of: target)
      return stride(from: 0, to: count, by: Self.chunkSize).map {
        FuzzChunk(target, seed: plan.seed, $0..<min(count, $0 + Self.chunkSize))
      }
    }
    DispatchQueue.concurrentPerform(iterations: chunks.count) { self.tryAll(chunks[$0], $0) }
    report(Date().timeIntervalSince(start))
    let isClean = tallies.values.allSatisfy { $0.broken + $0.traps + $0.hangs == 0 }
    return isClean ? 0 : 1
  }

  /// Goes on behind an input that ended a child, until the chunk is through.
  private func tryAll(_ chunk: FuzzChunk, _ number: Int) {
    var start = chunk.range.lowerBound
    while start < chunk.range.upperBound {
      let found = lock.withLock { tallies[chunk.target.name]?.findings.count ?? 0 }
      if found >= Self.mostFindings { return }
      let part = FuzzChunk(chunk.target, seed: chunk.seed, start..<chunk.range.upperBound)
      guard let last = tryOne(part, "\(number)-\(start)") else { return }
      start = last + 1
    }
  }

  /// Runs one child. Returns the input at which it ended early, or `nil`.
  private func tryOne(_ chunk: FuzzChunk, _ name: String) -> Int? {
    let progress = folder.appendingPathComponent("progress-\(name)").path
    let output = folder.appendingPathComponent("output-\(name)").path
    let errors = folder.appendingPathComponent("errors-\(name)").path
    for path in [progress, output, errors] {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = FuzzChild.words(chunk, progress: progress)
    child.environment = ["SWIFT_BACKTRACE": "enable=no"]
    child.standardInput = FileHandle.nullDevice
    child.standardOutput = FileHandle(forWritingAtPath: output)
    child.standardError = FileHandle(forWritingAtPath: errors)
    do { try child.run() } catch {
      note(chunk, .trap, chunk.range.lowerBound, "the child did not start: \(error)")
      return nil
    }
    let end = watch(child, progress)
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    if end == .done, take(text, chunk) { return nil }
    let index = Self.index(progress) ?? chunk.range.lowerBound
    let words = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
    note(chunk, end == .hang ? .hang : .trap, index, words)
    return index
  }

  private func watch(_ child: Process, _ progress: String) -> End {
    var last = -1
    var since = Date()
    while child.isRunning {
      usleep(20_000)
      let now = Self.index(progress) ?? -1
      if now != last { (last, since) = (now, Date()) }
      if Date().timeIntervalSince(since) > plan.patience {
        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()
        return .hang
      }
    }
    child.waitUntilExit()
    return child.terminationReason == .exit && child.terminationStatus == 0 ? .done : .trap
  }

  private static func index(_ progress: String) -> Int? {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: progress)), bytes.count == 8
    else { return nil }
    return bytes.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
  }

  /// Takes what a child printed at its end; `false` where it did not come so far.
  private func take(_ text: String, _ chunk: FuzzChunk) -> Bool {
    let lines = text.split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("done ") else { return false }
    let numbers = first.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 6 else { return false }
    lock.withLock {
      var tally = tallies[chunk.target.name] ?? Tally()
      tally.taken += numbers[0]
      tally.refused += numbers[1]
      tally.broken += numbers[2]
      tally.inputs += numbers[0] + numbers[1] + numbers[2]
      tally.peakKilobytes = max(tally.peakKilobytes, numbers[3])
      if numbers[4] > tally.slowest.microseconds { tally.slowest = (numbers[4], numbers[5]) }
      tally.findings += lines.dropFirst().map { "\(chunk.target.name) seed \(chunk.seed) \($0)" }
      tallies[chunk.target.name] = tally
    }
    return true
  }

  private func note(_ chunk: FuzzChunk, _ end: End, _ index: Int, _ words: String) {
    lock.withLock {
      var tally = tallies[chunk.target.name] ?? Tally()
      // What stood before it in the chunk was tried, and ended with a verdict that is not known.
      tally.inputs += index - chunk.range.lowerBound + 1
      if end == .hang { tally.hangs += 1 } else { tally.traps += 1 }
      tally.findings.append(
        "\(chunk.target.name) seed \(chunk.seed) \(end) \(index) "
          + "\(words.replacing("\n", with: " ").prefix(300))")
      tallies[chunk.target.name] = tally
    }
  }

  private func report(_ seconds: Double) {
    func row(_ cells: [String]) -> String {
      zip(cells, [14, 10, 10, 10, 7, 6, 6, 14, 9]).enumerated().map { column, pair in
        let space = String(repeating: " ", count: max(0, pair.1 - pair.0.count))
        return column == 0 ? pair.0 + space : space + pair.0
      }.joined(separator: " ")
    }
    print(
      row([
        "target", "inputs", "taken", "refused", "broken", "traps", "hangs", "slowest ms",
        "peak MiB",
      ]))
    var all = Tally()
    func line(_ name: String, _ tally: Tally) {
      let slowest = String(format: "%.1f", Double(tally.slowest.microseconds) / 1000)
      print(
        row([
          name, "\(tally.inputs)", "\(tally.taken)", "\(tally.refused)", "\(tally.broken)",
          "\(tally.traps)", "\(tally.hangs)", slowest, "\(tally.peakKilobytes >> 10)",
        ]))
    }
    for target in plan.targets {
      let tally = tallies[target.name] ?? Tally()
      line(target.name, tally)
      all.inputs += tally.inputs
      all.taken += tally.taken
      all.refused += tally.refused
      all.broken += tally.broken
      all.traps += tally.traps
      all.hangs += tally.hangs
      all.peakKilobytes = max(all.peakKilobytes, tally.peakKilobytes)
      if tally.slowest.microseconds > all.slowest.microseconds { all.slowest = tally.slowest }
    }
    line("all", all)
    print(
      "seed \(plan.seed), \(String(format: "%.1f", seconds)) s, at most "
        + "\(FuzzChild.mostMemory >> 20) MiB of addresses and \(Int(plan.patience)) s an input")
    for finding in plan.targets.flatMap({ tallies[$0.name]?.findings ?? [] }) { print(finding) }
  }
}
