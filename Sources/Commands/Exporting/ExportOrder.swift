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

  let format: Format
  private let arguments: Arguments
  let printer: Printer
  let inquiry: Inquiry
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
}
