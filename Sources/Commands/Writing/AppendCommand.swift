import Bytes
import EventLog
import Events
import Recording

extension Command {
  /// `append`: events into the log.
  static let append = Command(
    name: "append", aliases: ["add"], usage: "[EVENTS …]",
    summary: "events from standard input or files, JSON Lines",
    details: [
      "A line is a CloudEvent or its producer's members alone: id, source, type, subject, time,",
      "data. All lines are one batch: all are taken, or none. With --batch N they are a stream:",
      "every N lines are a batch, acknowledged when they are on disk.",
      "A repeat of the same event is acknowledged with its old number and writes nothing.",
    ],
    options: [
      .log, .batch, .wait, .ifHead, .ifSubject, .allowUnknown, .definitions, .noCache, .output,
      .format,
    ]
  ) { arguments, printer throws(CommandError) in
    let path = try Inquiry.log(arguments, printer)
    let wait = try arguments.value(.wait)
    let seconds = wait.map { Double($0) ?? -1 } ?? 0
    guard seconds >= 0, seconds < 1e6 else {
      throw CommandError(
        ExitCode.usage, "--wait \(wait ?? "") is not a number of seconds",
        remedy: "such as --wait 10")
    }
    let conditions = AppendConditions(
      head: try arguments.number(.ifHead), subjectUnchanged: try arguments.number(.ifSubject))
    let definitions = try Inquiry.definitions(arguments, printer)
    let batch = try arguments.number(.batch)
    guard batch != 0 else {
      throw CommandError(
        ExitCode.usage, "--batch must be 1 or more", remedy: "such as --batch 1000")
    }
    if batch != nil, conditions != AppendConditions() {
      throw CommandError(
        ExitCode.usage, "conditions are for one batch, and --batch makes many",
        remedy: "leave --batch out, or the condition")
    }
    let input = InputLines(arguments.positional, printer.surroundings)
    if let error = missing(path, printer) { throw error }
    // A single batch is read before the lock is taken: others can write while its producer thinks.
    let batches = ReadAhead(input, DraftScanner(definitions), size: batch)
    let whole = batch == nil ? try batches.next() : nil
    let appender: Appender
    do throws(LogProblem) {
      appender = try Appender.open(
        printer.surroundings.disk, path, definitions, wait: seconds,
        usesCache: !arguments.has(.noCache), printer.surroundings.time)
    } catch { throw CommandError(error, writing: true) }
    defer { appender.close() }
    remark(on: appender.opening, path, printer)
    var session = AppendSession(
      appender, printer, conditions, allowUnknownTypes: arguments.has(.allowUnknown),
      isStream: batch != nil)
    var next = whole
    if next == nil { next = try batches.next() }
    while let batch = next {
      if let code = try session.append(batch.read, batch.given) { return code }
      next = try batches.next()
    }
    try session.summarize()
    return ExitCode.done
  }

  /// That the log is not there is said before anybody types events into it.
  static func missing(_ path: String, _ printer: Printer) -> CommandError? {
    do throws(DiskError) { _ = try printer.surroundings.disk.status(at: path) } catch {
      return CommandError(LogProblem(error), writing: true)
    }
    return nil
  }

  /// What opening a log for writing found and did.
  static func remark(
    on opening: Appender.Opening, _ path: String, _ printer: Printer
  ) {
    if let kept = opening.keptTail {
      let wasWhole =
        opening.finding.rule == .xxh64
        ? "; the last line was whole but its xxh64 was wrong" : ""
      printer.warn(
        "\(path): bytes behind line \(opening.finding.committed - 1) were of an append that never "
          + "ended; they were moved to \(kept)\(wasWhole)")
    }
    if case .ignored(let why) = opening.checkpoint {
      printer.warn("\(LogFolder(beside: path).checkpoint) \(why); it is ignored")
    }
  }
}

/// One `append` command: batch after batch, and what is said about each.
private struct AppendSession {
  private let appender: Appender
  private let printer: Printer
  private let conditions: AppendConditions
  private let allowUnknownTypes: Bool
  private let isStream: Bool
  private var taken = 0
  private var repeated = 0
  private let start: Int

