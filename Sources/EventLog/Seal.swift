import Bytes

/// The end of every line: `,"xxh64":"` 16 hex digits `"}`, the XXH64 of all bytes before it.
package enum Seal {
  /// Bytes of the seal.
  package static let length = 28
  /// The most bytes that a line may have, its line end left out.
  package static let longestLine = 65_535

  /// The first of the rules `length` to `xxh64` that a line breaks; `nil`: it is sealed.
  package static func fault(of line: Span<UInt8>) -> LogRule? {
    let count = line.count
    if count > longestLine { return .length }
    let start = count - length
    if start > 0, line[0] == UInt8(ascii: "{"), line.has(",\"xxh64\":\"", at: start),
      line.has("\"}", at: count - 2)
    {
      let sum = XXH64.hash(line, first: start)
      if line.word(at: start + 10) == Hexadecimal.word(UInt32(truncatingIfNeeded: sum &>> 32)),
        line.word(at: start + 18) == Hexadecimal.word(UInt32(truncatingIfNeeded: sum))
      {
        return nil
      }
      if Hexadecimal.number(in: line, at: start + 10) != nil { return .xxh64 }
    }
    if line.has("\u{FEFF}", at: 0) { return .bom }
    if count > 0, line[count - 1] == UInt8(ascii: "\r") { return .cr }
    return .frame
  }

  /// Ends a line: adds the seal over all its bytes.
  package static func close(_ line: inout [UInt8]) {
    let sum = XXH64.hash(line.span)
    line.append(",\"xxh64\":\"")
    Hexadecimal.append(sum, to: &line)
    line.append("\"}")
  }
}
