import Bytes
import Definitions
import EventLog
import Events
import Histories
import Projections

/// Where the lines come from that `fold` folds: logs, or standard input.
struct FoldInput {
  private let inquiry: Inquiry
  private let arguments: Arguments
  private let printer: Printer
  private var surroundings: Surroundings { printer.surroundings }

  init(_ inquiry: Inquiry, _ arguments: Arguments, _ printer: Printer) {
    self.inquiry = inquiry
    self.arguments = arguments
    self.printer = printer
  }

  /// Hands over the partitions, one after the other, so that no two are held at once: one for each
  /// log, or as many as there are passes.
  func forEach(
    _ body: (Partition) throws(CommandError) -> Void
  ) throws(CommandError) {
    let shards = try shards()
    if arguments.has(.log) || shards != [nil] {
      guard !arguments.has(.lineZero) else {
        throw CommandError(
          ExitCode.usage, "--line-zero is for lines of standard input: a log has its own",
          remedy: "leave one of the two out")
      }
      var known: [String: Known] = [:]
      for shard in shards { try logs(shard, &known, body) }
    } else if let partition = try standardInput() {
      try body(partition)
    }
  }

  /// The parts of each log that are folded here; `nil`: all of it.
  private func shards() throws(CommandError) -> [Shard?] {
    guard let passes = try arguments.number(.passes) else { return [try shard()] }
    guard !arguments.has(.shard) else {
      throw CommandError(
        ExitCode.usage, "--shard is one part, and --passes are all of them",
        remedy: "leave one of the two out")
    }
    guard (1...1 << 16).contains(passes) else {
      throw CommandError(
        ExitCode.usage, "--passes must lie between 1 and 65,536",
        remedy: "a log of N GB is folded in about N GB / --passes of memory and less")
    }
    return passes == 1 ? [nil] : (0..<passes).map { Shard(index: $0, of: passes) }
  }

  private func shard() throws(CommandError) -> Shard? {
    guard let text = try arguments.value(.shard) else { return nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1],
      let shard = Shard(index: index, of: count)
    else {
      throw CommandError(
        ExitCode.usage, "--shard \(text) is no part of a log",
        remedy: "write I/N with I from 0 to N - 1: --shard 0/4 to --shard 3/4")
    }
    return shard
  }

  /// What the first pass over a log tells the others: how long it was, for what is appended between
  /// two passes is in none of them, and whom its corrections join.
  private struct Known {
    let size: Int
    let groups: SubjectGroups
  }

  private func logs(
    _ shard: Shard?, _ known: inout [String: Known],
    _ body: (Partition) throws(CommandError) -> Void
  ) throws(CommandError) {
    let paths = try Inquiry.logs(arguments, printer)
    try Inquiry.refuseLines(inquiry.replay.asOf, of: paths)
    for path in paths {
      let histories: Histories
      do throws(LogProblem) {
        if let shard {
          histories = try inquiry.replay.histories(
            of: path, in: shard, limit: known[path]?.size, groups: known[path]?.groups)
        } else {
          histories = try inquiry.replay.histories(of: path)
        }
      } catch { throw CommandError(error) }
      if known[path] == nil {
        Inquiry.remark(on: histories.reading, path, printer)
        known[path] = Known(size: histories.size, groups: SubjectGroups(histories.table))
      }
      try body(histories.partition(shard))
    }
  }

  // MARK: standard input

  private func standardInput() throws(CommandError) -> Partition? {
    if surroundings.isTerminal(0) {
      throw CommandError(
        ExitCode.usage, "no log was named, and standard input is a terminal",
        remedy: "name a log with -f FILE, or pipe its lines in")
    }
    var reader = PartitionReader(
      inquiry.plan.definitions, asOf: inquiry.replay.asOf, until: inquiry.replay.until)
    if let path = try arguments.value(.lineZero) {
      let line = try firstLine(of: path)
      do throws(PartitionReader.Fault) { try reader.begin(with: line) } catch {
        throw CommandError(error, in: path)
      }
    }
    try readLines { line throws(CommandError) in
      do throws(PartitionReader.Fault) { try reader.take(line) } catch {
        throw CommandError(error, in: "standard input")
      }
    }
    do throws(PartitionReader.Fault) { return try reader.finish() } catch {
      throw CommandError(error, in: "standard input")
    }
  }

  /// The first line of a file: of a log, line 0.
  private func firstLine(of path: String) throws(CommandError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(LogProblem) {
      let file = try surroundings.disk.openLog(path, .read)
      defer { surroundings.disk.close(file) }
      do throws(DiskError) {
        bytes = try surroundings.disk.bytes(of: file, at: 0, count: Seal.longestLine + 1)
      } catch { throw LogProblem(error) }
    } catch { throw CommandError(error) }
    return Array(bytes.prefix { $0 != 0x0A })
  }

  /// Hands each line of standard input to `body`. The last needs no line end.
  private func readLines(
    _ body: (Span<UInt8>) throws(CommandError) -> Void
  ) throws(CommandError) {
    var held: [UInt8] = []
    while true {
      let more: [UInt8]
      do throws(DiskError) { more = try surroundings.read(1 << 20) } catch {
        throw CommandError(
          ExitCode.inputOutput, "standard input: \(error.reason)", remedy: "no state was written")
      }
      if more.isEmpty { break }
      held += more
      var start = 0
      while let end = held.span.firstIndex(of: 0x0A, in: start..<held.count) {
        try body(held.span.extracting(start..<min(end, start + Seal.longestLine + 1)))
        start = end + 1
      }
      held.removeSubrange(..<start)
      // Longer than any line: what is left of it need not be waited for.
      if held.count > Seal.longestLine { return try body(held.span) }
    }
    if !held.isEmpty { try body(held.span) }
  }
}
