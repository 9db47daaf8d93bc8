import Reports

/// The values of a curve in words, each with its place in the picture: for pages on which somebody
/// points at the curve. They are rows of the tables behind it.
extension Picture {
  /// A place along the picture.
  package struct Reading: Sendable {
    /// From the left edge, in px of the natural size.
    package let x: Double
    /// `day 28: Turnbull from 62.0 %, to 66.0 %, at risk 12`.
    package let text: String
  }

  /// More places could not be told apart by pointing.
  private static let mostReadings = 150

  /// By day; none where the picture is no single curve over days.
  package var readings: [Reading] {
    guard let days else { return [] }
    var readings: [Reading] = []
    for sheet in sheets {
      guard let place = sheet.columns.firstIndex(where: { $0.key == "days" }),
        readings.count + sheet.rows.count <= Self.mostReadings
      else { continue }
      for row in sheet.rows {
        guard case .number(let day, _) = row[place] else { continue }
        let values = sheet.columns.indices.filter { $0 > place }
          .map { "\(sheet.columns[$0].head) \(row[$0].shown)" }
        readings.append(
          Reading(
            x: days.at(day), text: "Day \(row[place].shown): \(values.joined(separator: ", "))"))
      }
    }
    return readings.enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }
      .map(\.element)
  }
}
