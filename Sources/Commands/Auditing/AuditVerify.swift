import Bytes
import EventLog
import Evidence
import Recording

extension Command {
  /// `audit verify`: every byte of one log or several, and whatever else is in the auditor's hands.
  static func auditVerify(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> Int32 {
    try refuseMore(arguments, than: 0)
    let given = try evidence(arguments, printer)
    var audits: [LogAudit] = []
    for path in try Inquiry.logs(arguments, printer) {
      audits.append(try LogAudit(try AuditedLog(path, printer), given, printer))
    }
    for evidence in given {
      guard let origin = evidence.checkpoint?.origin else { continue }
      _ = try log(of: origin, at: nil, for: evidence.path, among: audits)
    }
    if arguments.has(.answer), Set(audits.map(\.log.origin)).count < audits.count {
      throw CommandError(
        ExitCode.usage, "two logs have one origin: --answer could be asked of either",
        remedy: "verify them one at a time")
    }
    var answers: [(StoredAnswer, StoredAnswer.Replayed)] = []
    for path in arguments.all(.answer) {
      let answer = try StoredAnswer(path, printer)
      // What is asked is the log at hand, not what lies where the answer was given.
      var paths: [String] = []
      for (named, place) in zip(answer.logs, answer.paths) {
        let place = printer.surroundings.disk.target(of: place)
        paths.append(try log(of: named.origin, at: place, for: path, among: audits).path)
      }
      answers.append((answer, try answer.replay(paths, printer, verified: audits.map(\.log))))
    }
    let isGood = audits.allSatisfy(\.isGood) && answers.allSatisfy(\.1.isSame)
    if printer.format == .json {
      var json = JSONWriter()
      json.object { json in
        json.array("logs", audits) { json, audit in json.object { audit.write(to: &$0) } }
        json.array("answers", answers) { json, pair in
          json.object { pair.0.write(pair.1, to: &$0) }
        }
        json.bool("verified", isGood)
      }
      try printer.print(bytes: json.bytes + [0x0A])
    } else {
      for audit in audits { try printer.print(audit.words) }
      for (answer, result) in answers { try printer.print(answer.words(result)) }
      try printer.print([isGood ? "verified" : "NOT verified"])
    }
    return isGood ? ExitCode.done : ExitCode.no
  }

  /// The log that a piece of evidence is about: the one at its place, else any of its origin.
  private static func log(
    of origin: String, at place: String?, for path: String, among audits: [LogAudit]
  ) throws(CommandError) -> AuditedLog {
    let fitting = audits.map(\.log).filter { $0.origin == origin }
    if let log = fitting.first(where: { $0.path == place }) ?? fitting.first { return log }
    let known = Set(audits.map(\.log.origin)).sorted()
    throw CommandError(
      ExitCode.no, "\(path) is of a log that was not named: \(origin)",
      remedy: "name it with -f, too; logs here are \(known.joined(separator: ", "))")
  }

  /// The checkpoints and proofs that were handed over.
  private static func evidence(
    _ arguments: Arguments, _ printer: Printer
  ) throws(CommandError) -> [GivenEvidence] {
    var given: [GivenEvidence] = []
    for path in arguments.all(.checkpoint) {
      given.append(.checkpoint(path, try AuditedLog.readCheckpoint(path, printer)))
    }
    for path in arguments.all(.proof) {
      let bytes = try AuditedLog.read(path, printer, limit: AuditedLog.longestEvidence)
      if let proof = EventProof(bytes) {
        given.append(.event(path, proof))
      } else if let proof = ExtensionProof(bytes) {
        given.append(.extending(path, proof))
      } else {
        throw CommandError(
          ExitCode.data, "\(path) is neither a .tlog-proof nor a .consistency",
          remedy: "reprieve audit prove and reprieve audit consistency write them")
      }
    }
    return given
  }
}

/// What an auditor holds in hands.
enum GivenEvidence {
  case checkpoint(String, Checkpoint)
  case event(String, EventProof)
  case extending(String, ExtensionProof)

  var path: String {
    switch self {
    case .checkpoint(let path, _), .event(let path, _), .extending(let path, _): path
    }
  }

  /// The checkpoint that it is or that it leads to.
  var checkpoint: Checkpoint? {
    switch self {
    case .checkpoint(_, let checkpoint): checkpoint
    case .event(_, let proof): proof.checkpoint
    case .extending(_, let proof): proof.checkpoint
    }
  }
}

/// What an audit of one log found, beyond that its lines are in order.
struct LogAudit {
  /// A piece of evidence, and whether the log agrees.
  struct Finding {
    let path: String
    let what: String
    let agrees: Bool
  }

  let log: AuditedLog
  let root: Digest
  let tiles: TileCheck
  private(set) var findings: [Finding] = []

