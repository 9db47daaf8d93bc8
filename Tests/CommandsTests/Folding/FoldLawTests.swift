import Bytes
import Histories
import TestSupport
import Testing

/// An answer about a cohort is the same bytes, whether one process gives it or many that each fold a
/// part of the subjects.
@Suite struct FoldLawTests {
  /// A question, how its answer is written, and in which forms that is compared.
  struct Asked: CustomTestStringConvertible, Sendable {
    let question: [String]
    var rendering: [String] = []
    var testDescription: String { question.joined(separator: " ") }
  }

  static let questions: [Asked] = [
    Asked(question: ["relief"]),
    Asked(
      question: ["relief", "--unit", "treatment", "--confirm", "1"],
      rendering: ["--bootstrap", "100", "--extra"]),
    Asked(
      question: ["relief", "--by", "site,baseline", "--criterion", "remission"],
      rendering: ["--no-estimates"]),
    // Under a rule states of one answer are refused, since it looks at four.
    Asked(
      question: ["relief", "--where", "indication=F41.1", "--baseline", "first"],
      rendering: ["--tidy"]),
    Asked(question: ["relief", "--sensitivity"]),
    Asked(question: ["response", "--by", "sex", "--disagreement"]),
    Asked(question: ["response", "--visits", "early=0..4@2,late=8..20@14"]),
    Asked(question: ["response", "--nhs"]),
    Asked(question: ["response", "--paired", "ketamine,midazolam"]),
    Asked(question: ["intervals", "--by", "site"]),
    Asked(question: ["cohort", "--by", "sex"], rendering: ["--extra"]),
    Asked(question: ["cohort", "--as-of", "60"]),
    Asked(question: ["cohort", "--until", "2026-02-01T01:00:00+01:00"]),
    Asked(question: ["compare", "--by", "site", "--pool", "sex"]),
    Asked(question: ["compare", "--paired", "ketamine,midazolam"]),
    Asked(question: ["compare", "--set", "standard", "--set", "strict"]),
  ]
  private static let forms = ["text", "json", "csv", "markdown"]

  @Test(arguments: questions) func `any partition gives the bytes of one process`(
    asked: Asked
  ) throws {
    let seed = UInt64(ReprieveProcess.long ?? 1)
    let desk = try FoldDesk(seed: seed)
    var generator = SeededGenerator(seed: seed)
    let whole = try desk.fold(asked.question + ["-f", "clinic.jsonl"], [])
    var parts = [Set<String>](repeating: [], count: 3)
    for group in try desk.groups() { parts[generator.below(3)].formUnion(group) }
    var states: [[UInt8]] = []
    for part in parts {
      states.append(try desk.fold(asked.question, try desk.part(of: part, &generator)))
    }
    // Nobody adds nothing.
    states.append(try desk.fold(asked.question, []))
    states.append(try desk.fold(asked.question, desk.lines()[0]))
    #expect(try desk.merge(states.shuffled(using: &generator)) == whole, "seed \(seed)")
    let passes = try desk.fold(asked.question + ["-f", "clinic.jsonl", "--passes", "5"], [])
    #expect(passes == whole, "seed \(seed)")
    let shards = try (0..<4).map {
      try desk.fold(asked.question + ["-f", "clinic.jsonl", "--shard", "\($0)/4"], [])
    }
    #expect(try desk.merge(shards) == whole, "seed \(seed)")
    for form in Self.forms {
      let wanted = desk.run(
        asked.question + asked.rendering + ["--summary", "--format", form, "-f", "clinic.jsonl"])
      let found = desk.run(
        ["merge", "--answer", "--format", form] + asked.rendering, input: whole)
      #expect(found.output == wanted.output, "seed \(seed), \(form)")
      #expect(found.code == wanted.code, "seed \(seed), \(form): \(found.errors)")
      #expect(found.errors == wanted.errors, "seed \(seed), \(form)")
    }
  }

  @Test(arguments: questions) func `every line of a state is as its schema says`(
    asked: Asked
  ) throws {
    let state = try FoldDesk(seed: 6).fold(asked.question + ["-f", "clinic.jsonl"], [])
    let schema = try AnswerSchemas.schema("state")
    for line in state.split(separator: 0x0A) {
      let faults = schema.faults(in: try AnswerSchemas.value(Array(line)))
      #expect(faults.isEmpty, "\(Array(line).text)\n\(faults.prefix(3))")
    }
  }

