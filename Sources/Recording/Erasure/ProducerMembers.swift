import Bytes

/// What a producer said on a line, byte for byte: all members but those that only the log sets.
enum ProducerMembers {
  private static let ofLog: Set<String> = [
    "specversion", "seq", "recordedtime", "first", "last", "xxh64",
  ]

  /// The members in the order given, each behind a comma.
  ///
  /// - Parameter line: a line that was verified: one object without white space.
  static func body(of line: [UInt8]) -> [UInt8] {
    let span = line.span
    var body: [UInt8] = []
    var at = 1
    while at < line.count, line[at] == UInt8(ascii: "\"") {
      var isPlain = true
      let nameEnd = span.stringEnd(at + 1, limit: line.count, isPlain: &isPlain)
      guard nameEnd >= 0 else { break }
      let end = span.valueEnd(nameEnd + 2, limit: line.count)
      guard end >= 0 else { break }
      let name = JSONString.decode(line, at + 1..<nameEnd).text
      if !ofLog.contains(name) {
        body.append(UInt8(ascii: ","))
        body.append(contentsOf: line[at..<end])
      }
      at = end + 1
    }
    return body
  }
}
