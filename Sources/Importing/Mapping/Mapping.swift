import Bytes
import Events

/// Which columns of other people's tables make which events. A person writes it; `docs/importing.md`
/// and `docs/schema/mapping.schema.json` say how.
package struct Mapping: Sendable {
  /// `source` of all events.
  let source: [UInt8]
  /// Whether the identifiers in the files are pseudonyms already.
  package let arePseudonyms: Bool
  /// Whether files are Windows-1252 and not UTF-8.
  let isWindows: Bool
  /// Words that stand for nothing.
  let missing: Set<[UInt8]>
  /// Whether the events of a subject stand together.
  let isBySubject: Bool
  /// What the mapping's author was not sure of and has not settled.
  package let unsure: [String]
  /// The tables.
  let tables: [TableRule]
  /// How REDCap's logging is read.
  let logging: LoggingRule
}

/// One table.
struct TableRule: Sendable {
  let name: String
  /// What stands between cells; `nil`: found from the headings.
  let separator: UInt8?
  /// The columns that rules speak of, by the numbers that they use. Those of a joined table are called
  /// `TABLE.COLUMN`.
  let columns: [String]
  /// Columns that do not enter, by decision.
  let dropped: Set<String>
  /// The identifier; `nil` for a table that others only look things up in.
  let subject: SubjectRule?
  let joins: [JoinRule]
  let events: [EventRule]
  /// Of a REDCap project, which form it is about.
  let form: FormRule?

  /// The columns that its own file must have.
  var needed: [String] {
    columns.filter { name in !joins.contains { name.hasPrefix($0.table + ".") } }
  }
}

/// Rows of another table, looked up by a key.
struct JoinRule: Sendable {
  let table: String
  /// The column with the key, in both tables.
  let column: String
  /// The number of that column in the table that looks up.
  let key: Int
}

/// A form (instrument) of a REDCap project.
struct FormRule: Equatable, Sendable {
  let name: String
  /// What exports with labels call it.
  let label: String?
  /// Whether only forms that were marked as complete enter.
  let onlyComplete: Bool
}

/// How REDCap's logging is read.
struct LoggingRule: Sendable {
  let format: TimeFormat
  let zone: ZoneRule
  /// The unique names of events whose labels don't give them.
  let eventNames: [String: String]
  /// Whether actors keep their user names.
  let namesActors: Bool
}

/// From which column a subject's name is made.
struct SubjectRule: Sendable {
  let column: Int
  /// A beginning that is taken off.
  let without: [UInt8]
  /// A beginning that is put before; of pseudonyms only.
  let prefix: [UInt8]
  /// At least so many digits: zeros are put before, as spreadsheets take them away.
  let pad: Int
  /// What becomes of capital letters; `nil`: the mapping does not say, and two spellings are a reject.
  let letters: Letters?

  /// What becomes of the letters A to Z of identifiers.
  enum Letters: String, CaseIterable, Sendable {
    case upper, lower
    /// Identifiers that differ in them are those of different people.
    case kept
  }

  /// The identifier of a row; `nil` where there is none.
  func identifier(_ cells: [[UInt8]]) -> [UInt8]? {
    var text = cells[column]
    guard !text.isEmpty else { return nil }
    if !without.isEmpty, text.starts(with: without) { text.removeFirst(without.count) }
    if text.count < pad { text = [UInt8](repeating: 0x30, count: pad - text.count) + text }
    switch letters {
    case .upper: text = text.map { $0 &- UInt8(ascii: "a") < 26 ? $0 & 0xDF : $0 }
    case .lower: text = text.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
    case .kept, nil: break
    }
    return prefix + text
  }
}

/// One event of a row.
struct EventRule: Sendable {
  let kind: EventKind
  /// Whether it is made once for a subject, by the first row that can.
  let isOnce: Bool
  let conditions: [Condition]
  /// What its id is made of; columns in it are read as other rules of the table read them.
  var id: [IDPart]
  let time: TimeRule
  let actor: ValueRule?
  /// The members of its data in the order in which the log writes them.
  var data: [(name: String, rule: MemberRule)]
  /// Which columns said what.
  let sayers: [String: String]

  /// A part of an id.
  enum IDPart: Sendable { case text([UInt8]), subject, column(Int, CellReading) }
}

/// What a member of an event's data comes from.
enum MemberRule: Sendable { case value(ValueRule), time(TimeRule) }

/// When an event is made.
struct Condition: Sendable {
  let column: Int
  /// The values that do; `nil`: any but none.
  let values: Set<[UInt8]>?
  /// Whether those are the ones that don't.
  let isNegated: Bool

  func holds(_ cells: [[UInt8]]) -> Bool {
    guard let values else { return cells[column].isEmpty == isNegated }
    return values.contains(cells[column]) != isNegated
  }
}

/// What is wrong with a cell.
struct CellFault: Error, Equatable, Sendable {
  /// The column, by its number in its table; `nil` where several said it together.
  let column: Int?
  let reason: String
  let remedy: String

  init(_ column: Int?, _ reason: String, remedy: String = "") {
    self.column = column
    self.reason = reason
    self.remedy = remedy
  }
}
