import Bytes
import Definitions
import Importing

/// A form of other people's files that `import` reads.
struct ImportForm: Sendable {
  /// Makes the source of one pass over the files.
  typealias Maker = (_ keepsCrosswalk: Bool) throws(CommandError) -> any ImportSource

  /// What the command line calls it.
  let name: String
  /// The options that only it knows.
  let options: [Option]
  /// The files that words of the command line stand for; `nil`: each word is a file.
  var files: (@Sendable (_ words: [String], any Disk) throws(CommandError) -> [String])?
  /// Reads what the command line says about the files, and opens them once to see that they are there.
  ///
  /// Returns `nil` where the command line asked for something else than an import, which was printed.
  let prepare: @Sendable (ImportOrder) throws(CommandError) -> Maker?

  /// All of them.
  static let all: [ImportForm] = [table, redcap, fhir]
}

/// What an `import` command says, whatever the form of its files.
struct ImportOrder {
  let arguments: Arguments
  let printer: Printer
  /// The files, as they were named.
  let files: [String]
  let definitions: Definitions

  var disk: any Disk { printer.surroundings.disk }
}

extension CommandError {
  /// Files that can't be imported.
  init(_ fault: ImportFault) {
    self.init(
      fault.isMissing ? ExitCode.noLog : ExitCode.data, fault.problem, excerpt: fault.excerpt,
      remedy: fault.remedy + "; nothing was imported")
  }
}