  @Test func `a cache beside the log changes no state`() throws {
    let desk = try FoldDesk(seed: 7)
    let words = ["-f", "clinic.jsonl"]
    let wanted = try desk.fold(["relief"] + words, [])
    var plan = CachePlan()
    plan.smallestLog = 0
    let stage = Stage(disk: desk.disk, cache: plan)
    #expect(stage.run(["relief"] + words).code == 0)
    #expect(desk.disk.bytes(at: "clinic.jsonl.d/cache/histories") != nil)
    for more in [[], ["--passes", "3"]] {
      #expect(stage.run(["fold", "relief"] + words + more).output == wanted)
    }
  }

  @Test func `merging is associative and commutative, and nobody is its identity`() throws {
    let desk = try FoldDesk(seed: 3)
    var generator = SeededGenerator(seed: 3)
    let groups = try desk.groups()
    #expect(groups.count > 2)
    var states: [[UInt8]] = []
    for group in groups {
      states.append(try desk.fold(["cohort"], try desk.part(of: group, &generator)))
    }
    let nobody = try desk.fold(["cohort"], [])
    let (a, b, c) = (states[0], states[1], try desk.merge(Array(states[2...])))
    #expect(try desk.merge([desk.merge([a, b]), c]) == desk.merge([a, desk.merge([b, c])]))
    #expect(try desk.merge([a, b]) == desk.merge([b, a]))
    #expect(try desk.merge([a, nobody]) == a)
    #expect(try desk.merge([nobody, a]) == a)
    #expect(try desk.merge([a]) == a)
    let both = try desk.fold(
      ["cohort"], try desk.part(of: groups[0].union(groups[1]), &generator))
    #expect(try desk.merge([a, b]) == both)
  }

  @Test func `a registry of several logs is folded log by log`() throws {
    let desk = FoldDesk()
    try desk.install(SeededClinic(seed: 8).events, as: "b-side")
    try desk.install(SeededClinic(seed: 9).events, as: "a-side")
    let files = ["-f", "a-side.jsonl", "-f", "b-side.jsonl"]
    let whole = try desk.fold(["relief"] + files, [])
    let parts = try ["b-side", "a-side"].map {
      try desk.fold(["relief"], desk.lines($0).flatMap { $0 })
    }
    #expect(try desk.merge(parts) == whole)
    let wanted = desk.run(["relief", "--summary", "--format", "json"] + files)
    let found = desk.run(["merge", "--answer", "--format", "json"], input: whole)
    #expect(found.output == wanted.output)
  }

  @Test func `members in another order, and a log that is given for its line 0`() throws {
    let desk = try FoldDesk(seed: 4)
    let whole = try desk.fold(["relief"], desk.lines().flatMap { $0 })
    let turned = try desk.lines().dropFirst().map { line in
      let members = try JSONDocument(line.dropLast()).root.members
      let parts = members.dropLast().reversed().map {
        "\"\($0.key.text)\":\($0.value.text.map { "\"\($0)\"" } ?? $0.value.raw.text)"
      }
      return Sealing.line("{" + parts.joined(separator: ","))
    }
    let found = try desk.fold(
      ["relief", "--line-zero", "clinic.jsonl"], turned.flatMap { $0 })
    #expect(found == whole)
  }

  @Test func `equal questions are equal states however they are written`() throws {
    let desk = try FoldDesk(seed: 5)
    let lines = desk.lines().flatMap { $0 }
    let plain = try desk.fold(["relief", "--as-of", "2026-06-01T00:00:00Z", "--by", "site"], lines)
    let other = try desk.fold(
      [
        "relief", "--by=site", "--unit", "course", "--set", "standard", "--criterion", "response",
        "--confirm", "2", "--as-of", "2026-06-01T02:00:00.000+02:00",
      ], lines)
    #expect(plain == other)
  }
}

/// Lines as the log seals them.
enum Sealing {
  /// A line with its seal and its end; `text` lacks the closing bracket.
  static func line(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var line = bytes
    line.append(",\"xxh64\":\"")
    Hexadecimal.append(XXH64.hash(bytes.span), to: &line)
    line.append("\"}\n")
    return line
  }
}
