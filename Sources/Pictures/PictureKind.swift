/// The kinds of pictures, each the picture of a question.
package enum PictureKind: String, CaseIterable, Sendable {
  case relief, timeline, swimmer, trajectories, change, response, intervals, mcf, forest, flow

  /// Other names under which people look for it.
  package var aliases: [String] {
    switch self {
    case .relief: ["km", "kaplan-meier", "survival", "turnbull"]
    case .timeline: ["patient"]
    case .swimmer: ["swim", "lanes", "courses"]
    case .trajectories: ["trajectory", "spaghetti", "scores"]
    case .change: ["waterfall", "changes"]
    case .response: ["responders", "remission"]
    case .intervals: ["gaps", "histogram"]
    case .mcf: ["recurrence", "mean-cumulative-function"]
    case .forest: ["subgroups", "groups"]
    case .flow: ["consort", "cohort", "attrition"]
    }
  }

  /// What it shows, in a line.
  package var summary: String {
    switch self {
    case .relief: "how long relief lasted: Turnbull, Kaplan-Meier, who is at risk"
    case .timeline: "one patient: treatments, scores, relief as an interval, adverse events"
    case .swimmer: "a lane for each patient: courses, infusions, relief, what is open"
    case .trajectories: "scores over time, with the mean and how many it is of"
    case .change: "the change of each course at a visit, sorted; who can't be shown and why"
    case .response: "responders and remitters by visit, of all, the missing shown by reason"
    case .intervals: "days between treatments by ordinal, those still waiting apart"
    case .mcf: "treatments per person since the first, and who is still followed"
    case .forest: "the groups of --by, each with its estimate and limits"
    case .flow: "who is in and who is not, and why, in counts that add up"
    }
  }

  /// Whether every mark of it is about one person, so that a least number of people leaves nothing.
  package var isAboutPersons: Bool {
    switch self {
    case .timeline, .swimmer, .trajectories, .change: true
    case .relief, .response, .intervals, .mcf, .forest, .flow: false
    }
  }

  /// The kind of a name or of an alias.
  package init?(named name: String) {
    guard
      let kind = Self.allCases.first(where: { $0.rawValue == name || $0.aliases.contains(name) })
    else { return nil }
    self = kind
  }

  /// Every name that is understood.
  package static var names: [String] { allCases.flatMap { [$0.rawValue] + $0.aliases } }
}
