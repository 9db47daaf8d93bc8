import Bytes

/// What rows said so far of the members of an event that is made once for a subject, and on which lines.
///
/// It is kept for each subject of a file: the values stand in one array, with a byte between them that no
/// JSON has.
struct OnceSaid: Sendable {
  /// A member of which two rows say different things.
  struct Other: Sendable {
    /// Its place among the rule's.
    let member: Int
    /// What the earlier row says, as JSON.
    let json: [UInt8]
    /// Where that row begins.
    let line: Int
  }

  private var text: [UInt8]
  private var lines: [Int32]

  /// - Parameter count: the members of the rule.
  init(_ count: Int) {
    text = [UInt8](repeating: 0, count: count)
    lines = [Int32](repeating: 0, count: count)
  }

  /// As JSON; `nil` for what no row said.
  var members: [[UInt8]?] {
    text.split(separator: 0, maxSplits: lines.count, omittingEmptySubsequences: false)
      .prefix(lines.count).map { $0.isEmpty ? nil : Array($0) }
  }

  /// Takes what a row says; nothing where it says otherwise than an earlier one. What a row leaves out
  /// is no contradiction.
  mutating func take(_ said: [[UInt8]?], at line: Int) -> [Other] {
    var all = members
    var others: [Other] = []
    var isMore = false
    for (member, json) in said.enumerated() {
      guard let json else { continue }
      if let earlier = all[member] {
        if earlier != json, !Self.areSame(earlier, json) {
          others.append(Other(member: member, json: earlier, line: Int(lines[member])))
        }
      } else {
        all[member] = json
        lines[member] = Int32(truncatingIfNeeded: line)
        isMore = true
      }
    }
    if isMore, others.isEmpty { text = Array(all.map { ($0 ?? []) + [0] }.joined()) }
    return others
  }

  /// Whether two ways of writing stand for one value, as 82 and 82.0 do.
  private static func areSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard let one = try? JSONDocument(one), let other = try? JSONDocument(other) else {
      return false
    }
    return one.root.hasSameValue(as: other.root)
  }
}
