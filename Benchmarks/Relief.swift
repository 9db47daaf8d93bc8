import Bytes
import Definitions
import Histories
import Projections

/// From the file to how long relief lasted, for every course of every subject.
struct Relief: Bend {
  let name = "relief"

  func run(_ path: String) throws -> ReliefProjection.Value {
    let histories = try Replay(SystemDisk(), Definitions.builtIn).histories(of: path)
    return ReliefProjection(AnalysisPlan()).fold(try Registry([histories]))
  }

  func describe(_ answer: ReliefProjection.Value, to text: inout [UInt8]) {
    answer.describe(to: &text)
  }
}

extension ReliefProjection.Value {
  /// `subject|unit|status|L|R` for every unit, L and R in milliseconds from t0.
  func describe(to text: inout [UInt8]) {
    for unit in units {
      let start = unit.t0.milliseconds
      text.append(text: "\(unit.subject)|\(unit.unit)|\(unit.status.rawValue)|")
      text.append(text: unit.lastInRelief.map { String($0.time.milliseconds - start) } ?? "")
      text.append(text: "|")
      text.append(text: unit.lost.map { String($0.time.milliseconds - start) } ?? "")
      text.append(text: "\n")
    }
  }
}
