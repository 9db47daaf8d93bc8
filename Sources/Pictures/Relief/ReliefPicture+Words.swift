import Projections
import Reports
import Statistics

/// What a picture of relief says in words.
extension ReliefPicture {
  /// When half had lost relief, and what has to be said with it.
  var finding: String {
    guard !isEmpty else { return absence + "." }
    guard !isAlone else {
      let group = series[0]
      return [group.medianWords, group.unconfirmedWords, group.laterMedianWords].compactMap { $0 }
        .joined(separator: " ")
    }
    guard !isApart else { return "\(series.count) groups, a plot for each." }
    return series.map { group in
      let words = group.medianWords.map { ": " + $0.prefix(1).lowercased() + $0.dropFirst() }
      return group.name + (words ?? ": \(group.countWords).")
    }.joined(separator: " ")
  }

  /// Why there is no curve at all.
  var absence: String {
    series.contains { $0.absence == ReliefSeries.withheld }
      ? "How long relief lasted is \(Finding.tooFew)" : "Nobody is analysed"
  }

  /// The finding in numbers.
  var description: String {
    let groups = series.map { group -> String in
      let head = group.name.isEmpty ? "" : group.name + ": "
      guard group.figures != nil else { return head + group.countWords + "." }
      let survival = group.survivalWords.joined(separator: ", ")
      return [
        head + group.countWords + ".", group.medianWords, group.unconfirmedWords,
        survival.isEmpty ? nil : "Still in relief (Turnbull): \(survival).",
        group.laterMedianWords,
      ].compactMap { $0 }.joined(separator: " ")
    }
    return ([title + "."] + groups).joined(separator: " ")
  }

  /// What has to be known to read the picture.
  var caption: [String] {
    var lines: [String] = []
    let counts = series.map { ($0.name.isEmpty ? "" : $0.name + ": ") + $0.countWords }
    lines.append("n: " + counts.joined(separator: "; ") + ".")
    lines.append(
      "Relief is lost in (L, R]: after L, the last rating in relief, and by R, the first of the "
        + "confirmed loss. Turnbull's estimate takes the intervals as they are; Kaplan-Meier dates "
        + "the loss at R, which is too late, censors at L, and lets units in at their first rating."
    )
    if series.contains(where: { $0.rows.contains { $0.events > 0 && $0.atRisk < ReliefSeries.few } }
    ) {
      lines.append(
        "Kaplan-Meier steps down where fewer than \(ReliefSeries.few) are at risk (thin): there it can "
          + "also be too low.")
    }
    if !isAlone {
      lines += series.compactMap { group in group.unconfirmedWords.map { "\(group.name): \($0)" } }
    }
    if let repeats = answer.whole?.repeats { lines.append(repeats + ".") }
    if answer.disclosure != nil {
      lines.append("Steps are put together and times left out until none tells of too few people.")
    }
    return lines
  }
}
