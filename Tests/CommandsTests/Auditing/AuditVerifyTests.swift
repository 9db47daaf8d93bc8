import Bytes
import EventLog
import TestSupport
import Testing

/// `audit verify`: what it finds, and what it holds against what is in an auditor's hands.
@Suite struct AuditVerifyTests {
  private static let expected = Result { try Vectors.json("log/damaged/expected.json") }
  private static let damaged = Vectors.members(of: "log/damaged/expected.json")

  @Test(arguments: damaged) func `verify gives the verdict of the vector`(name: String) throws {
    let wanted = try #require(try Self.expected.get()[name])
    let desk = try AuditDesk(log: "log/damaged/\(name)")
    let checkpoint = "log/damaged/\(name).d/checkpoint"
    if Vectors.exists(checkpoint) {
      desk.disk.install("log.jsonl.d/checkpoint", try Vectors.bytes(checkpoint))
    }
    let before = desk.disk.fingerprint
    let outcome = desk.run(["audit", "verify", "-f", "log.jsonl", "--format", "json"])
    #expect(desk.disk.fingerprint == before, "looking changes nothing")
    guard wanted["verdict"]?.text == "damage" else {
      #expect(outcome.code == 0, "\(outcome.errors)")
      let value = try AnswerSchemas.value(outcome.output)
      #expect(try AnswerSchemas.schema("audit-verify").faults(in: value).isEmpty)
      let log = try JSONDocument(outcome.output).root["logs"]?.elements[0]
      for (mine, theirs) in [("verdict", "verdict"), ("size", "committed")] {
        let value = try #require(wanted[theirs])
        #expect(log?[mine]?.hasSameValue(as: value) == true, "\(mine)")
      }
      #expect(outcome.errors.contains("it is ignored") == (wanted["checkpoint"]?.text == "ignored"))
      return
    }
    #expect(outcome.code == 65)
    #expect(outcome.output.isEmpty, "no document where a log is damaged")
    // What repair explains, verify names: the same line, byte and rule.
    let rule = try #require(wanted["rule"]?.text)
    if rule == "root" {
      #expect(outcome.errors.contains("changed together"), "\(outcome.errors)")
      return
    }
    let place = try JSONDocument(
      desk.run(["repair", "-f", "log.jsonl", "--format", "json"]).output
    ).root
    let line = try #require(wanted["line"]?.whole)
    let byte = try #require(wanted["byteOffset"]?.whole)
    let found = try #require(place["rule"]?.text)
    #expect(
      outcome.errors.contains("line \(line), byte \(byte), rule \(found)"), "\(outcome.errors)")
  }

  @Test(arguments: Vectors.names(in: "log/good", ending: ".jsonl"))
  func `a good log is verified, with its root`(name: String) throws {
    let wanted = try #require(try Vectors.json("log/good/expected.json")[name])
    let desk = try AuditDesk(log: "log/good/\(name)")
    let document = try desk.document(["audit", "verify", "-f", "log.jsonl"], code: 0)
    let log = try #require(document["logs"]?.elements.first)
    #expect(log["root"]?.text == wanted["root"]?.text)
    #expect(log["size"]?.whole == wanted["committed"]?.whole)
    #expect(log["verdict"]?.text == "ok" && document["verified"]?.bool == true)
    let text = desk.run(["verify", "-f", "log.jsonl"])
    #expect(text.code == 0 && text.text.hasSuffix("verified\n"))
  }

  /// What the log says about a file that an auditor brings.
  private func finding(
    _ desk: AuditDesk, _ option: String, _ text: String, code: Int32
  ) throws -> JSONNode? {
    desk.disk.install("brought", Array(text.utf8))
    return try desk.document(
      ["audit", "verify", "-f", "log.jsonl", option, "brought"], code: code)["logs"]?.elements[0][
        "evidence"]?.elements.last
  }

  @Test func `a checkpoint agrees as long as the log begins with its lines`() throws {
    let desk = AuditDesk.clinic()
    let size = desk.disk.lines(of: "log.jsonl").count
    let origin = "example.org/clinic"
    func checkpoint(_ size: Int, _ root: String) -> String { "\(origin)\n\(size)\n\(root)\n" }
    for count in [1, 2, 20, size] {
      let text = checkpoint(count, desk.root("log.jsonl", count))
      #expect(try finding(desk, "--checkpoint", text, code: 0)?["agrees"]?.bool == true)
      let signed =
        text + "\n— example.org/clinic Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe\n"
      #expect(try finding(desk, "--checkpoint", signed, code: 0)?["agrees"]?.bool == true)
      let other = checkpoint(count, desk.root("log.jsonl", count == 1 ? 2 : count - 1))
      #expect(try finding(desk, "--checkpoint", other, code: 1)?["agrees"]?.bool == false)
    }
    let newer = checkpoint(size + 1, desk.root("log.jsonl", size))
    #expect(try finding(desk, "--checkpoint", newer, code: 1)?["agrees"]?.bool == false)
    let none = checkpoint(0, desk.root("log.jsonl", 0))
    #expect(try finding(desk, "--checkpoint", none, code: 0)?["agrees"]?.bool == true)
    // A line that was changed and sealed anew is found by what was kept before.
    let kept = checkpoint(size, desk.root("log.jsonl", size))
    desk.rewriteRater("log.jsonl")
    #expect(try finding(desk, "--checkpoint", kept, code: 1)?["agrees"]?.bool == false)
    #expect(desk.run(["audit", "verify", "-f", "log.jsonl"]).code == 0)
  }

  @Test func `kept checkpoints are held against the log, whatever they are called`() throws {
    let desk = AuditDesk.clinic()
    #expect(desk.run(["audit", "checkpoint", "-f", "log.jsonl", "--as-of", "7"]).code == 0)
    let kept = "log.jsonl.d/checkpoint.7"
    let good = try #require(desk.disk.bytes(at: kept))
    for (name, bytes, agrees) in [
      ("checkpoint.7", good, true), ("checkpoint.9", good, true),
      ("checkpoint.8", Array("example.org/clinic\n8\n".utf8) + good.suffix(45), false),
      ("checkpoint.8", Array("example.org/other".utf8) + good.dropFirst(18), false),
      ("checkpoint.8", Array("half".utf8), false),
    ] {
      desk.disk.install("log.jsonl.d/" + name, bytes)
      let document = try desk.document(
        ["audit", "verify", "-f", "log.jsonl"], code: agrees ? 0 : 1)
      let finding = document["logs"]?.elements[0]["evidence"]?.elements.first {
        $0["file"]?.text == "log.jsonl.d/" + name
      }
      #expect(finding?["agrees"]?.bool == agrees, "\(name)")
    }
    // Drafts and other things are none.
    desk.disk.install("log.jsonl.d/checkpoint.8", good)
    desk.disk.install("log.jsonl.d/checkpoint.8.123.new", Array("half".utf8))
    #expect(desk.run(["audit", "verify", "-f", "log.jsonl"]).code == 0)
  }

  @Test func `a second checkpoint in a file is not passed over`() throws {
    let desk = AuditDesk.clinic()
    let text = desk.run(["audit", "checkpoint", "--as-of", "9", "-f", "log.jsonl"]).text
    let signed = text + "\n— example.org/clinic AAAAAAAA\n"
    for (content, code) in [(text, 0), (signed, 0), (text + text, 65), (signed + text, 65)] {
      desk.disk.install("old", Array(content.utf8))
      let outcome = desk.run(["audit", "verify", "-f", "log.jsonl", "--checkpoint", "old"])
      #expect(outcome.code == Int32(code), "\(content)")
    }
  }

  @Test func `an answer is not asked of two logs of one origin`() throws {
    let desk = AuditDesk.clinic()
    _ = desk.store(["relief", "-f", "log.jsonl"], in: "a.json")
    desk.disk.install("copy.jsonl", try #require(desk.disk.bytes(at: "log.jsonl")))
    desk.refuses(
      ["audit", "verify", "-f", "log.jsonl", "-f", "copy.jsonl", "--answer", "a.json"], 2,
      "one origin")
  }

  @Test func `a proof is held against the log`() throws {
    let desk = AuditDesk.clinic()
    let proof = desk.run(["audit", "prove", "9", "-f", "log.jsonl"]).text
    let longer = desk.run(["audit", "consistency", "9", "-f", "log.jsonl"]).text
    for text in [proof, longer] {
      #expect(try finding(desk, "--proof", text, code: 0)?["agrees"]?.bool == true)
      // One bit of a hash, the number that it is about, the size that it leads to.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let hash = lines[2].first == "A" ? "B" : "A"
      for (index, line) in [
        (2, hash + lines[2].dropFirst()),
        (text == proof ? 1 : 0, text == proof ? "index 8" : "old 8"),
      ] {
        var wrong = lines
        wrong[index] = line
        let found = try finding(desk, "--proof", wrong.joined(separator: "\n"), code: 1)
        #expect(found?["agrees"]?.bool == false, "\(line)")
      }
    }
    let nothing = longer.replacing("old 9", with: "old 0")
    #expect(try finding(desk, "--proof", nothing, code: 1)?["agrees"]?.bool == false)
    desk.disk.install("cut", Array(longer.replacing("\n\n", with: "\n").utf8))
    desk.refuses(
      ["audit", "verify", "-f", "log.jsonl", "--proof", "cut"], 65,
      "neither a .tlog-proof nor a .consistency")
    desk.rewrite("log.jsonl", line: 9, "/ehr", to: "/ehs")
    for text in [proof, longer] {
      #expect(try finding(desk, "--proof", text, code: 1)?["agrees"]?.bool == false)
    }
  }

  @Test func `evidence of a log that was not named is told, not passed over`() throws {
    let desk = AuditDesk.clinic()
    let files = try desk.install(["many-logs-a.jsonl", "many-logs-b.jsonl"])
    for words in [
      ["checkpoint", "-o", "cp"], ["prove", "2", "-o", "proof"],
      ["consistency", "2", "-o", "longer"],
    ] { #expect(desk.run(["audit"] + words + ["-f", "log.jsonl"]).code == 0) }
    desk.store(["cohort", "-f", "log.jsonl"], in: "a.json")
    let brought = [
      ["--checkpoint", "cp"], ["--proof", "proof"], ["--proof", "longer"], ["--answer", "a.json"],
    ]
    for words in brought {
      desk.refuses(["audit", "verify"] + files + words, 1, "is of a log that was not named")
    }
    let document = try desk.document(
      ["audit", "verify"] + files + ["-f", "log.jsonl"] + brought.flatMap { $0 }, code: 0)
    let counts = document["logs"]?.elements.map { $0["evidence"]?.elements.count ?? 0 }
    // The third has the copy that was kept, too.
    #expect(counts == [0, 0, 4])
  }

  @Test func `answers are asked of the log that is named`() throws {
    let desk = AuditDesk.clinic()
    desk.store(["relief", "-f", "log.jsonl"], in: "a.json")
    desk.store(["check", "-f", "log.jsonl"], in: "b.json")
    let copy = try #require(desk.disk.bytes(at: "log.jsonl"))
    desk.disk.install("copy.jsonl", copy)
    // The one at the old place was altered since; the copy in the auditor's hands was not.
    desk.rewriteRater("log.jsonl")
    let words = ["audit", "verify", "--answer", "a.json", "--answer", "b.json"]
    let good = try desk.document(words + ["-f", "copy.jsonl"], code: 0)
    #expect(good["answers"]?.elements.map { $0["same"]?.bool } == [true, true])
    let bad = try desk.document(words + ["-f", "log.jsonl"], code: 1)
    #expect(bad["answers"]?.elements.map { $0["same"]?.bool } == [false, false])
    #expect(desk.run(words + ["-f", "copy.jsonl"]).text.hasSuffix("verified\n"))
    #expect(desk.run(words + ["-f", "log.jsonl"]).text.hasSuffix("NOT verified\n"))
  }

  @Test func `a tile that differs is told and left, and one that is gone is made anew`() throws {
    let desk = AuditDesk.clinic()
    #expect(desk.run(["audit", "checkpoint", "-f", "log.jsonl"]).code == 0)
    let tile = try #require(
      desk.disk.names(under: "/").first { $0.contains("/tile/0/") && $0.last != "/" })
    var bytes = try #require(desk.disk.bytes(at: tile))
    bytes[70] ^= 1
    desk.disk.install(tile, bytes)
    let differ = try desk.document(["audit", "verify", "-f", "log.jsonl"], code: 1)["logs"]?
      .elements[0]["tiles"]?["differ"]?.elements
    #expect(differ?.count == 1 && differ?[0]["byteOffset"]?.whole == 70)
    let warned = desk.run(["audit", "checkpoint", "-f", "log.jsonl"])
    #expect(warned.code == 0 && warned.errors.contains("the tile is not what the lines say"))
    #expect(desk.run(["audit", "verify", "-f", "log.jsonl"]).code == 1)
    try desk.disk.remove(tile)
    #expect(desk.run(["audit", "checkpoint", "-f", "log.jsonl"]).code == 0)
    #expect(desk.run(["audit", "verify", "-f", "log.jsonl"]).code == 0)
  }
}
