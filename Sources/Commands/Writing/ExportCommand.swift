import Bytes
import Definitions
import EventLog
import Events
import Histories
import Recording

extension Command {
  /// `export`: a log in another form, for other people's tools; or without a subject.
  static let export = Command(
    name: "export", aliases: [],
    usage:
      "csv|parquet|omop|adam|fhir -o FOLDER | --without SUBJECT --origin NEW --reason TEXT -o NEW.jsonl",
    summary: "tables for other people's tools; or a new log without a subject",
    details: [
      "csv  tidy tables: subjects, courses, treatments, doses, ratings, relief, visits, gaps,",
      "adverse events, vitals; and a dictionary of their columns.",
      "parquet  the same tables for R, Python, DuckDB and Spark, types included.",
      "omop  tables of the OMOP common data model 5.4, courses as episodes.",
      "adam  ADSL, ADQS and ADTTE as CDISC Dataset-JSON 1.1, relief with both of its ends.",
      "fhir  the effective history as resources of FHIR R4, bulk NDJSON: docs/fhir.md.",
      "",
      "The folder appears when all of it is there; nothing is replaced. Its manifest.json says from",
      "which lines it was computed, by which definitions, and the SHA-256 of every file. Every row",
      "is about one person: docs/exporting.md says what is in the tables and what is lost.",
      "",
      "--without SUBJECT writes a new log instead. Lines of a log are never rewritten, so what has",
      "to go is left out of a new log with an origin of its own. Its line 0 names the old log's",
      "checkpoint and the reason; every line keeps when it was recorded and what its producer said.",
      "The old log is only read: keep it or destroy it by the rules of your site. docs/erasure.md",
      "says what that achieves and what it does not.",
    ],
    options: [
      .log, .output, .table, .wide, .concepts, .filter, .instrument, .drug, .set, .baseline, .unit,
      .criterion, .confirm, .visits, .firstCourse, .minCellCount, .evidence, .noCache, .format,
      .voided, .without, .origin, .name, .reason, .allowMentions,
    ] + DeidentifyOrder.options, formats: [.text, .json], writesFolders: true
  ) { arguments, printer throws(CommandError) in
    let ofTables: [Option] = [
      .table, .wide, .concepts, .filter, .instrument, .drug, .set, .baseline, .unit, .criterion,
      .confirm, .visits, .firstCourse, .minCellCount, .evidence, .voided,
    ]
    if arguments.has(.deidentify) {
      try ExportOrder.refuse(ofTables, arguments, by: "export --deidentify")
      printer.leaveOutput()
      return try DeidentifyOrder(arguments, printer).carryOut()
    }
    try ExportOrder.refuse(
      DeidentifyOrder.ownOptions, arguments, by: "export without --deidentify")
    guard arguments.has(.without) else {
      try ExportOrder.refuse(
        [.origin, .name, .reason, .allowMentions], arguments, by: "export without --without")
      if arguments.positional == [FHIROrder.name] {
        return try FHIROrder(arguments, printer).carryOut()
      }
      return try ExportOrder(arguments, printer).carryOut()
    }
    try ExportOrder.refuse(
      ofTables + [.asOf, .until, .definitions], arguments, by: "export --without")
    printer.leaveOutput()
    let order = try ErasureOrder(arguments, printer)
    return try order.carryOut()
  }
}