  init(
    _ log: AuditedLog, _ given: [GivenEvidence], _ printer: Printer
  ) throws(CommandError) {
    self.log = log
    root = try log.checkpoint(over: log.size).root
    do throws(LogProblem) { tiles = try TileCheck(log.disk, log.folder, log.tree) } catch {
      throw CommandError(error)
    }
    if case .found(let checkpoint) = log.verification.reading.checkpoint {
      // Had it not agreed, verification would have stopped.
      add(log.folder.checkpoint, "checkpoint of \(checkpoint.size) lines", true)
    }
    let names = (try? log.disk.names(in: log.folder.path)) ?? []
    let sizes = names.filter { $0.hasPrefix("checkpoint.") }.compactMap { Int($0.dropFirst(11)) }
    for name in sizes.sorted().map({ "checkpoint.\($0)" }) where names.contains(name) {
      let path = log.folder.path + "/" + name
      let kept = (try? log.disk.contents(of: path, limit: 1 << 16)).flatMap { Checkpoint($0) }
      let agrees = try kept.map { kept throws(CommandError) in try log.agrees(with: kept) }
      add(
        path, kept.map { "kept checkpoint of \($0.size) lines" } ?? "no checkpoint",
        (agrees ?? nil) ?? false)
    }
    for evidence in given where evidence.checkpoint?.origin == log.origin { try add(evidence) }
  }

  private mutating func add(_ path: String, _ what: String, _ agrees: Bool) {
    findings.append(Finding(path: path, what: what, agrees: agrees))
  }

  private mutating func add(_ evidence: GivenEvidence) throws(CommandError) {
    guard let checkpoint = evidence.checkpoint else { return }
    let begins = try log.agrees(with: checkpoint) ?? false
    do throws(LogProblem) {
      switch evidence {
      case .checkpoint(let path, _):
        add(path, "checkpoint of \(checkpoint.size) lines", begins)
      case .event(let path, let proof):
        let line = proof.index < log.size ? try log.tree.line(proof.index) : []
        add(
          path, "proof of line \(proof.index) in \(checkpoint.size)",
          begins && proof.holds(for: line.span))
      case .extending(let path, let proof):
        let older =
          proof.old <= log.size
          ? Checkpoint(
            origin: log.origin, size: proof.old, root: try log.tree.root(of: proof.old)) : nil
        let holds = begins && older.map(proof.holds) ?? false
        add(path, "proof from \(proof.old) to \(checkpoint.size) lines", holds)
      }
    } catch { throw CommandError(error) }
  }

  /// Whether everything agrees.
  var isGood: Bool { tiles.faults.isEmpty && findings.allSatisfy(\.agrees) }

  /// The findings in words.
  var words: [String] {
    let reading = log.verification.reading
    var lines = [
      log.path, "  log     \(reading.identity.name), \(log.origin)",
      "  lines   \(log.size) in order, \(reading.finding.committedBytes) bytes",
      "  root    \(root.base64)",
    ]
    if reading.finding.verdict == .tornTail {
      let bytes = reading.status.size - reading.finding.committedBytes
      lines.append("  tail    \(bytes) bytes of an append that never ended")
    }
    lines.append(
      "  tiles   \(tiles.agreeing) agree"
        + (tiles.missing > 0 ? ", \(tiles.missing) are not there" : ""))
    for fault in tiles.faults {
      lines.append("  DIFFERS \(fault.path), byte \(fault.byteOffset)")
    }
    for finding in findings {
      lines.append("  \(finding.agrees ? "agrees " : "DIFFERS") \(finding.path): \(finding.what)")
    }
    if !tiles.faults.isEmpty {
      lines += [
        "  a crash can tear a tile, and an altered line can leave one behind: compare with",
        "  a backup; then delete it, and reprieve audit checkpoint makes it anew",
      ]
    }
    return lines
  }

  /// The same as members of an object.
  func write(to json: inout JSONWriter) {
    let reading = log.verification.reading
    json.string("file", log.path)
    json.string("name", reading.identity.name)
    json.string("origin", log.origin)
    json.integer("size", log.size)
    json.integer("bytes", reading.finding.committedBytes)
    json.string("root", root.base64)
    json.string("verdict", reading.finding.verdict.rawValue)
    json.object("tiles") { json in
      json.integer("agree", tiles.agreeing)
      json.integer("missing", tiles.missing)
      json.array("differ", tiles.faults) { json, fault in
        json.object { json in
          json.string("file", fault.path)
          json.integer("byteOffset", fault.byteOffset)
        }
      }
    }
    json.array("evidence", findings) { json, finding in
      json.object { json in
        json.string("file", finding.path)
        json.string("what", finding.what)
        json.bool("agrees", finding.agrees)
      }
    }
  }
}
