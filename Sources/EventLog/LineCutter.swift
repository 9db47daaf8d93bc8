package import Bytes

/// Cuts a file into lines, with one buffer and without copying a line.
///
/// Bytes are read, not mapped: a file that is cut while it is read gives fewer bytes, where a
/// mapping would end the process.
package struct LineCutter: ~Copyable {
  /// Where a piece of the file stands.
  package struct Place: Sendable {
    /// Its first byte in the file.
    package var offset: Int
    /// Whether a line end stands behind it.
    package var hasLineEnd: Bool
    /// Whether it has more than 65,535 bytes: then only the first 65,536 are shown.
    package var isTooLong: Bool
  }

  private let disk: any Disk
  private let file: OpenFile
  private let end: Int
  private var buffer: [UInt8]

  /// A cutter over the bytes of `file` before `end`.
  package init(_ disk: any Disk, _ file: OpenFile, end: Int) {
    self.disk = disk
    self.file = file
    self.end = end
    buffer = [UInt8](repeating: 0, count: Self.bufferSize)
  }

  /// Small enough for the second-level cache, large enough that calls don't count.
  private static let bufferSize = 1 << 17

  /// Hands each line from `start` on to `body`, until that returns `false`.
  ///
  /// - Parameter leave: is given, with the byte of the file at which they begin, the bytes in which the
  ///   last lines stood, before others take their place.
  package mutating func forEach(
    from start: Int, leave: (Span<UInt8>, Int) -> Void = { _, _ in },
    _ body: (Span<UInt8>, Place) throws(LogProblem) -> Bool
  ) throws(LogProblem) {
    var fileOffset = start
    var held = 0
    while true {
      let wanted = min(buffer.count - held, end - fileOffset)
      let count = try fill(from: held, count: wanted, at: fileOffset)
      let bufferOffset = fileOffset - held
      fileOffset += count
      let isLast = count < wanted || fileOffset == end
      let filled = held + count
      var isLeft = false
      defer { if !isLeft { leave(buffer.span.extracting(0..<filled), bufferOffset) } }
      var lineStart = 0
      while let lineEnd = buffer.span.firstIndex(of: 0x0A, in: lineStart..<filled) {
        let length = lineEnd - lineStart
        let place = Place(
          offset: bufferOffset + lineStart, hasLineEnd: true, isTooLong: length > Seal.longestLine)
        let shown = lineStart..<lineStart + min(length, Seal.longestLine + 1)
        guard try body(buffer.span.extracting(shown), place) else { return }
        lineStart = lineEnd + 1
      }
      let rest = lineStart..<filled
      if isLast && rest.count <= Seal.longestLine {
        guard !rest.isEmpty else { return }
        let place = Place(
          offset: bufferOffset + lineStart, hasLineEnd: false, isTooLong: false)
        _ = try body(buffer.span.extracting(rest), place)
        return
      }
      if rest.count > Seal.longestLine {
        let (stop, hasLineEnd) = try endOfLongLine(from: fileOffset)
        let place = Place(
          offset: bufferOffset + lineStart, hasLineEnd: hasLineEnd, isTooLong: true)
        let shown = rest.lowerBound..<rest.lowerBound + Seal.longestLine + 1
        guard try body(buffer.span.extracting(shown), place), hasLineEnd else { return }
        fileOffset = stop
        held = 0
        continue
      }
      leave(buffer.span.extracting(0..<lineStart), bufferOffset)
      isLeft = true
      for index in rest { buffer[index - lineStart] = buffer[index] }
      held = rest.count
    }
  }

  /// The byte after the line end that comes next from `start` on, without keeping what is passed.
  private func endOfLongLine(from start: Int) throws(LogProblem) -> (stop: Int, hasLineEnd: Bool) {
    var passing = [UInt8](repeating: 0, count: Self.bufferSize)
    var offset = start
    while offset < end {
      let count: Int
      do {
        count = try disk.readFully(file, at: offset, into: &passing)
      } catch { throw .disk(error) }
      if let hit = passing.span.firstIndex(of: 0x0A, in: 0..<min(count, end - offset)) {
        return (offset + hit + 1, true)
      }
      if count == 0 { break }
      offset += count
    }
    return (end, false)
  }

  private mutating func fill(
    from start: Int, count: Int, at offset: Int
  ) throws(LogProblem) -> Int {
    var done = 0
    while done < count {
      do {
        let read = try disk.read(file, at: offset + done, into: &buffer, from: start + done)
        if read == 0 { break }
        done += min(read, count - done)
      } catch { throw .disk(error) }
    }
    return done
  }
}
