import Bytes
import EventLog
import Foundation
import TestSupport
import Testing

/// A disk in memory with a log, a key and the repository's files, for imports without a process.
struct ImportStage {
  let disk = SimulatedDisk()
  private let stage: Stage

  static let root = String(Vectors.tests.dropLast("/Tests".count))
  static let key = Array("0123456789abcdef0123456789ABCDEF".utf8)

  init() {
    stage = Stage(disk: disk)
    disk.install("k.key", Self.key)
    disk.setPermissions(0o600, at: "k.key")
    Self.installZone(on: disk)
  }

  /// With a log that was started, and a mapping in `m.json`.
  init(mapping: String) {
    self.init()
    disk.install("m.json", Array(mapping.utf8))
    start()
  }

  /// Imports a table of these headings and rows by `m.json` into `c.jsonl`.
  func take(_ head: String, _ rows: String, _ more: [String] = []) -> Stage.Outcome {
    disk.install("t.csv", Array((head + rows).utf8))
    return run(["import", "csv", "t.csv", "--map", "m.json", "-f", "c.jsonl"] + more)
  }

  /// Puts the rules of one time zone where systems have them. They are the repository's (those of the
  /// IANA's database are in the public domain): a machine on which tests run need have none.
  static func installZone(on disk: SimulatedDisk) {
    let name = "zoneinfo/America/New_York"
    guard let rules = FileManager.default.contents(atPath: Vectors.tests + "/data/" + name) else {
      return
    }
    disk.install("/usr/share/" + name, Array(rules))
  }

  /// Puts files of the repository under their own names.
  func install(_ paths: [String]) throws {
    for path in paths {
      let data = try #require(FileManager.default.contents(atPath: Self.root + "/" + path))
      disk.install(path, Array(data))
    }
  }

  /// Starts a log.
  func start(_ log: String = "c.jsonl") {
    #expect(stage.run(["init", log, "--origin", "example.org/clinic"]).code == 0)
  }

  func run(_ words: [String]) -> Stage.Outcome { stage.run(words) }

  func text(_ path: String) -> String { disk.bytes(at: path)?.text ?? "" }

  /// What producers said in a log, line 0 left out, as JSON without the log's own members.
  func events(_ log: String = "c.jsonl") throws -> [String] {
    try Self.events(disk.bytes(at: log) ?? [])
  }

  /// Whether producers said the same in two logs, by the rule for repeats: numbers by their values.
  func haveSameEvents(_ one: String, _ other: String, inOrder: Bool = true) throws -> Bool {
    func events(_ log: String) throws -> [[[UInt8]: JSONNode]] {
      let all = try (disk.bytes(at: log) ?? []).split(separator: 0x0A).dropFirst().map { line in
        let members = try JSONDocument(Array(line)).root.members
        return Dictionary(
          uniqueKeysWithValues: members.filter { !Self.own.contains($0.key.text) }
            .map { ($0.key, $0.value) })
      }
      func id(_ event: [[UInt8]: JSONNode]) -> String { event[Array("id".utf8)]?.text ?? "" }
      return inOrder ? all : all.sorted { id($0) < id($1) }
    }
    let (left, right) = try (events(one), events(other))
    return left.count == right.count
      && zip(left, right).allSatisfy { mine, theirs in
        mine.count == theirs.count
          && mine.allSatisfy { key, value in theirs[key].map(value.hasSameValue) ?? false }
      }
  }

  private static let own: Set<String> = [
    "specversion", "seq", "recordedtime", "first", "last", "xxh64",
  ]

  static func events(_ log: [UInt8]) throws -> [String] {
    return try log.split(separator: 0x0A).dropFirst().map { line in
      try JSONDocument(Array(line)).root.members.filter { !own.contains($0.key.text) }
        .map { "\($0.key.text)=\($0.value.raw.text)" }.joined(separator: " ")
    }
  }
}
