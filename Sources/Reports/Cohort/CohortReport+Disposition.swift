import Events

/// Where every treated subject stands.
extension CohortReport {
  /// A row for each phase, and behind it one for each way in which follow-up went on or ended.
  package var dispositionSheet: Sheet {
    var sheet = Sheet(
      "Where the treated stand when follow-up ends, by the phase of the last treatment",
      [.init("phase", nil, .left), .init("followUp", "follow-up", .left), .init("n")])
    for part in counts.disposition {
      sheet.add([.text(part.phase.rawValue), .text(part.exit ?? "all"), part.cell])
    }
    return sheet
  }
}
