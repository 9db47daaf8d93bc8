package import Bytes

/// What a key makes of the people of one log: other names, other days, other names of places.
///
/// Everything is a digest under the key (HMAC-SHA-256), of the log's origin and of what is replaced, for
/// a purpose of its own: who has two releases under two keys, or a pseudonym that an import made under
/// the same key, can join nothing.
package struct ReleaseKey: Sendable {
  private let hash: KeyedHash
  private let origin: String

  /// - Parameters:
  ///   - hash: digests under the key.
  ///   - origin: of the log that is released.
  package init(_ hash: KeyedHash, of origin: String) {
    self.hash = hash
    self.origin = origin
  }

  /// The most days by which dates go back: so many values can't be told from the shifted dates alone.
  package static let mostDays = 364

  /// The name of a subject: 64 bits in hexadecimal.
  package func pseudonym(of subject: String) -> String {
    "P-" + word(of: subject, for: "release subject", 16)
  }

  /// By how many whole days all dates of a subject go back: 1 to 364, each as likely.
  package func days(of subject: String) -> Int {
    let number = digest(of: subject, for: "release days").bytes.prefix(8)
      .reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return Int(number % UInt64(Self.mostDays)) + 1
  }

  /// The name of a site: 32 bits in hexadecimal.
  package func site(_ name: String) -> String { "site-" + word(of: name, for: "release site", 8) }

  private func word(of name: String, for purpose: String, _ length: Int) -> String {
    String(digest(of: name, for: purpose).hexadecimal.prefix(length))
  }

  private func digest(of name: String, for purpose: String) -> Digest {
    // No origin has a line end.
    hash.digest(of: origin + "\n" + name, for: purpose)
  }
}
