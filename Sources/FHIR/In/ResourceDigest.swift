import Bytes

/// A digest of what a resource says, by which two versions of one are told apart: white space, the
/// order of members and what servers change with each copy (`meta`, the narrative) make no difference.
///
/// Members are added up, so that their order does not matter; elements of arrays are chained. It tells
/// slips from repeats; who makes two resources with one digest gets the first of them.
enum ResourceDigest {
  /// Members of a resource that say nothing of what happened.
  private static let ignored: Set<String> = ["meta", "text"]

  static func of(_ resource: JSONNode) -> UInt64 {
    guard resource.kind == .object else { return value(resource) }
    return object(resource.members.filter { !ignored.contains($0.key.text) })
  }

  private static func object(_ members: [(key: [UInt8], value: JSONNode)]) -> UInt64 {
    members.reduce(1) { sum, member in
      sum &+ mixed(hash(member.key) &+ mixed(value(member.value)))
    }
  }

  private static func value(_ node: JSONNode) -> UInt64 {
    switch node.kind {
    case .object: object(node.members)
    case .array: node.elements.reduce(2) { mixed($0 &+ 3) &+ value($1) }
    case .string: hash(node.string ?? []) &+ 5
    case .number, .bool, .null: hash(node.raw) &+ 7
    }
  }

  private static func hash(_ bytes: [UInt8]) -> UInt64 { XXH64.hash(bytes.span) }

  /// Spreads a word over all bits: the finisher of SplitMix64.
  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ word &>> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word &>> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word &>> 31
  }
}
