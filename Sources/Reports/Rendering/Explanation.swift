import Bytes

/// Who makes a figure: the list behind its numerator and its denominator, by subject and line.
struct Explanation {
  /// A unit that counts, and the lines of the events that say so.
  struct Member {
    let subject: String
    let unit: Int
    let seqs: [Int]
  }

  /// The figure: `d3 responders on MADRS`.
  let figure: String
  /// The rule in words.
  let rule: String
  let numerator: [Member]
  /// Members that are not in the numerator.
  let others: [Member]

  /// Likewise of one group or one set among several.
  func named(_ group: String) -> Explanation {
    Explanation(
      figure: "\(group): \(figure)", rule: rule, numerator: numerator, others: others)
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.string("figure", figure)
      json.string("rule", rule)
      json.array("numerator", numerator) { Self.write($1, to: &$0) }
      json.array("denominator", numerator + others) { Self.write($1, to: &$0) }
    }
  }

  private static func write(_ member: Member, to json: inout JSONWriter) {
    json.object { json in
      json.string("subject", member.subject)
      json.integer("unit", member.unit)
      json.array("seqs", member.seqs) { $0.integer(nil, $1) }
    }
  }

  func text(width: Int) -> [String] {
    ["\(figure): \(numerator.count) of \(numerator.count + others.count)"]
      + Paragraph.lines("  rule  ", rule, width: width) + Self.list("  in    ", numerator, width)
      + Self.list("  not   ", others, width)
  }

  /// Members behind a head, broken between them.
  private static func list(_ head: String, _ members: [Member], _ width: Int) -> [String] {
    var lines: [String] = []
    var line = head
    for (index, member) in members.enumerated() {
      let seqs = member.seqs.map(String.init).joined(separator: ", ")
      let word =
        "\(Visible.text(member.subject)) \(member.unit)\(seqs.isEmpty ? "" : " (seq \(seqs))")"
        + (index + 1 < members.count ? "; " : "")
      if line.count + word.count > width, line.count > 8 {
        lines.append(String(line.dropLast()))
        line = String(repeating: " ", count: 8)
      }
      line += word
    }
    return lines + [members.isEmpty ? head + "nobody" : line]
  }
}
