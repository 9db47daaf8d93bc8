import Bytes
import EventLog

extension Command {
  /// `init`: starts a log.
  static let initialize = Command(
    name: "init", aliases: [], usage: "[FILE]", summary: "starts a log",
    details: [
      "The origin names the log in checkpoints and can't be changed later; choose one that nobody",
      "else has, such as example.org/clinic.",
    ],
    options: [.log, .name, .origin, .output, .format]
  ) { arguments, printer throws(CommandError) in
    guard arguments.positional.count <= 1 else {
      throw CommandError(
        ExitCode.usage, "init starts one log at a time",
        remedy: "run it once for each")
    }
    let path: String
    if let given = arguments.positional.first {
      path = given
    } else {
      path = try Inquiry.log(arguments, printer)
    }
    let name = try arguments.value(.name) ?? LogCreation.name(of: path)
    let origin = try arguments.value(.origin) ?? defaultOrigin(name)
    guard let identity = LogIdentity(name: name, origin: origin) else {
      throw CommandError(
        ExitCode.usage, "--origin \(origin) can't be an origin",
        remedy: "an origin is not empty and has no spaces, no control characters and no +")
    }
    let surroundings = printer.surroundings
    let folder = LogFolder(beside: path)
    // It would be held against the new log, which is shorter than what it speaks of.
    if folder.readCheckpoint(surroundings.disk) != .missing,
      (try? surroundings.disk.status(at: path)) == nil
    {
      throw CommandError(
        ExitCode.cannotCreate, "\(folder.checkpoint) is of a log that stood here before",
        remedy: "put that log back, or move \(folder.path) away; no log was started")
    }
    do throws(LogCreation.Failure) {
      try LogCreation.create(surroundings.disk, path, identity, at: surroundings.time.now())
    } catch {
      switch error {
      case .tooLong:
        throw CommandError(
          ExitCode.usage, "name and origin are too long for one line", remedy: "no log was started")
      case .taken:
        throw CommandError(
          ExitCode.cannotCreate, "\(path): something stands there already",
          remedy: "nothing was changed; choose another name")
      case .disk(let failure):
        let code =
          failure.isMissing || failure.isForbidden ? ExitCode.cannotCreate : ExitCode.inputOutput
        throw CommandError(code, "\(path): \(failure.reason)", remedy: "no log was started")
      }
    }
    if printer.format == .text {
      try printer.print([
        "started \(path): name \(name), origin \(origin)",
        "next: reprieve append -f \(path) events.jsonl",
        "or, from a spreadsheet saved as CSV: reprieve import csv FILE --propose",
      ])
    } else {
      var json = JSONWriter()
      json.object { json in
        json.string("name", name)
        json.string("origin", origin)
        json.integer("size", 1)
      }
      try printer.print(bytes: json.bytes + [0x0A])
    }
    return ExitCode.done
  }

  /// Spaces and signs that no origin may have become dashes.
  static func defaultOrigin(_ name: String) -> String {
    "local/" + String(name.map { LogIdentity.isOrigin(String($0)) ? $0 : "-" })
  }
}
