/// The nearest of several names, for "did you mean".
package enum Nearest {
  /// The name with the fewest edits to `word`, if that is at most a third of its letters; before all, one
  /// that differs in capitals, signs and leading zeros alone: P-0017 is near to p17.
  package static func name(to word: String, among names: [String]) -> String? {
    let core = core(of: word)
    if !core.isEmpty, let same = names.filter({ self.core(of: $0) == core }).min() { return same }
    let scored = names.map { ($0, distance(word.lowercased(), $0.lowercased())) }
      // Of what shares no letter nothing is near: D is not meant for G.
      .filter { $0.1 < max(word.count, $0.0.count) }
    guard let best = scored.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return nil }
    return best.1 <= max(1, word.count / 3) ? best.0 : nil
  }

  /// Small letters and digits, without zeros that lead a number.
  private static func core(of word: String) -> [UInt8] {
    var core: [UInt8] = []
    for byte in word.utf8.prefix(200) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): core.append(byte | 0x20)
      case UInt8(ascii: "0"):
        if let last = core.last, last &- UInt8(ascii: "0") <= 9 { core.append(byte) }
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "1")...UInt8(ascii: "9"), 0x80...:
        core.append(byte)
      default: break
      }
    }
    return core
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the
  /// other (optimal string alignment distance).
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    guard left.count <= 200, right.count <= 200 else { return .max }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let isSame = left[row] == right[column]
        var best = min(
          previous[column] + (isSame ? 0 : 1), current[column] + 1, previous[column + 1] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforePrevious[column - 1] + 1)
        }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
