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
    if let zone = FileManager.default.contents(atPath: "/usr/share/zoneinfo/America/New_York") {
      disk.install("/usr/share/zoneinfo/America/New_York", Array(zone))
    }
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

  static func events(_ log: [UInt8]) throws -> [String] {
    let own: Set<String> = ["specversion", "seq", "recordedtime", "first", "last", "xxh64"]
    return try log.split(separator: 0x0A).dropFirst().map { line in
      try JSONDocument(Array(line)).root.members.filter { !own.contains($0.key.text) }
        .map { "\($0.key.text)=\($0.value.raw.text)" }.joined(separator: " ")
    }
  }
}
