import Bytes
import Events

/// The year in which somebody was born: all of a birth date that enters.
enum BirthYear {
  /// Whether a text is a year alone: four digits, the first none but 1 to 9.
  static func isYear(_ text: [UInt8]) -> Bool {
    text.count == 4 && text[0] != 0x30 && text.allSatisfy { $0 &- 0x30 <= 9 }
  }

  /// Sees that the birth year of an intake does not lie behind the event itself.
  ///
  /// - Parameter members: what the row says of each member, as JSON.
  ///
  /// Throws `CellFault`, which never shows more than a year.
  static func check(
    _ rule: EventRule, _ members: [[UInt8]?], _ cells: [[UInt8]]
  ) throws(CellFault) {
    guard rule.kind == .intake,
      let place = rule.data.firstIndex(where: { $0.name == "birthYear" }),
      let json = members[place]
    else { return }
    let column = MappingReader.columns(of: rule.data[place].rule).first
    guard isYear(json), let born = Int(json.text) else {
      throw CellFault(
        column, "is no year of birth",
        remedy:
          "write the year alone, with four digits; of dates say \"format\" and \"part\": \"year\"")
    }
    guard let time = try rule.time.time(cells), let year = Int(Array(time.text.prefix(4)).text),
      born > year
    else { return }
    throw CellFault(
      column, "is the birth year \(born), and the event is of \(year)",
      remedy: "mend it; years of two digits are those of this century: write birth dates with four")
  }
}

extension MemberRule {
  /// The same, with cells that messages never show.
  var hidden: MemberRule {
    guard case .value(.column(var rule)) = self else { return self }
    rule.isShown = false
    return .value(.column(rule))
  }
}

/// Columns of which nothing but a year enters, whole dates as they may be.
struct YearColumns: Sendable {
  /// How the dates of each are written; none where it holds years.
  private var formats: [String: [TimeFormat]] = [:]
  private let missing: Set<[UInt8]>

  /// - Parameter tables: those that read one file.
  init(_ tables: [TableRule], of mapping: Mapping) {
    missing = mapping.missing
    var others: Set<String> = []
    for table in tables {
      func needWhole(_ columns: [Int]) { others.formUnion(columns.map { table.columns[$0] }) }
      needWhole((table.subject.map { [$0.column] } ?? []) + table.joins.map(\.key))
      for event in table.events {
        needWhole(event.conditions.filter { $0.values != nil }.map(\.column))
        needWhole(MappingReader.columns(of: event.time))
        needWhole(event.actor.map { MappingReader.columns(of: .value($0)) } ?? [])
        for case .column(let column, _) in event.id { needWhole([column]) }
        for (name, member) in event.data {
          if let (column, styles) = Self.year(name, member) {
            formats[table.columns[column], default: []] += styles
          } else {
            needWhole(MappingReader.columns(of: member))
          }
        }
      }
    }
    for other in mapping.tables {
      for join in other.joins where tables.contains(where: { $0.name == join.table }) {
        others.insert(join.column)
        others.formUnion(
          other.columns.filter { $0.hasPrefix(join.table + ".") }
            .map { String($0.dropFirst(join.table.count + 1)) })
      }
    }
    for column in others { formats[column] = nil }
  }

  /// The column of a member that takes a year and no more, and how dates are written in it.
  private static func year(
    _ name: String, _ member: MemberRule
  ) -> (column: Int, formats: [TimeFormat])? {
    guard case .value(.column(let rule)) = member, rule.columns.count == 1, rule.values == nil,
      rule.without.isEmpty, rule.prefix.isEmpty
    else { return nil }
    if rule.kind == .year { return (rule.columns[0], rule.formats) }
    let isPlain = rule.number.from == nil && rule.number.times == nil
    return name == "birthYear" && rule.kind == .number && isPlain ? (rule.columns[0], []) : nil
  }

  /// What stands in a file of rejected rows in place of a cell that could not be read, and that is
  /// rejected until somebody mends it.
  static let unread = Array("(not kept)".utf8)

  /// A cell as it may stand in a file of rejected rows: its year, where nothing else of it enters, which
  /// makes the same event.
  func kept(_ cell: [UInt8], of column: String) -> [UInt8] {
    guard let formats = formats[column] else { return cell }
    let text = DelimitedText.trimmed(cell)
    guard !text.isEmpty, !missing.contains(text), !BirthYear.isYear(text) else { return cell }
    let years = Set(formats.compactMap { $0.read(text)?.year })
    guard years.count == 1, let year = years.first else { return Self.unread }
    return Array("\(year)".utf8)
  }
}
