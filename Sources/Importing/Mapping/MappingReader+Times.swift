import Bytes

extension MappingReader {
  /// When an event happened: a text for all, or an object that says where it stands.
  func time(_ node: MappingNode, _ columns: inout Columns) throws(ImportFault) -> TimeRule {
    if node.node.kind == .string {
      return TimeRule(base: .fixed(try fixed(node)), zone: zone, offsets: [])
    }
    try node.allow([
      "column", "columns", "values", "format", "excel", "clock", "hour", "zone", "anchor", "days",
      "hours", "minutes",
    ])
    var zone = zone
    if let stated = node["zone"] { zone = try self.zone(stated) }
    var offsets: [(milliseconds: Int64, rule: ValueRule)] = []
    for (name, unit) in [("days", Instant.day), ("hours", 3_600_000), ("minutes", 60_000)] {
      guard let stated = node[name] else { continue }
      offsets.append((unit, try value(stated, .number, &columns)))
    }
    let base: TimeBase
    if let anchor = node["anchor"] {
      base = .anchored(try time(anchor, &columns))
    } else if let values = node["values"] {
      base = try listed(node, values, &columns)
    } else {
      base = .written(try written(node, &columns))
    }
    return TimeRule(base: base, zone: zone, offsets: offsets)
  }

  private func fixed(_ node: MappingNode) throws(ImportFault) -> EventTime {
    let text = Array(try node.text().utf8)
    guard let instant = Instant(text.span, in: 0..<text.count) else {
      throw node.fault("\(text.text) is no point in time", "write it as 2026-01-05T10:00:00Z")
    }
    let ahead = text.last == UInt8(ascii: "Z") ? 0 : FixedOffset.read(Array(text.suffix(6))) ?? 0
    return EventTime(instant, ahead: ahead)
  }

  private func listed(
    _ node: MappingNode, _ values: MappingNode, _ columns: inout Columns
  ) throws(ImportFault) -> TimeBase {
    var numbers: [Int] = []
    guard let named = node["columns"] ?? node["column"] else {
      throw node.fault("names no column", "give column or columns")
    }
    for name in try texts(named) {
      numbers.append(try columns.number(name, at: node))
    }
    var times: [[UInt8]: EventTime] = [:]
    for (text, time) in values.members { times[Array(text.utf8)] = try fixed(time) }
    return .listed(columns: numbers, times)
  }

  private func written(
    _ node: MappingNode, _ columns: inout Columns
  ) throws(ImportFault) -> WrittenTime {
    let column = try columns.number(node.need("column").text(), at: node)
    var formats: [TimeFormat] = []
    for format in node["format"]?.elements ?? [] { formats.append(try self.format(format)) }
    if let stated = node["excel"] {
      let system = try stated.whole()
      guard system == 1900 || system == 1904 else {
        throw stated.fault("Excel counts from 1900 or from 1904", "write one of them")
      }
      let days = TimeFormat("excel-\(system)")
      formats += formats.contains { $0 == days } ? [] : [days].compactMap { $0 }
    }
    guard !formats.isEmpty, formats.allSatisfy(\.hasDate) else {
      throw node.fault("says no format of a whole date", "such as \"format\": \"yyyy-MM-dd\"")
    }
    var clockColumn: Int?
    var clockFormats: [TimeFormat] = []
    if let clock = node["clock"] {
      try clock.allow(["column", "format"])
      clockColumn = try columns.number(clock.need("column").text(), at: clock)
      for format in try clock.need("format").elements {
        clockFormats.append(try self.format(format))
      }
      guard clockFormats.allSatisfy(\.hasClock) else {
        throw clock.fault("says no format of a time of day", "such as HH:mm or h:mm a")
      }
    }
    var hour: Int?
    if let stated = node["hour"] {
      guard let read = TimeFormat("HH:mm")?.read(Array(try stated.text().utf8))?.ofDay else {
        throw stated.fault("is no time of day", "write it as 10:00")
      }
      hour = read
    }
    if clockColumn == nil, hour == nil,
      !formats.allSatisfy({ $0.hasClock || $0.excel != nil })
    {
      throw node.fault(
        "days have no time of day here, and none is invented",
        "say which one such days get: \"hour\": \"10:00\", or give clock a column")
    }
    return WrittenTime(
      column: column, formats: formats, clockColumn: clockColumn, clockFormats: clockFormats,
      hour: hour)
  }

  /// The columns that say a time, the most telling first.
  static func columns(of rule: TimeRule) -> [Int] {
    let own: [Int] =
      switch rule.base {
      case .fixed: []
      case .listed(let columns, _): columns
      case .written(let written): [written.column] + (written.clockColumn.map { [$0] } ?? [])
      case .anchored(let anchor): columns(of: anchor)
      }
    return own + rule.offsets.flatMap { columns(of: .value($0.rule)) }
  }

  /// The columns that say a member.
  static func columns(of rule: MemberRule) -> [Int] {
    switch rule {
    case .time(let rule): return columns(of: rule)
    case .value(let value):
      switch value {
      case .constant: return []
      case .column(let rule): return rule.columns
      case .joined(_, let rules), .list(let rules):
        return rules.flatMap { columns(of: MemberRule.value($0)) }
      case .checked(let boxes): return boxes.map(\.column)
      }
    }
  }
}
