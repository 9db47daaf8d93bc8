package import Bytes
package import Definitions
import Events
package import FHIR

/// Resources of FHIR R4 as the rows of an import: bulk NDJSON, in as many files as there are.
///
/// All resources are read before the first event is known; until then each of them is a row without
/// events, so that progress can be shown.
package struct FHIRSource: ImportSource {
  package let files: [String]
  private var lines: ResourceLines
  private var reading: ResourceReading
  private let keepsCrosswalk: Bool
  package let keymark: (mark: [UInt8], source: [UInt8])?
  /// Where each resource stands.
  private var places: [(place: SourcePlace, bytes: Range<Int>)] = []
  private var groups: [ReadGroup] = []
  /// The next group; -1 while resources are read.
  private var upcoming = -1
  /// The resources of groups that have more than one, by the place of the first.
  private var companions: [SourcePlace: [Int]] = [:]

  /// - Parameters:
  ///   - rules: how resources are read.
  ///   - keepsCrosswalk: whether pseudonyms are kept with what they stand for.
  ///
  /// Throws `ImportFault` where a file is not there.
  package init(
    _ files: [String], _ rules: ReadingRules, _ disk: any Disk, _ definitions: Definitions,
    keepsCrosswalk: Bool
  ) throws(ImportFault) {
    self.files = files
    self.keepsCrosswalk = keepsCrosswalk
    keymark = rules.names.keymark.map { (Array($0.utf8), Array(rules.source.utf8)) }
    lines = try ResourceLines(files, disk)
    reading = ResourceReading(rules, definitions)
  }

  package var size: Int { lines.size }
  package var bytesRead: Int { lines.bytesRead }
  package var isBySubject: Bool { false }
  package var recordsEntries: Bool { false }
  package var remarks: [String] { reading.remarks }

  package var passedOver: [(reason: String, rows: Int)] {
    reading.passed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  package var crosswalk: [(pseudonym: [UInt8], identifier: [UInt8])] {
    guard keepsCrosswalk else { return [] }
    return reading.crosswalk.map { (Array($0.pseudonym.utf8), Array($0.identifier.utf8)) }
  }

  package mutating func next() throws(ImportFault) -> ImportedRow? {
    if upcoming < 0 {
      if let line = try lines.next() { return take(line) }
      lines.close()
      groups = reading.groups()
      upcoming = 0
    }
    guard upcoming < groups.count else { return nil }
    defer { upcoming += 1 }
    return row(groups[upcoming])
  }

  /// More levels than any resource has: what goes down into them must come up again.
  private static let deepest = 100

  /// Reads a resource. What it comes to is known when all were read.
  private mutating func take(_ line: ResourceLines.Line) -> ImportedRow {
    let number = places.count
    places.append((line.place, line.bytes))
    if line.isTooLong {
      reading.reject(
        place: number,
        ReadingProblem(
          nil, "the line is longer than \(ResourceLines.longest) bytes",
          remedy: "leave documents and pictures out"))
    } else {
      do throws(JSONFault) {
        let document = try JSONDocument(line.text)
        if document.depth > Self.deepest {
          reading.reject(
            place: number,
            ReadingProblem(
              nil, "the resource is nested more than \(Self.deepest) levels deep",
              remedy: "leave it out"))
        } else {
          reading.take(document.root, place: number)
        }
      } catch {
        reading.reject(
          place: number,
          ReadingProblem(
            nil, "the line is no JSON (\(error.kind.rawValue), at byte \(error.offset))",
            remedy: "a line is one FHIR R4 resource, in UTF-8"))
      }
    }
    return ImportedRow(line.place, bytes: line.bytes)
  }

  private mutating func row(_ group: ReadGroup) -> ImportedRow {
    let (place, bytes) = places[group.places[0]]
    var row = ImportedRow(place, bytes: bytes)
    row.isPart = true
    if group.places.count > 1 { companions[place] = group.places }
    row.events = group.events.map { event in
      ImportedEvent(
        kind: event.kind, subject: Array(event.subject.utf8), label: Array(event.label.utf8),
        line: event.producerLine)
    }
    row.rejects = group.problems.map {
      Reject(place, column: $0.member, $0.reason, remedy: $0.remedy)
    }
    return row
  }

  // MARK: rejects

  package func rejectsHead(_ file: Int) -> [UInt8] { [] }

  /// All resources that belong together, each on a line: what was rejected is mended as a whole.
  package mutating func rejected(
    _ place: SourcePlace, bytes: Range<Int>, _ rejects: [Reject]
  ) throws(ImportFault) -> [UInt8] {
    let all = companions[place]?.map { places[$0] } ?? [(place, bytes)]
    var text: [UInt8] = []
    for (place, bytes) in all {
      if let line = outline(try lines.bytes(bytes, of: place)) { text += line + [0x0A] }
    }
    return text
  }

  /// A resource without what does not enter; `nil` for a line that is none: in what can't be read nothing
  /// can be left out either.
  private func outline(_ line: [UInt8]) -> [UInt8]? {
    guard let document = try? JSONDocument(line), document.depth <= Self.deepest else { return nil }
    return reading.outline(of: document.root)
  }
}
