import Bytes
import TestSupport
import Testing

/// How the counts of each document add up, written down from the definitions.
extension CountRiddle {
  static let statuses = [
    "noThreshold", "noBaseline", "lowBaseline", "noRating", "notInRelief", "analysed",
  ]
  private static let flow =
    ["subjects", "withTreatment", "units"] + statuses + [
      "noRatingNotYet", "noRatingMissed", "notInReliefLate", "lost", "censored",
      "censoredUnconfirmed", "censoredRetreated", "censoredExit", "censoredEndOfFollowUp",
    ]

  /// The flow of `relief` and `cohort`.
  mutating func readFlow(_ shown: JSONNode?, _ truth: JSONNode, _ prefix: String = "") {
    for name in Self.flow { count(prefix + name, shown?["flow"]?[name], truth["flow"]?[name]) }
    func named(_ names: [String]) -> [String] { names.map { prefix + $0 } }
    some(prefix + "subjects", named(["withTreatment"]))
    sum(prefix + "units", named(Self.statuses))
    sum(prefix + "noRating", named(["noRatingNotYet", "noRatingMissed"]))
    some(prefix + "notInRelief", named(["notInReliefLate"]))
    sum(prefix + "analysed", named(["lost", "censored"]))
    sum(
      prefix + "censored",
      named([
        "censoredUnconfirmed", "censoredRetreated", "censoredExit", "censoredEndOfFollowUp",
      ]))
  }

  /// `response`: the flow, and each visit of each table.
  mutating func readResponse(_ shown: JSONNode, _ truth: JSONNode) {
    let names = ["subjects", "withTreatment", "courses", "noBaseline", "lowBaseline", "usable"]
    for name in names { count(name, shown["flow"]?[name], truth["flow"]?[name]) }
    some("subjects", ["withTreatment"])
    sum("courses", ["noBaseline", "lowBaseline", "usable"])
    let tables = zip(shown["tables"]?.elements ?? [], truth["tables"]?.elements ?? [])
    var all: [String] = []
    for (shown, truth) in tables {
      let instrument = truth["instrument"]?.text ?? ""
      #expect(shown["instrument"]?.text == instrument)
      let courses = "\(instrument) courses"
      count(courses, shown["courses"], truth["courses"])
      count("\(instrument) between", shown["betweenVisits"], truth["betweenVisits"])
      all.append(courses)
      for (mine, theirs) in zip(shown["visits"]?.elements ?? [], truth["visits"]?.elements ?? []) {
        readVisit(mine, theirs, "\(instrument) \(theirs["visit"]?.text ?? "")", of: courses)
      }
    }
    sum("usable", all)
  }

  private mutating func readVisit(
    _ shown: JSONNode, _ truth: JSONNode, _ name: String, of courses: String
  ) {
    let parts = ["rated", "unratedRetreated", "unratedFollowUpTooShort", "unratedMissed"]
    for part in parts { count("\(name) \(part)", shown[part], truth[part]) }
    sum(courses, parts.map { "\(name) \($0)" })
    let shares = ["responders", "remitters", "reliablyImproved", "reliablyWorse"]
    for share in shares {
      guard truth[share]?.kind == .object else { continue }
      let isShown = shown[share]?.kind == .object
      // A share is kept back with the number of the rated too, and then may be 0.
      count(
        "\(name) \(share)", isShown ? shown[share]?["n"] : nil, truth[share]?["n"],
        isPositive: false)
      if isShown {
        reveal("\(name) rated")
        reveal(courses)
      }
    }
    if shown["meanChange"]?.number != nil { reveal("\(name) rated") }
    some("\(name) rated", ["\(name) responders"])
    some("\(name) rated", ["\(name) remitters"])
    some("\(name) rated", ["\(name) reliablyImproved", "\(name) reliablyWorse"])
  }

  /// `response --nhs`: all courses, those with two or more treatments, and what is left of all.
  mutating func readTalkingTherapies(_ shown: JSONNode, _ truth: JSONNode) {
    let names = (truth["counts"]?.members ?? []).map(\.key.text)
    for name in names {
      count("all \(name)", shown["counts"]?[name], truth["counts"]?[name])
      let key = "countsTwoOrMoreTreatments"
      count("two \(name)", shown[key]?[name], truth[key]?[name], isPositive: false)
      some("all \(name)", ["two \(name)"])
    }
    // The rests are those with one treatment.
    let ones = { (name: String) in "all \(name) but two \(name)" }
    for name in [{ "all \($0)" }, { "two \($0)" }, ones] {
      sum(name("courses"), [name("paired"), name("unpaired")])
      some(name("paired"), [name("caseAtStart")])
      some(name("paired"), [name("reliableImprovement"), name("reliableDeterioration")])
      some(name("caseAtStart"), [name("recovery")])
      some(name("recovery"), [name("reliableRecovery")])
      some(name("reliableImprovement"), [name("reliableRecovery")])
    }
  }

