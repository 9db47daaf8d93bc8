import Bytes
import Commands
import TestSupport
import Testing

/// `--min-cell-count`: what must not be seen is neither shown nor can it be worked out.
///
/// What counts as safe: no count from 1 to below the minimum is shown; nothing that is kept back
/// has one possible value; and what is small could just as well be the minimum or more, or 0. The
/// reader knows how counts add up, that a count of 0 is shown, and every proportion with its
/// denominator. One answer is judged by itself: who may ask many has to be told so by other means.
@Suite struct DisclosureTests {
  /// Logs of simulated clinics, and the least number that is asked for.
  struct Clinic: CustomTestStringConvertible, Sendable {
    let disk = SimulatedDisk()
    let seed: Int
    let minimum: Int
    /// The rule of `--release`; `nil`: only a least number is asked for.
    let release: String?
    /// To what the rule rounds counts; `nil`: to nothing.
    let step: Int?

    init(
      seed: Int, subjects: Int, minimum: Int, release: String? = nil, roundedTo step: Int? = nil
    ) {
      self.seed = seed
      self.minimum = minimum
      self.release = release
      self.step = step
      let made = Stage(disk: disk).run(
        ["demo", "demo.jsonl", "--subjects", "\(subjects)", "--seed", "\(seed)"])
      precondition(made.code == 0, "\(made.errors)")
    }

    var testDescription: String { "seed \(seed), \(release ?? "at least \(minimum)")" }

    func run(_ words: [String], _ format: String = "json", isSafe: Bool = true) -> Stage.Outcome {
      Stage(disk: disk).run(
        words + ["-f", "demo.jsonl", "--format", format]
          + (isSafe ? rule : []))
    }

    /// The option that keeps back.
    var rule: [String] { release.map { ["--release", $0] } ?? ["--min-cell-count", "\(minimum)"] }

    /// A riddle about an answer of the clinic.
    func riddle(_ title: String = "") -> CountRiddle {
      CountRiddle("\(testDescription) \(title)", minimum: minimum, step: step)
    }
  }

  /// `REPRIEVE_LONG` takes as many more.
  static let clinics =
    [
      Clinic(seed: 11, subjects: 26, minimum: 5), Clinic(seed: 15, subjects: 18, minimum: 2),
      Clinic(seed: 23, subjects: 60, minimum: 8, release: "opensafely7r5", roundedTo: 5),
    ]
    + (0..<(ReprieveProcess.long ?? 0)).map {
      Clinic(seed: 100 + $0, subjects: 12 + $0 * 7 % 61, minimum: [2, 3, 5, 8, 11][$0 % 5])
    }
    + (0..<(ReprieveProcess.long ?? 0)).map {
      Clinic(
        seed: 200 + $0, subjects: 40 + $0 * 37 % 211, minimum: 8, release: "opensafely7r5",
        roundedTo: 5)
    }

  /// Commands about groups, and how their documents are read.
  struct Question: CustomTestStringConvertible, Sendable {
    let words: [String]
    let read: @Sendable (inout CountRiddle, JSONNode, JSONNode) -> Void
    var testDescription: String { words.joined(separator: " ") }
  }

  static let questions = [
    Question(words: ["relief"]) { $0.readFlow($1, $2) },
    Question(words: ["relief", "--unit", "treatment", "--confirm", "1"]) { $0.readFlow($1, $2) },
    Question(words: ["response"]) { $0.readResponse($1, $2) },
    Question(words: ["response", "--nhs"]) { $0.readTalkingTherapies($1, $2) },
    Question(words: ["intervals"]) { $0.readIntervals($1, $2) },
    Question(words: ["cohort", "--extra"]) { $0.readCohort($1, $2) },
  ]
  static let keys = ["site", "sex,site", "course", "phase"]

