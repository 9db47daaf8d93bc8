import Reports

/// The rule of `--release` and of `--min-cell-count`: what may leave the house.
extension Inquiry {
  /// The rule that a command line names; `nil`: nothing is kept back. A least number of 1 or 0 keeps
  /// nothing back.
  static func releaseRule(_ arguments: Arguments) throws(CommandError) -> ReleaseRule? {
    let name = try arguments.word(.release, among: ReleaseRule.named.compactMap(\.name))
    let minimum = try arguments.number(.minCellCount)
    guard name == nil || minimum == nil else {
      throw CommandError(
        ExitCode.usage, "\(Option.release.name) and \(Option.minCellCount.name) are two rules",
        remedy: "leave one of them out: each rule has a least number of its own")
    }
    if let name { return ReleaseRule.named.first { $0.name == name } }
    return minimum.flatMap { $0 > 1 ? ReleaseRule(minimum: $0) : nil }
  }
}

extension Command {
  /// Commands whose answers are rows about single people, whatever else they say: under `--release`
  /// they answer nothing.
  private static let showingPeople: Set<String> = [
    "audit", "check", "export", "fold", "follow", "log", "timeline",
  ]

  /// Refuses `--release` where no rule could let anything out.
  func refuseRelease(_ words: [String]) throws(CommandError) {
    let option = Option.release.name
    guard Self.showingPeople.contains(name),
      words.prefix(while: { $0 != "--" }).contains(where: {
        $0 == option || $0.hasPrefix(option + "=")
      })
    else { return }
    throw CommandError(
      ExitCode.withheld, "\(name) tells of single people: under \(option) it tells nothing",
      remedy: "relief, response, intervals, cohort and compare answer about groups")
  }
}
