import Bytes
import TestSupport
import Testing

/// The four answers about a cohort under one rule, put together by somebody who has them all.
@Suite struct TogetherTests {
  private static let answers = [["relief"], ["response"], ["intervals"], ["cohort", "--extra"]]

  private func documents(_ run: ([String]) -> Stage.Outcome) throws -> [JSONNode] {
    try Self.answers.map { words in
      let outcome = run(words + ["--format", "json"])
      try #require(outcome.code == 0, "\(words): \(outcome.errors)")
      return try JSONDocument(outcome.output).root
    }
  }

  /// What is known of courses, baselines, ratings and gaps by their meaning.
  private func join(_ riddle: inout CountRiddle, _ shown: [JSONNode], _ truth: [JSONNode]) {
    riddle.within("relief") { $0.readFlow(shown[0], truth[0]) }
    riddle.within("response") { $0.readResponse(shown[1], truth[1]) }
    riddle.within("gaps") { $0.readIntervals(shown[2], truth[2]) }
    riddle.within("cohort") { $0.readCohort(shown[3], truth[3]) }
    for other in ["response", "gaps", "cohort"] {
      riddle.same("relief subjects", "\(other) subjects")
      riddle.same("relief withTreatment", "\(other) withTreatment")
    }
    for name in CountRiddle.statuses + ["units", "lost", "censored"] {
      riddle.same("relief \(name)", "cohort \(name)")
    }
    riddle.same("relief units", "response courses")
    riddle.same("relief noBaseline", "response noBaseline")
    riddle.same("relief lowBaseline", "response lowBaseline")
    riddle.same("cohort treatments", "gaps all n")
    let ends = ["noThreshold", "noRating", "notInRelief", "analysed"]
    riddle.sum("response usable", ends.map { "relief \($0)" })
    riddle.sum("response courses", ["response noBaseline", "cohort comparableCourses"])
    // A course ends its induction once, and a further one comes behind such a gap or a later one.
    riddle.same("relief units", "gaps after-induction n")
    let later = ["gaps after-induction closed", "gaps maintenance closed"]
    riddle.rest("gaps behind inductions", later.reduce(0) { $0 + riddle.truth($1) })
    riddle.sum("gaps behind inductions", later)
    riddle.rest(
      "further courses", riddle.truth("relief units") - riddle.truth("relief withTreatment"))
    riddle.sum("relief units", ["relief withTreatment", "further courses"])
    riddle.some("gaps behind inductions", ["further courses"])
  }

  /// Six low baselines: 30 courses of `relief` less 24 usable ones of `response`; or 30 people, of whom
  /// nobody has a gap in which a second course could begin.
  @Test(arguments: [
    (6, 11, 13, 5, "cms11"), (3, 9, 14, 6, "darwin5"), (2, 12, 25, 0, "cms11"),
    (0, 4, 30, 12, "darwin5"), (7, 20, 12, 0, "cms11"),
  ])
  func `no count can be worked out from four answers`(
    low: Int, not: Int, relief: Int, failing: Int, release: String
  ) throws {
    for more in [0, 3] {
      let clinic = PlainClinic(low: low, not: not, relief: relief, failing: failing, more: more)
      let shown = try documents { clinic.run($0 + ["--release", release]) }
      let truth = try documents { clinic.run($0) }
      var riddle = CountRiddle(
        "\(low), \(not), \(relief), \(failing), \(more)", minimum: release == "cms11" ? 11 : 5)
      join(&riddle, shown, truth)
      riddle.check()
    }
  }

  /// A number of the header is told by all answers that have it, or by none.
  @Test func `the same numbers are kept back in each answer`() throws {
    let clinic = PlainClinic(low: 6, not: 11, relief: 13, failing: 5)
    let shown = try documents { clinic.run($0 + ["--release", "cms11"]) }
    let flows = shown.map { $0["flow"] }
    for names in [
      ["subjects", "subjects", "subjects", "subjects"],
      ["withTreatment", "withTreatment", "withTreatment", "withTreatment"],
      ["units", "courses", "", "units"], ["lowBaseline", "lowBaseline", "", "lowBaseline"],
      ["noBaseline", "noBaseline", "", "noBaseline"],
    ] {
      let found = Set(zip(flows, names).compactMap { $0?[$1]?.raw.text })
      #expect(found.count == 1, "\(names[0]): \(found)")
    }
    #expect(flows[0]?["units"]?.kind == .null && flows[0]?["notInRelief"]?.whole == 11)
    #expect(flows[1]?["usable"]?.whole == 24)
  }

  /// A page is made of the answers that the commands give, curves and all: two mergings of one curve
  /// would be a finer one.
  @Test func `a page shows what the commands show`() throws {
    let clinic = DisclosureTests.clinics[0]
    let page = try PageMarkup(
      Stage(disk: clinic.disk).run(["report", "-f", "demo.jsonl"] + clinic.rule).output)
    let tables = Dictionary(page.tables.map { ($0.caption, $0.rows) }) { first, _ in first }
    for words in Self.answers {
      let text = clinic.run(words + ["--summary"], "markdown").text
      var title = ""
      var rows: [[String]] = []
      var compared = 0
      func compare() {
        // Each answer has a flow of its own under that name.
        guard let there = tables[title], rows.count > 1, title != "Flow" || words == ["relief"]
        else { return }
        compared += 1
        let mine = rows.dropFirst().map { $0.map { $0.filter { !$0.isWhitespace } } }
        let theirs = there.dropFirst().map { $0.map { $0.filter { !$0.isWhitespace } } }
        #expect(mine.elementsEqual(theirs), "\(words) \(title)")
      }
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("### ") {
          compare()
          (title, rows) = (String(line.dropFirst(4)), [])
        } else if line.hasPrefix("| "), !line.contains("--:") {
          rows.append(
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
              .map(String.init))
        }
      }
      compare()
      #expect(compared > 0, "\(words): \(tables.keys.sorted())")
    }
  }

  @Test func `a page says nothing rather than that numbers are withheld`() throws {
    let clinic = PlainClinic(low: 6, not: 11, relief: 13, failing: 5)
    let page = clinic.run(["report", "--release", "cms11"])
    #expect(page.code == 0, "\(page.errors)")
    #expect(!page.text.contains("Of withheld") && !page.text.contains("over withheld"))
    #expect(page.text.contains("too few people to publish"))
    #expect(page.text.contains("11 were not in relief at the first rating."))
  }

  /// A state holds one answer: what the others would tell is not known there.
  @Test func `states are merged under no rule that looks at all answers`() throws {
    let clinic = PlainClinic(low: 6, not: 11, relief: 13, failing: 5)
    let stage = Stage(disk: clinic.disk)
    #expect(stage.run(["fold", "response", "-f", "l.jsonl", "-o", "s.state"]).code == 0)
    let refused = stage.run(["merge", "--answer", "s.state", "--release", "cms11"])
    #expect(refused.code == 77 && refused.output.isEmpty, "\(refused.errors)")
    #expect(stage.run(["merge", "--answer", "s.state", "--release", "opensafely7r5"]).code == 0)
  }
}
