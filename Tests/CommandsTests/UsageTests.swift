import Foundation
import Glibc
import TestSupport
import Testing

/// Wrong files and wrong words on a real disk: the exit code, and a remedy.
@Suite struct UsageTests {
  /// Things that are no log, by what they are.
  private static let kinds = ["binary", "folder", "empty", "/dev/null", "pipe"]
  private static let words = [
    "binary": "is not a log", "folder": "is a folder", "empty": "is empty",
    "/dev/null": "is a device or a pipe", "pipe": "is a device or a pipe",
  ]

  private func make(_ kind: String, in folder: TemporaryFolder) throws -> String {
    switch kind {
    case "binary":
      var generator = SeededGenerator(seed: 3)
      let bytes = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      return try folder.write("binary", bytes)
    case "folder":
      try folder.write("folder/file", [])
      return folder.file("folder")
    case "empty": return try folder.write("empty", [])
    case "pipe":
      #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
      return folder.file("pipe")
    default: return kind
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: kinds)
  func `what is no log is told so and left alone`(kind: String) throws {
    let folder = try TemporaryFolder()
    let path = try make(kind, in: folder)
    let before = folder.read(kind)
    let commands = [
      ["relief"], ["cohort"], ["timeline", "P-1"], ["log"], ["repair"], ["repair", "--apply"],
      ["append"],
    ]
    for command in commands {
      let outcome = Stage().run(command + ["-f", path], input: PlainNotes.line("n"))
      #expect(outcome.code == 65, "\(command)")
      #expect(!(outcome.errors + outcome.text).isEmpty, "\(command)")
    }
    let cohort = try ReprieveProcess.run(["cohort", "-f", path])
    #expect(cohort.code == 65)
    #expect(cohort.errors.contains("\(path) \(Self.words[kind] ?? "")"), "\(cohort.errors)")
    #expect(folder.read(kind) == before)
    #expect(!folder.names.contains { $0.hasSuffix(".d") })
  }

  @Test(.timeLimit(.minutes(1)), arguments: kinds)
  func `what holds no events is refused as input, or has none`(kind: String) throws {
    let folder = try TemporaryFolder()
    let path = try make(kind, in: folder)
    let log = PlainNotes.log(in: folder)
    let outcome = try ReprieveProcess.run(["append", "-f", log, path])
    #expect(outcome.code == (kind == "empty" ? 0 : 65))
    #expect(outcome.errors.contains(kind == "empty" ? "no event was given" : path))
    #expect(PlainNotes.ids(inLog: log).isEmpty)
    #expect(PlainNotes.verdict(onLog: log) == "ok")
  }

  @Test func `a line that is cut off for its length is never taken for a blank one`() throws {
    let folder = try TemporaryFolder()
    let log = PlainNotes.log(in: folder)
    let event = String(PlainNotes.line("n").dropLast())
    let blank = String(repeating: " ", count: 1_200_000)
    for line in [blank + event, event + blank + "and more"] {
      let outcome = Stage().run(["append", "-f", log], input: line + "\n")
      #expect(outcome.code == 65)
      #expect(outcome.errors.hasPrefix("reprieve: error: standard input:1: too-long"))
    }
    #expect(PlainNotes.ids(inLog: log).isEmpty)
    let outcome = Stage().run(["append", "-f", log], input: "\n \t\r\n\(event)\n\n")
    #expect(outcome.code == 0)
    #expect(PlainNotes.ids(inLog: log) == ["n"])
  }

  @Test func `a log that may not be read or written gives 66`() {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    #expect(stage.run(["init", "clinic.jsonl"]).code == 0)
    for (rights, command) in [
      (UInt32(0o200), ["cohort"]), (0o200, ["log"]), (0o200, ["relief"]), (0o200, ["repair"]),
      (0o200, ["append"]), (0o400, ["append"]),
    ] {
      disk.setPermissions(rights, at: "clinic.jsonl")
      let outcome = stage.run(command + ["-f", "clinic.jsonl"], input: PlainNotes.line("n"))
      #expect(outcome.code == 66, "\(command) with \(rights)")
      #expect(outcome.errors.contains("clinic.jsonl: Permission denied"))
    }
    disk.setPermissions(0o400, at: "clinic.jsonl")
    #expect(stage.run(["cohort", "-f", "clinic.jsonl"]).code == 0)
  }

  @Test func `a log without events answers with a note`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    for command in ["relief", "cohort"] {
      let outcome = try ReprieveProcess.run([command, "-f", path])
      #expect(outcome.code == 0)
      #expect(outcome.errors.contains("reprieve: note: no subject"))
    }
    let log = try ReprieveProcess.run(["log", "-f", path, "--format", "jsonl"])
    #expect(log.code == 0)
    #expect(log.output == folder.read("clinic.jsonl"))
    #expect(try ReprieveProcess.run(["timeline", "P-1", "-f", path]).code == 2)
  }

  @Test func `wrong words are answered with the nearest right ones`() throws {
    let log = Vectors.folder + "/outcomes/worked-example.jsonl"
    let folder = try TemporaryFolder()
    let cases: [(words: [String], code: Int32, says: String)] = [
      (["relief", "P-2", "-f", log], 2, "did you mean P-1?"),
      (["timeline", "p-1", "-f", log], 2, "did you mean P-1?"),
      (["relief", "-f", log, "--instrument", "GAD7"], 2, "did you mean GAD-7?"),
      (["relief", "-f", log, "--set", "standart"], 2, "did you mean standard?"),
      (["relief", "-f", log, "--criterio", "response"], 2, "did you mean --criterion?"),
      (["releif", "-f", log], 2, "did you mean relief?"),
      (["relief"], 2, "no log was named"),
      (["relief", "-f", folder.file("none.jsonl")], 66, "there is no such log"),
      (["append", "-f", folder.file("none.jsonl")], 66, "there is no such log"),
      (["repair", "-f", folder.file("none.jsonl")], 66, "there is no such log"),
      (["init", log], 73, "something stands there already"),
      (["init", folder.file("no/new.jsonl")], 73, "no log was started"),
      (["cohort", "-f", log, "-o", folder.file("no/c.json")], 73, "nothing was written there"),
    ]
    let before = try Vectors.bytes("outcomes/worked-example.jsonl")
    for (words, code, says) in cases {
      let outcome = try ReprieveProcess.run(words)
      #expect(outcome.code == code, "\(words)")
      #expect(outcome.errors.hasPrefix("reprieve: error: "), "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
      #expect(outcome.output.isEmpty, "\(words)")
    }
    #expect(try Vectors.bytes("outcomes/worked-example.jsonl") == before)
    #expect(folder.names.isEmpty)
  }
}
