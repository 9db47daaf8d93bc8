import Bytes
import EventLog
import Histories
import Reports

/// An answer that is kept up to date.
protocol FollowedAnswer {
  /// Takes in all subjects of logs that were read.
  mutating func begin(_ registry: Registry, _ logs: FollowedLogs) throws(CommandError)

  /// Takes in what is new of some subjects. Returns whether the answer is to be printed again.
  mutating func take(
    _ subjects: [String], _ logs: FollowedLogs
  ) throws(CommandError) -> Bool

  /// Whether it rests on the same as another one, as far as is known.
  func isSame(as other: Self) -> Bool

  /// Prints the answer.
  func print(over basis: AnswerHeader.Basis) throws(CommandError)
}

/// Prints an answer whenever its logs have grown.
///
/// Their status is asked for ten times a second; nothing else is done as long as it is the same.
/// After an answer nothing is asked for `--every` seconds, and what came meanwhile is taken in at
/// once.
struct Follower<Answer: FollowedAnswer> {
  private var answer: Answer
  private let inquiry: Inquiry
  private let every: Int
  private var logs: FollowedLogs
  private var printer: Printer { inquiry.printer }
  /// Between two looks at a log, in milliseconds.
  private let pause = 100

  init(_ answer: Answer, _ inquiry: Inquiry, every: Int) throws(CommandError) {
    self.answer = answer
    self.inquiry = inquiry
    self.every = every
    let registry: Registry
    (logs, registry) = try FollowedLogs.begin(inquiry)
    try self.answer.begin(registry, logs)
  }

  /// Prints answers until nobody reads them any more.
  mutating func run() throws(CommandError) -> Int32 {
    try answer.print(over: logs.basis)
    try printer.publish()
    let time = printer.surroundings.time
    while true {
      time.sleep(max(pause, every * 1000))
      while try !hasNews() {
        // Where nobody reads any more, this says so.
        try printer.flush()
        time.sleep(pause)
      }
      inquiry.remark(onTypes: logs.basis.unknownTypes)
      try separate()
      try answer.print(over: logs.basis)
      try printer.publish()
    }
  }

  private mutating func hasNews() throws(CommandError) -> Bool {
    let before = logs.lines
    if let subjects = try logs.update() {
      guard logs.lines > before else { return false }
      return try answer.take(subjects, logs)
    }
    let known = answer
    let registry: Registry
    (logs, registry) = try FollowedLogs.begin(inquiry)
    try answer.begin(registry, logs)
    if logs.lines > before { return true }
    guard answer.isSame(as: known) else { throw logs.altered }
    return false
  }

  /// What stands between two answers on standard output. Each JSON document is a line of its own.
  private func separate() throws(CommandError) {
    guard printer.isStream else { return }
    let (lines, since) = (logs.lines, logs.lastRecorded)
    switch printer.format {
    case .json: break
    case .jsonl:
      var json = JSONWriter()
      json.object { json in
        json.object("follow") { json in
          json.integer("lines", lines)
          json.instant("since", since)
        }
      }
      try printer.print(bytes: json.bytes + [0x0A])
    case .csv, .summarisedResult: try printer.print(["# \(lines) lines since \(since.text)"])
    case .text: try printer.print(["", "── \(lines) lines since \(since.text) ──", ""])
    case .markdown: try printer.print(["", "---", "", "\(lines) lines since \(since.text)", ""])
    }
  }
}
