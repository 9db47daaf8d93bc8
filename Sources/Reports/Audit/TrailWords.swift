import Bytes
import Events
import Projections

/// How an audit trail names people, times and values.
enum TrailWords {
  /// Who entered something, as text and tables say it.
  static func actor(_ name: String?) -> String { name.map(Visible.text) ?? "(none)" }

  /// `2026-03-01T10:00:00Z`: milliseconds are left to the other formats.
  static func moment(_ instant: Instant) -> String { String(instant.text.prefix(19)) + "Z" }

  /// Milliseconds in days.
  static func days(_ milliseconds: Int64) -> Double {
    Double(milliseconds) / Double(Instant.day)
  }

  /// `41.0 d`, or in hours where that is less than two days: `25.5 h`.
  static func span(_ milliseconds: Int64) -> String {
    milliseconds < 2 * Instant.day
      ? "\(Digits.near(Double(milliseconds) / 3_600_000)) h"
      : "\(Digits.near(days(milliseconds))) d"
  }

  /// What a correction does, to be read before its target.
  static func verb(_ action: CorrectionAction) -> String {
    switch action {
    case .void: "voids"
    case .amend: "amends"
    case .reassign: "reassigns"
    }
  }

  /// A value as JSON, `-` where there is none.
  static func value(_ json: [UInt8]?) -> String { json.map { Visible.text($0.text) } ?? "-" }

  /// What entries came with which delay: `late by 41.0 d`.
  static func delay(_ milliseconds: Int64, late: Int64) -> String {
    if milliseconds < 0 { return "dated ahead by \(span(-milliseconds))" }
    if milliseconds > late { return "late by \(span(milliseconds))" }
    return "in time, after \(span(milliseconds))"
  }

  /// The name of a number of a table.
  static func name(_ number: Int32?, _ table: NameTable) -> String? { number.map(table.text) }
}
