import Bytes
import EventLog
import Reports

/// Where a command's answers, warnings and errors go.
///
/// Answers go to standard output or the file of `-o`, everything else to standard error.
package final class Printer: @unchecked Sendable {
  let surroundings: Surroundings
  private var isQuiet = false
  private var writesFolders = false
  private var outputPath: String?
  private var pending: [UInt8] = []
  /// Whether nobody reads standard output any more: no failure, nothing more is printed.
  private(set) var outputIsClosed = false
  /// Warnings and notes that were said; `nil`: they may be said again.
  private var said: Set<String>?
  /// Whether an answer was published, and nothing has been added since.
  private var isPublished = false
  /// The format that was asked for, by `--format` or the ending of `-o`.
  private(set) var format = Format.text

  /// The forms that an answer can take.
  enum Format: String, CaseIterable {
    case text, json, jsonl, csv, markdown
    case summarisedResult = "summarised-result"

    /// Those of commands that answer with events or with what they did.
    static let plain: [Format] = [.text, .json, .jsonl, .csv]

    /// The format that a file's ending stands for.
    init?(ending: String) {
      if ending == "md" { self = .markdown } else { self.init(rawValue: ending) }
    }
  }

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Columns of text that the answer may have: those of the terminal, 80 for everything else.
  var width: Int {
    guard outputPath == nil, let columns = surroundings.columns() else { return 80 }
    return max(40, columns)
  }

  /// Takes `-q`, `-o`, `--format` and `--color` into account; formats are those of the command.
  ///
  /// - Parameter writesFolders: whether the command looks after a folder that `-o` names.
  func configure(
    _ arguments: Arguments, _ formats: [Format], writesFolders: Bool = false
  ) throws(CommandError) {
    isQuiet = arguments.has(.quiet)
    self.writesFolders = writesFolders
    _ = try arguments.word(.color, among: ["auto", "always", "never"])
    outputPath = try arguments.value(.output)
    try refuseToOverwrite(
      Self.inputs.flatMap { arguments.all($0) } + arguments.positional
        + [surroundings.variable("REPRIEVE_LOG") ?? ""])
    if let name = try arguments.word(.format, among: formats.map(\.rawValue)) {
      format = Format(rawValue: name) ?? .text
    } else if let path = outputPath, let ending = path.split(separator: ".").last,
      let meant = Format(ending: String(ending)), formats.contains(meant)
    {
      format = meant
    }
  }

  /// The command writes the file of `-o` itself: what it says goes to standard output.
  func leaveOutput() { outputPath = nil }

  /// Options that name what an answer is computed from.
  private static let inputs: [Option] = [.log, .definitions, .checkpoint, .proof, .answer]

  /// An answer must not take the place of what it is computed from, nor of a device.
  func refuseToOverwrite(_ inputs: [String]) throws(CommandError) {
    let disk = surroundings.disk
    guard let path = outputPath, let output = try? disk.status(at: path) else { return }
    if writesFolders, output.kind == .folder { return }
    guard output.kind == .file else {
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is no file that could be replaced",
        remedy: "leave -o out and redirect standard output")
    }
    for input in inputs {
      guard let status = try? disk.status(at: input), status.device == output.device,
        status.inode == output.inode
      else { continue }
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is what the answer is computed from",
        remedy: "nothing was changed; name another file with -o")
    }
  }

  /// Whether a file is a log, by its first line, or one of those that are kept beside one.
  private func isOfLog(_ path: String) -> Bool {
    if path.split(separator: "/").dropLast().contains(where: { $0.hasSuffix(".jsonl.d") }) {
      return true
    }
    guard let start = try? surroundings.disk.contents(of: path, limit: 1 << 16),
      let end = start.firstIndex(of: 0x0A), let document = try? JSONDocument(Array(start[..<end]))
    else { return false }
    return document.root["seq"]?.whole == 0 && document.root["type"]?.text == "log"
  }

  /// Adds lines of text to the answer; what could steer a terminal is spelled out.
  func print(_ lines: [String]) throws(CommandError) {
    try print(bytes: Array(lines.map { Visible.text($0) + "\n" }.joined().utf8))
  }

  /// Adds a text that is nothing any more where a byte of it changes, such as a proof. To a terminal
  /// that it could steer it is not written.
  func print(exactly text: String) throws(CommandError) {
    try print(exactly: Array(text.utf8), "the log's origin")
  }

  /// Likewise bytes for programs.
  ///
  /// - Parameter culprit: what may hold characters that steer.
  func print(exactly bytes: [UInt8], _ culprit: String) throws(CommandError) {
    guard outputPath == nil, surroundings.isTerminal(1) else { return try print(bytes: bytes) }
    let isHarmless = bytes.split(separator: 0x0A).allSatisfy { line in
      Visible.text(Array(line).text) == Array(line).text
    }
    guard isHarmless else {
      throw CommandError(
        ExitCode.cannotCreate, "\(culprit) holds characters that could steer a terminal",
        remedy: "write it to a file: -o FILE")
    }
    try print(bytes: bytes)
  }

  /// Adds bytes to the answer.
  func print(bytes: [UInt8]) throws(CommandError) {
    isPublished = false
    pending += bytes
    if outputPath == nil && pending.count > 1 << 16 { try flush() }
  }

  /// Prints what is pending on standard output now.
  func flush() throws(CommandError) {
    guard outputPath == nil else { return }
    guard !outputIsClosed else { return pending.removeAll() }
    do throws(DiskError) { try surroundings.write(pending, 1) } catch {
      outputIsClosed = error.isClosed
      throw CommandError(ExitCode.inputOutput, "standard output: \(error.reason)")
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Prints or stores what is left of the answer.
  func finish() throws(CommandError) {
    guard !isPublished else { return }
    guard let path = outputPath else {
      if !pending.isEmpty { try flush() }
      return
    }
    guard !isOfLog(path) else {
      throw CommandError(
        ExitCode.cannotCreate, "\(path) is a log, or lies beside one",
        remedy: "nothing was changed; name another file with -o")
    }
    do throws(DiskError) { try surroundings.disk.replace(path, with: pending) } catch {
      let code = error.isFull ? ExitCode.inputOutput : ExitCode.cannotCreate
      throw CommandError(code, "\(path): \(error.reason)", remedy: "nothing was written there")
    }
  }

  // MARK: answers that are given again

  /// Whether answers go to standard output, one below the other.
  var isStream: Bool { outputPath == nil }

  /// From now on no warning and no note is said twice.
  func sayOnce() { said = [] }

  /// Prints or stores an answer after which others will come: in a file each takes the place of
  /// the one before, in one step.
  func publish() throws(CommandError) {
    try finish()
    pending.removeAll(keepingCapacity: true)
    isPublished = true
  }

  /// Says something that is not part of the answer, unless `-q`.
  func note(_ text: String) { say("note: \(text)") }

  /// Warns, unless `-q`.
  func warn(_ text: String) { say("warning: \(text)") }

  private func say(_ text: String) {
    guard !isQuiet, said?.insert(text).inserted ?? true else { return }
    complain(["reprieve: \(text)"])
  }

  /// Prints lines on standard error.
  func complain(_ lines: [String]) {
    let text = lines.map { Visible.text($0) + "\n" }.joined()
    try? surroundings.write(Array(text.utf8), 2)
  }
}

extension CommandError {
  /// What stops a command that uses a log.
  init(_ problem: LogProblem, writing: Bool = false) {
    switch problem {
    case .missing(let path):
      self.init(
        ExitCode.noLog, "\(path): there is no such log",
        remedy: "reprieve init \(path) starts one; reprieve demo makes one to try")
    case .forbidden(let error):
      self.init(
        ExitCode.noLog, "\(error.path): \(error.reason)",
        remedy: writing
          ? "you need permission to read and write it" : "you need permission to read it")
    case .notAFile(let words): self.init(ExitCode.data, words)
    case .empty(let path):
      self.init(
        ExitCode.data, "\(path) is empty: not even line 0 is there",
        remedy: "it is not a log; reprieve init starts one under a new name")
    case .damaged(let path, let finding): self.init(damage: finding, path)
    case .locked(let path, let holder):
      self.init(
        ExitCode.locked, "\(path) is being written to by \(holder ?? "another process")",
        remedy: "try again, or wait with --wait SECONDS; nothing was written")
    case .disk(let error):
      let place = error.path.isEmpty ? "" : "\(error.path): "
      self.init(
        ExitCode.inputOutput, "\(place)\(error.operation): \(error.reason)",
        remedy: writing ? "nothing more was acknowledged" : "")
    }
  }

  private init(damage finding: LogFinding, _ path: String) {
    guard let rule = finding.rule else {
      self.init(ExitCode.data, "\(path) is damaged")
      return
    }
    if rule == .root {
      self.init(
        ExitCode.data, "\(path): \(rule.sentence)",
        remedy: "a line and its xxh64 were changed together; compare with a backup")
      return
    }
    let line = finding.line ?? 0
    let place = "line \(line), byte \(finding.byteOffset ?? 0), rule \(rule.rawValue)"
    if finding.committed == 0 {
      let newer = rule == .format
      self.init(
        ExitCode.data,
        newer
          ? "\(path) was written by a newer version"
          : "\(path) is not a log: its first line \(rule.sentence)",
        excerpt: [place],
        remedy: newer ? "a newer reprieve reads it" : "nothing was changed")
      return
    }
    self.init(
      ExitCode.data, "\(path):\(line): damage: line \(line) \(rule.sentence)",
      excerpt: [place, "\(finding.committed) lines before it are in order"],
      remedy: "reprieve repair -f \(path) explains what can be done; nothing was changed")
  }
}
