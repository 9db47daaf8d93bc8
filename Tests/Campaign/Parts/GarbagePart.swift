import Bytes
import EventLog
import Recording
import TestSupport

/// Bytes behind a log that nobody appended: zeros as file systems leave them, random bytes, lines that
/// look like lines, text that ends in the middle of a character. Of every length.
///
/// They are a torn tail, moved away and kept, or damage, refused and untouched. Which of the two is
/// known beforehand: damage exactly where a sealed line is among them.
package struct GarbagePart: CampaignPart {
  package let name = "garbage"

  private enum Kind: CaseIterable {
    case zeros
    case random
    case likeLines
    case halfCharacter
  }

  package init() {}

  package func items(_ form: CampaignForm) -> Int { Kind.allCases.count }

  package func run(
    _ item: Int, _ form: CampaignForm, seed: UInt64, mutant: Mutant?, into tally: inout Tally
  ) {
    let log = WrittenLog(seed: self.seed(seed, 0), events: 20)
    var draws = SplitMix64(seed: self.seed(seed, item))
    let kind = Kind.allCases[item]
    let lines = log.bytes.split(separator: 0x0A).dropFirst().map { Array($0) + [0x0A] }
    for length in stride(from: 1, through: 2_500, by: form.pick(200, 10, 1)) {
      if tally.isDone { return }
      tally.distinct += 1
      tally.acknowledged += log.ends.count
      let (garbage, isSealed) = garbage(kind, length, lines, &draws)
      tally.count(
        "\(length) bytes: \(kind)", judge(log, garbage, isSealed: isSealed, &tally))
    }
  }

  private func garbage(
    _ kind: Kind, _ length: Int, _ lines: [[UInt8]], _ draws: inout SplitMix64
  ) -> (bytes: [UInt8], isSealed: Bool) {
    switch kind {
    case .zeros: return ([UInt8](repeating: 0, count: length), false)
    case .random: return ((0..<length).map { _ in UInt8(draws.below(256)) }, false)
    case .halfCharacter:
      // "é" over and over, cut after its first byte, in the frame of a line as far as it goes.
      let text =
        Array(#"{"specversion":"1.0","seq":"#.utf8)
        + Array(repeating: [0xC3, 0xA9], count: length).joined()
      var bytes = Array(text.prefix(length))
      if bytes.last == 0xA9 { bytes[length - 1] = 0xC3 }
      return (bytes, false)
    case .likeLines:
      // Lines of the log once more; in every other case none of them keeps its seal.
      let isBroken = draws.happens(500)
      var bytes: [UInt8] = []
      var isSealed = false
      while bytes.count < length {
        var line = draws.pick(lines)
        if isBroken { line[line.count - 4] ^= 1 }
        bytes += line
        if !isBroken && bytes.count <= length { isSealed = true }
      }
      return (Array(bytes.prefix(length)), isSealed)
    }
  }

  private func judge(
    _ log: WrittenLog, _ garbage: [UInt8], isSealed: Bool, _ tally: inout Tally
  ) -> [String] {
    let disk = WrittenLog.disk(with: log.bytes + garbage)
    let appender: Appender
    do throws(LogProblem) {
      appender = try Workload.open(disk)
    } catch {
      guard case .damaged(_, let finding) = error, isSealed,
        finding.committedBytes == log.bytes.count
      else { return ["the log is refused: \(error)"] }
      tally.details["refused as damage", default: 0] += 1
      return disk.bytes(at: Workload.path) == log.bytes + garbage ? [] : ["the log was changed"]
    }
    tally.details["moved to torn/", default: 0] += 1
    guard !isSealed, disk.bytes(at: Workload.path) == log.bytes else {
      tally.lost += 1
      return ["the log is not what was committed"]
    }
    guard let kept = appender.opening.keptTail, disk.bytes(at: kept) == garbage else {
      return ["bytes that were cut away are nowhere"]
    }
    return WrittenLog.goesOn(disk, appender) ? [] : ["the log does not go on"]
  }
}
