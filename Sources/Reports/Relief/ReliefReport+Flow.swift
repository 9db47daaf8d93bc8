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

  /// How many people each count of units is about. Units come by subject.
  static func people(_ units: [ReliefUnit]) -> [String: Int] {
    var people: [String: Int] = [:]
    var counted: Set<String> = []
    var subject: String?
    for unit in units {
      if unit.subject != subject { counted.removeAll(keepingCapacity: true) }
      subject = unit.subject
      for key in keys(of: unit.status) where counted.insert(key).inserted {
        people[key, default: 0] += 1
      }
      if let key = key(of: unit.reason), counted.insert(key).inserted {
        people[key, default: 0] += 1
      }
      if unit.late, counted.insert("notInReliefLate").inserted {
        people["notInReliefLate", default: 0] += 1
      }
    }
    return people
  }

  /// The count of the flow that a unit of a reason is in.
  private static func key(of reason: ReliefUnit.Reason?) -> String? {
    switch reason {
    case .notYet: "noRatingNotYet"
    case .missed: "noRatingMissed"
    case .unconfirmed: "censoredUnconfirmed"
    case .retreated: "censoredRetreated"
    case .exit: "censoredExit"
    case .endOfFollowUp: "censoredEndOfFollowUp"
    case nil: nil
    }
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
