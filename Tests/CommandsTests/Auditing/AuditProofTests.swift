import Bytes
import EventLog
import Evidence
import Glibc
import TestSupport
import Testing

/// `audit checkpoint`, `prove`, `consistency` and `export-tlog`.
@Suite struct AuditProofTests {
  @Test func `a checkpoint is three lines, and a copy that outlives a crash`() throws {
    let desk = AuditDesk.clinic()
    let size = desk.disk.lines(of: "log.jsonl").count
    for count in [1, 5, size] {
      let words = ["audit", "checkpoint", "-f", "log.jsonl"]
      let outcome = desk.run(words + (count == size ? [] : ["--as-of", "\(count)"]))
      #expect(outcome.code == 0)
      #expect(outcome.text == "example.org/clinic\n\(count)\n\(desk.root("log.jsonl", count))\n")
      let kept = "log.jsonl.d/checkpoint.\(count)"
      #expect(outcome.errors.contains("a copy is kept in \(kept)"))
      #expect(desk.disk.durableBytes(at: kept) == outcome.output)
      #expect(desk.run(words + ["-o", "cp", "--as-of", "\(count)"]).text.isEmpty)
      #expect(desk.disk.bytes(at: "cp") == outcome.output)
    }
  }

  @Test func `a copy that was kept is never replaced`() throws {
    let desk = AuditDesk.clinic()
    let words = ["audit", "checkpoint", "-f", "log.jsonl", "--as-of", "20"]
    let first = desk.run(words)
    let kept = "log.jsonl.d/checkpoint.20"
    let signed = first.output + Array("\n— example.org/clinic c2lnbmVk\n".utf8)
    desk.disk.install(kept, signed)
    let second = desk.run(words)
    #expect(second.code == 0 && second.output == first.output)
    #expect(second.errors.contains("a copy was kept in \(kept) before"))
    #expect(desk.disk.bytes(at: kept) == signed)
    // What it says is the evidence that the owner altered a line.
    desk.rewriteRater("log.jsonl")
    desk.refuses(words, 1, "\(kept) says something else than the log")
    desk.disk.install(kept, Array("half a".utf8))
    desk.refuses(words, 1, "\(kept) says something else than the log")
  }

  @Test func `without a place for a copy the answer is given all the same`() throws {
    let desk = AuditDesk.clinic()
    desk.disk.install("log.jsonl.d/cache/nothing", [])
    desk.disk.setPermissions(0o500, at: "log.jsonl.d")
    let outcome = desk.run(["audit", "checkpoint", "-f", "log.jsonl"])
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("warning: no copy is kept: log.jsonl.d/checkpoint."))
    #expect(Checkpoint(outcome.output)?.origin == "example.org/clinic")
    desk.disk.install("other/log.jsonl", try #require(desk.disk.bytes(at: "log.jsonl")))
    desk.disk.setPermissions(0o500, at: "other")
    let second = desk.run(["audit", "checkpoint", "-f", "other/log.jsonl"])
    #expect(second.code == 0 && second.output == outcome.output)
    #expect(second.errors.contains("warning: no copy is kept"))
  }

  @Test func `every line is proved, in the log and in what it was`() throws {
    let desk = try AuditDesk(log: "log/good/05-batches.jsonl")
    let lines = desk.disk.lines(of: "log.jsonl")
    for size in [lines.count, lines.count / 2] {
      for (seq, line) in lines.prefix(size).enumerated() {
        let words = ["audit", "prove", "\(seq)", "-f", "log.jsonl", "--as-of", "\(size)"]
        let proof = try #require(EventProof(desk.run(words).output), "\(seq)")
        #expect(proof.index == seq && proof.checkpoint.size == size)
        #expect(proof.checkpoint.root.base64 == desk.root("log.jsonl", size))
        let holds = proof.holds(for: line.span)
        let next = lines[(seq + 1) % size]
        let holdsForNext = proof.holds(for: next.span)
        #expect(holds && !holdsForNext)
        let event = try JSONDocument(line).root
        let name = "\(event["source"]?.text ?? "")/\(event["id"]?.text ?? "")"
        if seq > 0 {
          let named = desk.run(
            ["audit", "prove", "-f", "log.jsonl", "--as-of", "\(size)", "--", name])
          #expect(EventProof(named.output) == proof, "\(name): \(named.errors)")
        }
      }
      desk.refuses(
        ["audit", "prove", "\(size)", "-f", "log.jsonl", "--as-of", "\(size)"], 2,
        "there is no line \(size)")
    }
  }

