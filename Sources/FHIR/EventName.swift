import Bytes

/// What an event is called, source and id, as one text: the value of the identifier that every
/// resource of the event carries. It is how the way back finds the event again.
///
/// ```
/// /clinic/tampa/ehr dose-17        a source has no spaces, so the first one ends it
/// ```
///
/// Of the id, what is not visible ASCII is percent-encoded, and `%` too: a name must survive systems
/// that trim or normalise texts.
package struct EventName: Hashable, Sendable {
  /// Who says so.
  package let source: String
  /// What the source calls it.
  package let id: String

  package init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  /// The name in an identifier; `nil` where it is no name of an event.
  package init?(_ text: String) {
    guard let space = text.firstIndex(of: " ") else { return nil }
    let source = String(text[..<space])
    guard !source.isEmpty,
      let id = Escaping.decode(String(text[text.index(after: space)...])), !id.isEmpty
    else { return nil }
    self.init(source: source, id: id)
  }

  /// The name as an identifier has it.
  package var text: String { source + " " + Escaping.encode(id) }

  /// The id of a resource that the event becomes: 32 digits of SHA-256 over the name, and what tells
  /// the parts of one event apart. It is the same in every export of every log that has the event.
  func resourceID(_ part: String = "") -> String {
    let digest = SHA256.hash(Array(text.utf8).span)
    let digits = Hexadecimal.encode(Array(digest.bytes.prefix(16)))
    return part.isEmpty ? digits : digits + "-" + part
  }

  /// The id of the first resource that the event becomes.
  package var resourceID: String { resourceID("") }
}

/// Percent-encoding of all that is not visible ASCII (RFC 3986, section 2.1).
enum Escaping {
  static func encode(_ text: String) -> String {
    encode(text) { (0x21...0x7E).contains($0) }
  }

  /// Everything but letters, digits and `-._~` is encoded: what remains may stand in a URI's path.
  static func encodePath(_ text: String) -> String {
    encode(text) { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        true
      default: false
      }
    }
  }

  private static func encode(_ text: String, isPlain: (UInt8) -> Bool) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isPlain(byte), byte != UInt8(ascii: "%") {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes += Array(Hexadecimal.encode([byte]).utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text that was encoded; `nil` where an escape is broken or the bytes are no UTF-8.
  static func decode(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var at = 0
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "%") else {
        decoded.append(bytes[at])
        at += 1
        continue
      }
      guard at + 2 < bytes.count, let high = nibble(bytes[at + 1]), let low = nibble(bytes[at + 2])
      else { return nil }
      decoded.append(high << 4 | low)
      at += 3
    }
    return UTF8Check.firstFault(in: decoded.span) == nil
      ? String(decoding: decoded, as: UTF8.self) : nil
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