  /// `intervals`: gaps of all kinds and ordinals, and why people were treated again.
  mutating func readIntervals(_ shown: JSONNode, _ truth: JSONNode) {
    for name in ["subjects", "withTreatment"] {
      count(name, shown["flow"]?[name], truth["flow"]?[name])
    }
    some("subjects", ["withTreatment"])
    readGaps("all", shown["all"], truth["all"])
    same("withTreatment", "all open")
    for name in ["needDriven", "scheduleDriven", "unknown"] {
      count(
        name, shown["whyRetreated"]?[name], truth["whyRetreated"]?[name],
        isPositive: shown["all"]?["n"]?.number != nil)
    }
    sum("all closed", ["needDriven", "scheduleDriven", "unknown"])
    var kinds: [String] = []
    for (mine, theirs) in zip(shown["byKind"]?.elements ?? [], truth["byKind"]?.elements ?? []) {
      let kind = theirs["kind"]?.text ?? ""
      kinds.append(kind)
      readGaps(kind, mine, theirs)
    }
    for part in ["n", "closed", "open"] { sum("all \(part)", kinds.map { "\($0) \(part)" }) }
    readOrdinals(shown, truth)
    let function = shown["meanCumulativeFunction"]
    if function?["subjects"]?.whole != nil || function?["at"]?.elements[0]["atRisk"]?.whole != nil {
      reveal("withTreatment")
    }
  }

  private mutating func readGaps(_ name: String, _ shown: JSONNode?, _ truth: JSONNode?) {
    for part in ["n", "closed", "open"] {
      count("\(name) \(part)", shown?[part], truth?[part], isPositive: false)
    }
    sum("\(name) n", ["\(name) closed", "\(name) open"])
  }

  /// Nobody knows how many ordinals there are behind those that are shown; where none is, nothing
  /// is said of any.
  private mutating func readOrdinals(_ shown: JSONNode, _ truth: JSONNode) {
    let mine = shown["byOrdinal"]?.elements ?? []
    let theirs = truth["byOrdinal"]?.elements ?? []
    guard !mine.isEmpty else { return }
    let number = mine.count == theirs.count ? mine.count : theirs.count + 3
    for ordinal in 0..<number {
      for part in ["n", "closed", "open"] {
        let truth = ordinal < theirs.count ? Int(theirs[ordinal][part]?.whole ?? 0) : 0
        let shown = ordinal < mine.count ? mine[ordinal][part]?.whole.map(Int.init) : nil
        count("\(ordinal) \(part)", shown, truth, isPositive: false)
      }
      sum("\(ordinal) n", ["\(ordinal) closed", "\(ordinal) open"])
      if ordinal == 0 {
        same("withTreatment", "0 n")
      } else {
        same("\(ordinal - 1) closed", "\(ordinal) n")
      }
    }
    sum("all n", (0..<number).map { "\($0) n" })
  }

  /// `cohort --extra`: the flow, Table 1 and what could have harmed them.
  mutating func readCohort(_ shown: JSONNode?, _ truth: JSONNode) {
    readFlow(shown, truth)
    let (safety, facts) = (shown?["extra"]?["safety"], truth["extra"]?["safety"])
    let pairs = [
      ("subjects", "subjectsWithAdverse"), ("treatments", "treatmentsWithAdverse"),
      ("adverseEvents", "seriousEvents"), ("subjects", "subjectsAskedAboutSuicide"),
      ("subjectsAskedAboutSuicide", "subjectsWithFlag"), ("subjectsWithFlag", "subjectsWithRise"),
      ("units", "comparableCourses"), ("comparableCourses", "reliablyWorseCourses"),
    ]
    for name in ["treatments", "adverseEvents"] + pairs.map(\.1) {
      count(name, safety?[name], facts?[name])
    }
    for (whole, part) in pairs { some(whole, [part]) }
    if safety?["subjects"]?.whole != nil { reveal("subjects") }
    if safety?["courses"]?.whole != nil { reveal("units") }
    for name in ["highestCadss", "highestSystolic", "highestDiastolic"] {
      count(name, safety?[name]?["n"], facts?[name]?["n"])
      some("treatments", [name])
    }
    readTerms(safety?["terms"]?.elements ?? [], facts?["terms"]?.elements ?? [])
    readDisposition(
      shown?["extra"]?["disposition"]?.elements ?? [],
      truth["extra"]?["disposition"]?.elements ?? [])
    let (table, tableOfFacts) = (shown?["extra"]?["tableOne"], truth["extra"]?["tableOne"])
    readCharacteristics(
      table?["characteristics"]?.elements ?? [],
      tableOfFacts?["characteristics"]?.elements ?? [])
    readMeasures(
      table?["measures"]?.elements ?? [], tableOfFacts?["measures"]?.elements ?? [])
  }

