import Bytes
import EventLog
import Glibc
import TestSupport
import Testing

/// `audit replay`: stored answers, and what only looks like one.
@Suite struct StoredAnswerTests {
  private static let command =
    #""command":["reprieve","relief","-f","log.jsonl","--format","json","#

  /// A desk with a stored answer, `a.json`, that can be altered as text.
  private func desk() -> (AuditDesk, String) {
    let desk = AuditDesk.clinic()
    return (desk, desk.store(["relief", "-f", "log.jsonl"], in: "a.json").text)
  }

  @Test(arguments: [
    ("{\"definition\":\"relief.", "{\"definition\":\"Relief.", "definition"),
    ("\"confirm\":2", "\"confirm\":1", "confirm"),
    ("\"confirm\":2,", "", "confirm"), ("\"confirm\":2,", "\"confirm\":2,\"more\":0,", "more"),
    ("\"confirm\":2", "\"confirm\":\"2\"", "confirm"),
    ("\"where\":null", "\"where\":false", "where"),
    ("\"until\":null", "\"until\":null,\"x\":null", "view.x"),
    ("\"size\":", "\"size\":1", "log.size"),
    (
      "\"units\":[{\"subject\":\"S0\",\"unit\":1,", "\"units\":[{\"subject\":\"S0\",\"unit\":2,",
      "units[0].unit"
    ),
    ("\"units\":[", "\"units\":[7,", "units[0]"),
    ("\"extra\":{", "\"extra\":{\"by\":[],", "extra.by"),
  ]) func `an altered member is named`(text: String, other: String, place: String) throws {
    let (desk, answer) = desk()
    let altered = answer.replacing(text, with: other, maxReplacements: 1)
    try #require(altered != answer)
    desk.disk.install("b.json", Array(altered.utf8))
    let document = try desk.document(["audit", "replay", "b.json"], code: 1)
    #expect(document["difference"]?.text == place)
    #expect(document["same"]?.bool == false)
    let isAboutLog = place == "log.size"
    #expect(document["logs"]?.elements.map { $0["same"]?.bool } == [!isAboutLog])
    let said = desk.run(["audit", "replay", "b.json"])
    #expect(said.code == 1 && said.text.contains("another: \(place) differs"))
  }

  @Test func `members in another order, and numbers in other words, are the same`() throws {
    let (desk, answer) = desk()
    let altered = answer.replacing("{\"name\":\"clinic\",", with: "{")
      .replacing("\"size\":", with: "\"name\":\"clinic\" , \"size\": ")
      .replacing("\"confirm\":2,", with: "\"confirm\":2.0,")
    try #require(altered != answer)
    desk.disk.install("b.json", Array(altered.utf8))
    let document = try desk.document(["audit", "replay", "b.json"], code: 0)
    #expect(document["same"]?.bool == true && document["difference"]?.kind == .null)
  }

  @Test func `a log that was altered is another one, whatever its figures`() throws {
    let (desk, _) = desk()
    desk.rewriteRater("log.jsonl")
    let document = try desk.document(["audit", "replay", "a.json"], code: 1)
    #expect(document["logs"]?.elements.map { $0["same"]?.bool } == [false])
    // The rater is in no figure of this answer.
    #expect(document["difference"]?.kind == .null)
    let text = desk.run(["audit", "replay", "a.json"]).text
    #expect(text.contains("does not begin with the"), "\(text)")
    // One that lost its end has fewer lines than the answer.
    let lines = AuditDesk.clinic().disk.lines(of: "log.jsonl").dropLast(3)
    desk.disk.install("log.jsonl", lines.flatMap { $0 + [0x0A] })
    let shorter = try desk.document(["audit", "replay", "a.json"], code: 1)
    #expect(shorter["logs"]?.elements.map { $0["same"]?.bool } == [false])
    // One that is damaged is damage.
    desk.disk.install("log.jsonl", lines.flatMap { $0 + [0x0A] } + Array("x\n".utf8) + lines[4])
    desk.disk.install(
      "log.jsonl",
      Array((desk.disk.bytes(at: "log.jsonl") ?? []).text.replacing("GAD-7", with: "GAD-8").utf8))
    desk.refuses(["audit", "replay", "a.json"], 65, "damage")
  }

