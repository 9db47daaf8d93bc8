package import Bytes

/// Names for people and events that only who has the key can make, and that are the same each time.
///
/// A pseudonym is `P-` and 80 bits of HMAC-SHA-256 of the identifier for the purpose `subject`; the
/// name of an event 100 bits of that of the text that the mapping makes for it. With a million people the
/// chance that two have one pseudonym is below one in a million million.
package struct Pseudonyms: Sendable {
  private let hash: KeyedHash
  private var known: [[UInt8]: [UInt8]] = [:]

  package init(_ hash: KeyedHash) { self.hash = hash }

  /// The pseudonym of an identifier, which was trimmed and is not empty.
  package mutating func subject(_ identifier: [UInt8]) -> [UInt8] {
    if let found = known[identifier] { return found }
    let name = Array("P-".utf8) + Self.letters(of: digest(identifier, "subject"), 16)
    if known.count >= Self.most { known.removeAll() }
    known[identifier] = name
    return name
  }

  /// The name of an event: its record numbers can't be read from it.
  package func event(_ text: [UInt8]) -> [UInt8] {
    Array("e-".utf8) + Self.letters(of: digest(text, "event"), 20)
  }

  /// The pseudonym of somebody who entered something.
  package func actor(_ name: [UInt8]) -> [UInt8] {
    Array("staff-".utf8) + Self.letters(of: digest(name, "actor"), 10)
  }

  /// What tells one key from another and says nothing about either: eight hexadecimal digits of a digest of
  /// nothing. It travels with what is imported, so that a log can tell that another key was used.
  package var keymark: [UInt8] {
    Array(Hexadecimal.encode(Array(digest([], "keymark").prefix(4))).utf8)
  }

  /// Names that are kept, so that a person with many rows is digested once.
  private static let most = 1 << 16

  private func digest(_ text: [UInt8], _ purpose: String) -> [UInt8] {
    hash.digest(of: Array(purpose.utf8) + [0] + text).bytes
  }

  /// Base 32 in the letters of Crockford: no I, L, O or U, so that nobody misreads one.
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  private static func letters(of bytes: [UInt8], _ count: Int) -> [UInt8] {
    var bits: UInt64 = 0
    var held = 0
    var at = 0
    var letters: [UInt8] = []
    while letters.count < count {
      if held < 5 {
        bits = bits << 8 | UInt64(bytes[at])
        at += 1
        held += 8
      }
      held -= 5
      letters.append(alphabet[Int(truncatingIfNeeded: bits >> UInt64(held)) & 31])
    }
    return letters
  }
}
