package import Bytes

/// Finds pseudonyms in what other lines say: in texts and names of members, escapes resolved.
///
/// A pseudonym is found where it stands as a word: not as a part of a longer one (`P-1` in `P-10`),
/// nor of another subject's pseudonym (`P-1` in `P-1-b`). Numbers are no texts.
package struct Mentions: Sendable {
  private let names: [[UInt8]]
  private let subjects: NameTable

  /// - Parameter subjects: all pseudonyms of the log.
  package init(of names: [[UInt8]], among subjects: NameTable) {
    self.names = names
    self.subjects = subjects
  }

  /// Whether a line names one of them, in what its producer said.
  func isIn(line: [UInt8]) -> Bool {
    let hasEscape = line.span.firstIndex(of: UInt8(ascii: "\\"), in: 0..<line.count) != nil
    guard hasEscape || names.contains(where: { !places(of: $0, in: line).isEmpty }) else {
      return false
    }
    guard let document = try? JSONDocument([UInt8(ascii: "{")] + said(line)) else { return true }
    return isIn(document.root)
  }

  /// The producer's members as one object.
  private func said(_ line: [UInt8]) -> [UInt8] {
    ProducerMembers.body(of: line).dropFirst() + [UInt8(ascii: "}")]
  }

  /// Whether a value names one of them.
  func isIn(_ node: JSONNode) -> Bool {
    if let text = node.string { return isIn(text: text) }
    return node.members.contains { isIn(text: $0.key) || isIn($0.value) }
      || node.elements.contains(where: isIn)
  }

  /// Whether a text names one of them.
  package func isIn(text: [UInt8]) -> Bool {
    names.contains { name in
      places(of: name, in: text).contains { isWord($0..<$0 + name.count, in: text) }
    }
  }

  private func places(of name: [UInt8], in text: [UInt8]) -> [Int] {
    var places: [Int] = []
    var start = 0
    while let hit = text.span.firstIndex(of: name[0], in: start..<text.count) {
      if hit + name.count > text.count { break }
      if text[hit..<hit + name.count].elementsEqual(name) { places.append(hit) }
      start = hit + 1
    }
    return places
  }

  private func isWord(_ range: Range<Int>, in text: [UInt8]) -> Bool {
    if range.lowerBound > 0, Self.isAlphanumeric(text[range.lowerBound - 1]) { return false }
    if range.upperBound < text.count, Self.isAlphanumeric(text[range.upperBound]) { return false }
    var start = range.lowerBound
    var end = range.upperBound
    while start > 0, Self.isOfPseudonym(text[start - 1]) { start -= 1 }
    while end < text.count, Self.isOfPseudonym(text[end]) { end += 1 }
    // What ends a sentence may be taken for a part of the pseudonym.
    while end > range.upperBound {
      if isAnother(Array(text[start..<end])) { return false }
      guard !Self.isAlphanumeric(text[end - 1]) else { break }
      end -= 1
    }
    return end == range.lowerBound || !isAnother(Array(text[start..<end]))
  }

  private func isAnother(_ word: [UInt8]) -> Bool {
    subjects.find(word) != nil && !names.contains(word)
  }

  private static func isOfPseudonym(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "._-".utf8.contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
}
