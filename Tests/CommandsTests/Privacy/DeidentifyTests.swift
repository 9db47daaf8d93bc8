import Bytes
import EventLog
import Foundation
import Privacy
import TestSupport
import Testing

/// `export log --deidentify`: nothing of anybody is left, and every duration is what it was.
@Suite struct DeidentifyTests {
  private static func demo(_ seed: Int, _ subjects: Int) -> [UInt8] {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(
      ["demo", "d.jsonl", "--subjects", "\(subjects)", "--seed", "\(seed)"])
    precondition(made.code == 0, made.errors)
    return disk.bytes(at: "d.jsonl") ?? []
  }

  private static let questions = [
    ["relief"], ["relief", "--unit", "treatment", "--confirm", "1", "--extra"], ["response"],
    ["response", "--nhs"], ["intervals"], ["cohort", "--extra"],
  ]

  private func check(_ answers: ReleasedAnswers, _ title: String) throws {
    let outcome = answers.release(["--keep", "term", "--keep", "site"])
    try #require(outcome.code == 0, "\(title): \(outcome.errors)")
    for words in Self.questions {
      let (expected, found) = try (answers.expected(words), answers.found(words))
      #expect(found == expected, "\(title): \(words) \(difference(found, expected))")
    }
    let cohort = try JSONDocument(
      answers.run(["cohort", "-f", "old.jsonl", "--format", "json"]).output
    ).root
    for subject in (cohort["subjects"]?.elements ?? []).prefix(3).compactMap({ $0["subject"]?.text }
    ) {
      let expected = try answers.expected(["timeline"], about: subject)
      let found = try answers.found(["timeline"], about: subject)
      #expect(found == expected, "\(title): \(subject) \(difference(found, expected))")
    }
  }

  private func difference(_ found: String, _ expected: String) -> String {
    let place = zip(found, expected).prefix { $0 == $1 }.count
    return "\(found.dropFirst(max(0, place - 60)).prefix(160)) for "
      + "\(expected.dropFirst(max(0, place - 60)).prefix(160))"
  }

  @Test(arguments: [(4, 14), (9, 10)])
  func `every answer about a simulated clinic is what it was`(seed: Int, subjects: Int) throws {
    try check(ReleasedAnswers(Self.demo(seed, subjects)), "seed \(seed)")
  }

  @Test(arguments: [
    "cohort-small", "corrections", "corrections-combined", "endings", "worked-example",
    "phases-and-gap-kinds",
  ])
  func `every answer about a log of the vectors is what it was`(name: String) throws {
    let path = "\(Vectors.folder)/outcomes/\(name).jsonl"
    let data = try #require(FileManager.default.contents(atPath: path))
    try check(ReleasedAnswers(Array(data)), name)
  }

