import Bytes
import Foundation
import TestSupport
import Testing

/// A simulated clinic in memory, and commands that draw it.
struct PictureDesk {
  static let kinds = [
    "relief", "swimmer", "trajectories", "change", "response", "intervals", "mcf", "flow",
  ]

  private let disk: SimulatedDisk
  private let path: String

  /// The clinic that most tests share.
  static let clinic = PictureDesk(subjects: 45)

  /// More people than there are lanes in a picture.
  static let large = PictureDesk(subjects: 70, seed: 5)

  init(subjects: Int, seed: Int = 3) {
    disk = SimulatedDisk()
    path = "clinic.jsonl"
    _ = Stage(disk: disk).run(["demo", path, "--subjects", "\(subjects)", "--seed", "\(seed)"])
  }

  init(disk: SimulatedDisk, path: String) {
    self.disk = disk
    self.path = path
  }

  func run(_ words: [String]) -> Stage.Outcome { Stage(disk: disk).run(words + ["-f", path]) }

  /// A picture that must come.
  func plot(_ words: String...) throws -> DrawnPicture {
    let outcome = run(["plot"] + words)
    try #require(outcome.code == 0, "\(words): \(outcome.errors)")
    return try DrawnPicture(outcome.output)
  }

  /// The document that a question's command prints.
  func answer(_ words: String...) throws -> JSONNode {
    let outcome = run(words + ["--format", "json"])
    try #require(outcome.code == 0, "\(words): \(outcome.errors)")
    return try JSONDocument(outcome.output).root
  }
}

extension JSONNode {
  /// A number; `nil` where there is none.
  var number: Double? { kind == .number ? Double(raw.text) : nil }

  /// A whole number that must be there.
  func count(_ name: String) throws -> Int {
    let whole = try #require(self[name]?.whole, "no \(name)")
    return Int(whole)
  }
}