  @Test(arguments: clinics, questions)
  func `no count can be worked out`(clinic: Clinic, question: Question) throws {
    let safe = clinic.run(question.words)
    try #require(safe.code == 0, "\(safe.errors)")
    let truth = clinic.run(question.words, isSafe: false)
    var riddle = clinic.riddle()
    let shown = try JSONDocument(safe.output).root
    question.read(&riddle, shown, try JSONDocument(truth.output).root)
    riddle.check()
    #expect(SmallCounts.paths(in: shown, clinic.minimum).isEmpty)
  }

  @Test(arguments: clinics, questions)
  func `no count of a stratum can be worked out`(clinic: Clinic, question: Question) throws {
    for place in [clinic.seed % 4, (clinic.seed + 1) % 4] {
      let keys = Self.keys[place]
      let words = question.words + ["--by", keys]
      let safe = clinic.run(words)
      guard safe.code == 0 else {
        #expect(safe.code == 77 && safe.output.isEmpty, "\(words): \(safe.errors)")
        continue
      }
      let shown = try JSONDocument(safe.output).root
      let truth = try JSONDocument(clinic.run(words, isSafe: false).output).root
      let parts = zip(
        shown["extra"]?["strata"]?.elements ?? [], truth["extra"]?["strata"]?.elements ?? [])
      var hidden: [Int64] = []
      for (stratum, (mine, theirs)) in parts.enumerated() {
        #expect(mine["stratum"].map(\.raw) == theirs["stratum"].map(\.raw))
        let people = theirs["flow"]?["subjects"]?.whole ?? theirs["counts"]?["courses"]?.whole
        guard mine["withheld"]?.bool == false else {
          hidden.append(people ?? 0)
          #expect(mine.members.count == 2, "\(words): \(mine.raw.text)")
          continue
        }
        #expect(
          (people ?? 0) >= clinic.minimum || people == 0,
          "\(words) shows \(stratum), of \(people ?? 0)")
        var riddle = clinic.riddle("\(keys) \(stratum)")
        question.read(&riddle, mine, theirs)
        riddle.check()
      }
      #expect(hidden.count != 1, "\(words)")
      #expect(hidden.isEmpty || hidden.reduce(0, +) >= clinic.minimum, "\(words)")
      // The sum of what the strata show must not tell what one of them keeps back.
      let isWhole = shown["flow"] != nil || shown["counts"] != nil
      #expect(!isWhole || shown["extra"]?["withheld"]?["figures"]?.elements.isEmpty == true)
    }
  }

  @Test(arguments: clinics)
  func `no count of two groups can be worked out`(clinic: Clinic) throws {
    for keys in ["site", "sex", "course:2", "age:40", "drug"] {
      let words = ["compare", "--by", keys]
      let safe = clinic.run(words)
      guard safe.code == 0 else {
        #expect([2, 77].contains(safe.code) && safe.output.isEmpty, "\(words): \(safe.errors)")
        continue
      }
      let truth = clinic.run(words, isSafe: false)
      var riddle = clinic.riddle(keys)
      let shown = try JSONDocument(safe.output).root
      riddle.readComparison(shown, try JSONDocument(truth.output).root)
      riddle.check()
      #expect(SmallCounts.paths(in: shown, clinic.minimum).isEmpty, "\(words)")
    }
  }

  @Test(arguments: clinics)
  func `no count under two definitions can be worked out`(clinic: Clinic) throws {
    for options in [[], ["--unit", "treatment"], ["--criterion", "reliable"]] {
      let words = ["compare", "--set", "standard", "--set", "strict"] + options
      let safe = clinic.run(words)
      guard clinic.step == nil else {
        #expect(safe.code == 77 && safe.output.isEmpty, "\(words): \(safe.errors)")
        continue
      }
      try #require(safe.code == 0, "\(safe.errors)")
      let truth = clinic.run(words, isSafe: false)
      var riddle = clinic.riddle("\(options)")
      let shown = try JSONDocument(safe.output).root
      riddle.readDefinitions(shown, try JSONDocument(truth.output).root)
      riddle.check()
      #expect(SmallCounts.paths(in: shown, clinic.minimum).isEmpty, "\(words)")
    }
  }

  @Test(arguments: [2, 3, 5, 8, 12])
  func `no cell of a crossover's paired tables can be worked out`(minimum: Int) throws {
    let log = Vectors.tests + "/data/ds005917/ds005917.jsonl"
    for command in ["response", "compare"] {
      let words = [
        command, "--paired", "ketamine,saline", "--baseline", "first", "-f", log, "--format",
        "json",
      ]
      let truth = try JSONDocument(Stage().run(words).output).root
      let rules: [([String], Int?)] =
        [(["--min-cell-count", "\(minimum)"], nil)]
        + (minimum == 8 ? [(["--release", "opensafely7r5"], 5)] : [])
      for (rule, step) in rules {
        let safe = Stage().run(words + rule)
        try #require(safe.code == 0, "\(safe.errors)")
        var riddle = CountRiddle("\(command) \(rule)", minimum: minimum, step: step)
        riddle.readPairs(try JSONDocument(safe.output).root, truth)
        riddle.check()
      }
    }
  }

  /// Between two published values of a curve nobody or enough were lost.
  @Test(arguments: clinics)
  func `no step of a curve is about few`(clinic: Clinic) throws {
    for options in [[], ["--confirm", "1"], ["--unit", "treatment"]] {
      let safe = clinic.run(["relief"] + options)
      let truth = clinic.run(["relief"] + options, isSafe: false)
      let shown = try JSONDocument(safe.output).root
      let units = try JSONDocument(truth.output).root["units"]?.elements ?? []
      let check = CurveCheck(units, minimum: clinic.minimum)
      check.checkRelief(shown, "\(clinic.testDescription) \(options)")
    }
    let safe = try JSONDocument(clinic.run(["intervals"]).output).root
    let truth = try JSONDocument(clinic.run(["intervals"], isSafe: false).output).root
    CurveCheck.checkTreatments(safe, truth, clinic.minimum, "\(clinic.testDescription)")
  }

  /// Rules that do not round are least numbers with a name, which are solved back above.
  @Test(arguments: [("darwin5", 5), ("cms11", 11)])
  func `a rule that does not round keeps back what its least number does`(
    name: String, minimum: Int
  ) throws {
    let clinic = Clinic(seed: 22, subjects: 30, minimum: minimum, release: name)
    let numbered = Clinic(seed: 22, subjects: 30, minimum: minimum)
    for words in Self.questions.map(\.words) + [["cohort", "--by", "site"]] {
      let (rule, number) = (clinic.run(words), numbered.run(words))
      #expect(rule.code == number.code && [0, 77].contains(rule.code), "\(words): \(rule.errors)")
      let said = #""release":"\#(name)","#
      #expect(rule.text.contains(said) == (rule.code == 0), "\(words)")
      #expect(rule.text.replacing(said, with: "") == number.text, "\(words)")
    }
  }

  @Test func `beside a rule no row of a person is printed`() {
    let clinic = Self.clinics[0]
    let words = [
      ["timeline", "P-0001"], ["relief", "P-0001"], ["log"], ["check"],
      ["audit", "trail", "P-0001"],
      ["fold", "relief"], ["export", "--without", "P-0001"],
      ["compare", "--as-of", "5", "--as-of", "9"],
    ]
    for words in words {
      for rule in ["darwin5", "cms11", "opensafely7r5"] {
        let outcome = Stage(disk: clinic.disk).run(
          words + ["-f", "demo.jsonl", "--release", rule])
        #expect(outcome.code == 77 && outcome.output.isEmpty, "\(words): \(outcome.errors)")
      }
    }
  }

  @Test func `two rules at once, or one that is none, are refused`() {
    let clinic = Self.clinics[0]
    for rule in [["--release", "cms11", "--min-cell-count", "11"], ["--release", "cms12"]] {
      let outcome = Stage(disk: clinic.disk).run(["relief", "-f", "demo.jsonl"] + rule)
      #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome.errors)")
    }
  }

  private static let formats = [
    ["text"], ["jsonl"], ["csv"], ["markdown"], ["summarised-result"],
  ]
  private static let all =
    questions.map(\.words) + [
      ["relief", "--explain"], ["response", "--explain"], ["intervals", "--explain"],
      ["cohort", "--explain"], ["compare", "--by", "site", "--pool", "sex"],
      ["compare", "--set", "standard", "--set", "strict"],
    ]

  /// The riddles are asked in JSON; every other form must not say more.
  @Test(arguments: all)
  func `no form of an answer shows a small count or a single person`(words: [String]) throws {
    let turn = Self.all.firstIndex(of: words) ?? 0
    for (number, (clinic, keys)) in [
      (Self.clinics[0], []), (Self.clinics[1], ["--by", "site"]), (Self.clinics[2], []),
    ].enumerated() {
      // Each form of each answer once, of one clinic or another; `REPRIEVE_LONG` asks for all of all.
      for (place, format) in Self.formats.enumerated()
      where LongRun.repetitions != nil || (place + turn) % 3 == number {
        let all = words + (words[0] == "compare" ? [] : keys) + format.dropFirst()
        let outcome = clinic.run(all, format[0])
        guard outcome.code == 0 else {
          #expect(outcome.code == 77 && outcome.output.isEmpty)
          continue
        }
        check(
          outcome.text, format[0], "\(clinic.testDescription): \(all.joined(separator: " "))",
          minimum: clinic.minimum)
        if let release = clinic.release, format[0] != "jsonl", format[0] != "csv" {
          #expect(outcome.text.contains(release), "\(all) does not say by which rule")
        }
      }
    }
  }

  @Test(arguments: [
    (["relief", "--sensitivity"], "sensitivity"), (["relief", "--bootstrap", "100"], "bootstrap"),
    (["response", "--disagreement"], "disagreement"),
  ])
  func `what is about the same people again is kept back whole`(
    words: [String], name: String
  ) throws {
    let clinic = Self.clinics[0]
    let outcome = clinic.run(words)
    #expect(try JSONDocument(outcome.output).root["extra"]?[name] == nil)
    let told = try JSONDocument(outcome.output).root["extra"]?["withheld"]?["figures"]?.elements
    #expect(told?.contains { $0["what"]?.text == name } == true, "\(outcome.text.suffix(300))")
    #expect(outcome.errors.contains(name), "\(outcome.errors)")
    let open = clinic.run(words, isSafe: false)
    #expect(try JSONDocument(open.output).root["extra"]?[name] != nil)
  }

  private func check(_ text: String, _ format: String, _ title: String, minimum: Int) {
    #expect(!text.contains("P-0"), "\(title) names a person")
    switch format {
    case "jsonl", "csv", "summarised-result":
      #expect(SmallCounts.rows(text, format, minimum).isEmpty, "\(title)")
    default:
      #expect(SmallCounts.lines(text, minimum).isEmpty, "\(title)")
    }
  }

  @Test(arguments: all)
  func `of a group that is too small nothing is printed`(words: [String]) {
    let clinic = Clinic(seed: 3, subjects: 6, minimum: 7)
    for format in ["text", "json", "csv"] {
      let outcome = clinic.run(words, format)
      #expect(outcome.code == 77, "\(outcome.text)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("fewer than 7 people"), "\(outcome.errors)")
      let all = Stage(disk: clinic.disk).run(
        words + ["-f", "demo.jsonl", "--format", format, "--min-cell-count", "1"])
      #expect(all.code == 0 && !all.output.isEmpty, "\(all.errors)")
    }
    #expect(clinic.run(["relief", "P-0001"]).code == 77)
  }
}