  /// Phases make up the treated, and what became of them makes up each phase.
  private mutating func readDisposition(_ shown: [JSONNode], _ truth: [JSONNode]) {
    var parts: [String: [String]] = [:]
    for (mine, theirs) in zip(shown, truth) {
      let phase = theirs["phase"]?.text ?? ""
      let name = "\(phase), \(theirs["followUp"]?.text ?? "")"
      count(name, mine["n"], theirs["n"])
      if name != "\(phase), all" { parts[phase, default: []].append(name) }
    }
    for (phase, names) in parts.sorted(by: { $0.key < $1.key }) { sum("\(phase), all", names) }
    sum("withTreatment", parts.keys.sorted().map { "\($0), all" })
  }

  private mutating func readTerms(_ shown: [JSONNode], _ truth: [JSONNode]) {
    // Terms that are kept back are not named.
    let named = Dictionary(shown.map { ($0["term"]?.text ?? "", $0) }) { first, _ in first }
    #expect(named.count == shown.count)
    for theirs in truth {
      let term = theirs["term"]?.text ?? ""
      let mine = named[term]
      for part in ["events", "subjects", "serious"] {
        count("\(term) \(part)", mine?[part], theirs[part], isPositive: false)
      }
      some("\(term) events", ["\(term) serious"])
      some("subjectsWithAdverse", ["\(term) subjects"])
    }
    let terms = truth.map { $0["term"]?.text ?? "" }
    sum("adverseEvents", terms.map { "\($0) events" })
    sum("seriousEvents", terms.map { "\($0) serious" })
  }

  private mutating func readCharacteristics(_ shown: [JSONNode], _ truth: [JSONNode]) {
    #expect(shown.count == truth.count)
    var levels: [String: [String]] = [:]
    for (mine, theirs) in zip(shown, truth) {
      let (name, level) = (theirs["characteristic"]?.text ?? "", theirs["level"]?.text ?? "")
      count("\(name) \(level)", mine["n"], theirs["n"])
      if mine["share"]?.number != nil { reveal("\(name) \(level)") }
      levels[name, default: []].append("\(name) \(level)")
    }
    for (name, levels) in levels.sorted(by: { $0.key < $1.key }) {
      sum("subjects", levels)
      if name.hasPrefix("first ") {
        sum("withTreatment", levels.filter { $0 != "\(name) missing" })
      }
    }
  }

  private mutating func readMeasures(_ shown: [JSONNode], _ truth: [JSONNode]) {
    #expect(shown.count == truth.count)
    for (mine, theirs) in zip(shown, truth) {
      let name = theirs["measure"]?.text ?? ""
      count("\(name) n", mine["n"], theirs["n"], isPositive: false)
      count("\(name) missing", mine["missing"], theirs["missing"], isPositive: false)
      // A mean of whole numbers tells how many there are.
      if mine["mean"]?.number != nil { reveal("\(name) n") }
      let instrument = name.split(separator: " ").last.map(String.init) ?? ""
      let whole = name.hasPrefix("baseline") ? "index instrument \(instrument)" : "subjects"
      sum(whole, ["\(name) n", "\(name) missing"])
      if name.hasPrefix("followed") { same("withTreatment", "\(name) n") }
      if name.hasPrefix("first dose") { some("withTreatment", ["\(name) n"]) }
      if name == "treatments", mine["mean"]?.number != nil { reveal("treatments") }
      if name == "courses", mine["mean"]?.number != nil { reveal("units") }
    }
  }

