import Bytes
package import EventLog

/// Looking through the whole log for something that no index has.
extension Appender {
  /// What the first line of a producer that has a text member says in it; `nil` where no line has.
  ///
  /// The log is read from its beginning, piece by piece, until such a line comes.
  ///
  /// - Parameters:
  ///   - member: an extension attribute with a text.
  ///   - source: the producer.
  ///
  /// Throws `LogProblem` where the log can't be read.
  package func first(_ member: String, from source: [UInt8]) throws(LogProblem) -> [UInt8]? {
    let pattern = Array("\"\(member)\":\"".utf8)
    let end = writer.position.bytes
    var start = 0
    while start < end {
      var piece: [UInt8]
      do throws(DiskError) {
        piece = try disk.bytes(of: writer.file, at: start, count: min(Self.piece, end - start))
      } catch { throw .disk(error) }
      guard let last = piece.lastIndex(of: 0x0A) else { return nil }
      piece.removeLast(piece.count - last - 1)
      if let found = Self.first(pattern, member, source, in: piece) { return found }
      start += piece.count
    }
    return nil
  }

  /// Many lines, and more than the longest one.
  private static let piece = 1 << 20

  private static func first(
    _ pattern: [UInt8], _ member: String, _ source: [UInt8], in piece: [UInt8]
  ) -> [UInt8]? {
    let bytes = piece.span
    var line = 0
    while let end = bytes.firstIndex(of: 0x0A, in: line..<bytes.count) {
      defer { line = end + 1 }
      var at = line
      var isNear = false
      while !isNear, let found = bytes.firstIndex(of: pattern[1], in: at..<end) {
        isNear = found > line && piece[(found - 1)..<end].starts(with: pattern)
        at = found + 1
      }
      guard isNear, let root = (try? JSONDocument(Array(piece[line..<end])))?.root,
        root["source"]?.string == source, let said = root[member]?.string
      else { continue }
      return said
    }
    return nil
  }
}
