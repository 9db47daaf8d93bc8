import Bytes
import Definitions
import EventLog
import Exporting
import Histories
import Projections
import Reports

/// One call of `export FORMAT`: which tables, from what, to where.
struct ExportOrder {
  /// The formats, in the order in which they are listed.
  enum Format: String, CaseIterable {
    case csv, parquet, omop, adam

    /// What its files end with.
    var ending: String {
      switch self {
      case .csv, .omop: "csv"
      case .parquet: "parquet"
      case .adam: "json"
      }
    }
  }

  private let format: Format
  private let arguments: Arguments
  private let printer: Printer
  private let inquiry: Inquiry
  /// The one table that is asked for; `nil`: a folder of all.
  private let table: String?
  /// The folder; `nil` where one table is asked for.
  private let target: String?

  init(_ arguments: Arguments, _ printer: Printer) throws(CommandError) {
    self.arguments = arguments
    self.printer = printer
    format = try Self.format(arguments.positional)
    if let minimum = try arguments.number(.minCellCount), minimum > 1 {
      throw CommandError(
        ExitCode.withheld,
        "every row of an export is about one person, which is fewer than \(minimum)",
        remedy: "nothing was written; relief, response and the like answer about groups")
    }
    let named = try arguments.value(.table)
    table = named ?? (arguments.has(.wide) && Self.isOneFile(arguments, format) ? "wide" : nil)
    if format == .omop || format == .adam {
      try Self.refuse([.wide], arguments, by: "export \(format)")
    }
    try Self.refuseFirstCourses(arguments, table)
    if format != .omop { try Self.refuse([.concepts], arguments, by: "export \(format)") }
    try Self.refuse([.voided], arguments, by: "export \(format)")
    if table == nil {
      target = try Self.folder(arguments, format)
      printer.leaveOutput()
    } else {
      target = nil
    }
    inquiry = try Inquiry(arguments, printer)
  }

  private static func format(_ words: [String]) throws(CommandError) -> Format {
    let known = Format.allCases.map(\.rawValue) + [FHIROrder.name]
    guard let word = words.first else {
      throw CommandError(
        ExitCode.usage, "export needs a format, or --without SUBJECT",
        remedy: "formats are \(known.joined(separator: ", ")): reprieve export csv -o FOLDER")
    }
    guard let format = Format(rawValue: word) else {
      let near = CommandError.nearest(word, among: known).map { $0 + " " } ?? ""
      throw CommandError(
        ExitCode.usage, "there is no format \(word)",
        remedy: "\(near)formats are \(known.joined(separator: ", "))")
    }
    guard words.count == 1 else {
      throw CommandError(
        ExitCode.usage, "export takes one format, not \(words.count) words",
        remedy: "whom it is about is said with --where; a log is named with -f")
    }
    return format
  }

  /// Whether `-o` names a file of the format rather than a folder, or nothing.
  private static func isOneFile(_ arguments: Arguments, _ format: Format) -> Bool {
    arguments.all(.output).first.map { $0.hasSuffix(".\(format.ending)") } ?? true
  }

  private static func folder(
    _ arguments: Arguments, _ format: Format
  ) throws(CommandError) -> String {
    guard let path = try arguments.value(.output) else {
      throw CommandError(
        ExitCode.usage, "export \(format.rawValue) writes a folder: name it with -o FOLDER",
        remedy: "one table goes to standard output or a file with --table NAME")
    }
    guard !isOneFile(arguments, format) else {
      throw CommandError(
        ExitCode.usage, "\(path) is named like one file, and export writes a folder of tables",
        remedy: "one table goes into a file with --table NAME; else give a folder's name")
    }
    return path
  }

  /// Options that a kind of export has no use for.
  static func refuse(
    _ options: [Option], _ arguments: Arguments, by kind: String
  ) throws(CommandError) {
    for option in options where arguments.has(option) {
      throw CommandError(
        ExitCode.usage, "\(kind) has no use for \(option.name)",
        remedy: "leave it out; reprieve help export says what each is for")
    }
  }

  /// Refuses `--first-course` where only some of the tables would heed it: visits are asked for of
  /// first courses; relief, treatments and gaps know no such question.
  private static func refuseFirstCourses(
    _ arguments: Arguments, _ table: String?
  ) throws(CommandError) {
    let heeding = ["visits", "wide", "ADQS"]
    guard arguments.has(.firstCourse), !heeding.contains(table ?? "") else { return }
    throw CommandError(
      ExitCode.usage,
      "--first-course is about visits, and \(table.map { "table \($0)" } ?? "an export") has more",
      remedy: "give it with --table visits, wide or ADQS; elsewhere keep rows with course 1")
  }

  func carryOut() throws(CommandError) -> Int32 {
    var registry = try inquiry.registry()
    let question = try question(&registry)
    let manifest = try manifest(registry, question)
    let tables = try tables(manifest)
    let work = printer.progress(
      "exporting", total: registry.count, in: .things("subjects"))
    defer { work.end() }
    let export = export(ExportProjection(tables, question), manifest) { work.advance(by: $0) }
    guard let target else {
      let bytes = try inquiry.ask(&registry) { export.bytes($0) }
      if format == .parquet {
        try printer.print(exactly: bytes, "a Parquet file")
      } else {
        try printer.print(bytes: bytes)
      }
      return ExitCode.done
    }
    let files = try write(export, manifest, &registry, to: target)
    if format == .omop {
      let unnamed = try inquiry.ask(&registry) { OMOPTables.unnamedPersons(in: $0, question) }
      if unnamed > 0 {
        printer.warn(
          "\(unnamed) \(unnamed == 1 ? "person has" : "persons have") no person_source_value: "
            + "the pseudonym is longer than 50 characters; crosswalk.csv has it")
      }
    }
    try report(files, manifest, target)
    return ExitCode.done
  }

