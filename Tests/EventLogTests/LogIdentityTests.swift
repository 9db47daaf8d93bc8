import Bytes
import EventLog
import TestSupport
import Testing

@Suite struct LogIdentityTests {
  @Test(arguments: [
    ("example.org/log", true), ("a", true), ("å/ß:1", true), ("", false), ("a b", false),
    ("a+b", false), ("a\tb", false), ("a\nb", false), ("a\u{A0}b", false), ("a\u{7F}", false),
    ("\u{2028}", false), (" a", false),
  ])
  func `an origin is a name without spaces, controls and plus`(origin: String, isGood: Bool) {
    #expect(LogIdentity.isOrigin(origin) == isGood)
    #expect((LogIdentity(name: "n", origin: origin) != nil) == isGood)
  }

  @Test(arguments: ["n", "Ward \"7\"", "a\\b\n\0", "å🙂", ""])
  func `line 0 says who the log is, and is read back`(name: String) throws {
    let identity = try #require(LogIdentity(name: name, origin: "example.org/a"))
    let line = identity.line(recorded: Instant("2026-01-05T08:07:09.123Z")!)
    #expect(Seal.fault(of: line.span) == nil)
    let document = try JSONDocument(line)
    #expect(try LogIdentity(document) == identity)
    #expect(document.root["time"]?.text == "2026-01-05T08:07:09Z")
    #expect(try LineHeader(document).recorded == Instant("2026-01-05T08:07:09.123Z"))
    #expect(try LineHeader(document).seq == 0)
  }

  @Test(arguments: [
    (#"{"type":"log","subject":"log"}"#, LogRule.lineZero),
    (#"{"type":"Log","subject":"log","data":{"format":1,"name":"n","origin":"o"}}"#, .lineZero),
    (#"{"type":"log","subject":"x","data":{"format":1,"name":"n","origin":"o"}}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":[]}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":{"name":"n","origin":"o"}}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":{"format":2,"name":"n","origin":"o"}}"#, .format),
    (#"{"type":"log","subject":"log","data":{"format":"1","name":"n","origin":"o"}}"#, .format),
    (#"{"type":"log","subject":"log","data":{"format":2}}"#, .format),
    (#"{"type":"log","subject":"log","data":{"format":1,"origin":"o"}}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":{"format":1,"name":"n"}}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":{"format":1,"name":7,"origin":"o"}}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":{"format":1,"name":"n","origin":""}}"#, .lineZero),
    (#"{"type":"log","subject":"log","data":{"format":1,"name":"n","origin":"a b"}}"#, .lineZero),
  ])
  func `another line is not line 0`(text: String, rule: LogRule) throws {
    let document = try JSONDocument(Array(text.utf8))
    #expect(throws: LineFault(rule)) { try LogIdentity(document) }
  }

  @Test func `a log's name comes from its file's, its folder from its path`() {
    let names = ["a.jsonl", "/x/a.jsonl", "x.y/a", ".jsonl", "a.jsonl.jsonl", "/"]
    #expect(names.map(LogCreation.name) == ["a", "a", "a", ".jsonl", "a.jsonl", "/"])
    let paths = ["a.jsonl", "/a.jsonl", "x/a", "/x/y/a", "./a"]
    #expect(paths.map(LogCreation.folder) == [".", "/", "x", "/x/y", "."])
  }
}
