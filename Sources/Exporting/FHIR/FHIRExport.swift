package import Bytes
package import Definitions
package import EventLog
import Events
import FHIR
import Histories

/// Writes the effective history of a log as FHIR R4 resources: bulk NDJSON, a file for each type of
/// resource, in the order of the log's lines.
package struct FHIRExport {
  /// Why nothing was written.
  package enum Failure: Error {
    /// The log can't be read.
    case log(LogProblem)
    /// The folder can't be written.
    case disk(DiskError)
  }

  private let survey: FHIRSurvey
  private let maker: EventResources
  private var known: [EventKind: Set<[UInt8]>] = [:]

  package init(_ survey: FHIRSurvey, _ definitions: Definitions) {
    self.survey = survey
    maker = EventResources(definitions)
    for kind in EventKind.appendable {
      known[kind] = Set(DataShape.fields(of: kind).map { Array($0.name.utf8) })
    }
  }

  /// Writes all files into a folder; a type that there is nothing of gets none.
  ///
  /// - Returns: what of the log no resource says.
  package func write(
    to folder: inout ExportFolder
  ) throws(Failure) -> FHIRSurvey.Omissions {
    var files = ResourceFiles()
    var failure: DiskError?
    var omissions = survey.omissions
    func put(_ resource: Resource) {
      guard failure == nil else { return }
      do throws(DiskError) { try files.add(resource, to: folder) } catch { failure = error }
    }
    for patient in survey.patients { put(patient.resource) }
    do throws(LogProblem) {
      try survey.histories.forEachEffective(survey.seqs) { line in
        guard failure == nil, let event = event(line) else { return }
        omissions.unknownMembers += unknownMembers(event)
        for resource in maker.resources(of: event) { put(resource) }
      }
    } catch { throw .log(error) }
    if let failure { throw .disk(failure) }
    do throws(DiskError) { try files.finish(in: &folder) } catch { throw .disk(error) }
    return omissions
  }

  private func event(_ line: EffectiveLine) -> StatedEvent? {
    guard let data = try? JSONDocument(line.data).root else { return nil }
    let table = survey.histories.table
    let event = table.events[line.seq]
    let subject = table.subjects.text(event.subject)
    return StatedEvent(
      kind: event.kind, seq: line.seq, subject: subject,
      name: EventName(source: line.source, id: line.id), actor: line.actor, time: line.time,
      recorded: line.recorded, data: data, isAmended: line.isAmended || subject != line.subject,
      isVoided: event.flags.contains(.voided), session: survey.session(of: line.seq),
      total: event.kind == .rating && event.flags.contains(.hasTotal) ? Int(event.value) : nil,
      isPartial: event.flags.contains(.partial),
      isOpen: survey.openIntakes.contains(line.seq))
  }

  private func unknownMembers(_ event: StatedEvent) -> Int {
    let names = known[event.kind] ?? []
    return event.data.members.count { !names.contains($0.key) }
  }
}

/// The files of an export, each begun when there is something for it.
private struct ResourceFiles {
  private struct File {
    var file: ExportFolder.OpenedFile
    var pending: [UInt8] = []
    var rows = 0
  }

  private var files: [FHIRType: File] = [:]

  /// Bytes that are held back before they are written.
  private static let most = 1 << 18

  mutating func add(_ resource: Resource, to folder: ExportFolder) throws(DiskError) {
    if files[resource.type] == nil {
      files[resource.type] = File(
        file: try folder.begin("\(resource.type.rawValue).ndjson"))
    }
    files[resource.type]?.rows += 1
    files[resource.type]?.pending += resource.line
    files[resource.type]?.pending.append(0x0A)
    if let pending = files[resource.type]?.pending, pending.count >= Self.most {
      try files[resource.type]?.file.add(pending)
      files[resource.type]?.pending.removeAll(keepingCapacity: true)
    }
  }

  mutating func finish(in folder: inout ExportFolder) throws(DiskError) {
    for type in FHIRType.allCases {
      guard var file = files[type] else { continue }
      try file.file.add(file.pending)
      try folder.finish(&file.file, rows: file.rows)
    }
  }
}
