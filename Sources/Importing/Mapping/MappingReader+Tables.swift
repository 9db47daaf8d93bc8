import Bytes
import Events

extension MappingReader {
  /// The columns that a table's rules speak of, numbered as they come.
  struct Columns {
    var names: [String] = []
    /// The numbers of the names.
    var places: [String: Int] = [:]
    let dropped: Set<String>
    var identifier: String?

    mutating func number(_ name: String, at node: MappingNode) throws(ImportFault) -> Int {
      guard !dropped.contains(name) else {
        throw node.fault(
          "\(name) is a column that does not enter", "take it out of drop, or out of here")
      }
      if let found = places[name] { return found }
      guard names.count < MappingBudget.mostColumns else {
        throw node.fault(
          "the rules speak of more than \(MappingBudget.mostColumns) columns",
          "let rows be shorter: one for each session")
      }
      places[name] = names.count
      names.append(name)
      return names.count - 1
    }
  }

  func table(_ node: MappingNode) throws(ImportFault) -> TableRule {
    try node.allow([
      "name", "separator", "subject", "drop", "join", "events", "instrument", "label",
      "onlyComplete",
    ])
    guard let name = try (node["name"] ?? node["instrument"])?.text() else {
      throw node.fault("name is missing", "give the table a name")
    }
    let separator = try node["separator"]?.separator()
    var columns = Columns(dropped: Set(dropped + (try texts(node["drop"]))))
    let subject = try (node["subject"] ?? self.subject).map { (rule) throws(ImportFault) in
      try subjectRule(rule, &columns)
    }
    var joins: [JoinRule] = []
    let stated = node["join"]?.elements ?? []
    guard stated.count <= MappingBudget.mostJoins else {
      throw node.fault("join names more than \(MappingBudget.mostJoins) tables", "name fewer")
    }
    for join in stated {
      try join.allow(["table", "on"])
      let column = try join.need("on").text()
      joins.append(
        JoinRule(
          table: try join.need("table").text(), column: column,
          key: try columns.number(column, at: join)))
    }
    var events: [EventRule] = []
    for event in node["events"]?.elements ?? [] {
      events += try self.events(event, [], &columns)
    }
    guard node["events"] == nil || !events.isEmpty else {
      throw node.fault(
        "events holds none", "say what a row makes, or leave events out of a table that others join"
      )
    }
    let readings = events.reduce(into: [:]) { all, event in
      all.merge(event.readings) { first, _ in first }
    }
    for place in events.indices { events[place].settleID(readings) }
    guard events.isEmpty || subject != nil else {
      throw node.fault("subject is missing", "say in which column the identifier stands")
    }
    var form: FormRule?
    if let instrument = node["instrument"] {
      form = FormRule(
        name: try instrument.text(), label: try node["label"]?.text(),
        onlyComplete: try node["onlyComplete"]?.flag() ?? false)
    }
    return TableRule(
      name: name, separator: separator, columns: columns.names, dropped: columns.dropped,
      subject: subject, joins: joins, events: events, form: form)
  }

  private func subjectRule(
    _ node: MappingNode, _ columns: inout Columns
  ) throws(ImportFault) -> SubjectRule {
    try node.allow(["column", "without", "prefix", "pad", "case"])
    let column = try node.need("column").text()
    columns.identifier = column
    let prefix = try node["prefix"]?.text() ?? ""
    guard prefix.isEmpty || arePseudonyms else {
      throw node.fault("prefix is for pseudonyms", "keyed ones begin with P-; leave it out")
    }
    let pad = try node["pad"]?.whole() ?? 0
    guard (0...64).contains(pad) else {
      throw node.fault("pad \(pad) is too many", "at most 64 digits")
    }
    return SubjectRule(
      column: try columns.number(column, at: node),
      without: Array((try node["without"]?.text() ?? "").utf8), prefix: Array(prefix.utf8),
      pad: Int(pad),
      letters: try node["case"].map { (stated) throws(ImportFault) in
        try stated.word(SubjectRule.Letters.self)
      })
  }

