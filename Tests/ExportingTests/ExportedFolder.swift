import Bytes
import Foundation
import TestSupport
import Testing

/// A folder that a command line exported on a disk in memory.
struct ExportedFolder {
  let disk: SimulatedDisk
  let outcome: Stage.Outcome

  /// Exports a log of the vectors, or given bytes.
  init(_ words: [String], of log: [UInt8], to folder: String = "out") {
    disk = SimulatedDisk()
    disk.install("log.jsonl", log)
    outcome = Stage(disk: disk).run(["export"] + words + ["-f", "log.jsonl", "-o", folder])
  }

  init(_ words: [String], ofVector name: String) throws {
    self.init(words, of: try Vectors.bytes("outcomes/\(name).jsonl"))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try #require(disk.bytes(at: "out/\(name)"), "\(name) is not there\n\(outcome.errors)")
  }

  /// The rows of a CSV file as cells under the names of the first.
  func rows(_ name: String) throws -> [[String: String]] {
    let lines = try Self.cells(bytes(name))
    let head = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(head, $0)) }
  }

  /// The cells of a CSV file (RFC 4180).
  static func cells(_ bytes: [UInt8]) -> [[String]] {
    var (rows, row, cell): ([[String]], [String], [UInt8]) = ([], [], [])
    var isQuoted = false
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if isQuoted {
        if byte != 0x22 {
          cell.append(byte)
        } else if place < bytes.count, bytes[place] == 0x22 {
          cell.append(byte)
          place += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case 0x22: isQuoted = true
      case 0x2C, 0x0A:
        row.append(String(decoding: cell, as: UTF8.self))
        cell = []
        if byte == 0x0A {
          rows.append(row)
          row = []
        }
      case 0x0D: break
      default: cell.append(byte)
      }
    }
    return rows
  }
}
