import Bytes

/// The columns that REDCap itself puts into a flat export, which are there only where the project needs
/// them: a batch without repeating forms has none of theirs.
enum REDCapColumn {
  static let event = "redcap_event_name"
  static let form = "redcap_repeat_instrument"
  static let instance = "redcap_repeat_instance"
  /// Those that may be missing.
  static let optional: Set<String> = [event, form, instance]

  /// Whether a column is REDCap's own, and no field that somebody filled in.
  static func isOwn(_ name: String) -> Bool {
    name.hasPrefix("redcap_") || name.hasSuffix("_complete") || name.hasSuffix("_timestamp")
  }
}

/// Where a row of a flat export belongs.
struct REDCapKey: Hashable, Sendable {
  let record: [UInt8]
  /// The event's unique name; empty in a project without events.
  let event: [UInt8]
  /// From 1.
  let instance: Int
}

/// Reads what a row of a flat export is about.
struct REDCapRow: Sendable {
  private let eventPlace: Int?
  private let formPlace: Int?
  private let instancePlace: Int?
  private let completePlaces: [Int?]

  init(_ headings: [String], _ tables: [TableRule]) {
    eventPlace = headings.firstIndex(of: REDCapColumn.event)
    formPlace = headings.firstIndex(of: REDCapColumn.form)
    instancePlace = headings.firstIndex(of: REDCapColumn.instance)
    completePlaces = tables.map { table in
      headings.firstIndex(of: (table.form?.name ?? "") + "_complete")
    }
  }

  private func said(_ place: Int?, _ row: [[UInt8]]) -> [UInt8] {
    guard let place, place < row.count else { return [] }
    return DelimitedText.trimmed(row[place])
  }

  /// The repeating form that a row is an instance of; empty for none.
  func form(_ row: [[UInt8]]) -> [UInt8] { said(formPlace, row) }

  func key(_ row: [[UInt8]], record: [UInt8]) -> REDCapKey {
    REDCapKey(
      record: record, event: said(eventPlace, row),
      instance: Int(said(instancePlace, row).text) ?? 1)
  }

  /// Whether a form was marked as complete, where the export says.
  func isComplete(_ table: Int, _ row: [[UInt8]]) -> Bool {
    Self.isComplete(said(completePlaces[table], row))
  }

  /// Whether a value of `…_complete` says so, raw or as a label.
  static func isComplete(_ value: [UInt8]) -> Bool {
    value == [UInt8(ascii: "2")] || value.text == "Complete"
  }
}

extension TableRule {
  /// The columns that are fields of its form.
  var fields: [Int] {
    columns.indices.filter { number in
      number != subject?.column && !REDCapColumn.isOwn(columns[number])
        && !joins.contains { columns[number].hasPrefix($0.table + ".") || $0.key == number }
    }
  }

  /// Whether a repeating form's name in an export means this one.
  func isForm(_ name: [UInt8]) -> Bool {
    form.map { Array($0.name.utf8) == name || $0.label.map { Array($0.utf8) } == name } ?? false
  }
}
