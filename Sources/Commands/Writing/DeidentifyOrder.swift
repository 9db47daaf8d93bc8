import Bytes
import EventLog
import Histories
import Privacy
import Recording
import Reports

/// One call of `export log --deidentify`.
struct DeidentifyOrder {
  /// Options that have a meaning only here.
  static let ownOptions: [Option] = [.deidentify, .key, .keep, .anonymity, .quasi, .sensitive]

  /// All that it takes beside what names the logs.
  static let options: [Option] = ownOptions + [.asOf, .until, .definitions]

  private let arguments: Arguments
  private let printer: Printer
  private let path: String
  private let target: String
  private let identity: LogIdentity
  private let key: SecretKey
  private let keeps: Set<String>
  private let demand: AnonymityDemand?

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    (self.arguments, self.printer) = (arguments, printer)
    guard arguments.positional == ["log"] else {
      let form = arguments.positional.first ?? ""
      throw CommandError(
        ExitCode.usage, "export \(form) --deidentify is not a form that there is",
        remedy:
          "write the log first, export log --deidentify --key FILE --origin NEW -o NEW.jsonl, "
          + "then export from it")
    }
    try ExportOrder.refuse(
      [.without, .reason, .allowMentions], arguments, by: "export --deidentify")
    path = try Inquiry.log(arguments, printer)
    guard let target = try arguments.value(.output) else {
      throw CommandError(
        ExitCode.usage, "export --deidentify needs \(Option.output.name)",
        remedy: "name the new log: -o public.jsonl")
    }
    self.target = target
    guard let key = try SecretKey(arguments, printer) else {
      throw CommandError(
        ExitCode.usage, "export --deidentify needs a key, from which names and days are made",
        remedy:
          "--key FILE; (umask 077; head -c 32 /dev/urandom > release.key) makes one: a release "
          + "under another key can't be joined with this one")
    }
    self.key = key
    guard let origin = try arguments.value(.origin) else {
      throw CommandError(
        ExitCode.usage, "export --deidentify needs \(Option.origin.name)",
        remedy: "the new log is another one: give it an origin of its own, that tells no place")
    }
    guard
      let identity = LogIdentity(
        name: try arguments.value(.name) ?? LogCreation.name(of: target), origin: origin)
    else {
      throw CommandError(
        ExitCode.usage, "--origin \(origin) can't be an origin",
        remedy: "an origin is not empty and has no spaces, no control characters and no +")
    }
    self.identity = identity
    keeps = Set(arguments.all(.keep))
    guard !keeps.contains("text") else {
      throw CommandError(
        ExitCode.usage, "--keep text: what people wrote freely names people",
        remedy: "leave it out; term and site can be kept, and members that the format does not know"
      )
    }
    demand = try AnonymityDemand(arguments)
    try demand?.refuseCuts()
  }

  func carryOut() throws(CommandError) -> Int32 {
    let disk = printer.surroundings.disk
    guard (try? disk.status(at: target)) == nil else { throw CommandError(.taken, at: target) }
    let inquiry = try Inquiry(arguments, printer, paths: [path], needsLines: true)
    let registry = try inquiry.registry()
    guard let histories = registry.logs.first else { return ExitCode.done }
    let old = histories.reading.identity
    guard identity.origin != old.origin else {
      throw CommandError(
        ExitCode.usage, "--origin \(identity.origin) is the old log's",
        remedy: "checkpoints tell logs apart by it: give the new one another")
    }
    if let demand { try demand.refuse(inquiry, registry) }
    let released: (checkpoint: Checkpoint, tally: ReleaseTally)
    do throws(DeidentifiedLog.Failure) {
      let release = try DeidentifiedLog(
        histories, ReleaseKey(key.hash, of: old.origin), keeping: keeps,
        ageBand: demand?.ageBand)
      released = try release.write(disk, from: path, to: target, identity)
    } catch { throw failed(error) }
    try report(released.checkpoint, released.tally)
    return ExitCode.done
  }

  private func failed(_ failure: DeidentifiedLog.Failure) -> CommandError {
    switch failure {
    case .log(let problem): CommandError(problem)
    case .write(let failure): CommandError(failure, at: target)
    case .date(let line):
      CommandError(
        ExitCode.data, "\(path):\(line): a date would lie before the year 1 once it is shifted",
        remedy: "reprieve audit trail \(line) shows it; correct it first; no log was written")
    case .sameName(let name):
      CommandError(
        ExitCode.data, "two subjects would be called \(name)",
        remedy: "make another key; no log was written")
    case .tooLong(let line):
      CommandError(
        ExitCode.data, "\(path):\(line): the line would be too long", remedy: "no log was written")
    }
  }

  private func report(_ checkpoint: Checkpoint, _ tally: ReleaseTally) throws(CommandError) {
    guard printer.format == .text else {
      return try printer.print(bytes: json(checkpoint, tally))
    }
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    func list(_ counts: [String: Int]) -> String {
      let all = ReleaseTally.sorted(counts).map { "\($0.name) \($0.count)" }
      return all.isEmpty ? "none" : all.joined(separator: ", ")
    }
    var lines = [
      "wrote \(target): name \(identity.name), origin \(identity.origin)",
      "\(count(tally.events, "event", "events")) of "
        + "\(count(tally.subjects, "subject", "subjects")), corrections applied; dates go back by 1 to "
        + "\(ReleaseKey.mostDays) days, the same for all of a subject",
      "left out: members that the format does not know (\(list(tally.dropped))); "
        + "\(count(tally.unknownTypes, "line", "lines")) of unknown types; "
        + "\(count(tally.ages, "year", "years")) of birth of people over 89",
      "replaced: \(list(tally.replaced))",
    ]
    for (name, texts) in tally.keptTexts {
      let shown = texts.prefix(20).map { Visible.text($0) }.joined(separator: ", ")
      let rest = texts.count - 20
      lines.append("kept, look through: \(name): \(shown)" + (rest > 0 ? " and \(rest) more" : ""))
    }
    lines.append("root \(checkpoint.root.base64)")
    try printer.print(lines)
    printer.note(
      "durations stay exact, and so do weekdays, times of day and the hour of summer time: with a clinic's "
        + "hours they can give real dates back; docs/privacy.md says how, and who may have such a log"
    )
    if demand == nil {
      printer.note(
        "who is rare may still be known: reprieve check -f \(target) --k 5 --quasi "
          + "age_band,sex,indication")
    }
  }

  private func json(_ checkpoint: Checkpoint, _ tally: ReleaseTally) -> [UInt8] {
    func write(_ counts: [String: Int], _ key: StaticString, _ json: inout JSONWriter) {
      json.object(key) { json in
        for (name, count) in ReleaseTally.sorted(counts) { json.integer(named: name, count) }
      }
    }
    var json = JSONWriter()
    json.object { json in
      json.string("name", identity.name)
      json.string("origin", checkpoint.origin)
      json.integer("size", checkpoint.size)
      json.string("root", checkpoint.root.base64)
      json.integer("subjects", tally.subjects)
      json.integer("events", tally.events)
      json.integer("corrections", tally.corrections)
      json.integer("unknownTypes", tally.unknownTypes)
      json.integer("ages", tally.ages)
      write(tally.replaced, "replaced", &json)
      write(tally.dropped, "dropped", &json)
      json.object("kept") { json in
        for (name, texts) in tally.keptTexts {
          json.key(name)
          json.array(nil, texts) { $0.string(nil, $1) }
        }
      }
    }
    return json.bytes + [0x0A]
  }
}
