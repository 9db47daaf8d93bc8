import Foundation
import Reprieve

/// The Swift blocks of `README.md`, of `docs/library.md` and of the library's own pages, in their
/// order, line by line as they stand there.
enum LibraryExamples {
  /// Where an example's lines go, in the place of Swift's `print`.
  typealias Output = (String) -> Void

  static var readme: [(Output) throws -> Void] { [respondersOfReadme] }
  static var page: [(Output) throws -> Void] {
    [relief, oneSubject, responders, pairs, gaps, arms, cohort, strata, sensitivity, ownNumbers]
  }

  static var landingPage: [(Output) throws -> Void] { [courses] }
  static var gettingStarted: [(Output) throws -> Void] { [relief, oneSubject, responders] }

  static func courses(_ print: Output) throws {
    let log = Log("Tests/data/ds005917/ds005917.jsonl")
    let answer = try log.relief()
    print("\(answer.flow.analysed) of \(answer.flow.units) courses say how long relief lasted")
    print(answer.basis.definition)
  }

  static func respondersOfReadme(_ print: Output) throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("indication=F33.9")
    plan.usesFirstBaseline = true
    let answer = try Log("Tests/data/ds005917/ds005917.jsonl").response(plan)
    if let day3 = answer.tally("d3", on: "MADRS"),
      let limits = day3.ofRated(day3.responders).limits
    {
      print("\(day3.responders) of \(day3.rated) respond, \(limits.lower) to \(limits.upper)")
    }
  }

  static func relief(_ print: Output) throws {
    var plan = AnalysisPlan()
    plan.usesFirstBaseline = true
    let answer = try Log("Tests/data/ds005917/ds005917.jsonl").relief(plan)
    print("\(answer.flow.analysed) of \(answer.flow.units) courses, \(answer.flow.lost) lost")
    if let turnbull = answer.estimates?.turnbull {
      let survival = turnbull.survival(at: 28)
      print("in relief at 28 days: between \(survival.atLow) and \(survival.atHigh)")
      print("median later than \(String(format: "%.2f", turnbull.median.after)) days")
    }
    print(answer.basis.definition)
  }

  static func oneSubject(_ print: Output) throws {
    let log = Log("Tests/data/ds005917/ds005917.jsonl")
    for unit in try log.relief(of: "MOA111").units {
      let lower = unit.lowerDays.map { String(format: "more than %.2f days", $0) } ?? "-"
      let upper = unit.upperDays.map { String(format: "at most %.2f days", $0) } ?? "not seen lost"
      print("course \(unit.course), \(unit.status): \(lower), \(upper)")
    }
  }

  static func responders(_ print: Output) throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("indication=F33.9")
    plan.usesFirstBaseline = true
    for drug in ["ketamine", "saline"] {
      plan.drug = drug
      let answer = try Log("Tests/data/ds005917/ds005917.jsonl").response(plan)
      for (visit, tally) in zip(answer.visits, answer.tables[0].visits) {
        guard let limits = tally.ofRated(tally.responders).limits else { continue }
        let text = String(format: "%.3f to %.3f", limits.lower, limits.upper)
        print("\(drug), \(visit.name): \(tally.responders) of \(tally.rated), \(text)")
      }
    }
  }

  static func pairs(_ print: Output) throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("indication=F33.9")
    plan.usesFirstBaseline = true
    plan.pairedDrugs = ["ketamine", "saline"]
    let answer = try Log("Tests/data/ds005917/ds005917.jsonl").pairedResponse(plan)
    if let table = answer.table("d3") {
      let (counts, p) = (table.counts, table.p ?? 1)
      print("\(counts.total) pairs: \(counts.firstOnly) and \(counts.secondOnly), p \(p)")
    }
  }

  static func gaps(_ print: Output) throws {
    let answer = try Log("Tests/data/ds005917/ds005917.jsonl").intervals()
    let all = answer.figures.all
    print("\(all.count) gaps, \(all.closed) of them closed")
    print("median \(all.medianDays.map { "\($0) days" } ?? "not reached")")
    if let treatments = answer.figures.meanCumulativeFunction?.at(28) {
      print("\(treatments.value) treatments a person by 28 days, \(treatments.atRisk) at risk")
    }
  }

  static func arms(_ print: Output) throws {
    var plan = AnalysisPlan()
    plan.selection = try Selection("arm in (ketamine-saline, saline-ketamine)")
    plan.strata = try Stratification("arm")
    if let answer = try Log("Tests/data/ds005917/ds005917.jsonl").comparison(plan) {
      let (arms, relief) = (answer.comparison.groups, answer.comparison.relief)
      print("\(arms[0]) against \(arms[1]), analysed: \(relief.analysed)")
      for contrast in answer.comparison.contrasts[0] {
        let (visit, p) = (answer.visits[contrast.visit].name, contrast.shares[0].p ?? 1)
        print("\(visit): p \(String(format: "%.4f", p)) for \(contrast.shares[0].criterion)")
      }
    }
  }

  static func cohort(_ print: Output) throws {
    let answer = try Log("Tests/data/ds005917/ds005917.jsonl").cohort()
    print("\(answer.flow.subjects) subjects, \(answer.flow.withTreatment) treated")
    for measure in answer.tableOne.measures where measure.name == "age, years" {
      let (mean, sd) = (measure.moments.mean ?? 0, measure.moments.sd ?? 0)
      print("age \(String(format: "%.1f (SD %.1f)", mean, sd)), \(measure.missing) missing")
    }
    let safety = answer.safety
    print("\(safety.worseCourses) of \(safety.comparableCourses) courses reliably worse")
  }

  static func strata(_ print: Output) throws {
    var plan = AnalysisPlan()
    plan.strata = try Stratification("sex")
    let log = Log("Tests/data/ds005917/ds005917.jsonl", view: .lines(500))
    for part in try log.relief(plan).strata {
      let flow = part.answer.flow
      print("\(part.stratum.values[0]): \(flow.subjects) subjects, \(flow.units) courses")
    }
  }

  static func sensitivity(_ print: Output) throws {
    let grid = try Log("Tests/data/ds005917/ds005917.jsonl").sensitivity()
    let analysed = grid.rows.map(\.flow.analysed)
    print("\(grid.rows.count) definitions")
    print("\(analysed.min() ?? 0) to \(analysed.max() ?? 0) units analysed")
  }

  static func ownNumbers(_ print: Output) throws {
    let weeks = [6.0, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    let relapse = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0].map { $0 == 1 }
    let curve = KaplanMeier(time: weeks, isEvent: relapse)
    let median = curve.quantile(0.5)
    print("median \(median.time ?? 0) weeks, lower limit \(median.lower ?? 0)")
    for time in [10.0, 20] {
      let point = curve.at(time)
      print("S(\(Int(time))) \(String(format: "%.4f", point.survival)), \(point.atRisk) at risk")
    }
  }
}