  init(
    _ appender: Appender, _ printer: Printer, _ conditions: AppendConditions,
    allowUnknownTypes: Bool, isStream: Bool
  ) {
    self.isStream = isStream
    self.appender = appender
    self.printer = printer
    self.conditions = conditions
    self.allowUnknownTypes = allowUnknownTypes
    start = appender.head
  }

  /// Appends a batch; returns an exit code where the command ends with it.
  mutating func append(
    _ batch: DraftBatch, _ lines: InputLines.Batch
  ) throws(CommandError) -> Int32? {
    let answer: AppendAnswer
    do throws(LogProblem) {
      answer = try appender.append(
        batch, conditions: conditions, allowUnknownTypes: allowUnknownTypes)
    } catch { throw CommandError(error, writing: true) }
    if printer.format != .text {
      try acknowledge(json(answer))
    } else if isStream, case .accepted(let seqs, _) = answer, let first = seqs.first {
      let last = seqs.last ?? first
      try acknowledge(Array("seq \(first) to \(last)\n".utf8))
    }
    switch answer {
    case .accepted(let seqs, let written):
      taken += written.count
      repeated += seqs.count - written.count
    case .already(let seqs): repeated += seqs.count
    case .conflict(let input, let seq):
      complain(
        lines, input, "has the source and id of line \(seq), with other content",
        remedy: "an event that is in the log can't be changed; append a correction")
      return ExitCode.data
    case .condition(let head):
      printer.complain([
        "reprieve: error: a condition does not hold: the log has \(head) lines",
        "nothing was written",
      ])
      return ExitCode.no
    case .refused(let input, let refusal):
      let place = refusal.member.map { "\($0): " } ?? ""
      let found = refusal.found.map { ", found \($0)" } ?? ""
      complain(
        lines, input, "\(place)\(refusal.reason.rawValue)\(found)",
        remedy: "expected \(refusal.expected)")
      return ExitCode.data
    }
    return nil
  }

  /// Says what became of a batch. That nobody reads it is no reason to stop writing.
  private func acknowledge(_ bytes: [UInt8]) throws(CommandError) {
    do throws(CommandError) {
      try printer.print(bytes: bytes)
      try printer.flush()
    } catch { if !printer.outputIsClosed { throw error } }
  }

  /// The last line of a text answer.
  func summarize() throws(CommandError) {
    guard printer.format == .text else { return }
    if taken == 0 && repeated == 0 {
      printer.note("no event was given")
      return
    }
    var line = "\(taken) \(taken == 1 ? "event" : "events") appended"
    if taken > 0 { line += ", seq \(start) to \(appender.head - 1)" }
    if repeated > 0 { line += "; \(repeated) were there already" }
    try printer.print([line])
  }

  private func complain(
    _ lines: InputLines.Batch, _ input: Int, _ problem: String, remedy: String
  ) {
    let line = lines.lines[input]
    let shown = line.count <= 100 ? line.text : Array(line.prefix(97)).text + "…"
    let before = taken > 0 ? "; \(taken) events of earlier batches are in the log" : ""
    printer.complain([
      "reprieve: error: \(lines.place(input)): \(problem)", "  " + shown,
      "\(remedy); nothing of this batch was written\(before)",
    ])
  }

  private func json(_ answer: AppendAnswer) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      switch answer {
      case .accepted(let seqs, let written):
        json.string("answer", "accepted")
        json.array("seq", seqs) { $0.integer(nil, $1) }
        if printer.format == .json {
          json.array("written", written) { $0.string(nil, $1.text) }
        }
      case .already(let seqs):
        json.string("answer", "already")
        json.array("seq", seqs) { $0.integer(nil, $1) }
      case .conflict(let input, let seq):
        json.string("answer", "conflict")
        json.integer("input", input)
        json.integer("seq", seq)
      case .condition(let head):
        json.string("answer", "condition")
        json.integer("head", head)
      case .refused(let input, let refusal):
        json.string("answer", "refused")
        json.integer("input", input)
        json.string("member", refusal.member)
        json.string("reason", refusal.reason.rawValue)
      }
    }
    return json.bytes + [0x0A]
  }
}
