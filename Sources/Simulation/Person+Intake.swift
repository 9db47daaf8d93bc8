import Bytes

/// An earlier treatment, as an intake tells of it.
struct Trial: Sendable {
  let drug: Drug
  let weeks: Int
  let outcome: StaticString
}

extension Person {
  /// Adds the payload of the intake.
  func appendIntake(_ trials: [Trial], consentAt minute: Int, to data: inout [UInt8]) {
    data.append("\"indications\":[\"")
    data.append(indication.code)
    if let secondCode {
      data.append("\",\"")
      data.append(secondCode)
    }
    data.append("\"]")
    if namesInstrument { data.append(member: "instrument", scale.id) }
    data.append(",\"birthYear\":")
    data.append(decimal: birthYear)
    data.append(member: "sex", sex)
    data.append(",\"weightKg\":")
    data.append(weightTenths, decimals: 1)
    data.append(member: "site", site.name)
    if !trials.isEmpty {
      data.append(",\"trials\":[")
      for (position, trial) in trials.enumerated() {
        if position > 0 { data.append(",") }
        data.append("{\"drug\":\"")
        data.append(trial.drug.name)
        data.append("\"")
        data.append(member: "class", trial.drug.family)
        data.append(",\"weeks\":")
        data.append(decimal: trial.weeks)
        data.append(",\"doseMg\":")
        data.append(trial.drug.tenthsOfMg, decimals: 1)
        data.append(member: "outcome", trial.outcome)
        data.append("}")
      }
      data.append("]")
    }
    data.append(",\"consent\":\"")
    site.append(time: minute, to: &data)
    data.removeLast(data.count - (data.lastIndex(of: UInt8(ascii: "T")) ?? data.count))
    data.append("\"")
  }
}
