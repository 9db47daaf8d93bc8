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

  /// A row for each rule that found something about one person, with the lines that it found.
  package var findingSheet: Sheet {
    var sheet = Sheet(
      "What was found",
      [
        .init("rule", nil, .left), .init("severity", nil, .left), .init("findings"),
        .init("seqs", "lines", .left), .init("sentence", "what it is, and what to do", .left),
      ])
    for rule in rules {
      let found = findings(of: rule)
      guard !found.isEmpty else { continue }
      let cases = found.map { finding in
        Self.seqs(finding.seqs) + (finding.detail.isEmpty ? "" : " (\(finding.detail))")
      }
      sheet.add([
        .text(rule.rawValue), .text(rule.severity.rawValue), .integer(found.count),
        .text(cases.joined(separator: "; ")), .text(rule.sentence),
      ])
    }
    return sheet
  }

  /// `No errors. Warnings by 2 rules (176 findings), notes by 1 rule (60 findings); 28 rules found
  /// nothing.` One cause is often found once for each session: it is the rules that count.
  package var totalsSentence: String {
    let found = CheckRule.Severity.allCases.map { severity in
      let rules = rules.filter { $0.severity == severity }
      return (
        severity, rules: rules.count { !findings(of: $0).isEmpty },
        findings: rules.reduce(0) { $0 + findings(of: $1).count }
      )
    }
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    func words(_ found: (severity: CheckRule.Severity, rules: Int, findings: Int)) -> String {
      found.rules == 0
        ? "no \(found.severity.rawValue)s"
        : "\(found.severity.rawValue)s by \(counted(found.rules, "rule")) "
          + "(\(counted(found.findings, "finding")))"
    }
    let silent = rules.count { findings(of: $0).isEmpty }
    let said = found.map { words(($0.0, $0.rules, $0.findings)) }.joined(separator: ", ")
    return said.prefix(1).uppercased() + said.dropFirst()
      + "; \(counted(silent, "rule")) found nothing."
  }
}
