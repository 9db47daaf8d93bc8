import Bytes
import Importing
import Testing

/// Names made with a key.
@Suite struct PseudonymTests {
  private let key = Array("a key that is long enough to be one".utf8)

  /// Python: hmac.new(key, b"subject\0" + b"00400100", "sha256"), its first 80 bits in Crockford's letters.
  @Test func `a pseudonym is the same for ever`() {
    var names = Pseudonyms(KeyedHash(key: key))
    let first = names.subject(Array("00400100".utf8))
    #expect(first.text == "P-NA95EKP00SE5CSAY")
    #expect(names.subject(Array("00400100".utf8)) == first)
    #expect(names.event(Array("x".utf8)).text == "e-RNPJBQ8G0YJTM27TH8E0")
    #expect(names.actor(Array("jdoe".utf8)).text == "staff-84Q581RV6G")
  }

  @Test func `another key, identifier or purpose gives another name`() {
    var names = Pseudonyms(KeyedHash(key: key))
    var others = Pseudonyms(KeyedHash(key: key + [1]))
    let one = names.subject(Array("1".utf8))
    #expect(others.subject(Array("1".utf8)) != one)
    #expect(names.subject(Array("01".utf8)) != one)
    #expect(names.event(Array("1".utf8)).dropFirst(2).prefix(16) != one.dropFirst(2))
  }
}
