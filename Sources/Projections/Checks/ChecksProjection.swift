import Bytes
package import Events
package import Histories

/// What is odd in the data, by rule.
///
/// It needs what replay does not keep (raters, versions, answers, orders, when a line was
/// recorded), so it is given the particulars of each log besides its histories.
package struct ChecksProjection: Sendable {
  /// The answer.
  package struct Value: Sendable {
    /// In the order of rules, then of subjects as they are shown, then of lines.
    package var findings: [CheckFinding] = []
    /// The index instruments of the subjects.
    package var instruments: Set<String> = []
    /// Subjects that were looked at.
    package var subjects = 0
  }

  private let plan: AnalysisPlan
  private let rules: Set<CheckRule>
  private let subject: String?

  /// - Parameters:
  ///   - rules: the rules that are asked for.
  ///   - subject: the only subject that is looked at, as shown; `nil`: all.
  package init(
    _ plan: AnalysisPlan, rules: Set<CheckRule> = Set(CheckRule.allCases),
    about subject: String? = nil
  ) {
    self.plan = plan
    self.rules = rules
    self.subject = subject
  }

  /// What is odd about all subjects of a registry.
  ///
  /// - Parameter particulars: those of each log, in the registry's order.
  package func fold(_ registry: Registry, _ particulars: [Particulars]) -> Value {
    var value = Value()
    var findings: [CheckRule: [CheckFinding]] = [:]
    registry.forEachWithOrphans { name, history, log in
      if let subject, name != subject { return }
      guard plan.includes(history, shownAs: name) else { return }
      guard !history.events.isEmpty else {
        if !rules.contains(.doseWithoutInfusion) { return }
        return findings[.doseWithoutInfusion, default: []] += Examination.orphans(history, name)
      }
      let record = CaseRecord(history, plan)
      guard plan.includes(record, shownAs: name) else { return }
      value.subjects += 1
      value.instruments.insert(record.instrument)
      var examination = Examination(record, particulars[log], plan, shownAs: name)
      for finding in examination.findings() where rules.contains(finding.rule) {
        findings[finding.rule, default: []].append(finding)
      }
    }
    value.findings = CheckRule.allCases.flatMap { findings[$0] ?? [] }
    return value
  }
}

/// One subject under all rules.
struct Examination {
  let record: CaseRecord
  let particulars: Particulars
  let plan: AnalysisPlan
  private let shown: String
  private var found: [CheckFinding] = []

  init(
    _ record: CaseRecord, _ particulars: Particulars, _ plan: AnalysisPlan, shownAs shown: String
  ) {
    self.record = record
    self.particulars = particulars
    self.plan = plan
    self.shown = shown
  }

  var history: History { record.history }
  var table: EventTable { record.history.table }

  /// All that is odd, by the first line of each finding.
  mutating func findings() -> [CheckFinding] {
    found = Self.orphans(history, shown)
    examineEvents()
    examineSessions()
    examineWeights()
    examineRatings()
    examineAnswers()
    return found.sorted {
      ($0.seqs.first ?? 0, $0.seqs.count) < ($1.seqs.first ?? 0, $1.seqs.count)
    }
  }

  /// Doses on sessions that are not there.
  static func orphans(_ history: History, _ shown: String) -> [CheckFinding] {
    history.orphanedDoses.map { seq in
      let label = history.table.labels.bytes(history.table.events[seq].label)
      return CheckFinding(
        rule: .doseWithoutInfusion, subject: shown, seqs: [seq], fact: .session(label))
    }
  }

  mutating func object(_ rule: CheckRule, _ seqs: [Int], _ fact: CheckFinding.Fact = .none) {
    guard !seqs.isEmpty else { return }
    found.append(CheckFinding(rule: rule, subject: shown, seqs: seqs, fact: fact))
  }
}
