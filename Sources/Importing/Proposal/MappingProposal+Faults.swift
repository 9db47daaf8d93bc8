import Bytes
import Definitions
import Events

/// What a look at the first rows shows that somebody should know before an import.
extension MappingProposal {
  /// Cells that would be rejected: where they stand, never what they say.
  mutating func noteFaults() {
    func told(_ heading: String, _ lines: [Int], _ one: String, _ many: String) {
      guard !lines.isEmpty else { return }
      let what = lines.count == 1 ? "a cell \(one)" : "\(lines.count) cells \(many)"
      unsure.append(
        "\(heading): \(what), on \(SampledRows.words(lines)): mend it, or it is rejected")
    }
    if !rows.ragged.isEmpty {
      unsure.append(
        "not as many cells as headings on \(SampledRows.words(rows.ragged)): mend it, or it is rejected"
      )
    }
    if let heading = roles[.identifier] {
      told(heading, rows.blanks(heading), "is blank", "are blank")
      let twins = rows.twins(heading)
      if !twins.isEmpty {
        unsure.append(
          "\(heading) differs from an earlier one by capital letters alone on \(SampledRows.words(twins)): one person or two? "
            + "\"case\" in \"subject\" says it: \"upper\", \"lower\" or \"kept\"; else such rows are rejected"
        )
      }
    }
    for (heading, instrument) in numbers {
      let words = rows.lines(heading) { !ColumnSample.isNumber($0) }
      told(heading, words, "is no number", "are no numbers")
      guard let total = instrument.flatMap({ definitions.instrument($0)?.total }) else { continue }
      let outside = rows.lines(heading) { value in
        guard ColumnSample.isNumber(value), let number = Int(value.text) else { return false }
        return !total.contains(number)
      }
      let range = "outside \(total.lowerBound) to \(total.upperBound)"
      told(heading, outside, "lies \(range)", "lie \(range)")
    }
  }

  /// Columns that hold numbers, with the instrument whose totals they are.
  var numbers: [(heading: String, instrument: String?)] {
    roles.compactMap { role, heading -> (heading: String, instrument: String?)? in
      switch role {
      case .weight, .weightPounds, .dose, .dosePerKg, .minutes, .systolic, .diastolic, .pulse,
        .saturation, .respiration:
        return (heading, nil)
      case .total(let id), .timedTotal(let id, _): return (heading, id)
      default: return nil
      }
    }.sorted { $0.heading < $1.heading }
  }

  /// Which sign decimals stand behind, where some do: that of most.
  mutating func decimalSign() -> Sketch? {
    let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
    func lines(_ heading: String, _ sign: UInt8) -> [Int] {
      rows.lines(heading) { ColumnSample.hasDecimal($0, sign) }
    }
    let headings = numbers.map(\.heading)
    let commas = headings.reduce(0) { $0 + lines($1, comma).count }
    let points = headings.reduce(0) { $0 + lines($1, point).count }
    let isComma = commas > points
    guard commas > 0 else { return nil }
    for heading in headings {
      let others = lines(heading, isComma ? point : comma)
      guard !others.isEmpty, points > 0 else { continue }
      unsure.append(
        "\(heading): decimals stand behind a \(isComma ? "point" : "comma") on "
          + "\(SampledRows.words(others)), and elsewhere behind a \(isComma ? "comma" : "point"): mend these cells"
      )
    }
    return isComma ? .text(",") : nil
  }

  /// The instrument that everybody is to be judged on, where the file lacks the one that diagnoses ask
  /// for; `nil` where it has them.
  mutating func instrument() -> Sketch? {
    guard let heading = roles[.diagnosis] else { return nil }
    var has: Set<String> = []
    for role in roles.keys {
      switch role {
      case .total(let id), .item(let id, _), .timedTotal(let id, _): has.insert(id)
      default: break
      }
    }
    guard !has.isEmpty else { return nil }
    var lacking: [String: Set<String>] = [:]
    for value in samples[heading]?.values ?? [] {
      let first = value.split(separator: UInt8(ascii: ";")).first.map { Array($0) } ?? []
      let code = DelimitedText.trimmed(first)
      guard DataShape.isCode(code) else { continue }
      let index = definitions.indexInstrument(forIndication: code.text)
      if !has.contains(index) { lacking[index, default: []].insert(code.text) }
    }
    guard !lacking.isEmpty else { return nil }
    let said = lacking.keys.sorted().map { index in
      "\((lacking[index] ?? []).sorted().joined(separator: ", ")) on \(index)"
    }
    let chosen = has.contains("GAD-7") ? "GAD-7" : has.count == 1 ? has.first : nil
    unsure.append(
      "people are judged by their first diagnosis: \(said.joined(separator: "; ")), which the file does not have. "
        + (chosen.map { "\"instrument\" says \($0) for everybody: is that meant?" }
          ?? "Say in the intake which one they are judged on: \"instrument\""))
    return chosen.map(Sketch.text)
  }
}
