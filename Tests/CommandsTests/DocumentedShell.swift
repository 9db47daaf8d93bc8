import Bytes
import Estimates
import Foundation
import TestSupport

/// What the pages' commands run in: a disk in memory on which the repository's files lie.
///
/// It knows `reprieve …` and `swift run -q estimate`, quotes, `|`, `> FILE`, `< FILE` and `<<< 'TEXT'`;
/// what would go on for ever ends after a while, as nobody reads it any more. The files `demo.jsonl`,
/// which `reprieve demo` makes, and `events.jsonl`, its events as a producer would say them, are there
/// too, two secrets, `release.key` and `clinic.key`, and the file of one time zone.
struct DocumentedShell {
  /// What can't be run.
  struct NotKnown: Error { let command: String }

  private let root: String
  private let disk: SimulatedDisk

  /// - Parameters:
  ///   - files: what lies there besides, or instead.
  ///   - hasDemo: whether the demo's log lies there from the start, with its cache.
  init(root: String, files: [String: [UInt8]] = [:], hasDemo: Bool = false) {
    self.root = root
    disk = hasDemo ? Self.asked.copy : SimulatedDisk()
    for (name, bytes) in files { disk.install(name, bytes) }
    ImportStage.installZone(on: disk)
  }

  func run(_ line: String) throws -> (code: Int32, text: String, errors: String) {
    var input: [UInt8] = []
    var outcome: (code: Int32, text: String, errors: String) = (0, "", "")
    for command in Self.words(line).split(separator: "|") {
      outcome = try run(Array(command), line, input)
      guard outcome.code == 0 else { break }
      input = Array(outcome.text.utf8)
    }
    return outcome
  }

  private func run(
    _ command: [String], _ line: String, _ piped: [UInt8]
  ) throws -> (code: Int32, text: String, errors: String) {
    var words = command
    var input = piped
    for word in words { install(word) }
    if let place = words.firstIndex(of: ">"), place + 1 < words.count {
      let target = words[place + 1]
      words.removeSubrange(place...place + 1)
      let outcome = try run(words, line, input)
      disk.install(target, Array(outcome.text.utf8))
      return (outcome.code, "", outcome.errors)
    }
    if let place = words.firstIndex(where: { $0 == "<" || $0 == "<<<" }), place + 1 < words.count {
      let text = words[place + 1]
      input = words[place] == "<" ? disk.bytes(at: text) ?? [] : Array(text.utf8) + [0x0A]
      words.removeSubrange(place...place + 1)
    }
    if words.first == "reprieve" {
      let outcome = Stage(disk: disk, onSleep: { $0 < 20 })
        .run(Array(words.dropFirst()), input: input)
      return (outcome.code, outcome.text.replacing("\r\n", with: "\n"), outcome.errors)
    }
    guard words == ["swift", "run", "-q", "estimate"] else { throw NotKnown(command: line) }
    return try (0, estimates(input), "")
  }

  private func estimates(_ input: [UInt8]) throws -> String {
    try input.split(separator: 0x0A).map { question in
      let answer = try Estimates.answer(to: JSONDocument(Array(question)).root)
      guard let answer else { throw NotKnown(command: Array(question).text) }
      return answer.text + "\n"
    }.joined()
  }

  /// Puts a file that a command names on the disk.
  private func install(_ name: String) {
    guard disk.bytes(at: name) == nil else { return }
    switch name {
    case "demo.jsonl": disk.install(name, Self.demo)
    case "events.jsonl": disk.install(name, Self.events)
    case "release.key":
      disk.install(name, (0..<32).map { UInt8($0 * 7 + 1) })
    case "clinic.key":
      disk.install(name, Array("0123456789abcdefghijklmnopqrstuv".utf8))
      disk.setPermissions(0o600, at: name)
    default:
      guard name.contains("."), let data = FileManager.default.contents(atPath: root + "/" + name)
      else { return }
      disk.install(name, Array(data))
    }
  }

  private static let demo: [UInt8] = {
    let disk = SimulatedDisk()
    _ = Stage(disk: disk).run(["demo", "demo.jsonl"])
    return disk.bytes(at: "demo.jsonl") ?? []
  }()

  /// A disk with the demo's log that was asked already: who asks again reads the cache.
  private static let asked: SimulatedDisk = {
    let disk = SimulatedDisk()
    disk.install("demo.jsonl", demo)
    _ = Stage(disk: disk).run(["cohort", "--summary", "-f", "demo.jsonl"])
    return disk
  }()

  /// The demo's events without line 0 and without the members that are the log's.
  private static let events: [UInt8] = demo.split(separator: 0x0A).dropFirst().flatMap { line in
    var text = Array(line).text
    for member in [
      #"\{"specversion":"1.0","seq":[0-9]+,"recordedtime":"[^"]*","#,
      #"(,"first":[0-9]+,"last":[0-9]+)?,"xxh64":"[0-9a-f]{16}"\}$"#,
    ] {
      text = text.replacingOccurrences(
        of: member, with: member.hasPrefix("(") ? "}" : "{", options: .regularExpression)
    }
    return Array(text.utf8) + [0x0A]
  }

  /// Words between spaces; single and double quotes hold together.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in line {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      } else if quote == nil, character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