  /// `compare --by`: the shares of the rated, and how many were lost.
  mutating func readComparison(_ shown: JSONNode, _ truth: JSONNode) {
    for (mine, theirs) in zip(shown["shares"]?.elements ?? [], truth["shares"]?.elements ?? []) {
      let title = theirs["title"]?.text ?? ""
      for (mine, theirs) in zip(mine["rows"]?.elements ?? [], theirs["rows"]?.elements ?? []) {
        let visit = "\(title) \(theirs["visit"]?.text ?? "")"
        let name = "\(visit) \(theirs["criterion"]?.text ?? "")"
        for side in ["first", "second"] {
          let all = "\(visit) \(side)Of"
          if !has(all) { count(all, mine["\(side)Of"], theirs["\(side)Of"], isPositive: false) }
          if mine["\(side)Of"]?.whole != nil { reveal(all) }
          count("\(name) \(side)", mine[side], theirs[side], isPositive: false)
          some(all, ["\(name) \(side)"])
        }
      }
    }
    for (mine, theirs) in zip(shown["relief"]?.elements ?? [], truth["relief"]?.elements ?? []) {
      let group = theirs["group"]?.text ?? ""
      count("\(group) analysed", mine["analysed"], theirs["analysed"], isPositive: false)
      count("\(group) lost", mine["lost"], theirs["lost"], isPositive: false)
      some("\(group) analysed", ["\(group) lost"])
    }
  }
}

extension CountRiddle {
  /// `response --paired`: four cells a table, and as many pairs for each criterion of a visit.
  mutating func readPairs(_ shown: JSONNode, _ truth: JSONNode) {
    for (mine, theirs) in zip(shown["tables"]?.elements ?? [], truth["tables"]?.elements ?? []) {
      let visit = theirs["visit"]?.text ?? ""
      let name = "\(visit) \(theirs["criterion"]?.text ?? "")"
      let cells = ["both", "firstOnly", "secondOnly", "neither"]
      for cell in ["pairs"] + cells {
        count("\(name) \(cell)", mine[cell], theirs[cell], isPositive: false)
      }
      sum("\(name) pairs", cells.map { "\(name) \($0)" })
      if self.truth("\(name) pairs") == self.truth("\(visit) response pairs"),
        name != "\(visit) response"
      {
        same("\(visit) response pairs", "\(name) pairs")
      }
    }
    for (mine, theirs) in zip(shown["changes"]?.elements ?? [], truth["changes"]?.elements ?? []) {
      let visit = theirs["visit"]?.text ?? ""
      count("\(visit) changes", mine["pairs"], theirs["pairs"], isPositive: false)
      same("\(visit) changes", "\(visit) response pairs")
    }
  }

  /// `compare --set A --set B`: two flows of the same people, and the courses of each visit.
  mutating func readDefinitions(_ shown: JSONNode, _ truth: JSONNode) {
    let mine = shown["figures"]?.elements ?? []
    let theirs = truth["figures"]?.elements ?? []
    var facts: [String: JSONNode] = [:]
    for row in theirs { facts[row["figure"]?.text ?? ""] = row }
    #expect(facts.count == theirs.count, "two figures have one name")
    var seen: Set<String> = []
    for row in mine {
      let name = row["figure"]?.text ?? ""
      guard name.hasSuffix(", count") || name.contains(", count, "), let fact = facts[name],
        seen.insert(name).inserted
      else { continue }
      for side in ["first", "second"] {
        count("\(side) \(name)", row[side], fact[side], isPositive: !name.contains("instrument"))
      }
      guard has("first \(name)"), has("second \(name)") else { continue }
      let change = self.truth("second \(name)") - self.truth("first \(name)")
      if row["difference"]?.number != nil, row["first"]?.number != nil { reveal("second \(name)") }
      // Everybody knows that the larger set of thresholds changes no baseline.
      if change == 0,
        ["Baseline", "noRating", "subjects", "units", "courses"].contains(where: name.contains)
      {
        same("first \(name)", "second \(name)")
      } else if change > 0 {
        rest("\(name) more", change)
        sum("second \(name)", ["first \(name)", "\(name) more"])
      } else if change < 0 {
        rest("\(name) less", -change)
        sum("first \(name)", ["second \(name)", "\(name) less"])
      }
    }
    for side in ["first", "second"] { addFlow(side) }
  }

  private mutating func addFlow(_ side: String) {
    func named(_ name: String) -> String { "\(side) flow, \(name), count" }
    some(named("subjects"), [named("withTreatment")])
    sum(named("units"), Self.statuses.map(named))
    sum(named("noRating"), ["noRatingNotYet", "noRatingMissed"].map(named))
    some(named("notInRelief"), [named("notInReliefLate")])
    sum(named("analysed"), ["lost", "censored"].map(named))
    sum(
      named("censored"),
      [
        "censoredUnconfirmed", "censoredRetreated", "censoredExit", "censoredEndOfFollowUp",
      ].map(named))
    sum(
      "\(side) response flow, courses, count",
      ["noBaseline", "lowBaseline", "usable"].map { "\(side) response flow, \($0), count" })
  }
}
