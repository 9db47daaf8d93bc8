import Bytes
import Definitions
import Histories
import Projections
import Reports

extension Command {
  /// `compare`: groups, periods of a crossover, definitions, or views.
  static let compare = Command(
    name: "compare", aliases: ["diff"],
    usage: "--by KEY | --paired A,B | --set A --set B | --as-of A --as-of B",
    summary:
      "two groups, the periods of a crossover, two definitions or two views, held against each "
      + "other",
    details: [
      "--by site, --by arm, --by mgPerKg:0.4/0.75 and the like: the first group against each of the",
      "others (differences with Newcombe's and Welch's limits, Fisher exact), and the log-rank test",
      "of all. --pool site finds the difference within each site and pools it (REML and others).",
      "--paired ketamine,saline: patient by patient. --set standard --set strict: two definitions.",
      "",
      "--as-of A --as-of B: which figures moved between two views of one log, and of each subject",
      "with another answer which events did it, line by line: added (it happened after the last",
      "line of view A was recorded), late (it had happened by then) or corrected.",
    ],
    options: Option.reading + Option.analysis
      + [
        .by, .minCellCount, .release, .tidy, .pool, .paired, .unit, .criterion, .confirm, .visits,
        .firstCourse,
      ],
    formats: Printer.Format.allCases
  ) { arguments, printer throws(CommandError) in
    try Inquiry.refuseSubject(arguments, "compare")
    if arguments.all(.asOf).count > 1 { return try compareViews(arguments, printer) }
    return try question("compare", arguments, printer).ask()
  }

  /// The two drugs of `--paired A,B`.
  static func pairedDrugs(_ arguments: Arguments) throws(CommandError) -> [String] {
    let text = try arguments.value(.paired) ?? ""
    let drugs = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard drugs.count == 2, drugs.allSatisfy({ !$0.isEmpty }), drugs[0] != drugs[1] else {
      throw CommandError(
        ExitCode.usage, "--paired \(text): two different drugs are needed",
        remedy: "write --paired ketamine,saline")
    }
    return drugs
  }

  /// Options that say nothing beside another one are refused, not ignored.
  static func refuse(
    _ options: [Option], beside other: Option, _ arguments: Arguments
  ) throws(CommandError) {
    for option in options where arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(option.name) has no meaning beside \(other.name)",
        remedy: "leave one of them out")
    }
  }
}
