import Bytes
import EventLog
import Reports

/// Where a command's answers, warnings and errors go.
///
/// Answers go to standard output or the file of `-o`, everything else to standard error.
package final class Printer: @unchecked Sendable {
  private(set) var surroundings: Surroundings
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
  private let answers: AnswerStream
  private let colors: ColorChoice
  /// Shows how far the command is, where anybody looks.
  private var meter: ProgressMeter?
  /// What is to be said once the pager is left.
  private var unsaid: [UInt8] = []

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

  /// - Parameter words: the command line, as far as it says how to print what is said about it.
  init(_ surroundings: Surroundings, _ words: [String] = []) {
    self.surroundings = surroundings
    answers = AnswerStream(surroundings)
    answers.mayPage = !words.contains(Option.noPager.name)
    colors = ColorChoice(surroundings, words)
  }

  /// Columns of text that the answer may have: those of the terminal, 80 for everything else.
  var width: Int {
    guard outputPath == nil, let size = surroundings.size(1) else { return 80 }
    return max(40, size.columns)
  }

  /// Takes `-q`, `-o`, `--format` and `--color` into account; formats are those of the command.
  ///
  /// - Parameter writesFolders: whether the command looks after a folder that `-o` names.
  func configure(
    _ arguments: Arguments, _ formats: [Format], writesFolders: Bool = false
  ) throws(CommandError) {
    isQuiet = arguments.has(.quiet)
    self.writesFolders = writesFolders
    _ = try arguments.word(.color, among: ColorChoice.words)
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
    answers.mayPage = !arguments.has(.noPager) && (format == .text || format == .markdown)
    watch(isWanted: arguments.has(.progress))
  }

  /// From now on somebody sees how far large files are read and written.
  private func watch(isWanted: Bool) {
    let isTerminal = surroundings.isTerminal(2)
    guard meter == nil, isWanted || isTerminal && !isQuiet else { return }
    let meter = ProgressMeter(surroundings, isTerminal: isTerminal)
    self.meter = meter
    surroundings.disk = WatchedDisk(surroundings.disk, meter)
    let input = WatchedInput(surroundings, meter)
    surroundings.read = { count throws(DiskError) in try input.read(count) }
  }

  /// Work that may take long, for whoever looks on. What is read and written through the disk of the
  /// surroundings, or from standard input, is shown without it.
  ///
  /// - Parameters:
  ///   - what: what is done, such as `importing visits.csv`.
  ///   - total: how much there is; `nil`: nobody knows.
  func progress(_ what: String, total: Int?, in unit: WorkProgress.Unit) -> WorkProgress {
    WorkProgress(what, total: total, in: unit, on: meter)
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
  ///
  /// - Parameter titles: those of them that are titles.
  func print(_ lines: [String], titles: Set<String> = []) throws(CommandError) {
    try print(
      text: Array(lines.map { Visible.text($0) + "\n" }.joined().utf8), titles: titles)
  }

  /// Likewise whole lines that hold nothing that could steer a terminal.
  func print(text: [UInt8], titles: @autoclosure () -> Set<String>) throws(CommandError) {
    guard format == .text else { return try print(bytes: text) }
    let text = outputPath == nil && surroundings.isTerminal(1) ? folded(text) : text
    try print(bytes: isColored ? Emphasis(titles: titles()).styled(text) : text)
  }

  /// Lines that were laid out for 80 columns, where the terminal has fewer; commands stay in one piece.
  private func folded(_ text: [UInt8]) -> [UInt8] {
    let width = width
    var folded: [UInt8] = []
    for bytes in text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      let line = Array(bytes).text
      let isCommand = line.contains("$ reprieve")
      for row in isCommand ? [line] : Paragraph.folded(line, width: width) {
        folded.append(text: row + "\n")
      }
    }
    return folded
  }

  /// Whether text of the answer is in colour: a file's only where that was asked for.
  private var isColored: Bool {
    outputPath == nil ? colors.isColored(1) : colors.isFixed == true
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
    answers.mayPage = false
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
    if outputPath == nil && pending.count > 1 << 16 { try send() }
  }

  /// Prints what is pending on standard output now: more may be long in coming, so no pager waits for it.
  func flush() throws(CommandError) {
    answers.mayPage = false
    try send()
  }

  private func send() throws(CommandError) {
    guard outputPath == nil else { return }
    guard !outputIsClosed else { return pending.removeAll() }
    if surroundings.isTerminal(1) { meter?.stop() }
    do throws(DiskError) { try answers.write(pending) } catch {
      outputIsClosed = error.isClosed
      throw CommandError(
        ExitCode.inputOutput, "standard output: \(error.reason)",
        remedy: "what was printed before stands; -o FILE writes all or nothing")
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Prints or stores what is left of the answer.
  func finish() throws(CommandError) {
    guard !isPublished else { return }
    guard let path = outputPath else {
      if !pending.isEmpty { try send() }
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

  /// From now on no warning and no note is said twice, and no pager is started.
  func beginStream() {
    said = []
    answers.mayPage = false
  }

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

  /// Prints lines on standard error; while somebody looks at the answer in a pager, they wait.
  func complain(_ lines: [String]) {
    meter?.erase()
    let shown = lines.map(Visible.text)
    let emphasis = Emphasis()
    let text = colors.isColored(2) ? shown.map(emphasis.styled) : shown
    unsaid.append(text: text.map { $0 + "\n" }.joined())
    if !answers.isPaged { sayUnsaid() }
  }

  private func sayUnsaid() {
    if !unsaid.isEmpty { try? surroundings.write(unsaid, 2) }
    unsaid = []
  }

  /// Waits until the pager is left, where there is one; then nothing of the command is left on the
  /// screen but what it said. To be called at its end, however it ended.
  func close() {
    meter?.stop()
    let unseen = answers.finish()
    if !unseen.isEmpty {
      try? surroundings.write(unseen, 1)
      warn("the pager can't be started: REPRIEVE_PAGER or PAGER names it; --no-pager goes without")
    }
    sayUnsaid()
  }
}
