import Bytes
import TestSupport
import Testing

/// Mappings that were made to stop the program, or that say less than they seem to.
@Suite struct HostileMappingTests {
  private static let event = #"""
    { "type": "rating", "id": "{subject}-{date}",
      "time": { "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" },
      "data": { "instrument": "GAD-7", "total": { "column": "gad7" } } }
    """#

  private static func mapping(
    events: String = "[\(event)]", tables: String? = nil, more: String = ""
  ) -> String {
    let table = #"{ "name": "t", \#(more) "events": \#(events) }"#
    return #"""
      { "mapping": 1, "source": "/i", "pseudonyms": true, "zone": "UTC",
        "subject": { "column": "id" }, "tables": \#(tables ?? "[\(table)]") }
      """#
  }

  private static func run(_ mapping: String) -> Stage.Outcome {
    let stage = ImportStage()
    stage.disk.install("m.json", Array(mapping.utf8))
    stage.disk.install("t.csv", Array("id,date,gad7\nP-1,2026-01-05,7\n".utf8))
    stage.start()
    return stage.run(["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"])
  }

  /// Objects within objects.
  private static func nested(_ start: String, _ inner: String, _ end: String, _ count: Int)
    -> String
  {
    String(repeating: start, count: count) + inner + String(repeating: end, count: count)
  }

  private static let manySets: String = {
    let sets = Array(repeating: #"{"n":1}"#, count: 20_000).joined(separator: ",")
    return #"[{ "each": [\#(sets)], "events": [\#(event)] }]"#
  }()

  /// Thirty groups within each other, each made twice, of an event with a long id.
  private static let doubled: String = {
    let long = event.replacing("{subject}", with: "{subject}" + String(repeating: "x", count: 6000))
    return "[" + nested(#"{ "each": [{ "n": 1 }, { "n": 2 }], "events": ["#, long, "] }", 30) + "]"
  }()

  private static let deepValue = event.replacing(
    #"{ "column": "gad7" }"#, with: nested(#"{"of":["#, #"{"column":"gad7"}"#, "]}", 20_000))

  private static let deepTime = event.replacing(
    #"{ "column": "date", "format": "yyyy-MM-dd", "hour": "10:00" }"#,
    with: nested(#"{"anchor":"#, #""2026-01-05T10:00:00Z""#, "}", 100_000))

  static let hostile: [(mapping: String, says: String)] = [
    ("", "m.json is empty"),
    (" \n", "m.json is empty"),
    (String(repeating: " ", count: 5 << 20) + "{}", "m.json is longer than 4 MB"),
    (mapping(tables: "[]"), "m.json: tables: names no table"),
    (mapping(events: "[]"), "m.json: tables[0]: events holds none"),
    (mapping(tables: #"[{ "name": "t" }]"#), "m.json: tables: no table makes an event"),
    (
      mapping(events: #"[{ "each": [], "events": [\#(event)] }]"#),
      "tables[0].events[0].each: names no words"
    ),
    (
      mapping(events: #"[{ "each": ["a"], "events": [\#(event)] }]"#),
      "tables[0].events[0].each[0]: is no object of words"
    ),
    (
      mapping(events: #"[{ "each": [{ "n": [1] }], "events": [\#(event)] }]"#),
      "n is neither a text nor a number"
    ),
    (mapping(events: deepValue), "m.json: is nested more than 100 levels deep"),
    (mapping(events: deepTime), "m.json: is nested more than 100 levels deep"),
    (mapping(events: manySets), "has more than 10000 sets of words"),
    (mapping(events: doubled), "groups with their words put in are longer than 8 MB"),
    (
      mapping(events: event.replacing("{subject}-{date}", with: "{subject}-{date")),
      "events.id: a { is opened"
    ),
    (
      mapping(events: event.replacing("{subject}-{date}", with: "{subject}-{}")),
      "events.id: a { is opened"
    ),
    (mapping(more: #""separator": ";;","#), "tables[0].separator: a separator is one sign"),
    (mapping(more: #""separator": "\n","#), "tables[0].separator: a separator is one sign"),
    (mapping(more: #""separator": "\"","#), "tables[0].separator: a separator is one sign"),
    (mapping(more: "\"" + String(repeating: "x", count: 100_000) + "\": 1,"), "xxxxx…"),
  ]

  @Test(arguments: hostile.indices) func `such a mapping is refused with the place`(number: Int) {
    let (mapping, says) = Self.hostile[number]
    let outcome = Self.run(mapping)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains(says), "\(outcome.errors.prefix(600))")
    #expect(outcome.errors.utf8.count < 2000)
  }

  @Test func `ten thousand events of a row are too many`() {
    let group =
      #"{ "each": [\#(Array(repeating: #"{"n":1}"#, count: 101).joined(separator: ","))], "events": ["#
    let small = #"{"type":"note","id":"{subject}","time":"2026-01-05T10:00:00Z","data":{}}"#
    let outcome = Self.run(Self.mapping(events: "[\(Self.nested(group, small, "] }", 2))]"))
    #expect(
      outcome.errors.contains("the mapping makes more than 10000 events"), "\(outcome.errors)")
  }

  @Test func `words are put in once, and what is put in is not looked at again`() {
    let outcome = Self.run(
      Self.mapping(
        events:
          #"[{ "each": [{ "a": "{b}", "b": "gad7" }], "events": [\#(Self.event.replacing("gad7", with: "{a}"))] }]"#
      ))
    #expect(
      outcome.errors.contains("t.csv lacks a column of the table t: {b}"), "\(outcome.errors)")
    let good = Self.run(
      Self.mapping(
        events:
          #"[{ "each": [{ "a": "gad7", "n": 1 }], "events": [\#(Self.event.replacing("gad7", with: "{a}").replacing("-{date}", with: "-{date}-{n}"))] }]"#
      ))
    #expect(good.code == 0, "\(good.errors)")
  }
}
