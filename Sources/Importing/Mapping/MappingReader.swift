package import Bytes
import Events

/// Reads a mapping.
package struct MappingReader {
  let disk: any Disk
  let file: String
  /// The zone of times that name none.
  var zone = ZoneRule(clocks: .fixed(0), name: "UTC", isStated: false)
  var hasComma = false
  var arePseudonyms = false
  /// Columns that never enter, in all tables.
  var dropped: [String] = []
  var subject: MappingNode?
  let budget = MappingBudget()

  /// Reads a mapping's file.
  ///
  /// Throws `ImportFault`: the member that is wrong, and what would do.
  package static func read(_ disk: any Disk, _ file: String) throws(ImportFault) -> Mapping {
    let bytes: [UInt8]
    do throws(DiskError) {
      bytes = try disk.contents(of: file, limit: MappingBudget.longest + 1)
    } catch {
      throw ImportFault(
        "\(file): \(error.reason)", remedy: "name the mapping with --map FILE",
        isMissing: error.isMissing)
    }
    return try read(bytes, disk, file)
  }

  /// Reads a mapping.
  package static func read(
    _ bytes: [UInt8], _ disk: any Disk, _ file: String
  ) throws(ImportFault) -> Mapping {
    guard bytes.count <= MappingBudget.longest else {
      throw ImportFault(
        "\(file) is longer than \(MappingBudget.longest >> 20) MB, which no mapping is",
        remedy: "name the mapping with --map, and the tables without it")
    }
    guard bytes.contains(where: { $0 > 0x20 }) else {
      throw ImportFault(
        "\(file) is empty",
        remedy: "reprieve import csv FILE --propose -o \(file) guesses a mapping")
    }
    let document: JSONDocument
    do throws(JSONFault) { document = try JSONDocument(bytes) } catch {
      let line = bytes.prefix(error.offset).count { $0 == 0x0A } + 1
      let what =
        switch error.kind {
        case .utf8: "is no UTF-8"
        case .duplicateMember: "a member stands here twice"
        case .surrogate: "half of a character stands here"
        case .json, .whiteSpace: "is no JSON from here on"
        }
      throw ImportFault(
        "\(file):\(line): \(what), at byte \(error.offset)"
          + (error.path.map { ": \($0.prefix(100))" } ?? ""),
        remedy: "a mapping is one JSON object, in UTF-8, each member once")
    }
    guard document.depth <= MappingBudget.deepest else {
      throw ImportFault(
        "\(file): is nested more than \(MappingBudget.deepest) levels deep",
        remedy: "docs/importing.md shows how flat a mapping is")
    }
    var reader = MappingReader(disk: disk, file: file)
    return try reader.mapping(MappingNode(document.root, "", in: file))
  }

  private mutating func mapping(_ node: MappingNode) throws(ImportFault) -> Mapping {
    try node.allow([
      "mapping", "description", "source", "pseudonyms", "encoding", "missing", "decimal", "zone",
      "order", "unsure", "subject", "drop", "logging", "tables",
    ])
    guard try node.need("mapping").whole() == 1 else {
      throw node.fault("mapping is not 1", "this version reads \"mapping\": 1")
    }
    if let stated = node["pseudonyms"] { arePseudonyms = try stated.flag() }
    if let stated = node["decimal"] {
      let sign = try stated.text()
      guard sign == "," || sign == "." else {
        throw stated.fault("\(sign) is neither", "write \",\" or \".\"")
      }
      hasComma = sign == ","
    }
    if let stated = node["zone"] { zone = try zone(stated) }
    dropped = try texts(node["drop"])
    subject = node["subject"]
    let encoding = try node["encoding"]?.text() ?? "utf-8"
    guard ["utf-8", "windows-1252"].contains(encoding) else {
      throw node.fault("encoding \(encoding) is not read", "it takes utf-8 or windows-1252")
    }
    let order = try node["order"]?.text() ?? "subjects"
    guard ["subjects", "rows"].contains(order) else {
      throw node.fault("order \(order) is not known", "it takes subjects or rows")
    }
    let source = try node.need("source").text()
    var tables: [TableRule] = []
    let stated = try node.need("tables")
    guard (1...MappingBudget.mostTables).contains(stated.elements.count) else {
      throw stated.fault(
        stated.elements.isEmpty
          ? "names no table" : "names more than \(MappingBudget.mostTables) tables",
        "docs/importing.md shows what stands here")
    }
    for table in stated.elements { tables.append(try self.table(table)) }
    guard tables.contains(where: { !$0.events.isEmpty }) else {
      throw stated.fault("no table makes an event", "give one of them events")
    }
    for table in tables {
      for join in table.joins where !tables.contains(where: { $0.name == join.table }) {
        throw node.fault(
          "table \(table.name) joins \(join.table), which is none", "name a table of the mapping")
      }
    }
    guard Set(tables.map(\.name)).count == tables.count else {
      throw node.fault("two tables have one name", "give each its own")
    }
    return Mapping(
      source: Array(source.utf8), arePseudonyms: arePseudonyms,
      isWindows: encoding == "windows-1252",
      missing: Set(try texts(node["missing"]).map { Array($0.utf8) }),
      isBySubject: order == "subjects", unsure: try texts(node["unsure"]), tables: tables,
      logging: try logging(node["logging"]))
  }

  func texts(_ node: MappingNode?) throws(ImportFault) -> [String] {
    guard let node else { return [] }
    var texts: [String] = []
    for element in node.elements { texts.append(try element.text()) }
    return texts
  }

  /// `"UTC"`, `"-05:00"`, `"America/New_York"`, or an object with the name and what becomes of times that
  /// clocks skip or show twice.
  func zone(_ node: MappingNode) throws(ImportFault) -> ZoneRule {
    if node.node.kind == .object { try node.allow(["name", "skipped", "doubled"]) }
    let name = try node.node.kind == .object ? node.need("name").text() : node.text()
    var rule: ZoneRule
    if name == "UTC" || name == "Z" {
      rule = ZoneRule(clocks: .fixed(0), name: "UTC")
    } else if let ahead = FixedOffset.read(Array(name.utf8)) {
      rule = ZoneRule(clocks: .fixed(ahead), name: name)
    } else {
      rule = ZoneRule(clocks: .region(try ZoneFolder.rules(name, disk, node)), name: name)
    }
    if let stated = node["skipped"] { rule.skipped = try stated.word(ZoneRule.Skipped.self) }
    if let stated = node["doubled"] { rule.doubled = try stated.word(ZoneRule.Doubled.self) }
    return rule
  }

  private func logging(_ node: MappingNode?) throws(ImportFault) -> LoggingRule {
    var names: [String: String] = [:]
    var format = TimeFormat("yyyy-MM-dd HH:mm")
    var namesActors = false
    var zone = zone
    if let node {
      try node.allow(["format", "zone", "eventNames", "actors"])
      if let stated = node["format"] { format = try self.format(stated) }
      if let stated = node["zone"] { zone = try self.zone(stated) }
      for (label, name) in node["eventNames"]?.members ?? [] { names[label] = try name.text() }
      if let stated = node["actors"] {
        let word = try stated.text()
        guard ["pseudonyms", "names"].contains(word) else {
          throw stated.fault("\(word) is not known", "it takes pseudonyms or names")
        }
        namesActors = word == "names"
      }
    }
    guard let format else { preconditionFailure("the format of logging is good") }
    return LoggingRule(format: format, zone: zone, eventNames: names, namesActors: namesActors)
  }

  func format(_ node: MappingNode) throws(ImportFault) -> TimeFormat {
    let pattern = try node.text()
    guard let format = TimeFormat(pattern) else {
      throw node.fault(
        "\(pattern) is no format of a date or time",
        "such as yyyy-MM-dd, M/d/yyyy, dd.MM.yyyy HH:mm, h:mm a; docs/importing.md lists the letters"
      )
    }
    return format
  }
}

/// The folder in which systems keep the IANA time zone database.
enum ZoneFolder {
  static let path = "/usr/share/zoneinfo"

  static func rules(
    _ name: String, _ disk: any Disk, _ node: MappingNode
  ) throws(ImportFault) -> ZoneRules {
    let isName =
      name.contains("/") && !name.hasPrefix("/") && !name.contains("..")
      && name.utf8.allSatisfy { byte in
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte &- 0x30 <= 9
          || "/_+-".utf8.contains(byte)
      }
    guard isName else {
      throw node.fault(
        "\(name) is no time zone",
        "write UTC, an offset such as -05:00, or a region such as America/New_York")
    }
    let bytes: [UInt8]
    do throws(DiskError) { bytes = try disk.contents(of: "\(path)/\(name)", limit: 1 << 20) } catch
    {
      throw node.fault(
        "the zone \(name) is not in \(path)",
        "install tzdata, mend the name, or use an offset such as -05:00")
    }
    guard let rules = ZoneRules(bytes) else {
      throw node.fault(
        "\(path)/\(name) is no zone file of version 2 or later", "install tzdata anew")
    }
    return rules
  }
}