/// One call of `export --without`.
private struct ErasureOrder {
  private let path: String
  private let target: String
  private let subjects: [String]
  private let origin: String
  private let name: String?
  private let reason: String
  private let allowsMentions: Bool
  private let printer: Printer

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    self.printer = printer
    if let word = arguments.positional.first {
      throw CommandError(
        ExitCode.usage, "export --without writes a log, not \(word)",
        remedy: "write the log first, then export \(word) from it")
    }
    subjects = arguments.all(.without)
    path = try Inquiry.log(arguments, printer)
    func required(_ option: Option, _ why: String) throws(CommandError) -> String {
      guard let text = try arguments.value(option), !text.allSatisfy(\.isWhitespace) else {
        throw CommandError(ExitCode.usage, "export needs \(option.name)", remedy: why)
      }
      return text
    }
    origin = try required(.origin, "the new log is another one: give it an origin of its own")
    reason = try required(.reason, "say why, without naming anybody: it stands in the new log")
    target = try required(.output, "name the new log: -o new.jsonl")
    name = try arguments.value(.name)
    allowsMentions = arguments.has(.allowMentions)
  }

  func carryOut() throws(CommandError) -> Int32 {
    let disk = printer.surroundings.disk
    guard (try? disk.status(at: target)) == nil else { throw CommandError(.taken, at: target) }
    let reading: LogReading
    let histories: Histories
    let belongings: Belongings
    let wanted = subjects.map { Array($0.utf8) }
    do throws(LogProblem) {
      reading = try LogVerification.verify(disk, path).reading
      histories = try Replay(disk, .builtIn, asOf: .lines(reading.finding.committed))
        .histories(of: path)
    } catch { throw CommandError(error) }
    Inquiry.remark(on: reading, path, printer)
    let identity = try identity(reading.identity)
    for subject in subjects { try refuseUnknown(subject, histories) }
    let mentions = Mentions(of: wanted, among: histories.table.subjects)
    for (option, text) in [("--reason", reason), ("--origin", origin), ("--name", name ?? "")]
    where mentions.isIn(text: Array(text.utf8)) {
      throw CommandError(
        ExitCode.usage, "\(option) names the subject that is left out",
        remedy: "it would stand in the new log for ever; say it without")
    }
    do throws(LogProblem) { belongings = try Belongings(of: wanted, in: histories) } catch {
      throw CommandError(error)
    }
    let outcome: LogErasure.Outcome
    do throws(ErasureFailure) {
      outcome = try LogErasure(disk, path, reading, leavingOut: belongings.seqs).write(
        to: target, identity, reason: reason, refusing: allowsMentions ? nil : mentions)
    } catch { throw failed(error) }
    warn(belongings)
    try report(outcome, identity, belongings)
    return ExitCode.done
  }

  private func identity(_ old: LogIdentity) throws(CommandError) -> LogIdentity {
    guard origin != old.origin else {
      throw CommandError(
        ExitCode.usage, "--origin \(origin) is the old log's",
        remedy: "checkpoints tell logs apart by it: give the new one another")
    }
    guard let identity = LogIdentity(name: name ?? old.name, origin: origin) else {
      throw CommandError(
        ExitCode.usage, "--origin \(origin) can't be an origin",
        remedy: "an origin is not empty and has no spaces, no control characters and no +")
    }
    return identity
  }

  private func refuseUnknown(_ subject: String, _ histories: Histories) throws(CommandError) {
    let table = histories.table.subjects
    guard table.find(Array(subject.utf8)) == nil else { return }
    let near = Nearest.name(to: subject, among: (0..<Int32(table.count)).map(table.text))
    throw CommandError(
      ExitCode.usage, "there is no subject \(subject) in the log",
      remedy: near.map { "did you mean \($0)?" } ?? "reprieve cohort lists all subjects")
  }

  private func failed(_ failure: ErasureFailure) -> CommandError {
    switch failure {
    case .log, .taken, .unsound, .disk: return CommandError(failure, at: target)
    case .tooLong:
      return CommandError(
        ExitCode.usage, "name, origin and reason are too long for one line",
        remedy: "no log was written")
    case .mentioned(let lines):
      let shown = lines.prefix(20).map { $0 == 0 ? "0 (name or origin)" : "\($0)" }
      let rest = lines.count - shown.count
      return CommandError(
        ExitCode.no,
        "\(lines.count == 1 ? "a line" : "\(lines.count) lines") of others would still name the "
          + "subject; no log was written",
        excerpt: [
          "line \(shown.joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
        ],
        remedy: "reprieve audit trail LINE shows one; --allow-mentions leaves them as they are")
    }
  }

  private func warn(_ belongings: Belongings) {
    func names(_ common: Belongings.Common) -> String {
      let shown = common.others.prefix(10).map(\.text).joined(separator: ", ")
      let rest = common.others.count - 10
      return shown + (rest > 0 ? " and \(rest) more" : "")
    }
    func events(_ common: Belongings.Common) -> String {
      common.events == 1 ? "1 event" : "\(common.events) events"
    }
    if belongings.given.events > 0 {
      printer.warn(
        "left out too: \(events(belongings.given)) entered for the subject and given to others "
          + "since; answers about \(names(belongings.given)) change")
    }
    if belongings.shared.events > 0 {
      printer.warn(
        "moved between the subject and others at some time: \(events(belongings.shared)); answers "
          + "about \(names(belongings.shared)) as of earlier times may change")
    }
  }

  private func report(
    _ outcome: LogErasure.Outcome, _ identity: LogIdentity, _ belongings: Belongings
  ) throws(CommandError) {
    let (new, old) = (outcome.checkpoint, outcome.previous)
    let count = belongings.seqs.count
    guard printer.format == .text else {
      var json = JSONWriter()
      json.object { json in
        json.string("name", identity.name)
        Self.write(new, to: &json)
        json.object("previous") { Self.write(old, to: &$0) }
        json.string("reason", reason)
        json.integer("leftOut", count)
        json.integer("corrections", belongings.corrections)
      }
      return try printer.print(bytes: json.bytes + [0x0A])
    }
    try printer.print([
      "wrote \(target): name \(identity.name), origin \(identity.origin)",
      "left out \(count) \(count == 1 ? "line" : "lines"), \(belongings.corrections) of them "
        + "corrections; \(new.size) of \(old.size) lines stay",
      "old root \(old.root.base64)", "new root \(new.root.base64)",
      "\(path) still holds what was left out: destroy it, and its copies, by your site's rules",
    ])
  }

  private static func write(_ checkpoint: Checkpoint, to json: inout JSONWriter) {
    json.string("origin", checkpoint.origin)
    json.integer("size", checkpoint.size)
    json.string("root", checkpoint.root.base64)
  }
}
