import Definitions
import Projections
import Reports

/// What the picture says in words, and the table behind it.
extension ForestPicture {
  var words: String {
    rows.map { row in
      let section = row.section.isEmpty ? "" : "\(row.section), "
      return "\(section)\(row.name): \(row.valueText(scale))"
        + (row.countText.isEmpty ? "" : " (\(row.countText))") + "."
    }.joined(separator: " ")
  }

  var finding: String {
    guard !isEmpty else { return "No group has an estimate." }
    let words = sections.prefix(3).map { section, rows in
      (section.isEmpty ? "" : "\(section): ") + summary(of: rows) + "."
    }
    let more = sections.count > 3 ? [" \(sections.count) instruments in all."] : []
    return (words + more).joined(separator: " ")
  }

  /// The rows under what they stand under.
  var sections: [(name: String, rows: [ForestRow])] {
    var sections: [(name: String, rows: [ForestRow])] = []
    for row in rows {
      if sections.last?.name != row.section { sections.append((row.section, [])) }
      sections[sections.count - 1].rows.append(row)
    }
    return sections
  }

  func summary(of rows: [ForestRow]) -> String {
    let shown = rows.filter { !$0.isWhole && $0.estimate != nil }
    let whole = rows.first { $0.isWhole && $0.estimate != nil }
    let all = whole.map { "; everybody \($0.valueText(scale))" } ?? ""
    let order = shown.sorted { ($0.estimate ?? 0) < ($1.estimate ?? 0) }
    guard let low = order.first, let high = order.last, order.count > 1 else {
      return order.first.map { "\($0.name) \($0.valueText(scale))\(all)" }
        ?? "no group has an estimate"
    }
    return "\(order.count) groups from \(low.valueText(scale)), \(low.name), to "
      + "\(high.valueText(scale)), \(high.name)\(all)"
  }

  var sheet: Sheet {
    var sheet = Sheet(
      title,
      [
        .init("section", nil, .left), .init("group", nil, .left), .init("n"), .init("of"),
        .init("estimate"), .init("lower", "95 % from"), .init("upper", "to"),
        .init("medianAfterDays", "Turnbull after"), .init("medianThroughDays", "through"),
      ])
    func cell(_ value: Double?, _ row: ForestRow) -> Cell {
      if row.isWithheld { return .withheld }
      return scale == .shares ? .optional(value) { .share($0) } : .days(value)
    }
    for row in rows {
      sheet.add([
        .text(row.section), .text(row.name),
        row.isWithheld ? .withheld : .optional(row.count),
        row.isWithheld ? .withheld : .optional(row.total), cell(row.estimate, row),
        cell(row.lower, row), cell(row.upper, row),
        row.isWithheld ? .withheld : .optional(row.interval?.after) { .atLeastDays($0) },
        row.isWithheld ? .withheld : .optional(row.interval?.through) { .atMostDays($0) },
      ])
    }
    return sheet
  }
}
