import Bytes
import Exporting
import Histories
import Reports

/// The folder that an export writes, whole or not at all, and what is said of it.
extension ExportOrder {
  func write(
    _ export: TableExport, _ manifest: ExportManifest, _ registry: inout Registry,
    to target: String
  ) throws(CommandError) -> [ExportFolder.File] {
    let disk = printer.surroundings.disk
    var folder: ExportFolder?
    // Asked a second time where a cache turned out to be broken: then what was written goes.
    let written: Result<[ExportFolder.File], DiskError> = try inquiry.ask(&registry) { registry in
      folder?.discard()
      do throws(DiskError) {
        var draft = try ExportFolder(disk, at: target)
        folder = draft
        try export.write(registry, to: &draft)
        try addCompanions(export.projection.tables, manifest, to: &draft)
        let files = draft.files
        try draft.write(manifest.json(files), to: "manifest.json")
        return .success(files)
      } catch { return .failure(error) }
    }
    do throws(DiskError) {
      let files = try written.get()
      try folder?.publish()
      return files
    } catch {
      folder?.discard()
      throw Self.failed(error, target)
    }
  }

  /// Files that are no tables of subjects.
  private func addCompanions(
    _ tables: [ExportTable], _ manifest: ExportManifest, to folder: inout ExportFolder
  ) throws(DiskError) {
    if format == .omop { try folder.write(manifest.cdmSource, to: "cdm_source.csv", rows: 1) }
    guard format == .csv || format == .parquet else { return }
    let rows = TidyTables.dictionary(of: tables)
    var csv = CSV(rows[0])
    for row in rows.dropFirst() { csv.add(row) }
    try folder.write(csv.bytes, to: "dictionary.csv", rows: rows.count - 1)
  }

  /// Why a folder could not be written.
  static func failed(_ error: DiskError, _ target: String) -> CommandError {
    if error.isTaken {
      return CommandError(
        ExitCode.cannotCreate, "\(target): something stands there already",
        remedy: "nothing was changed; choose another name")
    }
    let code =
      error.isMissing || error.isForbidden ? ExitCode.cannotCreate : ExitCode.inputOutput
    return CommandError(code, "\(target): \(error.reason)", remedy: "nothing was left there")
  }

  func report(
    _ files: [ExportFolder.File], _ manifest: ExportManifest, _ target: String
  ) throws(CommandError) {
    func rows(_ path: String) -> Int { files.first { $0.path == path }?.rows ?? 0 }
    let leftOut = format == .omop ? rows("crosswalk.csv") - rows("person.csv") : 0
    if leftOut > 0 {
      printer.warn(
        "\(leftOut) \(leftOut == 1 ? "subject is" : "subjects are") left out: the model requires a "
          + "year of birth, and no intake states one; crosswalk.csv names them")
    }
    if printer.format == .json { return try printer.print(bytes: manifest.json(files)) }
    try printer.print(Self.list(files, target))
  }

  /// The files of a folder that was written, for people.
  static func list(_ files: [ExportFolder.File], _ target: String) -> [String] {
    var table = TextTable([("file", .left), ("rows", .right), ("bytes", .right)])
    for file in files {
      table.add([file.path, file.rows.map { "\($0)" } ?? "", "\(file.bytes)"])
    }
    return ["wrote \(target): \(files.count + 1) files, with SHA-256 of each in manifest.json"]
      + table.lines
  }
}
