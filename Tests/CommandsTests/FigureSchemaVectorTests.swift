import Foundation
import TestSupport
import Testing

/// What the commands print about groups, under the options that add members or keep them back,
/// against `docs/schema`.
@Suite struct FigureSchemaVectorTests {
  /// What every command about groups can be asked.
  private static let groupings: [[String]] = [
    [], ["--explain", "--extra"], ["--summary"], ["--by", "site"], ["--min-cell-count", "3"],
    ["--by", "sex,phase", "--explain"], ["--by", "sex", "--min-cell-count", "3"],
    ["--summary", "--by", "indicationGroup", "--min-cell-count", "2", "--extra"],
  ]

  /// Questions of which each grouping can be asked too.
  private static let questions: [[String]] = [
    ["relief"], ["relief", "--no-estimates"], ["response"],
    ["response", "--visits", "early=0..4@2,d14=8..20@14", "--first-course"],
    ["response", "--paired", "ketamine,saline"], ["response", "--nhs"], ["intervals"],
    ["cohort"],
  ]

  /// Questions that stand by themselves.
  private static let others: [[String]] = [
    ["relief", "--sensitivity"], ["relief", "--bootstrap", "100"], ["response", "--disagreement"],
    ["intervals", "--criterion", "reliable", "--baseline", "first"],
    ["compare", "--paired", "ketamine,saline"],
    ["compare", "--paired", "ketamine,saline", "--explain", "--baseline", "first"],
    ["compare", "--paired", "ketamine,saline", "--min-cell-count", "3"],
    ["compare", "--set", "standard", "--set", "strict"],
    ["compare", "--set", "standard", "--set", "strict", "--summary"],
    ["compare", "--set", "standard", "--set", "nhs-tt", "--min-cell-count", "3"],
    ["compare", "--as-of", "5", "--as-of", "25"],
    ["compare", "--as-of", "0", "--as-of", "900", "--summary", "--by", "sex"],
    ["check"], ["check", "--summary", "--severity", "warning"],
  ]

  /// Groups that not every log has.
  private static let comparisons: [[String]] = [
    ["compare", "--by", "sex"], ["compare", "--by", "sex", "--explain"],
    ["compare", "--by", "indicationGroup", "--baseline", "first", "--pool", "sex"],
    ["compare", "--by", "sex", "--min-cell-count", "3"],
    ["compare", "--by", "indicationGroup", "--min-cell-count", "5"],
    ["compare", "--by", "subject"],
  ]

  /// Half of the questions, each under one of the groupings, and three of the others: the next
  /// number has others. Eighteen numbers have all.
  private static func some(of number: Int) -> [[String]] {
    let parts = questions.indices.filter { ($0 + number) % 2 == 0 }.map { place in
      questions[place] + groupings[(number / 2 + place) % groupings.count]
    }
    let rest = others + comparisons
    return parts + (0..<3).map { rest[(number * 3 + $0) % rest.count] }
  }

  /// A clinic with a bit of everything, and with patients enough for groups of some size.
  private static let clinic: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder()
    let made = Stage().run(["demo", folder.path + "/demo.jsonl", "--subjects", "25"])
    try #require(made.code == 0, "\(made.errors)")
    return folder
  }

  @Test(arguments: SchemaVectorTests.logs)
  func `figures about a log are as their schema says`(log: String) throws {
    let number = SchemaVectorTests.logs.firstIndex(of: log) ?? 0
    for words in Self.some(of: number) {
      try AnswerSchemas.expectValid(
        [words[0], "-f", "\(Vectors.folder)/\(log)"] + words.dropFirst())
    }
  }

  @Test(arguments: ["demo", "trial"])
  func `figures about many people are as their schema says`(log: String) throws {
    let path =
      log == "demo"
      ? try Self.clinic.get().path + "/demo.jsonl"
      : Vectors.tests + "/data/ds005917/ds005917.jsonl"
    for words in (0..<6).flatMap(Self.some) where !words.contains("subject") {
      let code = try AnswerSchemas.expectValid([words[0], "-f", path] + words.dropFirst())
      // Where nothing is kept back there is always an answer.
      if !words.contains("--min-cell-count") { #expect(code <= 1, "\(words) on \(log)") }
    }
  }

  /// A schema that leaves a part open would let everything through there.
  @Test(arguments: [
    ["relief", "--by", "sex", "--explain", "--sensitivity", "--bootstrap", "100"],
    ["relief", "--by", "sex", "--min-cell-count", "3"],
    ["response", "--by", "phase", "--explain", "--disagreement"],
    ["response", "--nhs", "--by", "sex"], ["response", "--paired", "ketamine,saline"],
    ["intervals", "--by", "sex", "--explain"], ["cohort", "--by", "sex", "--explain"],
    ["compare", "--by", "sex", "--pool", "site", "--explain"],
    ["compare", "--set", "standard", "--set", "strict"],
    ["compare", "--as-of", "600", "--as-of", "1200", "--by", "sex"],
  ])
  func `no object of a document takes a member that is not described`(words: [String]) throws {
    let path = try Self.clinic.get().path + "/demo.jsonl"
    let outcome = Stage().run(words + ["-f", path, "--format", "json"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let document = Self.shortened(JSONValue(try AnswerSchemas.value(outcome.output)))
    let schema = try AnswerSchemas.schema(words[0])
    try #require(schema.faults(in: document).isEmpty)
    for (place, changed) in Self.withOneMore(document, "$") {
      #expect(!schema.faults(in: changed).isEmpty, "\(words): \(place) is open")
    }
  }

  /// The value with two elements of each long list; no schema asks for more than eight.
  private static func shortened(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object): .object(object.mapValues(shortened))
    case .array(let list): .array((list.count > 8 ? list.prefix(2) : list[...]).map(shortened))
    default: value
    }
  }

  /// The value with one more member in each of its objects in turn; of lists in the first element.
  private static func withOneMore(_ value: JSONValue, _ place: String) -> [(String, JSONValue)] {
    switch value {
    case .object(let object):
      // Their members are data.
      let open = ["stratum", "unknownTypes", "disposition"].contains { place.hasSuffix(".\($0)") }
      let more = object.with("notDescribed", .array([]))
      return (open ? [] : [(place, .object(more))])
        + object.members.flatMap { name, member in
          withOneMore(member, "\(place).\(name)").map { inner, changed in
            (inner, .object(object.with(name, changed)))
          }
        }
    case .array(let list):
      guard let first = list.first else { return [] }
      return withOneMore(first, place + "[0]").map { ($0, .array([$1] + list.dropFirst())) }
    default: return []
    }
  }

  @Test func `lists and definitions are as their schema says`() throws {
    let file = Vectors.tests + "/data/definitions/clinic.json"
    for words in [
      ["check", "--list"], ["definitions", "list"], ["definitions", "list", "sets"],
      ["definitions", "show", "standard", "GAD-7", "windows"],
      ["definitions", "diff", "standard", "strict"],
      ["definitions", "diff", "--definitions", file],
    ] {
      #expect(try AnswerSchemas.expectValid(words) == 0)
    }
  }
}
