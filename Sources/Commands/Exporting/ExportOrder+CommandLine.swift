import Reports

/// What a command line asks `export` for, and what it may not ask for together.
extension ExportOrder {
  static func format(_ words: [String]) throws(CommandError) -> Format {
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
  static func isOneFile(_ arguments: Arguments, _ format: Format) -> Bool {
    arguments.all(.output).first.map { $0.hasSuffix(".\(format.ending)") } ?? true
  }

  static func folder(
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
  static func refuseFirstCourses(
    _ arguments: Arguments, _ table: String?
  ) throws(CommandError) {
    let heeding = ["visits", "wide", "ADQS"]
    guard arguments.has(.firstCourse), !heeding.contains(table ?? "") else { return }
    throw CommandError(
      ExitCode.usage,
      "--first-course is about visits, and \(table.map { "table \($0)" } ?? "an export") has more",
      remedy: "give it with --table visits, wide or ADQS; elsewhere keep rows with course 1")
  }
}
