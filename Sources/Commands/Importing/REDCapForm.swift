import Bytes
import Importing

extension ImportForm {
  /// `import redcap`: a flat export, and with `--logging` the project's logging.
  static let redcap = ImportForm(
    name: "redcap", options: [.map, .logging]
  ) { order throws(CommandError) in
    let arguments = order.arguments
    guard arguments.has(.map) else {
      throw CommandError(
        ExitCode.usage, "import redcap needs a mapping of the project's forms",
        remedy: "docs/importing.md has one to begin with; name it with --map FILE")
    }
    guard let mapping = try ImportForm.mapping(order) else { return nil }
    let logging = try arguments.value(.logging)
    if logging != nil, arguments.has(.batch) {
      throw CommandError(
        ExitCode.usage, "--batch with --logging: entries are put in the order of their times first",
        remedy: "leave --batch out")
    }
    let hash = try key(for: mapping, order)
    return { keepsCrosswalk throws(CommandError) in
      do throws(ImportFault) {
        return try REDCapSource(
          mapping, order.files, logging: logging, order.disk, order.definitions, hash,
          keepsCrosswalk: keepsCrosswalk)
      } catch { throw CommandError(error) }
    }
  }
}
