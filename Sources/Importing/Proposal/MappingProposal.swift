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
  private var isWindows = false

  /// Rows that are looked at.
  private static let sampled = 500
  /// Cells that are looked at: of very wide tables fewer rows.
  private static let mostCells = 5_000_000
  /// Rows of which it is seen that they can be read.
  private static let decoded = 100_000

  /// Looks at a file.
  package init(
    _ disk: any Disk, _ name: String, _ definitions: Definitions
  ) throws(ImportFault) {
    self.definitions = definitions
    let headings: [String]
    do throws(ImportFault) {
      (headings, rows, samples) = try Self.look(disk, name, isWindows: false)
    } catch {
      guard error.isEncoding else { throw error }
      (headings, rows, samples) = try Self.look(disk, name, isWindows: true)
      isWindows = true
    }
    assignRoles(headings)
    try refuseWithoutHeadings(name, headings)
  }

  /// Reads the headings and the first rows, and sees of many more that they can be read.
  private static func look(
    _ disk: any Disk, _ name: String, isWindows: Bool
  ) throws(ImportFault) -> (headings: [String], SampledRows, [String: ColumnSample]) {
    var file = try DelimitedFile(disk, name, separator: nil, isWindows: isWindows)
    var rows = SampledRows(file.headings)
    var samples: [String: ColumnSample] = [:]
    var count = 0
    while count < decoded, let row = try file.next() {
      count += 1
      guard count <= sampled, count * file.headings.count <= mostCells else { continue }
      rows.take(row)
      for (place, heading) in file.headings.enumerated() where place < row.cells.count {
        samples[heading, default: ColumnSample()].take(row.cells[place])
      }
    }
    return (file.headings, rows, samples)
  }

  /// Of a file without headings the first line says something of somebody, and a guess would print it.
  private func refuseWithoutHeadings(
    _ name: String, _ headings: [String]
  ) throws(ImportFault) {
    let values = headings.map { Array($0.utf8) }
    let isRow = values.contains { ColumnSample.isNumber($0) || DateStyle.words($0) != nil }
    guard isRow, known < 3 else { return }
    throw ImportFault(
      "\(name): its first line has numbers or dates and hardly a heading that is known",
      remedy: "put a line of headings before the rows, such as MRN, Date, Dose mg, GAD-7")
  }

  /// Headings that say what stands below them.
  private var known: Int { roles.count + dropped.count }

  /// Which column is which: by its heading, and of several by what stands in them.
  private mutating func assignRoles(_ headings: [String]) {
    var best: [HeadingRole: Int] = [:]
    let glossary = HeadingRole.Glossary(definitions)
    for heading in headings {
      guard let found = glossary.role(of: heading) else {
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
      return !sample.dates.formats.isEmpty
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
      let names =
        known > 1 ? UnusedColumns.words(unknown) : "\(unknown.count) of \(samples.count) columns"
      unsure.append("nothing was guessed for \(names), and nothing of it enters")
    }
    let missing = samples.values.reduce(into: Set<String>()) { $0.formUnion($1.missing) }.sorted()
    var members: [(String, Sketch)] = [
      ("mapping", .verbatim("1")),
      ("source", .text("/import/csv")),
    ]
    if !missing.isEmpty { members.append(("missing", .list(missing.map(Sketch.text)))) }
    if let sign = decimalSign() { members.append(("decimal", sign)) }
    if isWindows {
      members.append(("encoding", .text("windows-1252")))
      unsure.append(
        "the file is not UTF-8, and is taken for Windows-1252, as Excel writes it: is it? Saved as CSV UTF-8 it needs no "
          + "\"encoding\"")
    }
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
