import Projections

/// Who is in a relief figure and who is not, as counts that add up.
extension ReliefReport {
  /// The flow of a cohort; `people`: how many people each count of units is about, by its name.
  static func tree(_ flow: ReliefFlow, unit: String, people: [String: Int]) -> CountTree {
    var tree = CountTree()
    func add(
      _ key: String, _ label: String, _ count: Int, of parent: Int? = nil, isPart: Bool = true,
      place: CountTree.Place = .line
    ) -> Int {
      tree.add(
        key, label, count, of: parent, isPart: isPart, people: people[key], place: place)
    }
    let subjects = add("subjects", "subjects", flow.subjects)
    _ = add("withTreatment", "with a treatment", flow.withTreatment, of: subjects, isPart: false)
    let units = add("units", "\(unit)s", flow.units)
    _ = add("noThreshold", "no threshold", flow.noThreshold, of: units)
    _ = add("noBaseline", "no baseline", flow.noBaseline, of: units)
    _ = add("lowBaseline", "low baseline", flow.lowBaseline, of: units)
    let none = add("noRating", "no rating", flow.noRating, of: units)
    _ = add("noRatingNotYet", "not yet", flow.noRatingNotYet, of: none, place: .reason)
    _ = add("noRatingMissed", "missed", flow.noRatingMissed, of: none, place: .reason)
    let not = add("notInRelief", "not in relief", flow.notInRelief, of: units)
    _ = add(
      "notInReliefLate", "in relief later", flow.notInReliefLate, of: not, isPart: false,
      place: .reason)
    let analysed = add("analysed", "analysed", flow.analysed, of: units)
    _ = add("lost", "lost", flow.lost, of: analysed)
    let censored = add("censored", "censored", flow.censored, of: analysed)
    let reasons: [(String, String, Int)] = [
      ("censoredUnconfirmed", "unconfirmed", flow.censoredUnconfirmed),
      ("censoredRetreated", "retreated", flow.censoredRetreated),
      ("censoredExit", "exit", flow.censoredExit),
      ("censoredEndOfFollowUp", "end of follow-up", flow.censoredEndOfFollowUp),
    ]
    for (key, label, count) in reasons {
      _ = add(key, label, count, of: censored, place: .reason)
    }
    return tree
  }

  /// How many people each count of units is about.
  static func people(_ units: [ReliefUnit]) -> [String: Int] {
    people(
      units.map { unit in
        var keys = keys(of: unit.status)
        switch unit.reason {
        case .notYet: keys.append("noRatingNotYet")
        case .missed: keys.append("noRatingMissed")
        case .unconfirmed: keys.append("censoredUnconfirmed")
        case .retreated: keys.append("censoredRetreated")
        case .exit: keys.append("censoredExit")
        case .endOfFollowUp: keys.append("censoredEndOfFollowUp")
        case nil: break
        }
        return (unit.subject, unit.late ? keys + ["notInReliefLate"] : keys)
      })
  }

  private static func people(_ units: [(subject: String, keys: [String])]) -> [String: Int] {
    var subjects: [String: Set<String>] = [:]
    for unit in units { for key in unit.keys { subjects[key, default: []].insert(unit.subject) } }
    return subjects.mapValues(\.count)
  }

  /// The counts of the flow that a unit of a status is in.
  private static func keys(of status: ReliefUnit.Status) -> [String] {
    switch status {
    case .noThreshold: ["units", "noThreshold"]
    case .noBaseline: ["units", "noBaseline"]
    case .lowBaseline: ["units", "lowBaseline"]
    case .noRating: ["units", "noRating"]
    case .notInRelief: ["units", "notInRelief"]
    case .lost: ["units", "analysed", "lost"]
    case .censored: ["units", "analysed", "censored"]
    }
  }
}
