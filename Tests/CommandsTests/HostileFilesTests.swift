import Bytes
import Definitions
import EventLog
import Foundation
import Glibc
import Recording
import TestSupport
import Testing

/// Files that are not what their names say, and files that change hands while they are used.
@Suite struct HostileFilesTests {
  private static func link(_ path: String, to target: String) {
    #expect(symlink(target, path) == 0)
  }

  private static func append(_ name: String, to path: String) -> Stage.Outcome {
    Stage().run(["append", "-f", path], input: PlainNotes.line(name))
  }

  // MARK: links

  @Test func `a link to a log is the log, and what lies beside it lies beside the file`() throws {
    let folder = try TemporaryFolder()
    try folder.write("store/nothing", [])
    let path = folder.file("store/clinic.jsonl")
    #expect(Stage().run(["init", path]).code == 0)
    Self.link(folder.file("relative.jsonl"), to: "store/clinic.jsonl")
    Self.link(folder.file("twice.jsonl"), to: folder.file("relative.jsonl"))
    for (number, name) in ["relative.jsonl", "twice.jsonl", "store/clinic.jsonl"].enumerated() {
      let outcome = Self.append("n\(number)", to: folder.file(name))
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(PlainNotes.ids(inLog: folder.file(name)) == (0...number).map { "n\($0)" })
    }
    #expect(folder.names == ["relative.jsonl", "store", "twice.jsonl"])
    let checkpoint = try #require(Checkpoint(folder.read("store/clinic.jsonl.d/checkpoint")))
    #expect(checkpoint.size == 4)
    // A log that lost lines is found out by the checkpoint whatever name it goes by.
    let lines = folder.read("store/clinic.jsonl").split(separator: 0x0A)
    try folder.write("store/clinic.jsonl", Array(lines[0..<2].joined(separator: [0x0A])) + [0x0A])
    #expect(Stage().run(["cohort", "-f", folder.file("twice.jsonl")]).code == 65)
    Self.link(folder.file("nowhere.jsonl"), to: "gone.jsonl")
    #expect(Stage().run(["cohort", "-f", folder.file("nowhere.jsonl")]).code == 66)
    #expect(Stage().run(["init", folder.file("nowhere.jsonl")]).code == 73)
    #expect(!folder.names.contains("gone.jsonl"))
  }

  @Test(arguments: ["", "/cache"])
  func `nothing is written behind a link in the place of a folder`(part: String) throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    for name in ["checkpoint", "append", "ids-1"] { try folder.write("other/\(name)", [1, 2, 3]) }
    if !part.isEmpty {
      try FileManager.default.createDirectory(
        atPath: path + ".d", withIntermediateDirectories: true)
    }
    Self.link(path + ".d" + part, to: folder.file("other"))
    #expect(Self.append("n0", to: path).code == 0)
    #expect(Self.append("n1", to: path).code == 0)
    for name in ["checkpoint", "append", "ids-1"] {
      #expect(folder.read("other/\(name)") == [1, 2, 3], "\(name)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("other"))
    #expect(names.count == 3, "\(names)")
    #expect(PlainNotes.ids(inLog: path) == ["n0", "n1"])
  }

