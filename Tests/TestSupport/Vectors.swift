import Bytes
import Foundation
import Synchronization

/// The folder of vectors: the copy beside the tests, or that of `REPRIEVE_VECTORS`.
///
/// Another folder may hold any part of the same shape; names and counts come from what is there.
package enum Vectors {
  /// The folder.
  package static let folder: String =
    ProcessInfo.processInfo.environment["REPRIEVE_VECTORS"].map { path in
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    } ?? tests + "/vectors"

  /// The folder of all tests.
  package static let tests: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(2)
    return "/" + parts.joined(separator: "/")
  }()

  /// What this version knows to read, relative to the folder.
  package static let known = [
    "log/xxh64.json", "log/good/expected.json", "log/damaged/expected.json",
    "log/append/cases.json", "log/merkle/rfc6962.json", "outcomes",
    "statistics/aalen-johansen.json", "statistics/kaplan-meier-delayed-entry.json",
    "statistics/kaplan-meier.json", "statistics/log-rank.json", "statistics/mcf.json",
    "statistics/median-limits.json", "statistics/restricted-mean.json",
    "statistics/fisher.json", "statistics/mcnemar.json", "statistics/mean-sd-paired-t.json",
    "statistics/meta-analysis.json", "statistics/newcombe.json",
    "statistics/quantile-theil-sen.json", "statistics/rate-limits.json",
    "statistics/reliable-change.json", "statistics/wilcoxon-signed-rank.json",
    "statistics/wilson.json",
    "statistics/turnbull.json",
  ]

  /// The parts of `known` that are there.
  package static var present: [String] { known.filter { exists($0) } }

  /// Whether something stands at a path inside the folder.
  package static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + path)
  }

  /// The bytes of a file inside the folder.
  package static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
  }

  /// A JSON file inside the folder, read once: a test with many cases asks for it with each.
  package static func json(_ path: String) throws -> JSONNode {
    if let known = read.withLock({ $0[path] }) { return known }
    let root = try JSONDocument(bytes(path)).root
    read.withLock { $0[path] = root }
    return root
  }

  private static let read = Mutex<[String: JSONNode]>([:])

  /// The names of files in a part of the folder, by ending, sorted; none where it is absent.
  package static func names(in part: String, ending: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + part)) ?? []
    return all.filter { $0.hasSuffix(ending) }.sorted()
  }

  /// The names of the members of a JSON file that is one object; none where it is absent.
  package static func members(of path: String) -> [String] {
    guard let root = try? json(path) else { return [] }
    return root.members.map(\.key.text)
  }
}

/// Compares JSON as `vectors/outcomes/README.md` says: strings, truth values, nulls and whole
/// numbers exactly, other numbers within 1e-9 of the larger (1e-12 near 0); all within `turnbull`
/// within 1e-5 (of 1, or relative where larger).
package enum JSONComparison {
  /// All differences, each with its path; none where both are the same.
  package static func differences(
    _ found: JSONNode, _ wanted: JSONNode, at path: String = ""
  ) -> [String] {
    guard found.kind == wanted.kind else {
      return ["\(path): found \(found.raw.text), wanted \(wanted.raw.text)"]
    }
    switch wanted.kind {
    case .object:
      let theirs = Dictionary(uniqueKeysWithValues: found.members.map { ($0.key.text, $0.value) })
      let names = Set(wanted.members.map(\.key.text))
      var all = theirs.keys.filter { !names.contains($0) }.sorted().map {
        "\(path).\($0): not wanted"
      }
      for (key, value) in wanted.members {
        let name = key.text
        if let other = theirs[name] {
          all += differences(other, value, at: "\(path).\(name)")
        } else {
          all.append("\(path).\(name): missing")
        }
      }
      return all
    case .array:
      let (mine, theirs) = (found.elements, wanted.elements)
      guard mine.count == theirs.count else {
        return ["\(path): \(mine.count) elements, wanted \(theirs.count)"]
      }
      return zip(mine, theirs).enumerated().flatMap {
        differences($1.0, $1.1, at: "\(path)[\($0)]")
      }
    case .number:
      return isClose(found.raw.text, wanted.raw.text, isTurnbull: path.contains(".turnbull"))
        ? [] : ["\(path): found \(found.raw.text), wanted \(wanted.raw.text)"]
    case .null, .bool, .string:
      return found.hasSameValue(as: wanted)
        ? [] : ["\(path): found \(found.raw.text), wanted \(wanted.raw.text)"]
    }
  }

  private static func isClose(_ found: String, _ wanted: String, isTurnbull: Bool) -> Bool {
    guard let left = Double(found), let right = Double(wanted) else { return false }
    if isTurnbull { return abs(left - right) <= 1e-5 * max(1, abs(left), abs(right)) }
    if right == right.rounded() && left == left.rounded() { return left == right }
    let scale = max(abs(left), abs(right))
    return abs(left - right) <= max(1e-9 * scale, 1e-12)
  }
}
