import Bytes
import EventLog
import Importing
import Recording

/// An import in several batches: memory holds one of them. The files are read twice, so that nothing is
/// written where a row is rejected for what it says by itself.
///
/// Each batch is whole in the log or not there at all. After a crash the same command finds what is
/// there already and goes on.
struct BatchedImport {
  private let run: ImportRun
  private let size: Int

  init(_ run: ImportRun, size: Int) {
    self.run = run
    self.size = size
  }

  func carryOut() throws(CommandError) -> Int32 {
    if let error = Command.missing(run.path, run.printer) { throw error }
    var rejects = try run.rejectsFile()
    defer { rejects?.close() }
    if rejects == nil, let code = try look() { return code }
    var source = try run.maker(run.sides.crosswalk != nil)
    var corrections: [[UInt8]] = []
    let appender = try run.open(scratch: false, isNew: false)
    defer { appender.close() }
    let head = appender.head
    var report = ImportReport(run.order.files, path: run.path)
    var progress = ImportProgress(run.printer, size: source.size)
    defer { progress.end() }
    var isAtEnd = false
    while !isAtEnd {
      var harvest = Harvest(start: head)
      harvest.keepsCorrections = run.sides.corrections != nil
      do throws(ImportFault) {
        while harvest.events.count < size {
          guard let row = try source.next() else {
            isAtEnd = true
            break
          }
          harvest.take(row)
          progress.show(read: source.bytesRead)
        }
      } catch { throw CommandError(error, behind: appender.head - head) }
      if report.isEmpty { try KeyCheck.check(source, harvest, appender, run.path) }
      var proposal: Harvest.Proposal
      do throws(LogProblem) {
        proposal = try harvest.propose(to: appender, bySubject: false)
      } catch { throw CommandError(error, writing: true) }
      corrections += harvest.corrections
      var isTaken = harvest.rejected.isEmpty || rejects != nil
      if isTaken {
        isTaken = try run.append(&harvest, &proposal, appender, &rejects, &source)
      }
      guard isTaken else {
        progress.end()
        report.add(harvest, proposal)
        report.written = appender.head > head ? head...appender.head - 1 : nil
        report.finish(source)
        try report.print(.refused, run.printer)
        try run.sides.writeCorrections(corrections)
        try run.sides.writeCrosswalk(source, where: ImportRun.known(to: appender))
        return ExitCode.data
      }
      report.add(harvest, proposal)
    }
    progress.end()
    report.written = appender.head > head ? head...appender.head - 1 : nil
    report.finish(source)
    report.rejectFiles = rejects?.names ?? []
    try report.print(.imported, run.printer)
    try run.sides.writeCorrections(corrections)
    try run.sides.writeCrosswalk(source, where: ImportRun.known(to: appender))
    return ExitCode.done
  }

  /// Reads everything once; returns an exit code where rows are rejected.
  private func look() throws(CommandError) -> Int32? {
    var source = try run.maker(run.sides.crosswalk != nil)
    var report = ImportReport(run.order.files, path: run.path)
    var progress = ImportProgress(run.printer, size: source.size)
    do throws(ImportFault) {
      while let row = try source.next() {
        progress.show(read: source.bytesRead)
        guard !row.rejects.isEmpty else { continue }
        var harvest = Harvest()
        harvest.take(row)
        report.add(harvest, nil)
        // Thousands of them say no more; a crosswalk is of all people.
        if report.rejectCount >= 10_000, run.sides.crosswalk == nil { break }
      }
    } catch {
      progress.end()
      throw CommandError(error)
    }
    progress.end()
    guard report.rejectCount > 0 else { return nil }
    report.finish(source)
    try report.print(.refused, run.printer)
    if run.sides.crosswalk != nil {
      let appender = try run.open(scratch: false, isNew: false)
      defer { appender.close() }
      try run.sides.writeCrosswalk(source, where: ImportRun.known(to: appender))
    }
    return ExitCode.data
  }
}

extension CommandError {
  /// Files that turned out to be broken behind batches that were appended.
  init(_ fault: ImportFault, behind written: Int) {
    let said =
      written == 0
      ? "nothing was imported"
      : "\(written) events of earlier batches are in the log; importing the mended file goes on there"
    self.init(
      ExitCode.data, fault.problem, excerpt: fault.excerpt, remedy: "\(fault.remedy); \(said)")
  }
}
