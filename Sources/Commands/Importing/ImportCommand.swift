import Bytes
import EventLog
import Importing

extension Command {
  /// `import`: events from other people's files.
  static let importing = Command(
    name: "import", aliases: [], usage: "csv|redcap|fhir FILE … --map MAPPING [--key KEY]",
    summary: "events from other people's files, with a mapping",
    details: [
      "Spreadsheets are saved as CSV first. A mapping says which columns make which events; --propose",
      "prints a first one, guessed from the headings, to be read and mended. --dry-run shows what",
      "would be appended and which rows are rejected.",
      "",
      "Names, birth dates, addresses and free text do not enter: only columns that the mapping names",
      "do. Identifiers become pseudonyms made with the key, a file that is kept apart.",
      "",
      "fhir reads resources of FHIR R4, one on a line: files, or a folder of .ndjson files. It needs a",
      "mapping for local codes only. docs/fhir.md says what becomes what.",
      "",
      "Where a row is rejected nothing is imported, and the command ends with 65, unless --rejects",
      "names a file for such rows: then the others are taken, and it ends with 0 and a warning. Mend",
      "that file and import it like the first. Importing twice adds nothing. --dry-run ends with 1",
      "where rows would be rejected.",
      "",
      "The log keeps what it has: a row that says otherwise is rejected. --corrections writes what would",
      "correct the log, to be looked at and appended.",
      "",
      "All rows are one batch. With --batch N a batch has N events or a few more: memory does not",
      "grow with the file, and after a crash the same command goes on.",
    ],
    options: [
      .log, .map, .key, .propose, .identifier, .keepPseudonyms, .dateHour, .dryRun, .rejects,
      .crosswalk, .corrections, .logging, .batch, .name, .origin,
      .wait, .definitions, .noCache, .output, .format,
    ], formats: [.text, .json]
  ) { arguments, printer throws(CommandError) in
    guard let word = arguments.positional.first else {
      throw CommandError(
        ExitCode.usage, "import needs to know what it reads",
        remedy: "reprieve import \(formNames) FILE --map MAPPING -f LOG")
    }
    guard let form = ImportForm.all.first(where: { $0.name == word }) else {
      let near = Nearest.name(to: word, among: ImportForm.all.map(\.name))
      throw CommandError(
        ExitCode.usage, "import does not read \(word)",
        remedy: near.map { "did you mean \($0)?" }
          ?? (word.contains(".")
            ? "say what the file is: reprieve import csv \(word) --map MAPPING"
            : "it reads \(formNames)"))
    }
    let files = Array(arguments.positional.dropFirst())
    guard !files.isEmpty, !files.contains("-") else {
      throw CommandError(
        ExitCode.usage, "import \(form.name) needs a file",
        remedy: "save what it is to read, so that rejected rows can be found again")
    }
    for option in ImportForm.all.flatMap(\.options)
    where arguments.has(option) && !form.options.contains(where: { $0.name == option.name }) {
      throw CommandError(ExitCode.usage, "import \(form.name) has no option \(option.name)")
    }
    let order = ImportOrder(
      arguments: arguments, printer: printer,
      files: try form.files?(files, printer.surroundings.disk) ?? files,
      definitions: try Inquiry.definitions(arguments, printer))
    guard let maker = try form.prepare(order) else { return ExitCode.done }
    return try ImportRun(order, maker).carryOut()
  }

  private static var formNames: String {
    ImportForm.all.map(\.name).joined(separator: "|")
  }
}