  // MARK: what is written

  /// The tables that are asked for.
  private func tables(_ manifest: ExportManifest) throws(CommandError) -> [ExportTable] {
    let all: [ExportTable]
    switch format {
    case .csv, .parquet:
      let wide = arguments.has(.wide) || table == "wide"
      all = TidyTables.all + (wide ? [TidyTables.wide(inquiry.plan.visits)] : [])
    case .omop: all = OMOPTables.all(try concepts())
    case .adam: all = ADaMTables.all(study: manifest.study, inquiry.plan.definitions)
    }
    guard let table else { return all }
    if let found = all.first(where: { $0.name == table }) { return [found] }
    let names = all.map(\.name)
    let near = CommandError.nearest(table, among: names).map { $0 + " " } ?? ""
    throw CommandError(
      ExitCode.usage, "export \(format.rawValue) has no table \(table)",
      remedy: "\(near)tables are \(names.joined(separator: ", "))")
  }

  /// The concept ids that are built in, with those of `--concepts`.
  private func concepts() throws(CommandError) -> OMOPConcepts {
    guard let path = try arguments.value(.concepts) else { return OMOPConcepts() }
    let bytes: [UInt8]
    do throws(DiskError) {
      bytes = try printer.surroundings.disk.contents(of: path, limit: Self.longestConcepts)
    } catch { throw CommandError(ExitCode.definitions, "\(path): \(error.reason)") }
    do throws(OMOPConcepts.Fault) { return try OMOPConcepts(file: bytes) } catch {
      throw CommandError(
        ExitCode.definitions, "\(path): \(error.sentence)",
        remedy: #"its form is {"drug":{"ketamine":11}}, with ids of your vocabularies"#)
    }
  }

  /// More than any file of concepts has.
  private static let longestConcepts = 16 << 20

  /// The ids that rows carry. They depend on the instruments of the subjects only where a file
  /// of definitions was given.
  private func question(_ registry: inout Registry) throws(CommandError) -> ExportQuestion {
    var (relief, response, intervals): (Set<String>, Set<String>, Set<String>) = ([], [], [])
    if inquiry.plan.definitions.fileDigest != nil {
      var counting = inquiry.plan
      counting.keepsUnits = false
      relief = try inquiry.ask(&registry) { ReliefProjection(counting).fold($0).instruments }
      response = try inquiry.ask(&registry) { ResponseProjection(counting).fold($0).instruments }
      intervals = try inquiry.ask(&registry) { IntervalsProjection(counting).fold($0).instruments }
    }
    let unit = inquiry.plan.unit.rawValue
    let header = inquiry.header(
      "relief.\(unit).v1", registry, instruments: relief, [.criterion, .confirm])
    return ExportQuestion(
      inquiry.plan, reliefID: header.definition,
      responseID: inquiry.header("response.v1", registry, instruments: response, .visits)
        .definition,
      intervalsID: inquiry.header("intervals.v1", registry, instruments: intervals, .criterion)
        .definition,
      basis: header.basis)
  }

  private func manifest(
    _ registry: Registry, _ question: ExportQuestion
  ) throws(CommandError) -> ExportManifest {
    var recorded: Instant?
    for log in registry.logs {
      do throws(LogProblem) {
        let last = try log.lastRecorded()
        recorded = max(recorded ?? last, last)
      } catch { throw CommandError(error) }
    }
    return ExportManifest(
      format: format.rawValue, header: inquiry.header("export.v1", registry, instruments: []),
      definitions: definitions(question), recordedThrough: recorded ?? Instant(milliseconds: 0))
  }

  /// The ids that the rows of a format carry.
  private func definitions(_ question: ExportQuestion) -> [String] {
    switch format {
    case .csv, .parquet: [question.intervalsID, question.reliefID, question.responseID]
    case .omop: []
    case .adam: [question.reliefID, question.responseID]
    }
  }

  private func export(
    _ projection: ExportProjection, _ manifest: ExportManifest,
    counted: @escaping @Sendable (Int) -> Void
  ) -> TableExport {
    switch format {
    case .csv, .omop:
      TableExport(projection, ending: format.ending, counted: counted) { CSVEncoder($0) }
    case .adam:
      TableExport(projection, ending: format.ending, counted: counted) { table in
        DatasetJSONEncoder(table, manifest.datasetContext, keys: ADaMTables.keys(of: table.name))
      }
    case .parquet:
      TableExport(projection, ending: format.ending, counted: counted) { table in
        ParquetEncoder(
          table.columns,
          [
            ("reprieve.provenance", manifest.provenance),
            ("reprieve.columns", TidyTables.description(of: table)),
          ])
      }
    }
  }

  // MARK: where it goes

  private func write(
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

  private func report(
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
