import Bytes
import Synchronization
import TestSupport
import Testing

/// `--by` and `--where`: strata are parts of the whole, and a stratum is what its `--where` gives.
@Suite struct StrataTests {
  private static let disk = {
    let disk = SimulatedDisk()
    let made = Stage(disk: disk).run(["demo", "demo.jsonl", "--subjects", "24", "--seed", "31"])
    precondition(made.code == 0, "\(made.errors)")
    return disk
  }()

  /// Answers by command line: several tests ask for the same.
  private static let answers = Mutex<[[String]: JSONNode]>([:])

  private func document(_ words: [String]) throws -> JSONNode {
    if let known = Self.answers.withLock({ $0[words] }) { return known }
    let outcome = Stage(disk: Self.disk).run(
      words + ["-f", "demo.jsonl", "--format", "json"])
    try #require(outcome.code == 0, "\(words): \(outcome.errors)")
    let document = try JSONDocument(outcome.output).root
    Self.answers.withLock { $0[words] = document }
    return document
  }

  private static let commands = [
    ["relief"], ["relief", "--unit", "treatment"], ["relief", "--unit", "episode"], ["response"],
    ["response", "--nhs"], ["intervals"], ["cohort"],
  ]
  /// Keys that are the same for all units of a subject.
  private static let subjectKeys = [
    "site", "sex", "arm", "indication", "indicationGroup", "instrument", "failedTrials",
    "site,sex",
  ]
  private static let unitKeys = [
    "course", "phase", "drug", "route", "age", "mgPerKg", "mgPerKg:0.4/0.5", "baseline",
    "baseline:10/20", "course,site",
  ]
  /// Rows about units or subjects.
  private static let rows = ["units", "courses", "gaps", "treatmentFree", "trends", "subjects"]

  private func strata(_ document: JSONNode) -> [JSONNode] {
    document["extra"]?["strata"]?.elements ?? []
  }

  /// All whole numbers of an object, by their names.
  private func counts(_ node: JSONNode?) -> [String: Int64] {
    Dictionary(
      uniqueKeysWithValues: (node?.members ?? []).compactMap { key, value in
        value.whole.map { (key.text, $0) }
      })
  }

  private static let sums = [
    ["flow"], ["counts"], ["countsTwoOrMoreTreatments"], ["whyRetreated"], ["all"],
  ]

  @Test(arguments: commands, subjectKeys)
  func `counts of strata of subjects add up to the whole`(
    command: [String], keys: String
  ) throws {
    let whole = try document(command + ["--by", keys])
    let parts = strata(whole)
    try #require(!parts.isEmpty)
    for path in Self.sums {
      var sum: [String: Int64] = [:]
      for part in parts { sum.merge(counts(part[path[0]]), uniquingKeysWith: +) }
      // Quartiles are no counts.
      let all = counts(whole[path[0]]).filter { !$0.key.hasSuffix("Days") }
      for (name, count) in all { #expect(sum[name] == count, "\(path[0]).\(name)") }
    }
    try checkRows(whole, parts)
  }

  @Test(arguments: commands.prefix(2), unitKeys)
  func `each unit lies in one stratum`(command: [String], keys: String) throws {
    let whole = try document(command + ["--by", keys])
    let parts = strata(whole)
    try #require(!parts.isEmpty)
    try checkRows(whole, parts)
    // Subjects may be in several strata; units are in one.
    var sum: [String: Int64] = [:]
    for part in parts { sum.merge(counts(part["flow"]), uniquingKeysWith: +) }
    for (name, count) in counts(whole["flow"])
    where name != "subjects" && name != "withTreatment" {
      #expect(sum[name] == count, "\(name)")
    }
    #expect((sum["subjects"] ?? 0) >= (counts(whole["flow"])["subjects"] ?? 0))
  }

  private func checkRows(_ whole: JSONNode, _ parts: [JSONNode]) throws {
    for name in Self.rows where whole[name]?.kind == .array {
      let all = (whole[name]?.elements ?? []).map(\.raw.text)
      let found = parts.flatMap { ($0[name]?.elements ?? []).map(\.raw.text) }
      #expect(found.sorted() == all.sorted(), "\(name)")
    }
  }

  @Test(arguments: commands)
  func `strata change nothing about the whole`(command: [String]) throws {
    let plain = try document(command)
    for keys in ["site", "course", "phase,age"] {
      let whole = try document(command + ["--by", keys])
      for (key, value) in plain.members {
        #expect(whole[key.text]?.raw == value.raw, "\(keys): \(key.text)")
      }
      #expect(whole.members.map(\.key.text) == plain.members.map(\.key.text) + ["extra"])
    }
  }

  private static let same: [(by: String, stratum: String, filter: String)] = [
    ("site", "harbour", "site=harbour"), ("sex", "female", "sex=female"),
    ("failedTrials", "2", "failedTrials=2"), ("instrument", "GAD-7", "instrument=GAD-7"),
    ("indicationGroup", "F41", "indicationGroup=F41"), ("indication", "F41.1", "indication=F41.1"),
    ("course", "2", "course=2"), ("phase", "induction", "phase=induction"),
    ("drug", "ketamine", "drug=ketamine"), ("age:40", "<40", "age<40"),
    ("mgPerKg:0.45/0.55", "0.45 to <0.55", "mgPerKg>=0.45 and mgPerKg<0.55"),
    ("baseline:20", ">=20", "baseline>=20"),
    ("site,sex", "meadow male", "site=meadow and sex=male"),
  ]

  @Test(arguments: commands, same)
  func `a stratum is what is asked for with where`(
    command: [String], same: (by: String, stratum: String, filter: String)
  ) throws {
    let parts = strata(try document(command + ["--by", same.by]))
    let part = parts.first { part in
      part["stratum"]?.members.compactMap(\.value.text).joined(separator: " ") == same.stratum
    }
    let asked = try document(command + ["--where", same.filter])
    let header = [
      "definition", "thresholdSet", "instruments", "log", "view", "where", "criterion", "confirm",
    ]
    guard let part else {
      // Nobody is in it: then nobody is asked about.
      #expect((asked["flow"]?["subjects"]?.whole ?? asked["counts"]?["courses"]?.whole) == 0)
      return
    }
    for (key, value) in asked.members where !header.contains(key.text) {
      #expect(part[key.text]?.raw == value.raw, "\(key.text)")
    }
  }
}
