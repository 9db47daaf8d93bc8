package import Bytes
package import Definitions
import Events

/// A mapping guessed from a file's headings and first rows, for a person to read and mend. It lists what
/// it is not sure of, and an import refuses it until that is settled.
package struct MappingProposal {
  /// The first rows.
  var rows: SampledRows
  let definitions: Definitions
  var roles: [HeadingRole: String] = [:]
  var samples: [String: ColumnSample] = [:]
  private var dropped: [String] = []
  private var unknown: [String] = []
  var unsure: [String] = []

  /// Rows that are looked at.
  private static let sampled = 500

  /// Looks at a file.
  package init(
    _ disk: any Disk, _ name: String, _ definitions: Definitions
  ) throws(ImportFault) {
    var file = try DelimitedFile(disk, name, separator: nil, isWindows: false)
    self.definitions = definitions
    rows = SampledRows(file.headings)
    var count = 0
    while count < Self.sampled, let row = try file.next() {
      count += 1
      rows.take(row)
      for (place, heading) in file.headings.enumerated() where place < row.cells.count {
        samples[heading, default: ColumnSample()].take(row.cells[place])
      }
    }
    assignRoles(file.headings)
  }

  /// Which column is which: by its heading, and of several by what stands in them.
  private mutating func assignRoles(_ headings: [String]) {
    var best: [HeadingRole: Int] = [:]
    for heading in headings {
      guard let found = HeadingRole.of(heading, definitions) else {
        unknown.append(heading)
        continue
      }
      let rank = found.rank + (fits(heading, found.role) ? 0 : 1000)
      if found.role == .personal {
        dropped.append(heading)
      } else if best[found.role].map({ rank < $0 }) ?? true {
        if let earlier = roles[found.role] { unknown.append(earlier) }
        best[found.role] = rank
        roles[found.role] = heading
      } else {
        unknown.append(heading)
      }
    }
  }

  /// Whether a column holds what its heading promises, as far as that can be told.
  private func fits(_ heading: String, _ role: HeadingRole) -> Bool {
    guard let sample = samples[heading], !sample.values.isEmpty else { return true }
    switch role {
    case .date:
      if case .none = sample.dates { return false }
      return true
    case .dose, .dosePerKg: return sample.values.contains(where: ColumnSample.isNumber)
    default: return true
    }
  }

  /// The mapping as text, and what it is not sure of.
  package mutating func mapping() -> (text: String, unsure: [String]) {
    let identifier = roles[.identifier]
    if identifier == nil {
      unsure.append("no heading says which column identifies a patient: name it in \"subject\"")
    }
    if identifier.map({ ["id", "record"].contains($0.lowercased()) }) == true {
      unsure.append(
        "\(identifier ?? "") is taken for the patient's identifier: is it not that of the row?")
    }
    let (time, earlier) = times()
    var events: [Sketch] = []
    if let intake = intake(earlier) { events.append(intake) }
    events += sessions(time)
    events += ratings(earlier, sessions: time)
    if let vital = vital(time) { events.append(vital) }
    if events.isEmpty {
      unsure.append("no heading names a rating, a dose or a diagnosis: write the events yourself")
    }
    if !unknown.isEmpty {
      unsure.append(
        "nothing was guessed for \(unknown.joined(separator: ", ")), and nothing of it enters")
    }
    let missing = samples.values.reduce(into: Set<String>()) { $0.formUnion($1.missing) }.sorted()
    var members: [(String, Sketch)] = [
      ("mapping", .verbatim("1")),
      ("source", .text("/import/csv")),
    ]
    if !missing.isEmpty { members.append(("missing", .list(missing.map(Sketch.text)))) }
    if let sign = decimalSign() { members.append(("decimal", sign)) }
    noteFaults()
    members.append(("zone", .text("UTC")))
    var subject: [(String, Sketch)] = [("column", .text(identifier ?? "(the identifier)"))]
    if let digits = samples[identifier ?? ""]?.paddedDigits {
      subject.append(("pad", .verbatim("\(digits)")))
    }
    members.append(("subject", .object(subject)))
    if !dropped.isEmpty || roles[.birthDate] != nil && events.isEmpty {
      members.append(("drop", .list(dropped.map(Sketch.text))))
    }
    members.append(
      (
        "tables", .list([.object([("name", .text("visits")), ("events", .list(events))])])
      ))
    members.insert(("unsure", .list(unsure.map(Sketch.text))), at: 1)
    return (Sketch.object(members).document, unsure)
  }

  func column(_ heading: String, _ more: [(String, Sketch)] = []) -> Sketch {
    .object([("column", .text(heading))] + more)
  }
}
