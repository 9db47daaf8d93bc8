import Bytes

extension MappingReader {
  /// An event, or a group of them that is repeated with other words in place of `{word}`.
  func events(
    _ node: MappingNode, _ conditions: [Condition], _ columns: inout Columns
  ) throws(ImportFault) -> [EventRule] {
    guard node["events"] != nil else {
      try budget.addEvent(at: node)
      return [try event(node, conditions, &columns)]
    }
    try node.allow(["each", "when", "events"])
    var rules: [EventRule] = []
    let variants = try node["each"].map { (each) throws(ImportFault) in
      try self.variants(of: node, each)
    }
    for variant in variants ?? [node] {
      var all = conditions
      if let when = variant["when"] { all += try self.conditions(when, &columns) }
      for event in try variant.need("events").elements {
        rules += try events(event, all, &columns)
      }
    }
    return rules
  }

  /// The group once for each set of words.
  private func variants(
    of node: MappingNode, _ each: MappingNode
  ) throws(ImportFault) -> [MappingNode] {
    let count = each.node.kind == .array ? each.node.elements.count : 1
    guard (1...MappingBudget.mostEvents).contains(count) else {
      throw each.fault(
        count == 0 ? "names no words" : "has more than \(MappingBudget.mostEvents) sets of words",
        "write [{\"n\": 1}, {\"n\": 2}]")
    }
    var group: [UInt8] = Array("{\"events\":".utf8) + (try node.need("events").written)
    if let when = node["when"] { group += Array(",\"when\":".utf8) + when.written }
    group.append(UInt8(ascii: "}"))
    var variants: [MappingNode] = []
    for words in each.elements {
      let bytes = Self.putting(try Self.texts(of: words), into: group)
      try budget.addText(bytes.count, at: each)
      guard let document = try? JSONDocument(bytes), document.depth <= MappingBudget.deepest else {
        throw words.fault("its words make no JSON", "use texts and numbers")
      }
      variants.append(MappingNode(document.root, words.path, in: file))
    }
    return variants
  }

  /// What words stand for, as it is written in JSON.
  private static func texts(of words: MappingNode) throws(ImportFault) -> [[UInt8]: [UInt8]] {
    guard words.node.kind == .object else {
      throw words.fault("is no object of words", "write {\"n\": 1}")
    }
    var texts: [[UInt8]: [UInt8]] = [:]
    for (word, value) in words.node.members {
      guard [.string, .number, .bool].contains(value.kind) else {
        throw words.fault("\(word.text) is neither a text nor a number", "use texts and numbers")
      }
      texts[word] = value.raw
    }
    return texts
  }

  /// Puts texts in place of `{word}`, once: what is put in is not looked at again.
  private static func putting(_ texts: [[UInt8]: [UInt8]], into group: [UInt8]) -> [UInt8] {
    let longest = texts.keys.map(\.count).max() ?? 0
    var result: [UInt8] = []
    result.reserveCapacity(group.count)
    var at = 0
    while let open = group.span.firstIndex(of: UInt8(ascii: "{"), in: at..<group.count) {
      let end = min(open + longest + 2, group.count)
      guard let close = group.span.firstIndex(of: UInt8(ascii: "}"), in: open..<end),
        let text = texts[Array(group[(open + 1)..<close])]
      else {
        result += group[at...open]
        at = open + 1
        continue
      }
      result += group[at..<open]
      result += text
      at = close + 1
    }
    return result + group[at...]
  }
}

extension MappingNode {
  /// As it stands in the mapping; of texts with their quotes.
  var written: [UInt8] {
    node.kind == .string
      ? [UInt8(ascii: "\"")] + node.raw + [UInt8(ascii: "\"")] : node.raw
  }

  /// The one sign of a text that separates.
  ///
  /// Throws `ImportFault` for more than one, and for what stands in cells itself.
  func separator() throws(ImportFault) -> UInt8 {
    let text = Array(try text().utf8)
    guard text.count == 1, let sign = text.first, sign == 0x09 || (0x20...0x7E).contains(sign),
      sign != UInt8(ascii: "\""), !Self.isLetterOrDigit(sign)
    else {
      throw fault("a separator is one sign, and none of a word", "such as \",\", \";\" or \"\\t\"")
    }
    return sign
  }

  private static func isLetterOrDigit(_ sign: UInt8) -> Bool {
    sign | 0x20 >= 0x61 && sign | 0x20 <= 0x7A || sign &- 0x30 <= 9
  }
}
