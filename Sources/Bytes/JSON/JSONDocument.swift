/// One JSON value as a flat tape over its bytes.
///
/// Nothing is copied or converted at parse time: a node is a kind and a range of bytes. So numbers
/// keep their spelling, strings their escapes, and nesting costs no stack: a line of 30,000
/// brackets is as harmless as any other.
///
/// ```
/// {"a":[1,2],"b":"x"}      nodes: 0 object 0..<19  next 5
///  ^0                             1 array  5..<10  next 4   key a
///                                 2 number 6..<7   next 3
///                                 3 number 8..<9   next 4
///                                 4 string 16..<17 next 5   key b (without its quotes)
/// ```
package struct JSONDocument: Sendable {
  /// What a node is.
  package enum Kind: UInt8, Sendable {
    case null, bool, number, string, array, object
  }

  struct Node: Sendable {
    var kind: Kind
    /// Whether the bytes of a string, or of the key, hold a reverse solidus.
    var isEscaped = false
    var keyIsEscaped = false
    var start: Int32
    var end: Int32 = 0
    /// The node after this one's last descendant.
    var next: Int32 = 0
    var keyStart: Int32 = -1
    var keyEnd: Int32 = -1
  }

  let bytes: [UInt8]
  var nodes: [Node] = []
  /// The deepest nesting: 0 for a value that is no array and no object.
  package internal(set) var depth = 0
  /// Whether white space stands between tokens.
  package internal(set) var hasWhiteSpace = false

  /// Parses bytes that must be one JSON value and nothing else.
  ///
  /// Faults are told in the order utf8, json, duplicate-member, surrogate.
  package init(_ bytes: [UInt8]) throws(JSONFault) {
    if let bad = UTF8Check.firstFault(in: bytes.span) { throw JSONFault(.utf8, at: bad) }
    guard bytes.count < Int32.max else { throw JSONFault(.json, at: Int(Int32.max)) }
    self.bytes = bytes
    var parser = JSONParser(bytes)
    try parser.run()
    nodes = parser.nodes
    depth = parser.depth
    hasWhiteSpace = parser.hasWhiteSpace
    if let twice = firstDuplicate() { throw twice }
    if let lone = parser.loneSurrogate { throw JSONFault(.surrogate, at: lone) }
  }

  /// The bytes that were parsed.
  package var source: [UInt8] { bytes }

  /// The value itself.
  package var root: JSONNode { JSONNode(document: self, index: 0) }

  private func firstDuplicate() -> JSONFault? {
    for (index, node) in nodes.enumerated() where node.kind == .object {
      guard let twice = duplicate(in: index) else { continue }
      return JSONFault(
        .duplicateMember, at: Int(nodes[twice].keyStart), path: path(to: twice))
    }
    return nil
  }

  /// The first member of an object whose name an earlier one has.
  private func duplicate(in object: Int) -> Int? {
    var seen: [Int] = []
    var traits: [Int] = []
    var names: Set<[UInt8]> = []
    var child = object + 1
    let end = Int(nodes[object].next)
    while child < end {
      // Few members are compared one by one, in place; many by a set.
      if seen.count < 24 {
        let own = trait(of: child)
        var place = 0
        while place < traits.count {
          if traits[place] == own, hasSameKey(seen[place], child) { return child }
          place += 1
        }
        traits.append(own)
      } else {
        if names.isEmpty { names = Set(seen.map(key)) }
        if !names.insert(key(child)).inserted { return child }
      }
      seen.append(child)
      child = Int(nodes[child].next)
    }
    return nil
  }

  /// A number that names that are the same share, and few others: length, first and last byte.
  private func trait(of index: Int) -> Int {
    if nodes[index].keyIsEscaped {
      let key = key(index)
      return key.count << 16 | Int(key.first ?? 0) << 8 | Int(key.last ?? 0)
    }
    let (start, end) = (Int(nodes[index].keyStart), Int(nodes[index].keyEnd))
    guard start < end else { return 0 }
    return (end - start) << 16 | Int(bytes[start]) << 8 | Int(bytes[end - 1])
  }

  private func hasSameKey(_ left: Int, _ right: Int) -> Bool {
    if nodes[left].keyIsEscaped || nodes[right].keyIsEscaped { return key(left) == key(right) }
    return bytes.span.extracting(keyRange(left)).equals(bytes.span.extracting(keyRange(right)))
  }

  private func keyRange(_ index: Int) -> Range<Int> {
    Int(nodes[index].keyStart)..<Int(nodes[index].keyEnd)
  }

  /// The name of a member, escapes resolved; empty for what is no member.
  func key(_ index: Int) -> [UInt8] {
    guard nodes[index].keyStart >= 0 else { return [] }
    let range = keyRange(index)
    return nodes[index].keyIsEscaped ? JSONString.decode(bytes, range) : Array(bytes[range])
  }

  /// Whether a member has that name.
  func hasKey(_ index: Int, _ name: Span<UInt8>) -> Bool {
    if nodes[index].keyIsEscaped { return key(index).span.equals(name) }
    return bytes.span.extracting(keyRange(index)).equals(name)
  }

  /// The path of node `target` from the root, such as `data.items[2]`.
  func path(to target: Int) -> String {
    var path = ""
    var current = 0
    while current != target {
      var child = current + 1
      var position = 0
      while Int(nodes[child].next) <= target {
        child = Int(nodes[child].next)
        position += 1
      }
      if nodes[current].kind == .object {
        let key = JSONNode(document: self, index: child).key.text
        path += path.isEmpty ? key : "." + key
      } else {
        path += "[\(position)]"
      }
      current = child
    }
    return path
  }
}

