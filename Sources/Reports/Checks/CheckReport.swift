import Bytes
package import Projections

/// The answer of `check`: what is odd in the data, by rule.
package struct CheckReport: Sendable {
  /// Definition, set, log, view.
  package var header: AnswerHeader
  /// The rules that were asked for, in their order.
  package var rules: [CheckRule]
  /// What they found, in the order of the rules.
  package var findings: [CheckFinding]
  /// Whether the findings themselves are left out.
  package var isSummary = false
  /// How many findings of one rule the text names; `nil`: all.
  package var shownByRule: Int?

  package init(header: AnswerHeader, rules: [CheckRule], findings: [CheckFinding]) {
    self.header = header
    self.rules = rules
    self.findings = findings
  }

  /// Whether a check said no: something is wrong, not merely odd.
  package var saysNo: Bool { findings.contains { $0.rule.severity == .error } }

  func findings(of rule: CheckRule) -> [CheckFinding] {
    findings.filter { $0.rule == rule }
  }

  /// The document as one JSON object, as `docs/schema/check.schema.json` describes it.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      header.write(to: &json)
      json.array("rules", rules) { json, rule in
        json.object { json in
          Self.write(rule, to: &json)
          json.integer("findings", findings(of: rule).count)
        }
      }
      if !isSummary { json.array("findings", findings) { Self.write($1, to: &$0) } }
      if header.hasEvidence { json.object("extra") { header.writeEvidence(to: &$0) } }
    }
    return json.bytes + [0x0A]
  }

  /// One JSON object for each finding.
  package var jsonLines: [UInt8] {
    findings.reduce(into: []) { bytes, finding in
      var json = JSONWriter()
      Self.write(finding, to: &json)
      bytes += json.bytes + [0x0A]
    }
  }

  /// One row for each finding; lines are joined by spaces.
  package var csv: [UInt8] {
    var csv = CSV(["rule", "severity", "subject", "seqs", "detail"])
    for finding in findings {
      csv.add([
        finding.rule.rawValue, finding.rule.severity.rawValue, finding.subject,
        finding.seqs.map(String.init).joined(separator: " "), finding.detail,
      ])
    }
    return csv.bytes
  }

  private static func write(_ rule: CheckRule, to json: inout JSONWriter) {
    json.string("rule", rule.rawValue)
    json.string("severity", rule.severity.rawValue)
    json.string("sentence", rule.sentence)
  }

  private static func write(_ finding: CheckFinding, to json: inout JSONWriter) {
    json.object { json in
      json.string("rule", finding.rule.rawValue)
      json.string("severity", finding.rule.severity.rawValue)
      json.string("subject", finding.subject)
      json.array("seqs", finding.seqs) { $0.integer(nil, $1) }
      json.string("detail", finding.detail)
    }
  }
}

/// The answer in words.
extension CheckReport {
  /// The rules that found something, each with its findings; 80 columns where names allow it.
  package var text: [String] {
    var lines = ["what is odd in the data", ""]
    var silent = 0
    for rule in rules {
      let found = findings(of: rule)
      if found.isEmpty {
        silent += 1
        continue
      }
      lines.append(
        pad(rule.severity.rawValue, 9) + pad(rule.rawValue, 32)
          + (found.count == 1 ? "1 finding" : "\(found.count) findings"))
      lines += Paragraph.lines(pad("", 9), rule.sentence)
      if !isSummary { lines += rows(found) }
      lines.append("")
    }
    lines += totals(silent) + header.lastLines
    return lines
  }

  private func rows(_ findings: [CheckFinding]) -> [String] {
    var table = TextTable([("", .left), ("", .left), ("", .left)])
    let shown = findings.prefix(shownByRule ?? findings.count)
    for finding in shown {
      table.add([Visible.text(finding.subject), Self.seqs(finding.seqs), finding.detail])
    }
    var lines = table.lines.dropFirst().map { String(repeating: " ", count: 11) + $0 }
    if shown.count < findings.count, let rule = findings.first?.rule {
      lines.append(
        "           and \(findings.count - shown.count) more: --rule \(rule.rawValue) lists them")
    }
    return lines
  }

  /// `seq 7, 18`; of many the first ones.
  static func seqs(_ seqs: [Int]) -> String {
    let shown = seqs.count > 5 ? seqs.prefix(4) : seqs[...]
    let rest = seqs.count - shown.count
    return "seq " + shown.map(String.init).joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }

  private func totals(_ silent: Int) -> [String] {
    let counts = CheckRule.Severity.allCases.map { severity in
      let count = findings.count { $0.rule.severity == severity }
      return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    let rules = silent == 1 ? "1 rule" : "\(silent) rules"
    return ["\(counts.joined(separator: ", ")); \(rules) found nothing"]
  }
}

/// The rules themselves.
extension CheckReport {
  /// All rules in words.
  package static var list: [String] {
    CheckRule.allCases.flatMap { rule in
      ["\(pad(rule.severity.rawValue, 9))\(rule.rawValue)"]
        + Paragraph.lines(pad("", 9), rule.sentence)
    }
  }

  /// All rules as one JSON object.
  package static var listJSON: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.array("rules", CheckRule.allCases) { json, rule in
        json.object { write(rule, to: &$0) }
      }
    }
    return json.bytes + [0x0A]
  }

  /// All rules, an object each.
  package static var listJSONLines: [UInt8] {
    CheckRule.allCases.reduce(into: []) { bytes, rule in
      var json = JSONWriter()
      json.object { write(rule, to: &$0) }
      bytes += json.bytes + [0x0A]
    }
  }

  /// All rules, a row each.
  package static var listCSV: [UInt8] {
    var csv = CSV(["rule", "severity", "sentence"])
    for rule in CheckRule.allCases {
      csv.add([rule.rawValue, rule.severity.rawValue, rule.sentence])
    }
    return csv.bytes
  }
}