  @Test func `a log extends each of its beginnings`() throws {
    let desk = AuditDesk.clinic()
    let size = desk.disk.lines(of: "log.jsonl").count
    func checkpoint(_ count: Int) throws -> Checkpoint {
      let words = ["audit", "checkpoint", "-f", "log.jsonl", "--as-of", "\(count)"]
      let outcome = desk.run(words + ["-o", "cp.\(count)"])
      return try #require(Checkpoint(desk.disk.bytes(at: "cp.\(count)") ?? []), "\(outcome.errors)")
    }
    for (old, new) in [(1, size), (7, 8), (8, 64), (33, 70), (size, size)] {
      let (older, newer) = (try checkpoint(old), try checkpoint(new))
      var texts: Set<[UInt8]> = []
      for words in [
        ["\(old)", "\(new)"], ["cp.\(old)", "\(new)"], ["\(old)", "cp.\(new)"],
        ["cp.\(old)", "cp.\(new)"],
      ] + (new == size ? [["\(old)"], ["cp.\(old)"]] : []) {
        let outcome = desk.run(["audit", "consistency", "-f", "log.jsonl"] + words)
        #expect(outcome.code == 0, "\(words): \(outcome.errors)")
        texts.insert(outcome.output)
      }
      let proof = try #require(texts.first.flatMap { ExtensionProof($0) })
      #expect(texts.count == 1 && proof.checkpoint == newer && proof.holds(from: older))
    }
    let words = ["audit", "consistency", "-f", "log.jsonl"]
    desk.refuses(words + ["8", "7"], 2, "the older log has 8 lines")
    desk.refuses(words + ["0"], 2, "nothing can be proved about a log without lines")
    desk.refuses(words + ["\(size + 1)"], 2, "has \(size) lines, not \(size + 1)")
    let root = desk.root("log.jsonl", 7)
    for (text, says) in [
      ("example.org/other\n7\n\(root)\n", "is of another log"),
      ("example.org/clinic\n8\n\(root)\n", "does not begin with the 8 lines"),
      ("example.org/clinic\n\(size + 1)\n\(root)\n", "speaks of \(size + 1)"),
    ] {
      desk.disk.install("old", Array(text.utf8))
      desk.refuses(words + ["old"], 1, says)
    }
  }

  @Test func `a log is exported once, into a folder of its own`() throws {
    let desk = try AuditDesk(log: "log/good/05-batches.jsonl")
    let words = ["audit", "export-tlog", "-f", "log.jsonl"]
    let outcome = desk.run(words + ["out"])
    #expect(outcome.code == 0 && outcome.text.hasPrefix("out: "), "\(outcome.errors)")
    let checkpoint = try #require(Checkpoint(desk.disk.bytes(at: "out/checkpoint") ?? []))
    #expect(checkpoint.root.base64 == desk.root("log.jsonl", checkpoint.size))
    desk.refuses(words + ["out"], 73, "is there already, and not empty")
    desk.refuses(words + ["log.jsonl"], 73, "log.jsonl")
    desk.refuses(words + ["no/such"], 73, "no/such")
    desk.refuses(words + [""], 2, "export-tlog needs a folder")
    desk.refuses(words, 2, "export-tlog needs a folder")
  }

