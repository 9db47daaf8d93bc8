/// Lines about a command that are made when somebody asks for help, not whenever the program starts.
struct Details: ExpressibleByArrayLiteral, Sendable {
  private let made: @Sendable () -> [String]

  init(arrayLiteral lines: String...) { made = { lines } }

  /// - Parameter made: makes the lines, each time they are asked for.
  init(_ made: @escaping @Sendable () -> [String]) { self.made = made }

  var lines: [String] { made() }
}

/// A command: its names, its options, and what it does.
package struct Command: Sendable {
  /// What it is called.
  let name: String
  /// Other names under which people look for it.
  let aliases: [String]
  /// What stands behind the name in a usage line.
  let usage: String
  /// What it answers, in a line.
  let summary: String
  /// More about it, a line each.
  var details: Details = []
  /// Its options.
  let options: [Option]
  /// The formats that it answers in.
  var formats = Printer.Format.plain
  /// Whether `-o` may name a folder, which the command writes itself.
  var writesFolders = false
  /// Does it; returns the exit code.
  let run: @Sendable (Arguments, Printer) throws(CommandError) -> Int32

  /// All commands, in the order in which people need them.
  static let all: [Command] = [
    demo, initialize, append, importing, log, timeline, relief, response, intervals, cohort,
    compare, plot, report, check, definitions, audit, export, repair, fold, merge, follow, help,
    completion, man,
  ]
}
