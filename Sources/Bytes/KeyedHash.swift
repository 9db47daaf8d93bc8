/// HMAC-SHA-256, from RFC 2104 and FIPS 198-1: a digest that only who has the key can make.
///
/// Pseudonyms and shifts of dates come from it. A plain digest of a record number would be undone by
/// digesting all record numbers.
package struct KeyedHash: Sendable {
  private let inner: [UInt8]
  private let outer: [UInt8]

  /// - Parameter key: any bytes; more than 64 are digested first, as the standard says.
  package init(key: [UInt8]) {
    var block = key.count > 64 ? SHA256.hash(key.span).bytes : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    inner = block.map { $0 ^ 0x36 }
    outer = block.map { $0 ^ 0x5C }
  }

  /// The digest of a message under the key.
  package func digest(of message: [UInt8]) -> Digest {
    let first = SHA256.hash((inner + message).span)
    return SHA256.hash((outer + first.bytes).span)
  }

  /// The digest of a name for one purpose. Purpose and name are kept apart by a byte that stands in no
  /// purpose, so no two pairs of them are one message.
  ///
  /// - Parameter purpose: what the digest is for, such as `subject`; without a zero byte.
  package func digest(of name: String, for purpose: String) -> Digest {
    digest(of: Array(purpose.utf8) + [0] + Array(name.utf8))
  }
}
