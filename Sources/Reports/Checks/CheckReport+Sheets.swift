import Projections

/// What is odd in the data as tables, for pages.
extension CheckReport {
  /// A row for each rule that found something, with how often and in how many people.
  package var ruleSheet: Sheet {
    var sheet = Sheet(
      "Rules that found something",
      [
        .init("rule", nil, .left), .init("severity", nil, .left), .init("findings"),
        .init("people"), .init("sentence", "what it is, and what to do", .left),
      ])
    for rule in rules {
      let found = findings(of: rule)
      guard !found.isEmpty else { continue }
      sheet.add([
        .text(rule.rawValue), .text(rule.severity.rawValue), .integer(found.count),
        .integer(PeopleCount(found.map(\.subject)).people { _ in true }), .text(rule.sentence),
      ])
    }
    return sheet
  }

  /// A row for each rule, and whether it found anything: where counts are kept back, nothing more can
  /// be said, since people who are in no figure are found by rules too.
  package var coarseRuleSheet: Sheet {
    var sheet = Sheet(
      "Rules, and whether they found anything; how often is withheld",
      [
        .init("rule", nil, .left), .init("severity", nil, .left), .init("found", nil, .left),
        .init("sentence", "what it is, and what to do", .left),
      ])
    for rule in rules {
      sheet.add([
        .text(rule.rawValue), .text(rule.severity.rawValue),
        .text(findings.contains { $0.rule == rule } ? "yes" : "nothing"), .text(rule.sentence),
      ])
    }
    return sheet
  }

  /// A row for each finding.
  package var findingSheet: Sheet {
    var sheet = Sheet(
      "What was found",
      [
        .init("rule", nil, .left), .init("severity", nil, .left), .init("seqs", "lines", .left),
        .init("detail", nil, .left), .init("sentence", "what it is, and what to do", .left),
      ])
    for finding in findings {
      sheet.add([
        .text(finding.rule.rawValue), .text(finding.rule.severity.rawValue),
        .text(Self.seqs(finding.seqs)), .text(finding.detail), .text(finding.rule.sentence),
      ])
    }
    return sheet
  }

  /// `0 errors, 6 warnings, 56 notes; 25 rules found nothing.`
  package var totalsSentence: String {
    let silent = rules.count { rule in !findings.contains { $0.rule == rule } }
    return totals(silent).joined(separator: " ") + "."
  }
}
