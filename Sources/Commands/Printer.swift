import Bytes
import EventLog
import Reports

/// Where a command's answers, warnings and errors go.
///
/// Answers go to standard output or the file of `-o`, everything else to standard error.
package final class Printer: @unchecked Sendable {
  private(set) var surroundings: Surroundings
  private var isQuiet = false
  var writesFolders = false
  var outputPath: String?
  var pending: [UInt8] = []
  /// Whether nobody reads standard output any more: no failure, nothing more is printed.
  var outputIsClosed = false
  /// Warnings and notes that were said; `nil`: they may be said again.
  var said: Set<String>?
  /// Whether an answer was published, and nothing has been added since.
  var isPublished = false
  /// The format that was asked for, by `--format` or the ending of `-o`.
  private(set) var format = Format.text
  let answers: AnswerStream
  let colors: ColorChoice
  /// Shows how far the command is, where anybody looks.
  var meter: ProgressMeter?
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
