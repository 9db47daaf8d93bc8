import Bytes
import EventLog
import Histories
import Projections

extension CommandError {
  /// Lines that are no partition.
  init(_ fault: PartitionReader.Fault, in place: String) {
    switch fault {
    case .line(let number, let fault):
      self.init(
        ExitCode.data, "\(place):\(number): the line \(fault.rule.sentence)",
        excerpt: ["rule \(fault.rule.rawValue)"],
        remedy: "nothing was folded; give every line as it stands in the log")
    case .twice(let seq):
      self.init(
        ExitCode.data, "\(place): line \(seq) of the log is there twice",
        remedy: "nothing was folded; give each line once")
    case .otherLog(let number):
      self.init(
        ExitCode.data, "\(place):\(number): a second line 0, of another log",
        remedy: "fold the lines of each log by themselves, then merge the states")
    case .noLineZero:
      self.init(
        ExitCode.data, "\(place): line 0 is missing: nothing says which log the lines are of",
        remedy: "give it with the others, or name the log with --line-zero FILE")
    case .noTarget(let seq):
      self.init(
        ExitCode.data, "\(place): what the correction on line \(seq) is about is not there",
        remedy: "nothing was folded; give all lines of a subject to one fold")
    case .misfit(let seq):
      self.init(
        ExitCode.data,
        "\(place): the data that line \(seq) gives do not fit the event that it amends",
        remedy: "nothing was folded; reprieve repair says what can be done about the log")
    }
  }

  /// Bytes that are no states.
  init(_ fault: StateFault, in place: String) {
    switch fault {
    case .line(let number):
      self.init(
        ExitCode.data, "\(place):\(number): not a line of a state",
        remedy: "merge takes what reprieve fold wrote, byte for byte")
    case .newer(let number):
      self.init(
        ExitCode.data, "\(place):\(number): the state was written by a newer version",
        remedy: "a newer reprieve reads it")
    case .cut(let number):
      self.init(
        ExitCode.data, "\(place): the bytes end behind line \(number), before a state does",
        remedy: "fold that part again: its output was cut")
    case .altered(let number):
      self.init(
        ExitCode.data, "\(place):\(number): the state's SHA-256 is not that of its bytes",
        remedy: "fold that part again: its output was altered, or lines of it were lost")
    }
  }

  /// States that do not go together.
  init(_ conflict: PartialState.Conflict) {
    switch conflict {
    case .question(let one, let other):
      let differences: [(String, String, String, Int32)] = [
        ("versions of the program", one.engine, other.engine, ExitCode.data),
        (
          "questions", one.words.joined(separator: " "), other.words.joined(separator: " "),
          ExitCode.data
        ),
        ("definitions", one.definitions, other.definitions, ExitCode.definitions),
        ("definitions", one.definition, other.definition, ExitCode.definitions),
      ]
      let found = differences.first { $0.1 != $0.2 } ?? differences[0]
      self.init(
        found.3, "states of different \(found.0) can't be merged",
        excerpt: [found.1, found.2],
        remedy: "fold all parts again, with one program and one question")
    case .log(let name):
      self.init(
        ExitCode.data, "two logs have the name \(name): their subjects could not be told apart",
        remedy: "merge the states of one of them alone")
    case .subjects(let count, let example):
      let who = count == 1 ? "a subject is" : "\(count) subjects are"
      var hash: [UInt8] = []
      Hexadecimal.append(example, to: &hash)
      self.init(
        ExitCode.data, "\(who) in two states: a part was folded twice, or a subject was split",
        excerpt: ["XXH64 of LOGNAME/SUBJECT: \(hash.text)"],
        remedy: "give each subject, with whom corrections join to it, to one fold")
    }
  }

  /// A log of which not all lines were folded.
  init(incomplete log: PartialState.Log) {
    let missing = log.last - log.lines
    self.init(
      ExitCode.data,
      missing > 0
        ? "\(log.name): \(missing) of \(log.last + 1) lines are in no state"
        : "\(log.name): the lines in the states are not lines 1 to \(log.last), each once",
      remedy:
        "a part is missing, or an append that never ended was folded; merge all parts of the log"
    )
  }
}
