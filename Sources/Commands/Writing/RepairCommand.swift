import Bytes
import EventLog
import Recording

extension Command {
  /// `repair`: explains what is wrong with a log, and mends it when asked to.
  static let repair = Command(
    name: "repair", aliases: [], usage: "[--apply]",
    summary: "explains what is wrong with a log and what it would do; --apply does it",
    details: [
      "Every byte is read and every line parsed. With --apply the bytes behind the last good",
      "append are moved to FILE.d/torn/, never deleted, and the log is cut there. A log is never",
      "cut below a checkpoint, and a file that is no log is never touched.",
    ],
    options: [.log, .apply, .yes, .output, .format]
  ) { arguments, printer throws(CommandError) in
    guard arguments.positional.isEmpty else {
      throw CommandError(
        ExitCode.usage, "repair takes its log as -f \(arguments.positional[0])",
        remedy: "nothing was done")
    }
    let path = try Inquiry.log(arguments, printer)
    let repair = LogRepair(printer.surroundings.disk, path)
    let diagnosis: LogRepair.Diagnosis
    do throws(LogProblem) { diagnosis = try repair.diagnose() } catch { throw CommandError(error) }
    if case .ignored(let why) = diagnosis.finding.checkpoint {
      printer.warn("\(LogFolder(beside: path).checkpoint) \(why); it is ignored")
    }
    var kept: String?
    let isAsked = arguments.has(.apply) && diagnosis.remedy == .cut
    if isAsked, try agrees(diagnosis, path, arguments, printer) {
      do throws(LogProblem) {
        kept = try repair.apply(diagnosis, printer.surroundings.time)
      } catch { throw CommandError(error, writing: true) }
      guard kept != nil else {
        throw CommandError(
          ExitCode.no, "\(path) has changed in the meantime: nothing was done",
          remedy: "run reprieve repair again")
      }
    }
    if printer.format == .text {
      try printer.print(words(diagnosis, path, kept))
    } else {
      try printer.print(bytes: json(diagnosis, applied: arguments.has(.apply) ? kept : nil))
    }
    return diagnosis.finding.verdict == .damage && kept == nil ? ExitCode.data : ExitCode.done
  }

  private static func agrees(
    _ diagnosis: LogRepair.Diagnosis, _ path: String, _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Bool {
    guard printer.surroundings.isTerminal(0), !arguments.has(.yes) else { return true }
    printer.complain(words(diagnosis, path, nil) + ["do it? [y/N]"])
    let answer = (try? printer.surroundings.read(16)) ?? []
    return answer.first == UInt8(ascii: "y") || answer.first == UInt8(ascii: "Y")
  }

  private static func words(
    _ diagnosis: LogRepair.Diagnosis, _ path: String, _ kept: String?
  ) -> [String] {
    let finding = diagnosis.finding
    let rule = finding.rule
    var lines: [String] = []
    switch finding.verdict {
    case .ok: return ["\(path): \(finding.committed) lines, all in order"]
    case .tornTail:
      lines.append("\(path): \(finding.committed) lines in order, then a torn tail")
      lines.append(
        "from byte \(finding.byteOffset ?? 0) on stand bytes of an append that never ended: they "
          + "were never acknowledged")
      if rule == .xxh64 { lines.append("a line there is whole, but its xxh64 is wrong") }
    case .damage:
      lines.append("\(path): damage")
      if let line = finding.line, let rule {
        lines.append(
          "line \(line), byte \(finding.byteOffset ?? 0): \(rule.sentence) (rule \(rule.rawValue))")
      } else if let rule {
        lines.append(rule.sentence)
      }
      lines.append("\(finding.committed) lines before it are in order")
    }
    if let kept {
      lines.append(
        "done: the bytes are in \(kept), and the log ends at line \(finding.committed - 1)")
      return lines
    }
    switch diagnosis.remedy {
    case .none: break
    case .cut:
      lines.append(
        "would do: move everything from byte \(finding.committedBytes) on to \(path).d/torn/ and "
          + "end the log at line \(finding.committed - 1)")
      if finding.verdict == .damage {
        lines.append("lines behind the damage would leave the log with it: try a backup first")
      }
      lines.append("to do it: reprieve repair -f \(path) --apply")
    case .restore:
      lines.append("can't be mended here: restore a backup, or compare with one")
      if finding.checkpoint.size > finding.committed {
        lines.append(
          "the checkpoint beside the log has \(finding.checkpoint.size) lines: all of them were "
            + "acknowledged, so nothing is cut")
      }
    }
    return lines
  }

  private static func json(_ diagnosis: LogRepair.Diagnosis, applied kept: String?) -> [UInt8] {
    let finding = diagnosis.finding
    var json = JSONWriter()
    json.object { json in
      json.integer("committed", finding.committed)
      json.string("verdict", finding.verdict.rawValue)
      json.integer("line", finding.line)
      json.integer("byteOffset", finding.byteOffset)
      json.string("rule", finding.rule?.rawValue)
      json.string("level", finding.level?.rawValue)
      switch finding.checkpoint {
      case .none: break
      case .ignored: json.string("checkpoint", "ignored")
      case .found(let checkpoint): json.integer("checkpoint", checkpoint.size)
      }
      if let kept {
        json.bool("applied", true)
        json.string("tornFile", kept)
      }
    }
    return json.bytes + [0x0A]
  }
}
