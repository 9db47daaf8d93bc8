import Bytes
import Exporting

/// A table with something rare in it.
struct Edge {
  /// A value of a row.
  enum Value {
    case missing
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
  }

  let name: String
  let columns: [ExportColumn]
  let rows: [[Value]]
  /// Rows of a row group.
  var rowsOfGroup = 131_072

  static let all = [empty, missing, texts, longTexts, groups, booleans, extremes, pages]

  private static func optional(_ name: String, _ kind: ExportColumn.Kind) -> ExportColumn {
    ExportColumn(name, kind, .optional, "")
  }

  private static let everyKind: [ExportColumn] =
    ExportColumn.Kind.allCases.map { optional($0.rawValue, $0) }
    + ExportColumn.Kind.allCases.map { ExportColumn("\($0.rawValue)_always", $0, .always, "") }

  /// No row at all.
  private static let empty = Edge(name: "zero-rows", columns: everyKind, rows: [])

  /// Columns of every kind without any value.
  private static let missing = Edge(
    name: "all-missing", columns: ExportColumn.Kind.allCases.map { optional($0.rawValue, $0) },
    rows: Array(repeating: ExportColumn.Kind.allCases.map { _ in .missing }, count: 9))

  /// Texts that are not ASCII, empty, or missing; quotes and line ends.
  private static let texts = Edge(
    name: "unicode",
    columns: [optional("text", .text), ExportColumn("always", .text, .always, "")],
    rows: [
      "", "Ärger", "😀🧠", "e\u{301}", "\u{FFFF}", "\u{10FFFF}", "a\"b,c\r\nd", "=1+1", "日本語",
      "\u{0}nul",
    ].flatMap { text -> [[Value]] in
      [[Value.text(text), .text(text)], [.missing, .text(text)]]
    })

  /// Texts longer than a page, and than a statistic may be.
  private static let longTexts = Edge(
    name: "long-texts", columns: [optional("text", .text)],
    rows: [1, 64, 65, 65_535, 1 << 20, (1 << 20) + 1, 3 << 20].map { length -> [Value] in
      [.text(String(repeating: "x", count: length))]
    } + [[.missing], [.text("last")]])

  /// Row groups of seven rows: one ends exactly there, a last one is short.
  private static let groups = Edge(
    name: "row-groups", columns: [optional("number", .number), optional("text", .text)],
    rows: (0..<24).map { row -> [Value] in
      row % 5 == 3 ? [.missing, .missing] : [.number(Double(row) / 8), .text("row \(row)")]
    }, rowsOfGroup: 7)

  /// Truth values over the ends of bytes, with and without gaps.
  private static let booleans = Edge(
    name: "booleans", columns: [optional("gaps", .boolean), optional("full", .boolean)],
    rows: (0..<35).map { row -> [Value] in
      let gaps: Value = row % 3 == 1 ? Value.missing : Value.boolean(row % 2 == 0)
      return [gaps, Value.boolean(row % 7 < 3)]
    })

  /// The first and last values that there are.
  private static let extremes = Edge(
    name: "extremes",
    columns: [
      optional("integer", .integer), optional("number", .number),
      optional("timestamp", .timestamp), optional("date", .date),
    ],
    rows: [
      [
        .integer(.max), .number(.greatestFiniteMagnitude),
        .integer(Instant("9999-12-31T23:59:59.999Z")?.milliseconds ?? 0), .integer(2_932_896),
      ],
      [
        .integer(.min), .number(-.greatestFiniteMagnitude),
        .integer(Instant("0001-01-01T00:00:00.000Z")?.milliseconds ?? 0), .integer(-719_162),
      ],
      [.integer(0), .number(.leastNonzeroMagnitude), .integer(-1), .integer(-1)],
      [.integer(1), .number(-0.0), .integer(0), .integer(0)],
      [.integer(-1), .number(0.1), .integer(1), .integer(1)],
    ])

  /// More rows than one page holds, missing ones in turn: levels in many runs.
  private static let pages = Edge(
    name: "pages", columns: [optional("integer", .integer), optional("text", .text)],
    rows: (0..<45_000).map { row -> [Value] in
      let number: Value = row % 2 == 0 ? Value.integer(Int64(row)) : Value.missing
      let text: Value = row % 1000 < 990 ? Value.text("P-\(row % 977)") : Value.missing
      return [number, text]
    })

  // MARK: what is written

  /// The file, its rows handed over in parts.
  var parquet: [UInt8] {
    var encoder = ParquetEncoder(columns, [("edge", name)], rowsOfGroup: rowsOfGroup)
    var bytes = encoder.begin()
    for start in stride(from: 0, to: rows.count, by: 1000) {
      bytes += encoder.encode(block(start..<min(rows.count, start + 1000)))
    }
    return bytes + encoder.end()
  }

  private func block(_ range: Range<Int>) -> RowBlock {
    var values = columns.map { ColumnValues($0.kind) }
    for row in rows[range] {
      for (index, value) in row.enumerated() {
        switch value {
        case .missing: values[index].addMissing()
        case .text(let text): values[index].add(text)
        case .integer(let number): values[index].add(number)
        case .number(let number): values[index].add(number)
        case .boolean(let truth): values[index].add(Int64(truth ? 1 : 0))
        }
      }
    }
    return RowBlock(columns: values)
  }

  /// The rows as JSON Lines, behind the names and kinds of the columns. Milliseconds and days stand
  /// for instants and dates.
  var lines: [UInt8] {
    var json = JSONWriter()
    json.array(nil, columns) { json, column in
      json.array(nil, [column.name, column.kind.rawValue]) { $0.string(nil, $1) }
    }
    json.endLine()
    for row in rows {
      json.array(nil, row) { json, value in
        switch value {
        case .missing: json.null()
        case .text(let text): json.string(nil, text)
        case .integer(let number): json.integer(nil, Int(number))
        case .number(let number): json.double(nil, number)
        case .boolean(let truth): json.bool(nil, truth)
        }
      }
      json.endLine()
    }
    return json.bytes
  }
}