  /// A log in which everything that could name somebody says so.
  private func marked(_ seed: UInt64) throws -> (log: [UInt8], text: String) {
    var generator = SeededGenerator(seed: seed)
    var lines: [String] = []
    var clock = Instant("2026-01-05T09:00:00.000Z")!.milliseconds
    var number = 0
    func add(_ type: String, _ subject: String, _ data: String) -> String {
      number += 1
      clock += Int64(generator.below(50_000_000)) * 2 + 1_001
      let id = "MARKid\(number)"
      lines.append(
        #"{"id":"\#(id)","source":"/MARKsource","actor":"MARKactor","type":"\#(type)","#
          + #""subject":"\#(subject)","time":"\#(Instant(milliseconds: clock).text)","data":\#(data),"#
          + #""markattribute":"MARKattribute"}"#)
      return id
    }
    for person in 0..<3 + generator.below(3) {
      let subject = "MARKsubject\(person)"
      let born = generator.coin() ? 1930 : 1980
      _ = add(
        "intake", subject,
        #"{"indications":["F41.1"],"birthYear":\#(born),"site":"MARKsite","consent":"2025-11-17","#
          + #""zip":"33606-1234","markmember":{"MARKname":["MARKvalue"]}}"#)
      for session in 0..<2 + generator.below(3) {
        let label = "MARKlabel\(session)"
        let infusion = add(
          "infusion", subject, #"{"infusion":"\#(label)","drug":"ketamine","route":"IV"}"#)
        _ = add("dose", subject, #"{"infusion":"\#(label)","mg":25.5,"minutes":40}"#)
        let note = add("note", subject, #"{"text":"MARKtext"}"#)
        _ = add(
          "adverse", subject,
          #"{"term":"MARKterm","infusion":"\#(label)","resolved":"\#(Instant(milliseconds: clock + 77_777).text)"}"#
        )
        let target = generator.coin() ? note : infusion
        let more =
          target == note
          ? #","action":"amend","data":{"text":"MARKamended"}"#
          : #","action":"amend","time":"\#(Instant(milliseconds: clock - 3_003).text)""#
        _ = add(
          "correction", subject,
          #"{"source":"/MARKsource","id":"\#(target)","reason":"MARKreason"\#(more)}"#)
      }
      _ = add("rating", subject, #"{"instrument":"GAD-7","total":\#(generator.below(22))}"#)
      _ = add("plan", subject, #"{"nextDue":"\#(Instant(milliseconds: clock + 99_999).text)"}"#)
    }
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    let made = stage.run(["init", "MARKlog.jsonl", "--origin", "MARKorigin"])
    try #require(made.code == 0, "\(made.errors)")
    let text = lines.joined(separator: "\n") + "\n"
    let taken = stage.run(["append", "-f", "MARKlog.jsonl"], input: text)
    try #require(taken.code == 0, "\(taken.errors)")
    return (disk.bytes(at: "MARKlog.jsonl") ?? [], text)
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func `nothing that names somebody or tells a day is left`(seed: UInt64) throws {
    let (log, text) = try marked(seed)
    let answers = try ReleasedAnswers(log)
    let outcome = answers.release()
    try #require(outcome.code == 0, "\(outcome.errors)")
    let new = (answers.disk.bytes(at: "new.jsonl") ?? []).text
    #expect(!new.lowercased().contains("mark"), "seed \(seed)")
    #expect(!outcome.text.contains("MARKsubject") && !outcome.text.contains("MARKid"))
    let times = text.matches(of: /\d{4}-\d\d-\d\dT[0-9:.]+Z/).map { String($0.output) }
    #expect(times.count > 20)
    for time in times { #expect(!new.contains(time), "seed \(seed): \(time)") }
    #expect(!new.contains("2025-11-17") && !new.contains("33606") && !new.contains("1930"))
    #expect(answers.run(["audit", "verify", "-f", "new.jsonl"]).code == 0)
    let checked = answers.run(["check", "-f", "new.jsonl", "--rule", "time-after-recorded"])
    #expect(checked.code == 0 && !checked.text.contains("seq"), "\(checked.text)")
    // Over 89 is one category, and nothing else is said of the year.
    let isOld = text.contains(#""birthYear":1930"#)
    #expect(new.contains(#""over89":true"#) == isOld)
  }

  @Test func `the same key gives the same bytes, and another one nothing in common`() throws {
    let answers = try ReleasedAnswers(Self.demo(4, 8))
    #expect(answers.release(["--name", "new"]).code == 0)
    #expect(answers.release(["--name", "new"], to: "again.jsonl").code == 0)
    let new = try #require(answers.disk.bytes(at: "new.jsonl"))
    #expect(new == answers.disk.bytes(at: "again.jsonl"))
    answers.disk.install("release.key", ReleasedAnswers.keyBytes.map { $0 &* 3 })
    #expect(answers.release(["--name", "new"], to: "other.jsonl").code == 0)
    let other = try #require(answers.disk.bytes(at: "other.jsonl")).text
    let names = new.text.matches(of: /P-[0-9a-f]{16}/).map { String($0.output) }
    #expect(Set(names).count == 8)
    for name in Set(names) { #expect(!other.contains(name)) }
  }

  @Test func `what is kept is kept, and of a postal code three digits at most`() throws {
    let (log, _) = try marked(2)
    let answers = try ReleasedAnswers(log)
    let outcome = answers.release(["--keep", "zip", "--keep", "term", "--keep", "site"])
    let new = (answers.disk.bytes(at: "new.jsonl") ?? []).text
    #expect(new.contains(#""zip":"336""#) && !new.contains("33606"))
    #expect(new.contains(#""term":"MARKterm""#) && new.contains(#""site":"MARKsite""#))
    #expect(outcome.text.contains("kept, look through: term: MARKterm"), "\(outcome.text)")
  }

  @Test func `the document says what became of the log`() throws {
    let (log, _) = try marked(3)
    let answers = try ReleasedAnswers(log)
    let outcome = answers.release(["--format", "json"])
    let faults = try AnswerSchemas.schema("deidentify")
      .faults(in: try AnswerSchemas.value(outcome.output))
    #expect(faults.isEmpty, "\(faults)")
    let root = try JSONDocument(outcome.output).root
    let lines = (answers.disk.bytes(at: "new.jsonl") ?? []).count { $0 == 0x0A }
    #expect(root["size"]?.whole == Int64(lines) && root["events"]?.whole == Int64(lines - 1))
    let people = root["subjects"]?.whole
    #expect(root["dropped"]?["zip"]?.whole == people && root["replaced"]?["site"]?.whole == people)
    #expect(root["kept"]?["drug"]?.elements.compactMap(\.text) == ["ketamine"])
  }

  @Test func `days are 1 to 364 and each comes up`() {
    let key = ReleaseKey(KeyedHash(key: ReleasedAnswers.keyBytes), of: "example.org/old")
    let days = (0..<6_000).map { key.days(of: "P-\($0)") }
    #expect(Set(days) == Set(1...364))
  }

  @Test(arguments: [
    (["--keep", "text"], 2, "text"), (["--k", "5"], 2, "--quasi"),
    (["--k", "1", "--quasi", "sex"], 2, "--k 1"),
    (["--k", "9", "--quasi", "sex"], 77, "nothing was written"),
    (["--origin", "simulated.example/clinic"], 2, "times"),
    (["--without", "P-0001"], 2, "--without"),
  ])
  func `what can't be done writes nothing`(more: [String], code: Int, words: String) throws {
    let answers = try ReleasedAnswers(Self.demo(4, 6))
    let outcome = answers.release(more)
    #expect(outcome.code == Int32(code) && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(answers.disk.bytes(at: "new.jsonl") == nil)
    #expect(answers.disk.names(under: ".").allSatisfy { !$0.hasSuffix(".new") })
  }

  @Test func `a place that is taken is left as it is`() throws {
    let answers = try ReleasedAnswers(Self.demo(4, 6))
    answers.disk.install("new.jsonl", [1, 2])
    #expect(answers.release().code == 73)
    #expect(answers.disk.bytes(at: "new.jsonl") == [1, 2])
  }
}
