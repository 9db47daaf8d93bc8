package import Bytes
import Events

/// How people and events are named in the log: by pseudonyms made with a key, or as the files name them
/// where those names are pseudonyms already.
package struct Naming: Sendable {
  private var pseudonyms: Pseudonyms?
  private let keepsCrosswalk: Bool
  private var seen: Set<[UInt8]> = []
  /// Digests of identifiers by those of their small letters, so that two spellings are noticed.
  private var spellings: [UInt64: UInt64] = [:]
  /// What tells the key from others; `nil` where names are pseudonyms already.
  package let keymark: [UInt8]?
  /// What was named, in the order of first appearance; empty unless it is kept.
  package private(set) var crosswalk: [(pseudonym: [UInt8], identifier: [UInt8])] = []

  /// - Parameter hash: digests under the key; `nil` where identifiers are pseudonyms.
  package init(_ hash: KeyedHash?, keepsCrosswalk: Bool) {
    pseudonyms = hash.map(Pseudonyms.init)
    keymark = pseudonyms?.keymark
    self.keepsCrosswalk = keepsCrosswalk
  }

  /// The subject that an identifier stands for; `nil` where it can't be a pseudonym and should be one.
  package mutating func subject(_ identifier: [UInt8]) -> [UInt8]? {
    let name: [UInt8]
    if pseudonyms != nil {
      name = pseudonyms?.subject(identifier) ?? []
    } else {
      guard Envelope.isSubject(identifier) else { return nil }
      name = identifier
    }
    if keepsCrosswalk, seen.insert(name).inserted { crosswalk.append((name, identifier)) }
    return name
  }

  /// Whether an earlier identifier differs from this one by capital letters alone: the second spelling of a
  /// person, or the first of another.
  package mutating func isTwin(_ identifier: [UInt8]) -> Bool {
    let exact = XXH64.hash(identifier.span)
    let small = identifier.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
    let key = XXH64.hash(small.span)
    guard let earlier = spellings[key] else {
      spellings[key] = exact
      return false
    }
    return earlier != exact
  }

  /// The id of an event that a text tells apart from others.
  package func event(_ text: [UInt8]) -> [UInt8] { pseudonyms?.event(text) ?? text }

  /// The actor that a user name stands for.
  package func actor(_ name: [UInt8]) -> [UInt8] { pseudonyms?.actor(name) ?? name }
}
