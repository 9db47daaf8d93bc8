import Bytes
import Definitions
import EventLog
import Events
import Importing
import Recording

/// One call of `import`: reads, asks the log, and appends.
struct ImportRun {
  let order: ImportOrder
  let maker: ImportForm.Maker
  let path: String
  let batch: Int?
  let isDryRun: Bool
  let rejectsPath: String?
  let sides: SideFiles
  let wait: Double
  var printer: Printer { order.printer }
  var disk: any Disk { order.disk }

  init(_ order: ImportOrder, _ maker: @escaping ImportForm.Maker) throws(CommandError) {
    self.order = order
    self.maker = maker
    let arguments = order.arguments
    path = try Inquiry.log(arguments, order.printer)
    batch = try arguments.number(.batch)
    isDryRun = arguments.has(.dryRun)
    rejectsPath = try arguments.value(.rejects)
    sides = try SideFiles(arguments, order.printer, log: path)
    let text = try arguments.value(.wait)
    wait = text.map { Double($0) ?? -1 } ?? 0
    guard wait >= 0, wait < 1e6 else {
      throw CommandError(ExitCode.usage, "--wait \(text ?? "") is not a number of seconds")
    }
    guard batch != 0 else { throw CommandError(ExitCode.usage, "--batch must be 1 or more") }
    if let rejectsPath, isDryRun {
      throw CommandError(
        ExitCode.usage,
        "\(Option.rejects.name) \(rejectsPath) with --dry-run: a dry run writes nothing",
        remedy: "leave one of the two out")
    }
  }

  func carryOut() throws(CommandError) -> Int32 {
    if let batch, !isDryRun { return try BatchedImport(self, size: batch).carryOut() }
    let isNew = (try? disk.status(at: path)) == nil
    var rejects = try rejectsFile()
    defer { rejects?.close() }
    var (harvest, source) = try read()
    let recordsEntries = isNew && source.recordsEntries
    if !isDryRun, !recordsEntries, let error = Command.missing(path, printer) { throw error }
    let appender = try open(scratch: isDryRun || recordsEntries, isNew: isNew)
    defer { appender.close() }
    try KeyCheck.check(source, harvest, appender, path)
    var proposal: Harvest.Proposal
    do throws(LogProblem) {
      proposal = try harvest.propose(to: appender, bySubject: source.isBySubject)
    } catch { throw CommandError(error, writing: true) }
    var report = ImportReport(harvest, proposal, source, order.files, path: path)
    guard harvest.rejected.isEmpty || rejects != nil || isDryRun else {
      try report.print(.refused, printer)
      try sides.writeCorrections(harvest.corrections)
      try sides.writeCrosswalk(source, where: Self.known(to: appender))
      return ExitCode.data
    }
    let doubts = ImportDoubts(
      harvest, proposal, source.files, periMinutes: order.definitions.windows.periMinutes)
    for note in doubts.notes { printer.note(note) }
    if isDryRun {
      try report.print(.planned, printer)
      return harvest.rejected.isEmpty ? ExitCode.done : ExitCode.no
    }
    if recordsEntries {
      try rejects?.write(harvest.sortedRejects, from: &source)
      report.written = try EntryLog(order, path).write(harvest, proposal)
    } else {
      let head = appender.head
      let isTaken = try append(&harvest, &proposal, appender, &rejects, &source)
      // Rows that turned out to be too long are rejected by now.
      report = ImportReport(harvest, proposal, source, order.files, path: path)
      guard isTaken else {
        try report.print(.refused, printer)
        try sides.writeCorrections(harvest.corrections)
        try sides.writeCrosswalk(source, where: Self.known(to: appender))
        return ExitCode.data
      }
      report.written = appender.head > head ? head...appender.head - 1 : nil
    }
    report.rejectFiles = rejects?.names ?? []
    let made = Set(
      recordsEntries ? proposal.places.map { harvest.events[$0].subject } : [])
    let isKnown = Self.known(to: appender)
    try report.print(.imported, printer)
    try sides.writeCorrections(harvest.corrections)
    try sides.writeCrosswalk(source) { name throws(CommandError) in
      if made.contains(name) { return true }
      return try isKnown(name)
    }
    if report.written != nil, sides.crosswalk == nil, source.keymark != nil, printer.format == .text
    {
      printer.note(
        "people have pseudonyms in the log; the same command with --crosswalk FILE says whose is whose"
      )
    }
    return ExitCode.done
  }

  func rejectsFile() throws(CommandError) -> RejectsFile? {
    guard let rejectsPath else { return nil }
    return try RejectsFile(rejectsPath, for: order.files, disk)
  }

  /// Whether a log has somebody, by pseudonym.
  static func known(
    to appender: Appender
  ) -> (_ pseudonym: [UInt8]) throws(CommandError) -> Bool {
    { name throws(CommandError) in
      do throws(LogProblem) { return try appender.knows(name) } catch {
        throw CommandError(error, writing: true)
      }
    }
  }

  /// All rows of all files.
  private func read() throws(CommandError) -> (Harvest, any ImportSource) {
    var harvest = Harvest()
    harvest.keepsCorrections = sides.corrections != nil
    var source = try maker(sides.crosswalk != nil)
    var progress = ImportProgress(printer, size: source.size)
    defer { progress.end() }
    do throws(ImportFault) {
      while let row = try source.next() {
        harvest.take(row)
        progress.show(read: source.bytesRead)
      }
    } catch { throw CommandError(error) }
    return (harvest, source)
  }

  /// Opens the log, or a picture of it in memory on which nothing is lasting.
  func open(scratch: Bool, isNew: Bool) throws(CommandError) -> Appender {
    let disk = scratch ? ScratchDisk(over: self.disk) as any Disk : self.disk
    if scratch && isNew {
      try EntryLog(order, path).start(on: disk, at: order.printer.surroundings.time.now())
    }
    let appender: Appender
    do throws(LogProblem) {
      appender = try Appender.open(
        disk, path, order.definitions, wait: wait,
        usesCache: !order.arguments.has(.noCache), printer.surroundings.time)
    } catch { throw CommandError(error, writing: true) }
    if !scratch { Command.remark(on: appender.opening, path, printer) }
    return appender
  }

  /// Appends what the log would take; rows that turn out to be too long are rejected like others.
  ///
  /// - Returns: whether it was appended: not where a row is rejected and no file was named for such rows.
  func append(
    _ harvest: inout Harvest, _ proposal: inout Harvest.Proposal, _ appender: Appender,
    _ rejects: inout RejectsFile?, _ source: inout any ImportSource
  ) throws(CommandError) -> Bool {
    while true {
      guard !proposal.places.isEmpty else { break }
      let answer: AppendAnswer
      do throws(LogProblem) { answer = try appender.append(proposal.batch) } catch {
        throw CommandError(error, writing: true)
      }
      guard case .refused(let input, let refusal) = answer else { break }
      harvest.reject(proposal.places[input], refusal)
      guard rejects != nil else { return false }
      do throws(LogProblem) {
        proposal = try harvest.propose(to: appender, bySubject: source.isBySubject)
      } catch { throw CommandError(error, writing: true) }
    }
    try rejects?.write(harvest.sortedRejects, from: &source)
    return true
  }
}
