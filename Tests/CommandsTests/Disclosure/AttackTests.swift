import Bytes
import TestSupport
import Testing

/// What somebody who tried found in answers under a rule, in small form.
@Suite struct AttackTests {
  private static let clinics = [
    DisclosureTests.Clinic(seed: 1, subjects: 60, minimum: 5, release: "darwin5"),
    DisclosureTests.Clinic(seed: 1, subjects: 80, minimum: 5, release: "darwin5"),
  ]

  private func number(_ node: JSONNode?) -> Double? {
    node.flatMap { $0.kind == .number ? Double($0.raw.text) : nil }
  }

  /// What a mean and an SD of so many whole numbers say, as they are printed.
  private func printed(_ values: [Int]) -> [Int] {
    let n = Double(values.count)
    let mean = Double(values.reduce(0, +)) / n
    let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return [Int((mean * 10).rounded()), Int(((squares / (n - 1)).squareRoot() * 10).rounded())]
  }

  /// The integer search: lists other than the true one that print the same, found by a walk that takes
  /// points from two people and gives them to a third. A value that is in all of them is known.
  private func isOpen(_ values: [Int]) -> Bool {
    let shown = printed(values)
    var common = Set(values)
    var generator = SeededGenerator(seed: 7)
    var list = values
    for _ in 0..<20_000 where !common.isEmpty {
      let places = (0..<3).map { _ in generator.below(list.count) }
      guard Set(places).count == 3 else { continue }
      let points = generator.coin() ? 1 : -1
      let old = list
      list[places[0]] += 2 * points
      list[places[1]] -= points
      list[places[2]] -= points
      guard printed(list) == shown, list.allSatisfy({ $0 >= 0 }) else {
        list = old
        continue
      }
      common.formIntersection(list)
    }
    return common.isEmpty
  }

  /// A clinic of which a mean of so few is shown that all lists of scores with it can be searched.
  @Test(arguments: [DisclosureTests.Clinic(seed: 24, subjects: 80, minimum: 5, release: "darwin5")])
  func `a mean and an SD determine nobody's score`(clinic: DisclosureTests.Clinic) throws {
    let answer = try JSONDocument(clinic.run(["cohort", "--extra"]).output).root
    let units = try JSONDocument(clinic.run(["relief"], isSafe: false).output).root["units"]
    var searched = 0
    for measure in answer["extra"]?["tableOne"]?["measures"]?.elements ?? [] {
      guard let mean = number(measure["mean"]), let sd = number(measure["sd"]) else { continue }
      let (name, n) = (measure["measure"]?.text ?? "", measure["n"]?.whole ?? 0)
      #expect(n >= 10, "\(name): \(n) people")
      #expect((mean * 10).rounded() / 10 == mean && (sd * 10).rounded() / 10 == sd, "\(name)")
      let scores = (units?.elements ?? []).filter {
        $0["course"]?.whole == 1 && name == "baseline, " + ($0["instrument"]?.text ?? "")
      }.compactMap { $0["baseline"]?["total"]?.whole.map { Int($0) } }
      guard scores.count == n, n <= 20 else { continue }
      #expect(printed(scores) == [Int((mean * 10).rounded()), Int((sd * 10).rounded())])
      #expect(isOpen(scores), "\(name): \(scores)")
      searched += 1
    }
    #expect(searched > 0)
  }

  @Test func `the search finds who is in a list that gives itself away`() {
    #expect(!isOpen([1, 1, 1, 1, 1, 1, 1, 1, 1, 2]))
  }

  @Test(arguments: clinics)
  func `a quartile is not one person's value`(clinic: DisclosureTests.Clinic) throws {
    let answer = try JSONDocument(clinic.run(["cohort", "--extra"]).output).root
    for measure in answer["extra"]?["tableOne"]?["measures"]?.elements ?? [] {
      for key in ["lowerQuartile", "upperQuartile"] where measure[key]?.kind == .number {
        #expect((measure["n"]?.whole ?? 0) >= 20, "\(measure.raw.text)")
      }
      guard measure["median"]?.kind == .number else { continue }
      #expect((measure["n"]?.whole ?? 0) >= 10, "\(measure.raw.text)")
    }
  }

