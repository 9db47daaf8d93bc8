import Bytes
import EventLog
import Events
import Histories
import Reports

extension Command {
  /// `log`: the events themselves.
  static let log = Command(
    name: "log", aliases: ["history"], usage: "[--follow]",
    summary: "the events themselves: by subject, type, since; --follow",
    details: [
      "As jsonl the lines are those of the log, byte for byte. The whole log is checked before",
      "its first line is printed.",
    ],
    options: [
      .log, .subject, .type, .since, .asOf, .follow, .output, .format, .noCache,
    ]
  ) { arguments, printer throws(CommandError) in
    _ = try Inquiry.subject(arguments, "log")
    let paths = try Inquiry.logs(arguments, printer)
    let selection = try LineSelection(arguments)
    if arguments.has(.follow), paths.count > 1 {
      throw CommandError(ExitCode.usage, "--follow follows one log", remedy: "name one with -f")
    }
    if arguments.has(.follow), try arguments.value(.output) != nil {
      throw CommandError(
        ExitCode.usage, "--follow never ends, and -o is written at the end",
        remedy: "redirect standard output: reprieve log --follow > FILE")
    }
    try Inquiry.refuseLines(Inquiry.asOf(arguments), of: paths)
    if arguments.has(.follow) { printer.beginStream() }
    var printed = 0
    for path in paths {
      var follower = LogFollower(path, selection, printer, showsLog: paths.count > 1)
      try follower.printAll(isFirst: path == paths[0])
      printed += follower.printed
      if arguments.has(.follow) { try follower.follow() }
    }
    if printed == 0 {
      let near = try nearest(selection, arguments, paths, printer).map { "; " + $0 } ?? ""
      printer.note("no event fits: the answer is empty\(near)")
    }
    return ExitCode.done
  }
}

extension Command {
  /// What may have been meant where nothing was found.
  private static func nearest(
    _ selection: LineSelection, _ arguments: Arguments, _ paths: [String], _ printer: Printer
  ) throws(CommandError) -> String? {
    let types = Vocabulary.types.names
    if let type = try arguments.value(.type), !types.contains(type) {
      return CommandError.nearest(type, among: types)
    }
    guard let subject = selection.subject?.text else { return nil }
    let names = paths.flatMap { SubjectNames(printer.surroundings.disk, $0).names }
    return names.contains(subject) ? nil : CommandError.nearest(subject, among: names)
  }
}

/// Which lines of a log are printed.
struct LineSelection {
  let subject: [UInt8]?
  private let type: [UInt8]?
  private let since: Replay.AsOf?
  private let asOf: Replay.AsOf?

  init(_ arguments: Arguments) throws(CommandError) {
    let named = try arguments.value(.subject) ?? arguments.positional.first
    subject = named.map { Array($0.utf8) }
    type = try arguments.value(.type).map { Array($0.utf8) }
    asOf = try Inquiry.asOf(arguments)
    since = try Inquiry.since(arguments)
  }

  /// Whether a line is wanted.
  func includes(_ header: LineHeader, _ root: JSONNode) -> Bool {
    switch asOf {
    case nil: break
    case .lines(let count): if header.seq >= count { return false }
    case .recorded(let instant): if header.recorded > instant { return false }
    }
    switch since {
    case nil: break
    case .lines(let line): if header.seq < line { return false }
    case .recorded(let instant): if header.recorded < instant { return false }
    }
    if let subject, root["subject"]?.string != subject { return false }
    if let type, root["type"]?.string != type { return false }
    return true
  }
}

/// Prints the committed lines of a log, and goes on printing as it grows.
private struct LogFollower {
  private let path: String
  private let selection: LineSelection
  private let printer: Printer
  private let showsLog: Bool
  private var position: LogReader.Position?
  private var followed: FileStatus?
  /// How many lines were printed.
  private(set) var printed = 0

  init(_ path: String, _ selection: LineSelection, _ printer: Printer, showsLog: Bool) {
    self.path = path
    self.selection = selection
    self.printer = printer
    self.showsLog = showsLog
  }

