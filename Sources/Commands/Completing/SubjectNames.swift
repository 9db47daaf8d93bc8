import Bytes
import EventLog

/// The names of the subjects of a log, for who types one: read in a hurry, believed as they stand.
///
/// Nothing is checked and no correction applied: a name too many does no harm here, and the command that
/// is typed will say so.
struct SubjectNames {
  /// The names, sorted; none where the file can't be read.
  private(set) var names: [String] = []

  /// What is read of a log: some 50 ms of it. Whoever comes only later in a larger one is not proposed.
  private static let mostBytes = 64 << 20
  /// More names than anybody looks through.
  private static let mostNames = 20_000

  init(_ disk: any Disk, _ path: String) {
    guard let status = try? disk.status(at: path), status.kind == .file,
      let file = try? disk.open(path, .read)
    else { return }
    defer { disk.close(file) }
    var found: Set<[UInt8]> = []
    var cutter = LineCutter(disk, file, end: min(status.size, Self.mostBytes))
    var isLineZero = true
    try? cutter.forEach(from: 0) { line, _ throws(LogProblem) in
      if let name = Self.name(in: line), !isLineZero { found.insert(name) }
      isLineZero = false
      return found.count < Self.mostNames
    }
    names = found.sorted(by: bytesPrecede).compactMap { name in
      // What a shell would take apart, or a terminal as a command, is left to who types it.
      name.allSatisfy { 0x20 < $0 && $0 < 0x7F } ? name.text : nil
    }
  }

  private static let member = Array(#""subject":""#.utf8)

  /// What stands behind the member's name up to the next quote, without escapes.
  private static func name(in line: Span<UInt8>) -> [UInt8]? {
    var start = 0
    while let quote = line.firstIndex(of: UInt8(ascii: "\""), in: start..<line.count) {
      let end = quote + member.count
      guard end < line.count else { return nil }
      let isMember = member.indices.allSatisfy { line[quote + $0] == member[$0] }
      guard isMember else {
        start = quote + 1
        continue
      }
      guard let close = line.firstIndex(of: UInt8(ascii: "\""), in: end..<line.count) else {
        return nil
      }
      let name = line.extracting(end..<close).copy()
      return name.contains(UInt8(ascii: "\\")) || name.isEmpty ? nil : name
    }
    return nil
  }
}
