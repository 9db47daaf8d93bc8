import Definitions
package import Histories

/// Relief under every combination of unit, criterion, confirmation, threshold set and baseline: how
/// much of an answer is the patients', and how much the definition's.
package struct SensitivityGrid: Projection {
  package let plan: AnalysisPlan

  package init(_ plan: AnalysisPlan) { self.plan = plan }

  /// Every definition, in order, with nobody in it.
  ///
  /// A set that says nothing about an instrument leaves its units out as `no-threshold`.
  package var nobody: [SensitivityRow] {
    plan.definitions.sets.map(\.id).flatMap { set in
      AnalysisPlan.Unit.allCases.flatMap { unit in
        Criterion.allCases.flatMap { criterion in
          [2, 1].flatMap { confirm in
            [false, true].map { first in
              SensitivityRow(
                unit: unit, criterion: criterion, confirm: confirm, set: set,
                usesFirstBaseline: first)
            }
          }
        }
      }
    }
  }

  package func project(_ history: History, shownAs name: String) -> [SensitivityRow] {
    var rows = nobody
    guard plan.includes(history, shownAs: name) else { return rows }
    var record = CaseRecord(history, plan)
    for index in rows.indices {
      var plan = plan
      plan.unit = rows[index].unit
      plan.criterion = rows[index].criterion
      plan.confirm = rows[index].confirm
      plan.set = rows[index].set
      plan.usesFirstBaseline = rows[index].usesFirstBaseline
      record.measure(with: plan)
      let value = ReliefProjection(plan).project(record, shownAs: name)
      rows[index].flow = value.flow
      rows[index].units = value.units.filter { $0.status == .lost || $0.status == .censored }
    }
    return rows
  }

  package func merge(_ value: inout [SensitivityRow], with later: [SensitivityRow]) {
    for index in value.indices {
      value[index].flow.add(later[index].flow)
      value[index].units += later[index].units
    }
  }

  /// The rows that say something: those under which any unit has a threshold.
  package static func telling(_ rows: [SensitivityRow]) -> [SensitivityRow] {
    rows.filter { $0.flow.units > $0.flow.noThreshold }
  }
}
