import Bytes
import Events

extension MappingReader {
  /// What a member of an event's data comes from.
  func member(
    _ node: MappingNode, _ rule: DataShape.Rule?, _ columns: inout Columns
  ) throws(ImportFault) -> MemberRule {
    if case .time? = rule { return .time(try time(node, &columns)) }
    return .value(try value(node, Self.kind(of: rule), &columns))
  }

  private static func kind(of rule: DataShape.Rule?) -> ColumnRule.Kind {
    switch rule {
    case .number: .number
    case .bool: .flag
    case .date: .date
    case .codes: .texts
    case .items: .numbers
    default: .text
    }
  }

  /// A value: what the mapping says itself, or an object that says where it comes from.
  func value(
    _ node: MappingNode, _ kind: ColumnRule.Kind, _ columns: inout Columns
  ) throws(ImportFault) -> ValueRule {
    guard node.node.kind == .object else { return .constant(constant(node, kind)) }
    if let value = node["value"] {
      try node.allow(["value"])
      return .constant(constant(value, kind))
    }
    if let parts = node["of"] {
      try node.allow(["of", "join"])
      return .joined(
        separator: Array((try node["join"]?.text() ?? "").utf8), try values(parts, .text, &columns))
    }
    if let parts = node["list"] {
      try node.allow(["list"])
      return .list(try values(parts, kind == .texts ? .text : kind, &columns))
    }
    if let boxes = node["checked"] {
      try node.allow(["checked"])
      var checked: [(column: Int, json: [UInt8])] = []
      for (column, value) in boxes.members {
        checked.append((try columns.number(column, at: boxes), constant(value, .text)))
      }
      return .checked(checked)
    }
    return .column(try columnRule(node, kind, &columns))
  }

  private func values(
    _ node: MappingNode, _ kind: ColumnRule.Kind, _ columns: inout Columns
  ) throws(ImportFault) -> [ValueRule] {
    var rules: [ValueRule] = []
    for element in node.elements { rules.append(try value(element, kind, &columns)) }
    return rules
  }

  /// A value of the mapping as JSON. A text where a number belongs is taken for one, as `each` can give
  /// texts only.
  private func constant(_ node: MappingNode, _ kind: ColumnRule.Kind) -> [UInt8] {
    if kind == .number, let text = node.node.string,
      NumberToken(text.span, in: 0..<text.count) != nil
    {
      return text
    }
    var json: [UInt8] = []
    node.node.append(to: &json)
    return json
  }

  private func columnRule(
    _ node: MappingNode, _ kind: ColumnRule.Kind, _ columns: inout Columns
  ) throws(ImportFault) -> ColumnRule {
    try node.allow([
      "column", "columns", "as", "values", "others", "ifMissing", "without", "prefix", "split",
      "decimal", "from", "times", "decimals", "format", "part",
    ])
    guard let named = node["columns"] ?? node["column"] else {
      throw node.fault("names no column", "give column or columns, or value for something fixed")
    }
    let names = try texts(named)
    var numbers: [Int] = []
    for name in names {
      if name == columns.identifier, !arePseudonyms {
        throw named.fault(
          "\(name) is the identifier, which does not enter", "its pseudonym is the event's subject")
      }
      numbers.append(try columns.number(name, at: named))
    }
    guard !numbers.isEmpty else { throw named.fault("names no column", "name one") }
    var rule = ColumnRule(columns: numbers)
    rule.kind = kind
    if let stated = node["as"] { rule.kind = try stated.word(ColumnRule.Kind.self) }
    rule.isShown = !names.contains { $0 == columns.identifier }
    if let stated = node["values"] {
      var values: [[UInt8]: [UInt8]] = [:]
      for (text, value) in stated.members {
        values[Array(text.utf8)] = value.node.kind == .null ? [] : constant(value, kind)
      }
      rule.values = values
    }
    if let stated = node["others"] { rule.others = try stated.word(ColumnRule.Others.self) }
    if let stated = node["ifMissing"] { rule.ifMissing = constant(stated, kind) }
    rule.without = Array((try node["without"]?.text() ?? "").utf8)
    rule.prefix = Array((try node["prefix"]?.text() ?? "").utf8)
    rule.split = try node["split"]?.separator()
    rule.number = try numberRule(node)
    for format in node["format"]?.elements ?? [] { rule.formats.append(try self.format(format)) }
    if let part = node["part"] {
      guard try part.text() == "year" else {
        throw part.fault("is no part of a date", "write year")
      }
      rule.kind = .year
    }
    if rule.kind == .date || rule.kind == .year {
      guard rule.formats.contains(where: \.hasDate), rule.formats.allSatisfy(\.hasDate) else {
        throw node.fault("says no format of a whole date", "such as \"format\": \"yyyy-MM-dd\"")
      }
    }
    return rule
  }

  private func numberRule(_ node: MappingNode) throws(ImportFault) -> NumberRule {
    var rule = NumberRule(hasComma: hasComma)
    if let stated = node["decimal"] { rule.hasComma = try stated.text() == "," }
    rule.from = try node["from"]?.whole()
    if let stated = node["times"] {
      guard let factor = stated.node.number?.decimal else {
        throw stated.fault("is no number", "write one without quotes, such as 0.45359237")
      }
      rule.times = factor
    }
    let decimals = try node["decimals"]?.whole() ?? 1
    guard (0...6).contains(decimals) else { throw node.fault("decimals \(decimals)", "0 to 6") }
    rule.decimals = Int(decimals)
    return rule
  }
}
