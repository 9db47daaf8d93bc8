package import Bytes
package import Definitions
import Events

/// A mapping guessed from a file's headings and first rows, for a person to read and mend. It lists what
/// it is not sure of, and an import refuses it until that is settled.
package struct MappingProposal {
  private let file: DelimitedFile
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
    var best: [HeadingRole: Int] = [:]
    for heading in file.headings {
      guard let found = HeadingRole.of(heading, definitions) else {
        unknown.append(heading)
        continue
      }
      if found.role == .personal {
        dropped.append(heading)
      } else if best[found.role].map({ found.rank < $0 }) ?? true {
        if let earlier = roles[found.role] { unknown.append(earlier) }
        best[found.role] = found.rank
        roles[found.role] = heading
      } else {
        unknown.append(heading)
      }
    }
    var rows = 0
    while rows < Self.sampled, let row = try file.next() {
      rows += 1
      for (place, heading) in file.headings.enumerated() where place < row.cells.count {
        samples[heading, default: ColumnSample()].take(row.cells[place])
      }
    }
    self.file = file
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
    let time = self.time()
    var events: [Sketch] = []
    if let intake = intake(time) { events.append(intake) }
    events += sessions(time)
    events += ratings(time)
    if let vital = vital(time) { events.append(vital) }
    if events.isEmpty {
      unsure.append("no heading names a rating, a dose or a diagnosis: write the events yourself")
    }
    if !unknown.isEmpty {
      unsure.append(
        "nothing was guessed for \(unknown.joined(separator: ", ")): they do not enter")
    }
    let missing = samples.values.reduce(into: Set<String>()) { $0.formUnion($1.missing) }.sorted()
    var members: [(String, Sketch)] = [
      ("mapping", .verbatim("1")),
      ("source", .text("/import/csv")),
    ]
    if !missing.isEmpty { members.append(("missing", .list(missing.map(Sketch.text)))) }
    let commas = numbers.filter { samples[$0]?.hasDecimal(UInt8(ascii: ",")) == true }
    if !commas.isEmpty {
      if numbers.contains(where: { samples[$0]?.hasDecimal(UInt8(ascii: ".")) == true }) {
        unsure.append(
          "\(commas.sorted().joined(separator: ", ")): some decimals stand behind a comma and others behind a point; those with a comma will be rejected"
        )
      } else {
        members.append(("decimal", .text(",")))
      }
    }
    members.append(("zone", .text("UTC")))
    var subject: [(String, Sketch)] = [("column", .text(identifier ?? "?"))]
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

  /// Columns that hold numbers.
  private var numbers: [String] {
    roles.filter { role, _ in
      switch role {
      case .weight, .weightPounds, .dose, .dosePerKg, .minutes, .total: true
      default: false
      }
    }.map(\.value)
  }

  func column(_ heading: String, _ more: [(String, Sketch)] = []) -> Sketch {
    .object([("column", .text(heading))] + more)
  }

  // MARK: times

  private mutating func time() -> Sketch {
    guard let heading = roles[.date] else {
      unsure.append("no heading says on which day a row happened: give \"time\" a column")
      return .object([("column", .text("?")), ("format", .text("yyyy-MM-dd"))])
    }
    unsure.append("the time zone is not in the file: write yours, such as America/New_York")
    var members: [(String, Sketch)] = [("column", .text(heading))]
    var hasClock = false
    switch samples[heading]?.dates ?? .none {
    case .excel:
      members.append(("excel", .verbatim("1900")))
      unsure.append("\(heading) seems to hold days as Excel counts them: from 1900 or from 1904?")
    case .all(let patterns):
      members.append(("format", .text(patterns[0])))
      hasClock = TimeFormat(patterns[0])?.hasClock == true
      if patterns.count > 1 {
        unsure.append(
          "\(heading) can be read as \(patterns[0]) and as \(patterns[1]): which is it?")
      }
    case .most(let pattern, let others):
      members.append(("format", .text(pattern)))
      hasClock = TimeFormat(pattern)?.hasClock == true
      unsure.append(
        "\(heading) holds dates in several styles: \(others) are not written \(pattern), and will be rejected"
      )
    case .none:
      members.append(("format", .text("yyyy-MM-dd")))
      unsure.append("\(heading) holds no dates that were recognised: how are they written?")
    }
    if let clock = roles[.clock], let pattern = samples[clock]?.clocks {
      members.append(
        (
          "clock", .object([("column", .text(clock)), ("format", .text(pattern))])
        ))
    } else if !hasClock {
      members.append(("hour", .text("12:00")))
      unsure.append("\(heading) has no time of day: which hour is meant for all such days?")
    }
    return .object(members)
  }
}