/// A value inside a document.
package struct JSONNode: Sendable {
  let document: JSONDocument
  let index: Int

  private var node: JSONDocument.Node { document.nodes[index] }

  /// What it is.
  package var kind: JSONDocument.Kind { node.kind }

  /// Its bytes as written; of a string those between the quotes.
  package var range: Range<Int> { Int(node.start)..<Int(node.end) }

  /// Its bytes as written.
  package var raw: [UInt8] { Array(document.bytes[range]) }

  /// The name under which it stands in its object, escapes resolved; empty elsewhere.
  package var key: [UInt8] { document.key(index) }

  /// The text of a string, escapes resolved, as UTF-8; `nil` for other kinds.
  package var string: [UInt8]? {
    guard kind == .string else { return nil }
    return node.isEscaped ? JSONString.decode(document.bytes, range) : raw
  }

  /// The text of a string; `nil` for other kinds.
  package var text: String? { string?.text }

  /// The number as it was written; `nil` for other kinds.
  package var number: NumberToken? {
    kind == .number ? NumberToken(document.bytes.span, in: range) : nil
  }

  /// The number, where it is whole and has 64 bits; `nil` for everything else.
  package var whole: Int64? { number?.whole }

  /// The truth value; `nil` for other kinds.
  package var bool: Bool? {
    kind == .bool ? document.bytes[range.lowerBound] == UInt8(ascii: "t") : nil
  }

  /// The members of an object in the order given; none for other kinds.
  package var members: [(key: [UInt8], value: JSONNode)] {
    kind == .object ? children.map { ($0.key, $0) } : []
  }

  /// The elements of an array; none for other kinds.
  package var elements: [JSONNode] { kind == .array ? children : [] }

  /// The member of that name, or `nil`.
  package subscript(_ name: String) -> JSONNode? {
    guard kind == .object else { return nil }
    let wanted = name.utf8.span
    var child = index + 1
    while child < node.next {
      if document.hasKey(child, wanted) { return JSONNode(document: document, index: child) }
      child = Int(document.nodes[child].next)
    }
    return nil
  }

  private var children: [JSONNode] {
    var found: [JSONNode] = []
    var child = index + 1
    while child < node.next {
      found.append(JSONNode(document: document, index: child))
      child = Int(document.nodes[child].next)
    }
    return found
  }
}

extension JSONNode {
  /// Whether both stand for the same value: objects without order, numbers by exact value,
  /// strings code point by code point.
  package func hasSameValue(as other: JSONNode) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .null: return true
    case .bool: return bool == other.bool
    case .string: return string == other.string
    case .number:
      guard let mine = number?.normal, let theirs = other.number?.normal else { return false }
      return mine == theirs
    case .array:
      let (mine, theirs) = (elements, other.elements)
      return mine.count == theirs.count
        && zip(mine, theirs).allSatisfy { $0.hasSameValue(as: $1) }
    case .object:
      let mine = members
      let theirs = Dictionary(other.members, uniquingKeysWith: { first, _ in first })
      return mine.count == theirs.count
        && mine.allSatisfy { key, value in theirs[key].map(value.hasSameValue) ?? false }
    }
  }
}