  @Test(arguments: clinics)
  func `events less people are a count`(clinic: DisclosureTests.Clinic) throws {
    let answer = try JSONDocument(clinic.run(["cohort", "--extra"]).output).root
    let safety = try #require(answer["extra"]?["safety"])
    let pairs =
      (safety["terms"]?.elements ?? []).map { ($0["events"], $0["subjects"]) } + [
        (safety["adverseEvents"], safety["subjectsWithAdverse"]),
        (safety["adverseEvents"], safety["treatmentsWithAdverse"]),
        (safety["treatments"], answer["flow"]?["withTreatment"]),
        (safety["courses"], answer["flow"]?["withTreatment"]),
      ]
    for (many, few) in pairs {
      guard let many = many?.whole, let few = few?.whole else { continue }
      #expect(many == few || many - few >= 5, "\(many) less \(few): \(safety.raw.text)")
    }
  }

  @Test(arguments: clinics)
  func `who is followed too short for a visit is so for the next`(
    clinic: DisclosureTests.Clinic
  ) throws {
    let answer = try JSONDocument(clinic.run(["response"]).output).root
    for table in answer["tables"]?.elements ?? [] {
      for reason in ["unratedFollowUpTooShort", "unratedRetreated"] {
        let counts = (table["visits"]?.elements ?? []).compactMap { $0[reason]?.whole }
        for (early, late) in zip(counts, counts.dropFirst()) {
          #expect(
            early >= late || late - early >= 5, "\(table["instrument"]?.text ?? ""): \(counts)")
        }
      }
    }
  }

  @Test(arguments: clinics)
  func `gaps and treatments have whole days`(clinic: DisclosureTests.Clinic) throws {
    let answer = try JSONDocument(clinic.run(["intervals"]).output).root
    let groups =
      [answer["all"]].compactMap { $0 } + (answer["byKind"]?.elements ?? [])
      + (answer["byOrdinal"]?.elements ?? [])
    let days =
      groups.flatMap { group in
        ["lowerQuartileDays", "medianDays", "upperQuartileDays"].compactMap { number(group[$0]) }
      }
      + (answer["meanCumulativeFunction"]?["curve"]?.elements ?? []).compactMap {
        number($0["days"])
      }
    #expect(!days.isEmpty)
    for day in days { #expect(day == day.rounded(), "\(day) d") }
  }

  @Test(arguments: clinics)
  func `no form gives limits of the mean cumulative function`(
    clinic: DisclosureTests.Clinic
  ) throws {
    for form in ["text", "markdown"] {
      let text = clinic.run(["intervals"], form).text
      let lines = text.split(separator: "\n")
      let head = try #require(lines.firstIndex { $0.contains("95 % from") }, "\(form)")
      // Eight days; in Markdown a line parts them from the head.
      let rows = lines[(head + 1)...].filter { !$0.contains("--:") }.prefix(8)
      let kept = rows.map { $0.components(separatedBy: "withheld").count - 1 }
      #expect(kept.allSatisfy { $0 == 2 || $0 == 4 } && kept.contains(2), "\(text)")
      #expect(!text.contains("Lawless"))
    }
  }

  @Test func `a picture of what is kept back does not say that there is nobody`() {
    let clinic = DisclosureTests.Clinic(seed: 3, subjects: 20, minimum: 11, release: "cms11")
    let words = ["plot", "relief", "-f", "demo.jsonl"] + clinic.rule
    let relief = Stage(disk: clinic.disk).run(words).text
    #expect(relief.contains("too few people to publish") && !relief.contains("Nobody"), "\(relief)")
  }

  @Test func `a page invents no zeros where means are kept back`() {
    let clinic = Self.clinics[0]
    let page = Stage(disk: clinic.disk).run(["report", "-f", "demo.jsonl"] + clinic.rule)
    #expect(page.code == 0, "\(page.errors)")
    #expect(page.text.contains("The picture trajectories is left out"))
    #expect(!page.text.contains("Scores from baseline through the visits"))
    let open = Stage(disk: clinic.disk).run(["report", "-f", "demo.jsonl"])
    #expect(open.text.contains("Scores from baseline through the visits"))
  }
}