  @Test func `a log that was moved is named with -f`() throws {
    let (desk, _) = desk()
    desk.disk.install("moved.jsonl", try #require(desk.disk.bytes(at: "log.jsonl")))
    try desk.disk.remove("log.jsonl")
    desk.refuses(["audit", "replay", "a.json"], 66, "there is no such log")
    let document = try desk.document(["audit", "replay", "a.json", "-f", "moved.jsonl"], code: 0)
    #expect(document["same"]?.bool == true)
    desk.refuses(
      ["audit", "replay", "a.json", "-f", "moved.jsonl", "-f", "moved.jsonl"], 2,
      "is about 1 logs, and 2 were named")
    desk.refuses(
      ["audit", "replay", "a.json", "b.json", "-f", "moved.jsonl"], 2, "no use for b.json")
  }

  /// What lies beside the log lies beside the file: a log that lost lines is found out by it.
  @Test func `a link to a log is the log`() throws {
    let folder = try TemporaryFolder()
    let desk = AuditDesk.clinic()
    let path = try folder.write("clinic.jsonl", desk.disk.bytes(at: "log.jsonl") ?? [])
    let (link, answer) = (folder.file("link"), folder.file("a.json"))
    #expect(symlink(path, link) == 0)
    #expect(
      Stage().run(["audit", "checkpoint", "-f", link, "-o", path + ".d.checkpoint"]).code == 0)
    try folder.write("clinic.jsonl.d/checkpoint", folder.read("clinic.jsonl.d.checkpoint"))
    #expect(Stage().run(["relief", "-f", link, "--evidence", "-o", answer]).code == 0)
    for words in [["replay", answer], ["verify", "-f", link, "--answer", answer]] {
      #expect(Stage().run(["audit"] + words).code == 0)
    }
    try folder.write(
      "clinic.jsonl", desk.disk.lines(of: "log.jsonl")[..<60].flatMap { $0 + [0x0A] })
    for words in [["replay", answer], ["verify", "-f", link, "--answer", answer]] {
      #expect(Stage().run(["audit"] + words).code == 65)
    }
    #expect(
      folder.names == [
        "a.json", "clinic.jsonl", "clinic.jsonl.d", "clinic.jsonl.d.checkpoint", "link",
      ])
  }

  @Test(arguments: [["relief"], ["relief", "many-logs-b/P-1"], ["cohort"], ["check"]])
  func `an answer about several logs names them in order`(words: [String]) throws {
    let desk = AuditDesk()
    let files = try desk.install(["many-logs-a.jsonl", "many-logs-b.jsonl"])
    let answer = desk.store(words + files, in: "a.json")
    let logs = try JSONDocument(answer).root["logs"]?.elements ?? []
    #expect(logs.count == 2)
    for (log, path) in zip(logs, ["many-logs-a.jsonl", "many-logs-b.jsonl"]) {
      let size = Int(try #require(log["size"]?.whole))
      #expect(log["root"]?.text == desk.root(path, size))
      try desk.grow(path)
      desk.disk.install("moved/" + path, try #require(desk.disk.bytes(at: path)))
    }
    #expect(try desk.document(["audit", "replay", "a.json"], code: 0)["same"]?.bool == true)
    let moved = ["-f", "moved/many-logs-a.jsonl", "-f", "moved/many-logs-b.jsonl"]
    #expect(desk.run(["audit", "replay", "a.json"] + moved).code == 0)
    let swapped = Array(moved[2...] + moved[..<2])
    let document = try desk.document(["audit", "replay", "a.json"] + swapped, code: 1)
    #expect(document["logs"]?.elements.map { $0["same"]?.bool } == [false, false])
    desk.refuses(["audit", "replay", "a.json", "-f", files[1]], 2, "is about 2 logs, and 1 were")
  }

  @Test func `definitions that changed are told`() throws {
    let desk = AuditDesk.clinic()
    let set = { (percent: Int) in
      #"{"format":1,"thresholdSets":{"clinic":{"title":"Our own","instruments":{"#
        + #""GAD-7":{"response":{"percent":\#(percent)}}}}}}"#
    }
    desk.disk.install("own.json", Array(set(60).utf8))
    desk.store(
      ["relief", "-f", "log.jsonl", "--definitions", "own.json", "--set", "clinic"], in: "a.json")
    #expect(desk.run(["audit", "replay", "a.json"]).code == 0)
    desk.refuses(["audit", "replay", "a.json", "-o", "own.json"], 73, "is what the answer is")
    desk.disk.install("own.json", Array(set(50).utf8))
    let document = try desk.document(["audit", "replay", "a.json"], code: 1)
    #expect(document["difference"]?.text == "definition")
    try desk.disk.remove("own.json")
    desk.refuses(["audit", "replay", "a.json"], 78, "could not be asked again")
  }

  /// Whoever stores an answer does not decide what is run: only questions are, and none that
  /// writes.
  @Test(arguments: [
    (#""repair","-f","log.jsonl","--apply","--yes","#, "is no question: repair"),
    (#""append","-f","log.jsonl","x.jsonl","#, "is no question: append"),
    (#""export","--without","S1","-f","log.jsonl","-o","new.jsonl","#, "is no question: export"),
    (#""audit","replay","a.json","-f","log.jsonl","#, "is no question: audit"),
    (#""audit","checkpoint","-f","log.jsonl","#, "is no question: audit"),
    (#""demo","new.jsonl","#, "is no question: demo"), (#""show","S1","#, "is no question: show"),
    (#""log","--follow","-f","log.jsonl","#, "is no question: log"),
    (#""-f","log.jsonl","relief","#, "is no question: -f"), (#""","#, "is no question"),
    (#""relief","-f","log.jsonl","-o","new","#, "it writes a file"),
    (#""relief","-f","log.jsonl","-o=new","#, "it writes a file"),
    (#""relief","-f","log.jsonl","--output","log.jsonl","#, "it writes a file"),
    (#""relief","-f","log.jsonl","--output=log.jsonl","#, "it writes a file"),
    (#""relief","-f","log.jsonl","--help","#, "can't be run: relief has no option --help"),
    (#""relief","-f","log.jsonl","--where","--help","#, "gives another document"),
    (#""relief","-f","log.jsonl","--nothing","#, "can't be run: relief has no option --nothing"),
    (#""relief","-f","#, "gives another document"),
    (#""relief","--where","-f","#, "is about 1 logs, and its command line names 0"),
    (#""relief","-f","log.jsonl","-f","log.jsonl","#, "is about 1 logs, and its command line"),
  ]) func `nothing else than a question is ever run`(words: String, says: String) throws {
    let (desk, answer) = desk()
    let forged = answer.replacing(
      Self.command.replacing(#""--evidence","#, with: ""),
      with: #""command":["reprieve",\#(words)"--format","json","#)
    try #require(forged != answer, "\(answer.suffix(200))")
    desk.disk.install("b.json", Array(forged.utf8))
    desk.refuses(["audit", "replay", "b.json"], 65, says)
    desk.refuses(["audit", "verify", "-f", "log.jsonl", "--answer", "b.json"], 65, says)
  }

  @Test(arguments: [
    ("\"--evidence\"", "\"--extra\"", "gives another document"),
    ("\"json\"", "\"text\"", "gives another document"),
    ("\"--format\",\"json\",", "", "gives another document"),
    ("\"reprieve\",", "\"rm\",", "carries no command line"),
    ("\"reprieve\",", "7,", "carries no command line"),
    ("\"command\":[", "\"command\":7,\"x\":[", "carries no command line"),
    ("\"evidence\"", "\"Evidence\"", "carries no command line"),
    ("\"size\":", "\"size\":-", "does not say which lines"),
    ("\"size\":", "\"size\":99999999999", "does not say which lines"),
    ("\"size\":", "\"size\":0.5e-", "does not say which lines"),
    ("\"root\":\"", "\"root\":\"A", "does not say which lines"),
    ("\"log\":{", "\"log\":[],\"x\":{", "does not say which lines"),
    ("\"log\":{", "\"x\":{", "names no log"), ("\"log\":{", "\"logs\":[],\"x\":{", "names no log"),
    ("{", "", "is not JSON"), ("\"confirm\":2", "\"confirm\":2,\"confirm\":2", "is not JSON"),
  ]) func `what is no stored answer is told so`(text: String, other: String, says: String) throws {
    let (desk, answer) = desk()
    let altered = answer.replacing(text, with: other, maxReplacements: 1)
    try #require(altered != answer)
    desk.disk.install("b.json", Array(altered.utf8))
    desk.refuses(["audit", "replay", "b.json"], 65, says)
  }

  @Test func `nothing that a replay reads is overwritten by it`() throws {
    let (desk, _) = desk()
    desk.disk.install("copy.jsonl", try #require(desk.disk.bytes(at: "log.jsonl")))
    for words in [
      ["a.json", "-o", "log.jsonl", "--format", "json"], ["a.json", "-o", "a.json"],
      ["a.json", "-f", "copy.jsonl", "-o", "copy.jsonl", "--format", "text"],
    ] { desk.refuses(["audit", "replay"] + words, 73, "is what the answer is computed from") }
    desk.refuses(
      ["audit", "verify", "-f", "copy.jsonl", "--answer", "a.json", "-o", "a.json"], 73,
      "is what the answer is computed from")
    #expect(desk.run(["audit", "replay", "a.json", "-o", "b.json"]).code == 0)
    #expect(try JSONDocument(desk.disk.bytes(at: "b.json") ?? []).root["same"]?.bool == true)
  }

  @Test func `arrays in arrays without end are no answer`() {
    let desk = AuditDesk()
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    desk.disk.install("b.json", deep)
    desk.refuses(["audit", "replay", "b.json"], 65, "is not JSON")
    desk.disk.install("b.json", deep + [UInt8](repeating: UInt8(ascii: "]"), count: 100_000))
    desk.refuses(["audit", "replay", "b.json"], 65, "carries no command line")
  }
}
