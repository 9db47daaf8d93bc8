import Bytes

/// The styles in which the dates of a column are written, as far as cells tell.
struct WrittenDates: Sendable {
  /// The formats, that of the most cells first; none where half of the cells or more are no dates.
  private(set) var formats: [TimeFormat] = []
  /// Cells that none of them reads.
  private(set) var unread: [[UInt8]] = []
  /// Two formats that both read all cells of their style, and as different days.
  private(set) var rivals: (TimeFormat, TimeFormat)?
  /// Two formats with day and month in different places, of which each reads cells that the other can't, beside cells that
  /// both read.
  private(set) var orders: (TimeFormat, TimeFormat)?

  /// More styles than people write in one column.
  private static let most = 6

  /// - Parameter values: what stands in the column, trimmed; nothing empty.
  init(_ values: [[UInt8]]) {
    let candidates = DateStyle.common + ["excel-1900"].compactMap(TimeFormat.init)
    var left = values
    while !left.isEmpty, formats.count < Self.most {
      // A further style only where no cell means two days.
      let fits = candidates.filter { candidate in
        values.allSatisfy { value in
          guard let other = Self.read(value, candidate) else { return true }
          return formats.allSatisfy { Self.read(value, $0).map { $0 == other } ?? true }
        }
      }.map { format in (format, left.count { Self.read($0, format) != nil }) }
      // The first of equals.
      guard let best = fits.max(by: { $0.1 < $1.1 }), best.1 > 0 else { break }
      note(best.0, values)
      formats.append(best.0)
      left = left.filter { Self.read($0, best.0) == nil }
    }
    unread = left
    if left.count * 2 >= values.count { self = WrittenDates() }
  }

  private init() {}

  private static func read(_ value: [UInt8], _ format: TimeFormat) -> TimeFormat.Parts? {
    format.excel == nil || DateStyle.isSerial(value) ? format.read(value) : nil
  }

  /// Notes what the other order of day and month makes of a style's cells.
  private mutating func note(_ format: TimeFormat, _ values: [[UInt8]]) {
    guard let other = format.swapped, DateStyle.common.contains(other) else { return }
    var (mine, theirs, both) = (0, 0, 0)
    for value in values {
      switch (format.read(value), other.read(value)) {
      case (nil, nil): break
      case (_?, nil): mine += 1
      case (nil, _?): theirs += 1
      case (let one?, let another?): if one != another { both += 1 }
      }
    }
    if both > 0, mine == 0, theirs == 0 { rivals = (format, other) }
    if both > 0, mine > 0, theirs > 0 { orders = (format, other) }
  }

  /// Whether some are days as Excel counts them.
  var hasExcel: Bool { formats.contains { $0.excel != nil } }

  /// Whether all say a time of day.
  func haveClocks(_ values: [[UInt8]]) -> Bool {
    !formats.isEmpty
      && values.allSatisfy { value in
        formats.contains { Self.read(value, $0)?.ofDay != nil }
          || formats.allSatisfy { Self.read(value, $0) == nil }
      }
  }
}
