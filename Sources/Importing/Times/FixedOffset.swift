import Bytes

/// `+05:30`: hours and minutes ahead of UTC.
enum FixedOffset {
  /// Seconds ahead of UTC; `nil` where the text is no such offset.
  static func read(_ text: [UInt8]) -> Int? {
    guard text.count == 6, text[3] == UInt8(ascii: ":"),
      text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      let hours = Int(Array(text[1..<3]).text), let minutes = Int(Array(text[4..<6]).text),
      (0...23).contains(hours), (0...59).contains(minutes)
    else { return nil }
    let seconds = (hours * 60 + minutes) * 60
    return text[0] == UInt8(ascii: "-") ? -seconds : seconds
  }
}