  /// Checks what is there and has not been printed, then prints it.
  mutating func printAll(isFirst: Bool) throws(CommandError) {
    let disk = printer.surroundings.disk
    let checkpoint = LogFolder(beside: path).readCheckpoint(disk)
    let file: OpenFile
    do throws(LogProblem) { file = try disk.openLog(path, .read) } catch {
      throw CommandError(error)
    }
    defer { disk.close(file) }
    var ignored = IgnoredLines()
    let reading: LogReading
    do throws(LogProblem) {
      reading = try LogReader(disk, path).read(file, checkpoint, from: position, into: &ignored)
    } catch { throw CommandError(error) }
    try expectSameFile(reading.status)
    followed = reading.status
    if position == nil { Inquiry.remark(on: reading, path, printer) }
    if printer.format == .csv && isFirst && position == nil {
      try printer.print(bytes: CSV(Self.head).bytes)
    }
    try printLines(disk, file, from: position?.bytes ?? 0, to: reading.finding.committedBytes)
    position = LogReader.Position(
      lines: reading.finding.committed, bytes: reading.finding.committedBytes,
      lastRecorded: reading.lastRecorded, identity: reading.identity)
  }

  /// What stands at the path now must be what was printed from so far.
  private func expectSameFile(_ status: FileStatus) throws(CommandError) {
    guard let followed, followed.device != status.device || followed.inode != status.inode else {
      return
    }
    throw CommandError(
      ExitCode.data, "\(path) was replaced by another file while it was followed",
      remedy: "what was printed up to line \((position?.lines ?? 1) - 1) was there")
  }

  /// Prints what is appended, until nobody reads any more.
  mutating func follow() throws(CommandError) {
    let disk = printer.surroundings.disk
    while true {
      try printer.flush()
      printer.surroundings.time.sleep(100)
      let status: FileStatus
      do throws(DiskError) { status = try disk.status(at: path) } catch {
        throw CommandError(LogProblem(error))
      }
      try expectSameFile(status)
      let size = status.size
      guard let seen = position?.bytes, size != seen else { continue }
      guard size > seen else {
        throw CommandError(
          ExitCode.data, "\(path) became shorter while it was followed",
          remedy: "what was printed up to line \((position?.lines ?? 1) - 1) was there")
      }
      try printAll(isFirst: false)
    }
  }

  private static let head = [
    "log", "seq", "recordedtime", "time", "type", "subject", "source", "id", "actor",
  ]

  private mutating func printLines(
    _ disk: any Disk, _ file: OpenFile, from start: Int, to end: Int
  ) throws(CommandError) {
    var failure: CommandError?
    var cutter = LineCutter(disk, file, end: end)
    do throws(LogProblem) {
      try cutter.forEach(from: start) { line, _ throws(LogProblem) in
        do throws(CommandError) { try print(line.copy()) } catch { failure = error }
        return failure == nil
      }
    } catch { throw CommandError(error) }
    if let failure { throw failure }
  }

  private mutating func print(_ line: [UInt8]) throws(CommandError) {
    guard let document = try? JSONDocument(line), let header = try? LineHeader(document) else {
      throw CommandError(
        ExitCode.data, "\(path): a sealed line can't be parsed",
        remedy: "reprieve repair -f \(path) names it")
    }
    let root = document.root
    guard selection.includes(header, root) else { return }
    printed += 1
    func text(_ name: String) -> String { root[name]?.text ?? "" }
    switch printer.format {
    case .json, .jsonl: try printer.print(bytes: line + [0x0A])
    case .csv:
      var csv = CSV(Self.head)
      let headBytes = csv.bytes.count
      csv.add([
        path, "\(header.seq)", header.recorded.text, text("time"), text("type"), text("subject"),
        text("source"), text("id"), text("actor"),
      ])
      try printer.print(bytes: Array(csv.bytes[headBytes...]))
    case .text, .markdown, .summarisedResult:
      var payload: [UInt8] = []
      root["data"]?.append(to: &payload)
      let shown = payload.count > 60 ? Array(payload.prefix(57)).text + "…" : payload.text
      let place = showsLog ? "\(path):\(header.seq)" : "\(header.seq)"
      try printer.print([
        Visible.text("\(place)  \(text("time"))  \(text("subject"))  \(text("type"))  \(shown)")
      ])
    }
  }
}

/// Lines are checked by the reader; here they are only counted on.
private struct IgnoredLines: LineConsumer {
  mutating func takeCanonical(
    _ line: Span<UInt8>, _ header: LineHeader, at offset: Int
  ) throws(LineFault) -> Bool {
    LineNames(line, header) != nil
  }

  mutating func take(
    _ document: JSONDocument, _ header: LineHeader, at offset: Int
  ) throws(LineFault) {}
}
