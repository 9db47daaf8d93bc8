import Foundation
import Glibc
import TestSupport
import Testing

/// The program `reprieve` itself, run as a process.
final class ReprieveProcess: @unchecked Sendable {
  /// The program: it is built beside the tests that run.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("reprieve").path

  /// Repetitions of a long campaign, `REPRIEVE_LONG`; `nil` where none is asked for.
  static let long = LongRun.repetitions

  /// Writing to a process that has ended must fail, not end the tests.
  private static let ignoresBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

  /// The environment, but for what changes how the program works.
  private static let environment = ProcessInfo.processInfo.environment.filter { name, _ in
    name != "SWIFT_DETERMINISTIC_HASHING" && name != "REPRIEVE_LOG"
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let folder: TemporaryFolder
  private var pending: [UInt8] = []

  /// Starts a command whose input comes bit by bit and whose output is read likewise.
  init(_ words: [String]) throws {
    _ = Self.ignoresBrokenPipes
    folder = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = words
    process.environment = Self.environment
    process.standardInput = input
    process.standardOutput = output
    try folder.write("errors", [])
    process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
    try process.run()
  }

  var identifier: Int32 { process.processIdentifier }

  /// Writes to standard input; `false` where nobody reads it any more.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    (try? input.fileHandleForWriting.write(contentsOf: Data(bytes))) != nil
  }

  func closeInput() { try? input.fileHandleForWriting.close() }

  /// The next line of standard output; `nil` at its end.
  func line() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      pending += more
    }
  }

  /// Ends the process at once, as `kill -9` does.
  func kill() { _ = Glibc.kill(identifier, SIGKILL) }

  /// Waits for the end; the exit code, and what was printed on standard error.
  func wait() -> (code: Int32, errors: String) {
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: folder.read("errors"), as: UTF8.self))
  }

  /// The most memory that the process has had so far, in bytes; `nil` where it has ended or the
  /// system does not tell.
  var peakMemory: Int? {
    let path = "/proc/\(identifier)/status"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes * 1024
  }

  /// What a whole command came to.
  struct Outcome {
    let code: Int32
    let output: [UInt8]
    let errors: String
    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// Runs a command from its start to its end; a shell's `script` finds the program in `$0`.
  static func run(
    _ words: [String], input: [UInt8] = [], script: String? = nil
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    try folder.write("input", input)
    for name in ["output", "errors"] { try folder.write(name, []) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: script == nil ? path : "/bin/sh")
    process.arguments = script.map { ["-c", $0, path] + words } ?? words
    process.environment = environment
    process.standardInput = FileHandle(forReadingAtPath: folder.file("input"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.file("output"))
    process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, output: folder.read("output"),
      errors: String(decoding: folder.read("errors"), as: UTF8.self))
  }
}

/// Plain events, as many as are wanted, each with a text of its own.
enum PlainNotes {
  static func line(_ name: String, subject: String = "P-1") -> String {
    #"{"id":"\#(name)","source":"/ehr","type":"note","subject":"\#(subject)","#
      + #""time":"2026-03-09T08:00:00Z","data":{"text":"note \#(name)"}}"# + "\n"
  }

  static func lines(_ numbers: Range<Int>, _ prefix: String) -> String {
    numbers.map { line("\(prefix)-\($0)", subject: "P-\($0 % 7)") }.joined()
  }

  /// The ids of the events of a log in its order, line 0 left out; empty where a line has none.
  static func ids(inLog path: String) -> [String] {
    let outcome = Stage().run(["log", "-f", path, "--format", "jsonl"])
    return outcome.text.split(separator: "\n").dropFirst().map { line in
      let parts = line.split(separator: "\"id\":\"", maxSplits: 1)
      return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : ""
    }
  }

  /// A new log in a folder; its path.
  static func log(in folder: TemporaryFolder) -> String {
    let path = folder.file("clinic.jsonl")
    #expect(Stage().run(["init", path, "--origin", "example.org/clinic"]).code == 0)
    return path
  }

  /// What `repair` finds a log to be: `ok`, `torn-tail`, `damage`.
  static func verdict(onLog path: String) -> String {
    let outcome = Stage().run(["repair", "-f", path, "--format", "json"])
    return ["ok", "torn-tail", "damage"].first { outcome.text.contains(#""verdict":"\#($0)""#) }
      ?? outcome.errors
  }
}