  /// Each with what the error says; nothing is printed, nothing written, nothing hangs.
  @Test func `a wrong command line is refused with a remedy`() throws {
    let desk = AuditDesk.clinic()
    desk.disk.install("cp", Array("half".utf8))
    desk.disk.install("folder/file", [])
    desk.disk.install("long", [UInt8](repeating: 0x0A, count: 70_000))
    let huge = "99999999999999999999"
    for (words, code, says) in [
      (["checkpoint", "--as-of", "0"], 2, "lines, not 0"),
      (["checkpoint", "--as-of", huge], 2, huge),
      (["checkpoint", "--as-of", "2026-06-01T00:00:00Z"], 2, "takes a number of lines here"),
      (["checkpoint", "-1"], 2, "has no option -1"),
      (["checkpoint", "7"], 2, "has no use for 7"),
      (["checkpoint", "--format", "json"], 2, "does not answer as json"),
      (["checkpoint", "-o", "cp.json"], 2, "does not answer as json"),
      (["checkpoint", "-f", "other.jsonl"], 2, "this command takes one log, not 2"),
      (["checkpoint", "--proof", "cp"], 2, "has no use for --proof"),
      (["prove"], 2, "audit prove needs an event"),
      (["prove", huge], 2, "there is no line \(huge)"),
      (["prove", "+5"], 2, "neither a line's number nor a SOURCE/ID"),
      (["prove", ""], 2, "neither a line's number nor a SOURCE/ID"),
      (["prove", "/ehr/none"], 2, "no line of this view has the source and id"),
      (["prove", "5", "6"], 2, "has no use for 6"),
      (["prove", "5", "--format", "csv"], 2, "does not answer as csv"),
      (["consistency"], 2, "audit consistency needs an older log"),
      (["consistency", huge], 2, huge), (["consistency", ""], 2, "a file's name is empty"),
      (["consistency", "none"], 66, "none: "), (["consistency", "cp"], 65, "is not a checkpoint"),
      (["consistency", "1", "2", "3"], 2, "has no use for 3"),
      (["consistency", "1", "--as-of", "3"], 2, "has no use for --as-of"),
      (["verify", "--as-of", "3"], 2, "has no use for --as-of"),
      (["verify", "log.jsonl"], 2, "reprieve audit verify -f log.jsonl"),
      (["verify", "--format", "csv"], 2, "does not answer as csv"),
      (["verify", "--checkpoint", ""], 2, "a file's name is empty"),
      (["verify", "--checkpoint", "folder"], 65, "folder is a folder"),
      (["verify", "--checkpoint", "none"], 66, "none: "),
      (["verify", "--checkpoint", "cp"], 65, "is not a checkpoint"),
      (["verify", "--checkpoint", "long"], 65, "long has 70000 bytes"),
      (["verify", "--proof", "cp"], 65, "neither a .tlog-proof nor a .consistency"),
      (["verify", "--proof", ""], 2, "a file's name is empty"),
      (["verify", "--answer", "cp"], 65, "is not JSON"),
      (["verify", "--checkpoint", "cp", "-o", "cp"], 73, "is what the answer is computed from"),
      (["verify", "--proof", "cp", "-o", "cp"], 73, "is what the answer is computed from"),
      (["verify", "--answer", "cp", "-o", "cp"], 73, "is what the answer is computed from"),
      (["replay"], 2, "audit replay needs a stored answer"),
      (["replay", ""], 2, "a file's name is empty"), (["replay", "cp"], 65, "cp is not JSON"),
      (["replay", "folder"], 65, "folder is a folder"),
      (["prov"], 2, "did you mean audit prove?"), (["log.jsonl"], 2, "a log is named with -f"),
    ] as [([String], Int32, String)] {
      desk.refuses(["audit"] + words + ["-f", "log.jsonl"], code, says)
    }
    desk.refuses(["audit"], 2, "no log was named")
    desk.refuses(["audit", "verify", "-f", "none.jsonl"], 66, "there is no such log")
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["pipe", "/dev/zero"])
  func `what has no end is no evidence`(name: String) throws {
    let folder = try TemporaryFolder()
    let log = PlainNotes.log(in: folder)
    if name == "pipe" { #expect(mkfifo(folder.file("pipe"), 0o600) == 0) }
    let path = name == "pipe" ? folder.file("pipe") : name
    for words in [
      ["verify", "--checkpoint", path], ["verify", "--proof", path], ["verify", "--answer", path],
      ["consistency", path], ["replay", path],
    ] {
      let outcome = Stage().run(["audit"] + words + ["-f", log])
      #expect(outcome.code == 65 && outcome.output.isEmpty, "\(words)")
      #expect(outcome.errors.contains("is a folder, a device or a pipe\n"), "\(outcome.errors)")
    }
    // In the place of a kept checkpoint it is told as one that is none.
    try folder.write("clinic.jsonl.d/nothing", [])
    #expect(mkfifo(folder.file("clinic.jsonl.d/checkpoint.1"), 0o600) == 0)
    let outcome = Stage().run(["audit", "verify", "-f", log])
    #expect(outcome.code == 1 && outcome.text.contains("checkpoint.1: no checkpoint"))
    #expect(Stage().run(["audit", "checkpoint", "-f", log]).code == 1)
  }

  @Test func `the help fits 80 columns and names every task`() {
    let outcome = AuditDesk().run(["help", "audit"])
    for line in outcome.text.split(separator: "\n") {
      #expect(line.unicodeScalars.count <= 80 && line.last != " ", "\(line)")
    }
    for task in [
      "verify", "checkpoint", "prove", "consistency", "export-tlog", "replay", "trail",
    ] {
      #expect(outcome.text.contains("\n\(task)  "), "\(task)")
      let wrong = AuditDesk().run(["audit", "nothing"]).errors
      #expect(wrong.contains(task))
    }
  }
}
