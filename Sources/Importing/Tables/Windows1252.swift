import Bytes

/// The letters of Windows-1252, as the WHATWG Encoding Standard lists them; the five bytes that stand
/// for nothing there are refused.
enum Windows1252 {
  /// What bytes 0x80 to 0x9F are; 0 for nothing.
  private static let letters: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]

  /// The bytes as UTF-8; `nil` where one of them is no letter.
  static func decode(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
    var text: [UInt8] = []
    for byte in bytes {
      guard byte >= 0x80 else {
        text.append(byte)
        continue
      }
      let scalar = byte < 0xA0 ? letters[Int(byte) - 0x80] : UInt16(byte)
      guard scalar != 0, let letter = Unicode.Scalar(scalar) else { return nil }
      text += Array(String(Character(letter)).utf8)
    }
    return text
  }

  /// Text in UTF-8 as Windows-1252; a question mark stands for what has no letter there.
  static func encode(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(where: { $0 >= 0x80 }) else { return text }
    return text.text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0..<0x80, 0xA0..<0x100: return UInt8(scalar.value)
      default:
        let place = letters.firstIndex { $0 != 0 && UInt32($0) == scalar.value }
        return place.map { UInt8($0 + 0x80) } ?? UInt8(ascii: "?")
      }
    }
  }
}