  @Test func `a link in the place of a file is replaced, and what it names is left alone`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    try folder.write("precious", [1, 2, 3])
    try folder.write("clinic.jsonl.d/cache/nothing", [])
    for name in ["clinic.jsonl.d/checkpoint", "clinic.jsonl.d/cache/append", "answer.json"] {
      Self.link(folder.file(name), to: folder.file("precious"))
    }
    #expect(Self.append("n0", to: path).code == 0)
    let words = ["cohort", "-f", path, "-o", folder.file("answer.json")]
    #expect(Stage().run(words).code == 0)
    #expect(folder.read("precious") == [1, 2, 3])
    #expect(Checkpoint(folder.read("clinic.jsonl.d/checkpoint"))?.size == 2)
    #expect(folder.read("answer.json").first == UInt8(ascii: "{"))
  }

  @Test(arguments: [".d", ".d/torn"])
  func `a torn tail is not moved behind a link, and not cut either`(place: String) throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let torn = folder.read("clinic.jsonl") + Array("{\"half".utf8)
    try folder.write("clinic.jsonl", torn)
    try folder.write("other/nothing", [])
    if place != ".d" {
      try FileManager.default.createDirectory(
        atPath: path + ".d", withIntermediateDirectories: true)
    }
    Self.link(path + place, to: folder.file("other"))
    for words in [["append"], ["repair", "--apply"]] {
      let outcome = Stage().run(words + ["-f", path], input: PlainNotes.line("n"))
      #expect(outcome.code == 74)
      #expect(outcome.errors.contains("a symbolic link stands there"), "\(outcome.errors)")
    }
    #expect(folder.read("clinic.jsonl") == torn)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("other")).count == 1)
  }

  // MARK: what is no file

  private static let kinds = ["folder", "pipe", "socket", "/dev/zero"]

  private static func make(_ kind: String, in folder: TemporaryFolder) throws -> String {
    switch kind {
    case "folder": try folder.write("folder/file", [])
    case "pipe": #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    case "socket":
      // The path of a socket has 107 bytes at most, so it is made by its name alone.
      let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { Glibc.close(socket) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let path = Array(folder.file("socket").utf8)
      try #require(path.count < 108)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
      }
      #expect(bound == 0)
    default: return kind
    }
    return folder.file(kind)
  }

  @Test(.timeLimit(.minutes(1)), arguments: kinds)
  func `what is no file is refused at once in every place`(kind: String) throws {
    let folder = try TemporaryFolder()
    let log = PlainNotes.log(in: folder)
    let path = try Self.make(kind, in: folder)
    let cases: [(words: [String], code: Int32)] = [
      (["cohort", "-f", path], 65), (["log", "-f", path], 65), (["check", "-f", path], 65),
      (["repair", "-f", path], 65), (["append", "-f", path], 65),
      (["append", "-f", log, path], 65), (["cohort", "-f", log, "--definitions", path], 78),
      (["definitions", "list", "--definitions", path], 78),
      (["cohort", "-f", log, "-o", path], 73),
      (["init", path], 73), (["demo", path], 65),
    ]
    for (words, code) in cases {
      let outcome = Stage().run(words, input: PlainNotes.line("n"))
      #expect(outcome.code == code, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains(path), "\(words): \(outcome.errors)")
    }
    #expect(PlainNotes.ids(inLog: log).isEmpty)
  }

  @Test func `no log is started beside the checkpoint of one that stood there before`() throws {
    let disk = SimulatedDisk()
    let stage = Stage(disk: disk)
    let event =
      #"{"id":"a","source":"/e","type":"note","subject":"P-1","time":"2026-03-01T08:00:00Z","data":{"text":"t"}}"#
    #expect(stage.run(["init", "log.jsonl"]).code == 0)
    #expect(stage.run(["append", "-f", "log.jsonl"], input: event).code == 0)
    try disk.remove("log.jsonl")
    let refused = stage.run(["init", "log.jsonl"])
    #expect(refused.code == 73 && refused.errors.contains("of a log that stood here before"))
    #expect(disk.bytes(at: "log.jsonl") == nil)
    try disk.remove("log.jsonl.d/checkpoint")
    #expect(stage.run(["init", "log.jsonl"]).code == 0)
    #expect(stage.run(["append", "-f", "log.jsonl"], input: event).code == 0)
  }

  @Test func `a definitions file of a terabyte is refused without being held`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("big.json", [])
    try #require(truncate(path, 1 << 40) == 0)
    let outcome = Stage().run(["definitions", "list", "--definitions", path])
    #expect(outcome.code == 78)
    #expect(outcome.errors.contains("it is no definitions file"), "\(outcome.errors)")
  }

  // MARK: changing hands

  @Test func `a follower notices that another file took the log's place`() throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let before = folder.read("clinic.jsonl")
    let stage = Stage { count in
      if count == 2 {
        // As long as the first, or the new length alone would tell.
        #expect((try? folder.write("new", before)) != nil)
        #expect(rename(folder.file("new"), path) == 0)
      }
      return count < 9
    }
    let outcome = stage.run(["log", "--follow", "-f", path, "--format", "jsonl"])
    #expect(outcome.code == 65)
    #expect(outcome.output == before)
    #expect(outcome.errors.contains("was replaced by another file while it was followed"))
  }

  private enum Blow: CaseIterable { case replaced, removed, cut, lengthened }

  @Test(arguments: Blow.allCases)
  private func `a writer acknowledges nothing once its log has changed hands`(blow: Blow) throws {
    let folder = try TemporaryFolder()
    let path = PlainNotes.log(in: folder)
    let another = folder.read("clinic.jsonl")
    let appender = try Appender.open(SystemDisk(), path, .builtIn, .system)
    guard case .accepted = try appender.append([Array(PlainNotes.line("n0").utf8)]) else {
      Issue.record("the first event was not taken")
      return
    }
    switch blow {
    case .replaced:
      try folder.write("new", another)
      #expect(rename(folder.file("new"), path) == 0)
    case .removed: #expect(unlink(path) == 0)
    case .cut: #expect(truncate(path, off_t(another.count)) == 0)
    case .lengthened: try folder.write("clinic.jsonl", folder.read("clinic.jsonl") + [0x7B])
    }
    let after = folder.read("clinic.jsonl")
    for name in ["n1", "n2"] {
      #expect(throws: LogProblem.self) { try appender.append([Array(PlainNotes.line(name).utf8)]) }
    }
    appender.close()
    #expect(folder.read("clinic.jsonl") == after)
    #expect(!folder.names.contains("clinic.jsonl.d"))
  }

  // MARK: rights

  @Test func `whatever the umask allows, only the owner gets anything`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("clinic.jsonl")
    let script =
      #"umask 0; cd "$1" && "$0" init clinic.jsonl && "$0" append -f clinic.jsonl < "$2" && "#
      + #"printf '{"half' >> clinic.jsonl && "$0" append -f clinic.jsonl < "$2" && "#
      + #""$0" cohort -f clinic.jsonl -o answer.json && "$0" demo --subjects 2"#
    let input = try folder.write("input", Array(PlainNotes.line("n").utf8))
    let outcome = try ReprieveProcess.run([folder.path, input], script: script)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let all = FileManager.default.subpaths(atPath: folder.path) ?? []
    let made = all.filter { $0 != "input" }
    #expect(made.contains { $0.hasPrefix("clinic.jsonl.d/torn/") }, "\(made)")
    #expect(made.contains("clinic.jsonl.d/cache/append") && made.contains("answer.json"))
    for name in made {
      let status = try SystemDisk().status(at: folder.file(name))
      #expect(status.permissions == (status.kind == .folder ? 0o700 : 0o600), "\(name)")
    }
    #expect(!Stage().run(["check", "-f", path]).errors.contains("can be read by others"))
    #expect(chmod(path, 0o640) == 0)
    #expect(Stage().run(["check", "-f", path]).errors.contains("can be read by others"))
  }
}
