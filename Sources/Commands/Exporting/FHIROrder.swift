import Bytes
import EventLog
import Exporting
import Histories
import Projections
import Reports

/// One call of `export fhir`: the effective history of one log as resources of FHIR R4.
struct FHIROrder {
  /// What the command line calls it.
  static let name = "fhir"

  private let arguments: Arguments
  private let printer: Printer
  private let inquiry: Inquiry
  private let target: String

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    self.arguments = arguments
    self.printer = printer
    if let minimum = try arguments.number(.minCellCount), minimum > 1 {
      throw CommandError(
        ExitCode.withheld, "every resource is about one person, which is fewer than \(minimum)",
        remedy: "nothing was written; relief, response and the like answer about groups")
    }
    try ExportOrder.refuse(
      [.table, .wide, .concepts, .unit, .criterion, .confirm, .visits, .firstCourse], arguments,
      by: "export fhir")
    guard let path = try arguments.value(.output) else {
      throw CommandError(
        ExitCode.usage, "export fhir writes a folder: name it with -o FOLDER",
        remedy: "it gets a file for each type of resource")
    }
    target = path
    printer.leaveOutput()
    // Lines are read for what no figure needs: a cache has not got it.
    inquiry = try Inquiry(arguments, printer, needsLines: true)
    guard inquiry.paths.count == 1 else {
      throw CommandError(
        ExitCode.usage, "export fhir takes one log, not \(inquiry.paths.count)",
        remedy: "run it once for each")
    }
  }

  func carryOut() throws(CommandError) -> Int32 {
    let registry = try inquiry.registry()
    let recorded: Instant
    let survey: FHIRSurvey
    do throws(LogProblem) {
      recorded = try registry.logs[0].lastRecorded()
      survey = try FHIRSurvey(registry, inquiry.plan, withVoided: arguments.has(.voided))
    } catch { throw CommandError(error) }
    let manifest = ExportManifest(
      format: Self.name, header: inquiry.header("export.v1", registry, instruments: []),
      definitions: [], recordedThrough: recorded)
    let (files, omissions) = try write(
      FHIRExport(survey, inquiry.plan.definitions), manifest)
    note(omissions)
    if printer.format == .json {
      try printer.print(bytes: manifest.json(files))
    } else {
      try printer.print(ExportOrder.list(files, target))
    }
    return ExitCode.done
  }

  private func write(
    _ export: FHIRExport, _ manifest: ExportManifest
  ) throws(CommandError) -> ([ExportFolder.File], FHIRSurvey.Omissions) {
    var folder: ExportFolder
    do throws(DiskError) { folder = try ExportFolder(printer.surroundings.disk, at: target) } catch
    {
      throw ExportOrder.failed(error, target)
    }
    do throws(FHIRExport.Failure) {
      let omissions = try export.write(to: &folder)
      let files = folder.files
      do throws(DiskError) {
        try folder.write(manifest.json(files), to: "manifest.json")
        try folder.publish()
      } catch { throw .disk(error) }
      return (files, omissions)
    } catch {
      folder.discard()
      switch error {
      case .log(let problem): throw CommandError(problem)
      case .disk(let problem): throw ExportOrder.failed(problem, target)
      }
    }
  }

  /// Says what of the log no resource says.
  private func note(_ omissions: FHIRSurvey.Omissions) {
    func note(_ count: Int, _ one: String, _ many: String, _ what: String) {
      if count > 0 { printer.note("\(count) \(count == 1 ? one : many) \(what)") }
    }
    note(omissions.orphanedDoses, "dose", "doses", "without an infusion: not written")
    note(
      omissions.duplicateLabels, "infusion", "infusions",
      "with a label that another one has: not written")
    note(
      omissions.unknownTypes, "event", "events",
      "of types that are not known: not written; follow-up may end earlier without them")
    note(
      omissions.partialRatings, "rating", "ratings",
      "without a total: written as forms that nobody finished, which an import passes over")
    note(omissions.notes, "note", "notes", "written without what they say")
    note(
      omissions.unknownMembers, "member", "members",
      "that the log's format does not name: not written")
  }
}
