import Bytes

extension Mutation {
  /// A JSON text with one or more of its values exchanged for others: what is wrong with it is
  /// then what it says, not how it is written. Texts that are no JSON are changed as bytes.
  mutating func changedValues(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    repeat {
      guard let document = try? JSONDocument(bytes) else { return changed(bytes) }
      var places: [Range<Int>] = []
      Self.collect(document.root, into: &places)
      let place = generator.pick(places)
      bytes.replaceSubrange(place, with: value(in: document.source, places))
    } while generator.happens(300)
    return bytes
  }

  /// Where the values below a node stand, strings with their quotes.
  private static func collect(_ root: JSONNode, into places: inout [Range<Int>]) {
    var waiting = [root]
    while let node = waiting.popLast() {
      let range = node.range
      places.append(
        node.kind == .string ? range.lowerBound - 1..<range.upperBound + 1 : range)
      waiting += node.members.map(\.value) + node.elements
    }
  }

  private mutating func value(in source: [UInt8], _ places: [Range<Int>]) -> [UInt8] {
    switch generator.below(8) {
    case 0, 1: return generator.pick(Self.numbers)
    case 2: return Array(source[generator.pick(places)])
    case 3: return generator.pick(Self.literals)
    case 4: return string(generator.pick(Self.escapes))
    case 5: return string(generator.pick(Self.sequences))
    case 6:
      let number = "\(generator.within(-3...300))" + generator.pick(["", ".0", ".5", "e1", ".125"])
      return Array(number.utf8)
    default:
      guard !others.isEmpty, let other = try? JSONDocument(generator.pick(others)) else {
        return generator.pick(Self.literals)
      }
      var theirs: [Range<Int>] = []
      Self.collect(other.root, into: &theirs)
      return Array(other.source[generator.pick(theirs)])
    }
  }

  private mutating func string(_ inner: [UInt8]) -> [UInt8] {
    let before = generator.pick(["", "a", "P-0001", "GAD-7", "2026-01-05T10:00:00"])
    return [UInt8(ascii: "\"")] + Array(before.utf8) + inner + [UInt8(ascii: "\"")]
  }

  private static let literals = [
    "null", "true", "false", "\"\"", "[]", "{}", "[null]", #"{"a":1}"#, #""log""#, #""IV""#,
    #""GAD-7""#, #""ketamine""#, #""2026-01-05T10:00:00Z""#, #""1969-12-31T23:59:59.999Z""#,
    #""0001-01-01T00:00:00Z""#, #""9999-12-31T23:59:59Z""#, #""10000-01-01T00:00:00Z""#,
    #""9999-12-31T23:59:59-23:59""#, #""0001-01-01T00:00:00+00:01""#, #""2024-02-29T24:00:00Z""#,
    #""2026-06-30T23:59:60Z""#, #""=1+1""#, #""@x""#,
  ].map { Array($0.utf8) }
}