  func event(
    _ node: MappingNode, _ conditions: [Condition], _ columns: inout Columns
  ) throws(ImportFault) -> EventRule {
    try node.allow(["type", "once", "when", "id", "time", "actor", "data"])
    let type = try node.need("type").text()
    let kind = EventKind(Array(type.utf8))
    guard EventKind.appendable.contains(kind), kind != .correction else {
      let names = EventKind.appendable.filter { $0 != .correction }.map(\.word.description)
      throw node.fault(
        "\(type) is no type of event that a table makes",
        Nearest.name(to: type, among: names).map { "did you mean \($0)?" }
          ?? "it takes \(names.joined(separator: ", "))")
    }
    var all = conditions
    if let when = node["when"] { all += try self.conditions(when, &columns) }
    let id = try self.id(node.need("id"), &columns)
    let time = try self.time(node.need("time"), &columns)
    let actor = try node["actor"].map { (rule) throws(ImportFault) in
      try value(rule, .text, &columns)
    }
    var sayers: [String: String] = [:]
    if let column = Self.columns(of: time).first { sayers["time"] = columns.names[column] }
    let fields = DataShape.fields(of: kind)
    var data: [(name: String, rule: MemberRule)] = []
    for (name, member) in try node.need("data").members {
      let field = fields.first { $0.name == name }
      if field == nil { try budget.addOwn(at: member) }
      if field == nil, let near = Nearest.name(to: name, among: fields.map(\.name)) {
        throw member.fault("\(type) has no \(name)", "did you mean \(near)?")
      }
      var rule = try self.member(member, field?.rule, &columns)
      if name == "birthYear" { rule = rule.hidden }
      data.append((name, rule))
      let used = Self.columns(of: rule).map { columns.names[$0] }
      sayers["data.\(name)"] = used.first
      if used.count > 1, case .items? = field?.rule {
        for (place, column) in used.enumerated() { sayers["data.\(name)[\(place)]"] = column }
      }
    }
    let order = fields.map(\.name)
    func rank(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }
    let sorted = data.enumerated().sorted {
      (rank($0.element.name), $0.offset) < (rank($1.element.name), $1.offset)
    }
    return EventRule(
      kind: kind, isOnce: try node["once"]?.flag() ?? false, conditions: all, id: id, time: time,
      actor: actor, data: sorted.map(\.element), sayers: sayers)
  }

  func conditions(
    _ node: MappingNode, _ columns: inout Columns
  ) throws(ImportFault) -> [Condition] {
    var conditions: [Condition] = []
    for element in node.elements {
      if element.node.kind == .string {
        conditions.append(
          Condition(
            column: try columns.number(element.text(), at: element), values: nil, isNegated: false))
        continue
      }
      try element.allow(["column", "is", "not"])
      let column = try columns.number(element.need("column").text(), at: element)
      guard (element["is"] == nil) != (element["not"] == nil) else {
        throw element.fault("says neither what it is nor what not", "give is or not")
      }
      let words = try texts(element["is"] ?? element["not"])
      conditions.append(
        Condition(
          column: column, values: Set(words.map { Array($0.utf8) }),
          isNegated: element["not"] != nil))
    }
    return conditions
  }

  /// `{subject}-{session_id}-MADRS`.
  private func id(
    _ node: MappingNode, _ columns: inout Columns
  ) throws(ImportFault) -> [EventRule.IDPart] {
    var parts: [EventRule.IDPart] = []
    var rest = Array(try node.text().utf8)[...]
    while !rest.isEmpty {
      guard let open = rest.firstIndex(of: UInt8(ascii: "{")) else {
        parts.append(.text(Array(rest)))
        break
      }
      guard let close = rest[open...].firstIndex(of: UInt8(ascii: "}")), close > open + 1 else {
        throw node.fault(
          "a { is opened, and no column's name and } follow", "write {subject}-{COLUMN}")
      }
      if open > rest.startIndex { parts.append(.text(Array(rest[..<open]))) }
      let name = Array(rest[(open + 1)..<close]).text
      if name == "subject" {
        parts.append(.subject)
      } else {
        guard name != columns.identifier else {
          throw node.fault(
            "an id must not hold the identifier", "write {subject} for its pseudonym")
        }
        parts.append(.column(try columns.number(name, at: node), .text))
      }
      rest = rest[(close + 1)...]
    }
    guard parts.contains(where: { if case .subject = $0 { true } else { false } }) else {
      throw node.fault(
        "an id without {subject} is that of another subject too", "begin it with {subject}-")
    }
    return parts
  }
}
